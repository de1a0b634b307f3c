// Sets the point of a plan at once: by a press on the map, or with the arrows while the
// map has the focus. Without it the same buttons ask the server.
// A block of its own: the page has other scripts.
{
  const box = document.querySelector("[data-pin]");
  const part = (name) => box.querySelector(`[data-pin-${name}]`);
  const value = part("value");
  const mark = part("mark");
  const text = part("text");
  const area = box.form?.elements.area ?? document.querySelector("[name=area]");
  const [west, south, east, north] = box.dataset.frame.split(" ").map(Number);
  const MOVES = { noord: [0, -1], zuid: [0, 1], west: [-1, 0], oost: [1, 0] };
  const KEYS = { ArrowUp: "noord", ArrowDown: "zuid", ArrowLeft: "west", ArrowRight: "oost" };
  const STEP = 0.02;
  const FINE = 0.004;
  let asking = 0;

  const now = () => {
    const [latitude, longitude] = value.value.split(",").map((number) => Number(number) * 1e6);
    if (!value.value) return [0.5, 0.5];
    return [(longitude - west) / (east - west), (north - latitude) / (north - south)];
  };
  const ask = () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const query = new URLSearchParams({ punt: value.value, wijk: area?.value ?? "" });
      const answer = await fetch(`${box.dataset.pin}?${query}`);
      // Words about an earlier point would be untrue.
      if (!answer.ok) return text.replaceChildren();
      const said = await answer.json();
      if (area && !area.value && said.area) area.value = said.area;
      text.textContent = said.text;
      text.classList.toggle("pin__wrong", Boolean(said.is_wrong));
    }, 250);
  };
  const put = (across, down) => {
    const x = Math.min(Math.max(across, 0), 1);
    const y = Math.min(Math.max(down, 0), 1);
    const latitude = (north - y * (north - south)) / 1e6;
    const longitude = (west + x * (east - west)) / 1e6;
    value.value = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
    mark.setAttribute("x", `${(x * 100).toFixed(2)}%`);
    mark.setAttribute("y", `${(y * 100).toFixed(2)}%`);
    mark.removeAttribute("display");
    changed();
  };
  const changed = () => {
    part("place").textContent = value.value || "–";
    value.dispatchEvent(new Event("input", { bubbles: true }));
    ask();
  };
  const move = (way, step) => {
    const [x, y] = now();
    put(x + MOVES[way][0] * step, y + MOVES[way][1] * step);
  };

  for (const map of box.querySelectorAll("[data-pin-map]")) {
    map.addEventListener("click", (event) => {
      event.preventDefault();
      const { left, top, width, height } = map.getBoundingClientRect();
      // A press with the keyboard has no place.
      if (event.detail === 0) return put(...now());
      put((event.clientX - left) / width, (event.clientY - top) / height);
    });
    map.addEventListener("keydown", (event) => {
      if (!KEYS[event.key]) return;
      event.preventDefault();
      move(KEYS[event.key], event.shiftKey ? FINE : STEP);
    });
  }
  for (const button of box.querySelectorAll("[name=schuif]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (button.value in MOVES) return move(button.value, STEP);
      value.value = "";
      mark.setAttribute("display", "none");
      changed();
    });
  }
  area?.addEventListener("change", ask);
}
