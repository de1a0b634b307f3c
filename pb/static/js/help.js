// On a device of the community house: begins again when nobody touches it, after asking whether someone is there.
// Without this file the page goes back to the start by itself (see the <noscript> in the page's head).
(() => {
  const bar = document.querySelector("[data-help]");
  if (!bar) return;
  const LAST = 30; // seconds between the question and the end
  const seconds = Number(bar.dataset.help);
  const warning = bar.querySelector("[data-help-warning]");
  const text = bar.querySelector("[data-help-text]");
  const end = bar.querySelector("[data-help-end]");
  let ask;
  let stop;
  const begin = () => {
    clearTimeout(ask);
    clearTimeout(stop);
    warning.replaceChildren();
    ask = setTimeout(() => { warning.append(text.content.cloneNode(true)); }, Math.max(0, seconds - LAST) * 1000);
    stop = setTimeout(() => end.requestSubmit(), seconds * 1000);
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, begin, { passive: true });
  // A page that the browser kept for its button "back" belongs to somebody who left.
  addEventListener("pageshow", (event) => { if (event.persisted) location.replace("/stem"); });
  begin();
})();
