// Replaces the server's nonce and submission id by the browser's own, so that no server can choose them.
(() => {
  const form = document.querySelector("form[data-submission]");
  if (!form || !window.crypto || !crypto.getRandomValues) return;
  const hex = (length) =>
    Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  form.elements.nonce.value = hex(32);
  form.elements.submission_id.value = hex(16);
})();
