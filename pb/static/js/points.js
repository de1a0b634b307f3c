// Plus and minus buttons and a live count, for a ballot on which one gives points.
// Without this file the number fields still work, and the server counts.
//
// [data-points]      the form, or a part of it; its value is how many there are to give;
//                    and the texts data-left data-over data-none with {count}
// .stepper           holds input[type=number] and two hidden button[data-step]
// [data-left-text] [data-meter] [data-live]
for (const ballot of document.querySelectorAll("[data-points]")) {
  const texts = ballot.dataset;
  const total = Number(texts.points);
  const fields = [...ballot.querySelectorAll(".stepper input")];
  const find = (name) => ballot.querySelector(`[data-${name}]`);
  const meter = find("meter");
  const value = (field) => Math.max(0, Math.trunc(Number(field.value) || 0));

  let wait;
  const update = () => {
    const given = fields.reduce((sum, field) => sum + value(field), 0);
    const left = total - given;
    const text = left > 0 ? texts.left : left < 0 ? texts.over : texts.none;
    ballot.classList.toggle("is-over", left < 0);
    find("left-text").textContent = text.replace("{count}", Math.abs(left));
    if (meter) meter.value = Math.min(given, total);
    for (const field of fields) {
      field.closest(".plan")?.classList.toggle("plan--given", value(field) > 0);
      for (const button of field.parentElement.querySelectorAll("[data-step]"))
        button.disabled = Number(button.dataset.step) < 0 ? value(field) === 0 : left <= 0;
    }
    clearTimeout(wait);
    wait = setTimeout(() => { find("live").textContent = find("left-text").textContent; }, 600);
  };
  for (const button of ballot.querySelectorAll("[data-step]")) button.hidden = false;
  ballot.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const field = button.parentElement.querySelector("input");
    field.value = Math.max(0, value(field) + Number(button.dataset.step));
    update();
  });
  ballot.addEventListener("input", update);
  addEventListener("pageshow", update);
  update();
}
