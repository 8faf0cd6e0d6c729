"use strict";
// The editor's list of figures: a click puts one in at the cursor, a word narrows the list. Without this file codes are copied.
document.addEventListener("DOMContentLoaded", () => {
  const text = document.getElementById("body");
  const list = document.querySelector(".k-offers");
  if (!text || !list) return;
  list.querySelectorAll("[data-with-script]").forEach((part) => (part.hidden = false));
  list.querySelectorAll("[data-no-script]").forEach((part) => (part.hidden = true));
  list.querySelectorAll("[data-offer]").forEach((row) => {
    const button = document.createElement("button");
    button.type = "button";
    const [label, value] = row.querySelectorAll("span, b");
    button.append(label, value);
    row.querySelector("code").hidden = true;
    row.prepend(button);
    button.title = row.dataset.offer;
    button.addEventListener("click", () => {
      text.setRangeText(row.dataset.offer, text.selectionStart, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  const find = document.getElementById("find");
  const groups = [...list.querySelectorAll("details")].map((part) => ({ part, open: part.open }));
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    groups.forEach(({ part, open }) => {
      const head = part.querySelector("summary").textContent;
      let left = 0;
      part.querySelectorAll("[data-offer]").forEach((row) => {
        const said = (head + row.textContent + row.dataset.offer).toLowerCase();
        row.hidden = !words.every((word) => said.includes(word));
        if (!row.hidden) left += 1;
      });
      part.hidden = left === 0;
      part.open = words.length ? left > 0 : open;
    });
  });
  let saved = text.value;
  text.form.addEventListener("submit", () => (saved = text.value));
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== saved) event.preventDefault();
  });
});
