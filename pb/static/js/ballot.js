// What is left, what still fits, filter and order, at every tick. The server computes the same; without this file the
// form still works. The words stand in the form's data attributes; %s and %t are filled in here.
(() => {
  const form = document.querySelector("form[data-ballot]");
  if (!form) return;
  const words = form.dataset;
  const language = document.documentElement.lang;
  const live = form.querySelector("[data-live]");
  const fill = (text, first, second) => text.replace("%s", first).replace("%t", second);
  const money = (cents) =>
    new Intl.NumberFormat(language, {
      style: "currency",
      currency: words.currency,
      minimumFractionDigits: cents % 100 ? 2 : 0,
      maximumFractionDigits: 2,
    }).format(cents / 100);
  const cents = (box) => Number(box.dataset.cents);
  const parts = [...form.querySelectorAll("[data-contest]")].map((place) => ({
    place,
    meter: form.querySelector(`[data-meter="${place.dataset.contest}"]`),
    boxes: [...place.querySelectorAll("input[name=choice]")],
    plans: [...place.querySelectorAll(".plan")],
    budget: place.dataset.budget === undefined ? Infinity : Number(place.dataset.budget),
    most: place.dataset.most === undefined ? Infinity : Number(place.dataset.most),
  }));

  const fitOf = (box, part, rest, count) => {
    if (box.checked) return [words.chosen, "fit--yes"];
    if (count >= part.most) return [words.full, "fit--no"];
    if (part.budget === Infinity) return ["", ""];
    if (rest < 0) return [words.first, "fit--no"];
    if (cents(box) > rest) return [fill(words.dear, money(cents(box) - rest)), "fit--no"];
    return [words.fits, ""];
  };

  const update = (part) => {
    const chosen = part.boxes.filter((box) => box.checked);
    const rest = part.budget - chosen.reduce((sum, box) => sum + cents(box), 0);
    const isLimited = part.budget !== Infinity;
    const find = (name) => part.meter.querySelector(name);
    const count = part.most !== Infinity ? fill(words.of, chosen.length, part.most)
      : chosen.length === 1 ? words.one : fill(words.many, chosen.length);
    find("[data-count]").textContent = count;
    part.meter.classList.toggle("is-over", rest < 0 || chosen.length > part.most);
    const bar = find("progress");
    if (bar) bar.value = isLimited ? Math.min(part.budget - rest, part.budget) : Math.min(chosen.length, part.most);
    if (isLimited) find("[data-rest]").textContent = fill(rest < 0 ? words.over : words.left, money(Math.abs(rest)));
    for (const box of part.boxes) {
      const [text, kind] = fitOf(box, part, rest, chosen.length);
      const place = document.getElementById(`${box.id}-past`);
      place.textContent = text;
      place.className = `fit ${kind}`.trim();
    }
    return isLimited ? `${find("[data-rest]").textContent}. ${count}.` : count;
  };

  const order = form.querySelector("[data-order]");
  const filters = [...form.querySelectorAll("[data-filter]")];
  const price = (plan) => cents(plan.querySelector("input"));
  const orders = {
    loting: (a, b) => a.dataset.drawn - b.dataset.drawn,
    az: (a, b) => a.dataset.name.localeCompare(b.dataset.name, language),
    goedkoop: (a, b) => price(a) - price(b),
    duur: (a, b) => price(b) - price(a),
  };
  const arrange = (part) => {
    part.place.querySelector("[data-plans]").append(...[...part.plans].sort(orders[order.value]));
    for (const plan of part.plans) plan.hidden = filters.some((f) => f.value && plan.dataset[f.dataset.filter] !== f.value);
    const shown = part.plans.filter((plan) => !plan.hidden).length;
    const all = part.plans.length;
    part.place.querySelector("[data-shown]").textContent = shown === all ? fill(words.all, all) : fill(words.shown, shown, all);
  };

  for (const button of form.querySelectorAll("[data-nojs]")) button.hidden = true;
  if (matchMedia("(min-width: 60rem)").matches) form.querySelector(".toolbar").open = true;
  let wait;
  form.addEventListener("change", (event) => {
    if (event.target.name !== "choice") {
      parts.forEach(arrange);
      return;
    }
    const text = update(parts.find((part) => part.place.contains(event.target)));
    clearTimeout(wait); // a screen reader hears the sum once, after the last change
    wait = setTimeout(() => { live.textContent = text; }, 600);
  });
  // After "back" the browser may restore ticks without an event.
  addEventListener("pageshow", () => parts.forEach(update));
})();
