// Takes the voting code out of the address before anything else, so that it stays in no history, and fills it in.
// It does not send the form: only a person's own click opens a ballot.
(() => {
  const scanned = decodeURIComponent(location.hash.slice(1));
  if (!scanned) return;
  history.replaceState(null, "", location.pathname);
  const field = document.getElementById("code");
  if (!field || !/^[0-9A-Za-z -]{16,40}$/.test(scanned)) return;
  field.value = scanned;
  const note = document.querySelector("[data-scanned]");
  if (note) note.hidden = false;
  document.querySelector("form button[type=submit]").focus();
})();
