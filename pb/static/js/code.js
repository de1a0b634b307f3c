// Takes the code of a scanned letter out of the address and puts it in the field.
// The address is cleaned first of all, so that no history or bookmark keeps the code.
// Nothing is sent: a person presses the button.
const takeCode = () => {
  const scanned = location.hash.slice(1);
  if (!scanned || document.getElementById(scanned)) return;
  history.replaceState(null, "", location.pathname + location.search);
  const field = document.querySelector("input[name=code]");
  if (!field) return;
  field.value = scanned.replace(/[^0-9A-Za-z-]/g, "").slice(0, 24);
  for (const message of document.querySelectorAll("[data-scanned]")) message.hidden = false;
};
takeCode();
addEventListener("hashchange", takeCode);
