// Live budget, "past nog", search and order, for a ballot on which one ticks plans.
// The server computes the same; without this file the form still works.
//
// [data-ballot]       one sum of money: the form itself, or a part of it with its own meter;
//                     data-budget (cents; left out when plans need not fit together),
//                     data-most (number of choices, may be left out), data-currency,
//                     and the texts data-left data-over data-one data-many data-fits
//                     data-too-dear data-chosen data-first data-full data-shown, in which
//                     {amount}, {count} and {total} are filled in
// input[name=choice]  data-cents; aria-describedby ends with the id of its [data-fit]
// [data-meter] [data-left-text] [data-count-text] [data-live] [data-shown-text]
// [data-toolbar]      shown by this script: select[data-filter=theme|area], [data-order],
//                     which look at the data-theme, data-area and data-name of each .plan
for (const ballot of document.querySelectorAll("[data-ballot]")) {
  const texts = ballot.dataset;
  const language = document.documentElement.lang;
  const boxes = [...ballot.querySelectorAll("input[name=choice]")];
  const find = (name) => ballot.querySelector(`[data-${name}]`);
  const meter = find("meter");
  const budget = texts.budget === undefined ? Infinity : Number(texts.budget);
  const most = texts.most === undefined ? Infinity : Number(texts.most);
  const cents = (box) => Number(box.dataset.cents);
  const money = (amount) =>
    new Intl.NumberFormat(language, {
      style: "currency",
      currency: texts.currency || "EUR",
      minimumFractionDigits: amount % 100 ? 2 : 0,
      maximumFractionDigits: 2,
    }).format(amount / 100);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const write = (element, text) => { if (element) element.textContent = text; };

  const fitOf = (box, rest, places) => {
    if (box.checked) return [texts.chosen, "fit--yes"];
    if (places <= 0) return [texts.full, "fit--no"];
    if (rest < 0) return [texts.first, "fit--no"];
    if (cents(box) > rest) return [fill(texts.tooDear, { amount: money(cents(box) - rest) }), "fit--no"];
    return [budget === Infinity ? "" : texts.fits, ""];
  };

  let wait;
  const update = () => {
    const chosen = boxes.filter((box) => box.checked);
    const rest = budget - chosen.reduce((sum, box) => sum + cents(box), 0);
    const places = most - chosen.length;
    ballot.classList.toggle("is-over", rest < 0 || places < 0);
    const count = fill(chosen.length === 1 ? texts.one : texts.many, { count: chosen.length });
    const left = budget === Infinity ? count : fill(rest < 0 ? texts.over : texts.left, { amount: money(Math.abs(rest)) });
    if (meter) meter.value = budget === Infinity ? chosen.length : Math.min(budget - rest, budget);
    write(find("left-text"), left);
    if (budget !== Infinity) write(find("count-text"), count);
    for (const box of boxes) {
      const fit = document.getElementById(box.getAttribute("aria-describedby").split(" ").pop());
      const [text, kind] = fitOf(box, rest, places);
      fit.textContent = text;
      fit.className = `fit ${kind}`.trim();
    }
    clearTimeout(wait); // a screen reader hears the sum once, after the last change
    wait = setTimeout(() => write(find("live"), left === count ? left : `${left}. ${count}.`), 600);
  };

  const toolbar = find("toolbar");
  const plans = [...ballot.querySelectorAll(".plan")];
  const list = plans[0]?.parentElement;
  const price = (plan) => cents(plan.querySelector("input"));
  const orders = {
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name, language),
    cheap: (a, b) => price(a) - price(b),
    dear: (a, b) => price(b) - price(a),
  };
  const arrange = () => {
    const order = orders[find("order").value];
    list.append(...(order ? [...plans].sort(order) : plans));
    const filters = [...toolbar.querySelectorAll("[data-filter]")];
    for (const plan of plans) plan.hidden = filters.some((f) => f.value && plan.dataset[f.dataset.filter] !== f.value);
    const shown = plans.filter((plan) => !plan.hidden).length;
    write(find("shown-text"), fill(texts.shown, { count: shown, total: plans.length }));
  };
  if (toolbar && list) {
    toolbar.hidden = false;
    toolbar.open = matchMedia("(min-width: 60rem)").matches;
    toolbar.addEventListener("change", arrange);
  }
  ballot.addEventListener("change", (event) => { if (event.target.name === "choice") update(); });
  // After "back" the browser restores the ticks without an event.
  addEventListener("pageshow", update);
  update();
}
