// Takes the code of a scanned letter out of the address and puts it in the field.
// The address is cleaned first of all, so that no history or bookmark keeps the code.
// Nothing is sent: a person presses the button.
const takeCode = () => {
  const scanned = location.hash.slice(1);
  if (!/^[0-9A-Za-z%. -]{12,60}$/.test(scanned)) return; // a link within the page
  history.replaceState(null, "", location.pathname);
  const fill = () => {
    const field = document.getElementById("code");
    if (!field) return;
    field.value = scanned.replace(/%20|[^0-9A-Za-z-]/g, "").slice(0, 24);
    const place = document.querySelector("[data-scanned]");
    const text = document.querySelector("[data-scanned-text]");
    if (place && text) place.textContent = text.innerHTML;
    document.querySelector("[data-go-on]")?.focus();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", fill);
  else fill();
};
takeCode();
addEventListener("hashchange", takeCode);
