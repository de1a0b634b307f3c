// The live ballot: what is left, what still fits, filter and order. The server computes the same; without this file
// the form still works. Amounts are whole cents, as BigInt.
(() => {
  const form = document.querySelector("form[data-ballot]");
  if (!form) return;
  const words = form.dataset, lang = document.documentElement.lang;
  const whole = new Intl.NumberFormat(lang, { style: "currency", currency: words.currency, minimumFractionDigits: 0, maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(lang, { style: "currency", currency: words.currency });
  const money = (cents) => (cents % 100n ? exact : whole).format(Number(cents) / 100);
  const live = form.querySelector("[data-live]");
  let announcing;

  const contests = [...form.querySelectorAll("[data-contest]")].map((place) => ({
    place,
    boxes: [...place.querySelectorAll("input[name=choice]")],
    meter: form.querySelector(`[data-meter="${place.dataset.contest}"]`),
    budget: BigInt(place.dataset.budget),
    isBound: place.dataset.within !== "",
  }));
  const isChosen = (box) => box.checked || box.type === "hidden";

  function update(contest) {
    const chosen = contest.boxes.filter(isChosen);
    const spent = chosen.reduce((sum, box) => sum + BigInt(box.dataset.cents), 0n);
    const left = contest.budget - spent;
    const rest = contest.meter.querySelector("[data-rest]");
    const count = contest.meter.querySelector("[data-count]");
    count.textContent = chosen.length === 1 ? words.one : words.many.replace("%s", chosen.length);
    if (!contest.isBound) {
      for (const box of contest.boxes) label(box, box.checked ? words.on : "", box.checked, false);
      return count.textContent;
    }
    contest.meter.classList.toggle("is-over", left < 0n);
    contest.meter.querySelector("progress").value = Number(left < 0n ? contest.budget : spent);
    rest.textContent = left < 0n ? words.over.replace("%s", money(-left)) : words.left.replace("%s", money(left));
    for (const box of contest.boxes) {
      const cost = BigInt(box.dataset.cents);
      const text = box.checked ? words.on : left < 0n ? words.first : cost <= left ? words.fits : words.not.replace("%s", money(cost - left));
      label(box, text, box.checked, !box.checked && cost > left);
    }
    return `${rest.textContent}. ${count.textContent}`;
  }

  function label(box, text, yes, no) {
    const place = document.getElementById(`${box.id}-past`);
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("fit--yes", yes);
    place.classList.toggle("fit--no", no);
  }

  const theme = form.querySelector("#onderwerp"), order = form.querySelector("#volgorde");
  const cost = (card) => Number(card.querySelector("input").dataset.cents);
  const orders = {
    az: (a, b) => a.dataset.name.localeCompare(b.dataset.name, lang),
    goedkoop: (a, b) => cost(a) - cost(b),
    duur: (a, b) => cost(b) - cost(a),
  };
  for (const contest of contests) contest.cards = [...contest.place.querySelectorAll(".plan")];

  function arrange(contest) {
    const by = orders[order.value];
    contest.place.querySelector("[data-plans]").append(...(by ? [...contest.cards].sort(by) : contest.cards));
    let shown = 0;
    for (const card of contest.cards) {
      card.hidden = theme.value !== "" && card.dataset.theme !== theme.value;
      shown += !card.hidden;
    }
    const all = contest.cards.length;
    contest.place.querySelector("[data-shown]").textContent =
      shown === all ? words.all.replace("%s", all) : words.shown.replace("%s", shown).replace("%t", all);
  }

  // A page that the server filtered or sorted stays as it is until another one is asked for.
  const isComplete = !form.querySelector("input[type=hidden][name=choice]") && theme.value === "" && order.value === "loting";
  if (isComplete) {
    for (const button of form.querySelectorAll("[data-nojs]")) button.hidden = true;
    if (matchMedia("(min-width: 60rem)").matches) form.querySelector(".toolbar").open = true;
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "choice") {
      const contest = contests.find(({ place }) => place.contains(event.target));
      const text = update(contest);
      clearTimeout(announcing);
      announcing = setTimeout(() => { live.textContent = text; }, 600);
    } else if (isComplete) {
      contests.forEach(arrange);
    }
  });
  contests.forEach(update);
})();
