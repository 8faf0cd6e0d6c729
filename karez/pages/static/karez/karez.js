"use strict";
// Comforts only: every page works without this file.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !field && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("[data-key='/']");
    if (search && search.offsetParent) {
      event.preventDefault();
      search.focus();
    }
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.k-drop[open]").forEach((drop) => {
      drop.open = false;
      drop.querySelector("summary").focus();
    });
  }
});
// One open menu at a time; a click beside it closes it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.k-drop[open]").forEach((drop) => {
    if (!drop.contains(event.target)) drop.open = false;
  });
});
// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
