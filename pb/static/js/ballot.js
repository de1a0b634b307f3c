// What is left, what still fits, filter and order, at every tick. The server computes the same; without this file the
// form still works. Words and limits stand in data attributes; %s and %t are filled in here.
(() => {
  const form = document.querySelector("form[data-ballot]");
  if (!form) return;
  const page = form.dataset;
  const language = document.documentElement.lang;
  const live = form.querySelector("[data-live]");
  const fill = (text, first, second) => text.replace("%s", first).replace("%t", second);
  const counted = (words, count, other) => fill(words[count === 1 ? 0 : 1], count, other);
  const money = (cents) =>
    new Intl.NumberFormat(language, {
      style: "currency",
      currency: page.currency,
      minimumFractionDigits: cents % 100 ? 2 : 0,
      maximumFractionDigits: 2,
    }).format(cents / 100);
  const plain = (text) => (/^[0-9]{1,4}$/.test(text.trim()) ? Number(text) : NaN);

  const makePlan = (place) => ({
    place,
    input: place.querySelector(".plan__pick input"),
    fit: place.querySelector(".fit"),
    cost: Number(place.dataset.cents),
    theme: place.dataset.theme,
  });
  const makePart = (place) => ({
    place,
    kind: place.dataset.kind,
    words: JSON.parse(place.dataset.words),
    limits: JSON.parse(place.dataset.limits),
    meter: form.querySelector(`[data-meter="${place.dataset.contest}"]`),
    plans: [...place.querySelectorAll(".plan")].map(makePlan),
  });
  const parts = [...form.querySelectorAll("[data-contest]")].map(makePart);

  // What a plan was given: 0 is nothing, not a number is a mistake.
  const markOf = (part, plan) => {
    if (plan.input.type !== "number") return plan.input.checked ? 1 : 0;
    if (!plan.input.value.trim()) return plan.input.validity.badInput ? NaN : 0;
    const mark = plain(plan.input.value);
    return part.kind === "ordinal" && mark === 0 ? NaN : mark;
  };

  const lookAt = (part) => {
    const marks = new Map(part.plans.map((plan) => [plan, markOf(part, plan)]));
    const chosen = part.plans.filter((plan) => marks.get(plan) > 0);
    if (part.kind === "ordinal") chosen.sort((a, b) => marks.get(a) - marks.get(b));
    const sum = (amount) => chosen.reduce((total, plan) => total + amount(plan), 0);
    const themes = {};
    for (const plan of chosen) themes[plan.theme] = (themes[plan.theme] || 0) + 1;
    const { budget, points } = part.limits;
    return {
      marks, chosen, themes,
      rest: budget === null ? null : budget - sum((plan) => plan.cost),
      points: sum((plan) => marks.get(plan)),
      pointsLeft: part.kind === "cumulative" && points !== null ? points - sum((plan) => marks.get(plan)) : null,
    };
  };

  const wrongOf = (part, now, plan) => {
    const { words, limits } = part;
    const mark = now.marks.get(plan);
    if (Number.isNaN(mark)) return words.wrong;
    if (part.kind === "cumulative" && limits.planPoints !== null && mark > limits.planPoints) return words.plan_points;
    const isTwice = part.kind === "ordinal" && mark > 0 && now.chosen.some((other) => other !== plan && now.marks.get(other) === mark);
    return isTwice ? words.twice : "";
  };

  const fitOf = (part, now, plan) => {
    const { words, limits } = part;
    const wrong = wrongOf(part, now, plan);
    if (wrong) return [wrong, "fit--no"];
    const place = now.chosen.indexOf(plan);
    if (place >= 0) return [part.kind === "ordinal" ? fill(words.place, place + 1) : words.chosen, "fit--yes"];
    if (part.kind === "choose-1") return ["", ""];
    if (now.chosen.length >= limits.most) return [words.full, "fit--no"];
    if (now.pointsLeft !== null && now.pointsLeft <= 0) return [words.spent, "fit--no"];
    if (now.themes[plan.theme] >= limits.themes[plan.theme]) return [words.themes[plan.theme], "fit--no"];
    if (now.rest === null) return ["", ""];
    if (now.rest < 0) return [words.first, "fit--no"];
    if (plan.cost > now.rest) return [fill(words.dear, money(plan.cost - now.rest)), "fit--no"];
    return [words.fits, ""];
  };

  const restWords = (part, now) => {
    const { words, limits } = part;
    if (part.kind === "cumulative") {
      if (now.pointsLeft === null) return counted(words.given, now.points);
      if (now.pointsLeft === 0) return words.spent;
      return counted(now.pointsLeft < 0 ? words.points_over : words.points, Math.abs(now.pointsLeft));
    }
    return limits.budget === null ? "" : fill(now.rest < 0 ? words.over : words.left, money(Math.abs(now.rest)));
  };

  const countWords = ({ words, limits }, count) =>
    count > 0 && count < limits.least ? counted(words.more, limits.least - count, count) : counted(words.count, count);

  const isOver = ({ limits }, now) =>
    now.chosen.length > limits.most || (now.rest !== null && now.rest < 0) || (now.pointsLeft !== null && now.pointsLeft < 0);

  const showMeter = (part, now) => {
    const { meter, limits } = part;
    const rest = restWords(part, now);
    const count = countWords(part, now.chosen.length);
    const place = meter.querySelector("[data-rest]");
    if (place) place.textContent = rest;
    meter.querySelector("[data-count]").textContent = count;
    meter.classList.toggle("is-over", isOver(part, now));
    const bar = meter.querySelector("progress");
    if (bar) {
      const used = now.pointsLeft !== null ? now.points : limits.budget !== null ? limits.budget - now.rest : now.chosen.length;
      bar.value = Math.min(used, bar.max);
    }
    return rest ? `${rest}. ${count}.` : count;
  };

  const showSteps = (part, now, plan) => {
    const [minus, plus] = plan.place.querySelectorAll("[data-step]");
    const mark = now.marks.get(plan) || 0;
    // Not disabled: whoever holds the focus there would lose it. The card says why nothing more can be given.
    if (minus) minus.toggleAttribute("data-off", mark <= 0);
    if (plus) plus.toggleAttribute("data-off", mark >= mostFor(part, now, mark));
    const next = plan.place.querySelector("[data-next]");
    if (next) next.querySelector("[data-words]").textContent = plan.input.value ? page.take : fill(page.give, now.chosen.length + 1);
  };
  const mostFor = (part, now, mark) =>
    Math.min(part.limits.planPoints ?? Infinity, now.pointsLeft === null ? Infinity : mark + Math.max(0, now.pointsLeft));

  const update = (part) => {
    const now = lookAt(part);
    for (const plan of part.plans) {
      const [text, kind] = fitOf(part, now, plan);
      plan.fit.textContent = text;
      plan.fit.className = `fit ${kind}`.trim();
      plan.place.classList.toggle("is-chosen", now.marks.get(plan) > 0);
      if (plan.input.type !== "number") continue;
      plan.input.toggleAttribute("aria-invalid", false);
      if (wrongOf(part, now, plan)) plan.input.setAttribute("aria-invalid", "true");
      showSteps(part, now, plan);
    }
    return showMeter(part, now);
  };

  let wait;
  const say = (text) => {
    clearTimeout(wait); // a screen reader hears the sum once, after the last change
    wait = setTimeout(() => { live.textContent = text; }, 600);
  };

  const step = (part, plan, change) => {
    const now = lookAt(part);
    const mark = now.marks.get(plan) || 0;
    const wanted = Math.max(0, mark + change);
    plan.input.value = change > 0 ? Math.max(mark, Math.min(wanted, mostFor(part, now, mark))) : wanted || "";
  };
  // Gives a plan the next place, or takes its place away and lets the others move up.
  const toggle = (part, plan) => {
    const now = lookAt(part);
    if (!plan.input.value) {
      plan.input.value = now.chosen.length + 1;
      return;
    }
    plan.input.value = "";
    now.chosen.filter((other) => other !== plan).forEach((other, index) => { other.input.value = index + 1; });
  };

  const order = form.querySelector("[data-order]");
  const filters = [...form.querySelectorAll("[data-filter]")];
  const themes = [...form.querySelector("[data-filter=theme]").options].map((option) => option.value);
  const themeOf = (plan) => { const at = themes.indexOf(plan.theme); return at > 0 ? at : Infinity; };
  const drawn = (a, b) => a.place.dataset.drawn - b.place.dataset.drawn;
  const orders = {
    loting: drawn,
    az: (a, b) => a.place.dataset.name.localeCompare(b.place.dataset.name, language),
    thema: (a, b) => (themeOf(a) === themeOf(b) ? drawn(a, b) : themeOf(a) - themeOf(b)),
    goedkoop: (a, b) => a.cost - b.cost,
    duur: (a, b) => b.cost - a.cost,
  };
  const arrange = (part) => {
    const sorted = [...part.plans].sort(orders[order.value]);
    part.place.querySelector("[data-plans]").append(...sorted.map((plan) => plan.place));
    for (const { place } of part.plans) place.hidden = filters.some((f) => f.value && place.dataset[f.dataset.filter] !== f.value);
    const shown = part.plans.filter((plan) => !plan.place.hidden).length;
    const all = part.plans.length;
    part.place.querySelector("[data-shown]").textContent = shown === all ? fill(page.all, all) : fill(page.shown, shown, all);
  };

  const partOf = (element) => parts.find((part) => part.place.contains(element));
  form.addEventListener("input", (event) => {
    const part = partOf(event.target);
    if (part) say(update(part));
  });
  form.addEventListener("change", (event) => {
    if (!partOf(event.target)) parts.forEach(arrange);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-next]");
    if (!button) return;
    const part = partOf(button);
    const plan = part.plans.find((each) => each.place.contains(button));
    if (button.dataset.step) step(part, plan, Number(button.dataset.step));
    else toggle(part, plan);
    say(update(part));
  });

  for (const button of form.querySelectorAll("[data-nojs]")) button.hidden = true;
  for (const button of form.querySelectorAll("[data-step], [data-next]")) button.hidden = false;
  if (matchMedia("(min-width: 60rem)").matches) form.querySelector(".toolbar").open = true;
  parts.forEach(update);
  // After "back" the browser may restore ticks without an event.
  addEventListener("pageshow", () => parts.forEach(update));
})();
