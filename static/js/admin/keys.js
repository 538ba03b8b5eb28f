// Single keys press what carries them in `data-key`. They can be switched off, and are never taken
// from a field or a dialog; a key that is held down decides once. What is pressed while an answer is on
// its way waits for it. If the answer brings another card, only `data-ahead` is pressed: a moderator
// who has typed "s" and "u" gets the undo, but nobody decides on a card that was not there yet.

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

// A tick in the list of what waits is no field, one in the form that bans is.
const FIELDS = "input:not([type=checkbox]), .banning input, textarea, select, [contenteditable]";
const typing = (node) => node.closest(FIELDS);
// The claim and the list go their own way; they change nothing that a key would press.
const APART = "#looking, #items";
const busy = () => document.querySelector(`.htmx-request:not(${APART})`);
const carrier = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);

const waiting = []; // { key, at: when it was pressed }
let cardCame = 0;

function carryOut() {
  while (waiting.length && !busy()) press(waiting.shift());
}

function press({ key, at }) {
  const pressed = carrier(key);
  if (!pressed || (at < cardCame && !("ahead" in pressed.dataset))) return;
  // Blurred words are no button: they show while they have the focus.
  if (pressed.matches("[tabindex='0']")) pressed.focus();
  else pressed.click();
}

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "card") cardCame = performance.now();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches(APART)) return;
  // The decision failed, so waiting keys are dropped: "u" would undo an earlier decision.
  if (detail.xhr.status < 200 || detail.xhr.status > 299) waiting.length = 0;
  carryOut();
});

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
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (carrier(key)) event.preventDefault();
  waiting.push({ key, at: event.timeStamp });
  carryOut();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// What opens by a key takes the focus, so that the next key goes there.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open) event.target.querySelector("[data-first]")?.focus();
  },
  true,
);

for (const opener of document.querySelectorAll("[data-opens]")) opener.hidden = !help;
knob?.addEventListener("change", () => turn(knob.checked));
show();
