// Single keys press what carries them in `data-key`. They can be switched off, and are never taken
// from a field, from a dialog, or while an answer is on its way: a key held too long decides once.

const OFF = "desk.keys";
const help = document.getElementById("desk-help");
const knob = document.querySelector("[data-keys-switch]");

const read = () => {
  try {
    return localStorage.getItem(OFF) !== "off";
  } catch {
    return true; // no storage: on for this page
  }
};
let on = read();

function turn(state) {
  on = state;
  try {
    localStorage.setItem(OFF, on ? "on" : "off");
  } catch {
    // it holds for this page
  }
  show();
}

function show() {
  document.documentElement.toggleAttribute("data-keys-off", !on);
  if (knob) knob.checked = on;
}

const typing = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
// The claim goes its own way; it changes nothing that a key would press.
const busy = () => document.querySelector(".htmx-request:not(#looking)");

// Out of a field, and of what was opened for it, back to the card.
function leave(field) {
  const opened = field.closest("details:has(> [data-key])");
  if (opened) opened.open = false;
  field.blur();
  document.querySelector("[data-focus]")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape") leave(event.target);
    return;
  }
  if (document.querySelector("dialog[open]") || busy()) return;
  const key = CSS.escape(event.key.toLowerCase());
  const pressed = document.querySelector(`[data-key="${key}"]:not(:disabled)`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// What opens by a key takes the focus, so that the next key goes there.
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("[data-first]")?.focus();
}, true);

for (const opener of document.querySelectorAll("[data-opens]")) opener.hidden = !help;
knob?.addEventListener("change", () => turn(knob.checked));
show();
