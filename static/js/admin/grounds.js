// What takes something away rests on a ground. Pressed without one, it asks for it and waits: the
// list of house rules has the focus, where letters and arrows choose, and Enter presses it again.

import { texts } from "../texts.js";

let waiting = null; // the button that was pressed without a ground

const ground = () => document.getElementById("ground");
const isSaid = () => ground().value || document.getElementById("law").value.trim();

function hint(words) {
  document.getElementById("ground-hint").textContent = words;
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-grounded]");
    if (!button || isSaid()) return;
    event.preventDefault();
    ground().focus();
    waiting = button;
    hint(texts.ground);
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.target !== ground() || event.key !== "Enter") return;
  event.preventDefault();
  if (!event.repeat) waiting?.click();
});

document.addEventListener("focusout", (event) => {
  if (event.target !== ground() || !waiting) return;
  waiting = null;
  hint("");
});
