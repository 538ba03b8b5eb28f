// The desk: the new card gets the focus, the list shows where one is and fetches more when it ends,
// and a claim on a card that was left is released.

import { fill, texts } from "../texts.js";

const desk = document.getElementById("desk");
const narrow = matchMedia("(max-width: 767px)"); // nothing above the card is worth its place there
let card = null;

const current = () => desk.querySelector("[data-comment]")?.dataset.comment ?? "";

function itemsFrom(pk) {
  const url = new URL(desk.dataset.items, location);
  if (pk) url.searchParams.set("at", pk);
  return url.pathname + url.search;
}

// Marks the row of the card; in a list with a scrollbar of its own, brings it into sight. The page
// stays where it is: on a telephone the list stands far below.
function mark() {
  const pk = current();
  for (const link of desk.querySelectorAll("[data-item][aria-current]"))
    link.removeAttribute("aria-current");
  const row = desk.querySelector(`[data-item="${CSS.escape(pk)}"]`);
  row?.setAttribute("aria-current", "true");
  const list = document.getElementById("items");
  if (!row || list.scrollHeight <= list.clientHeight) return row;
  const [place, frame] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (place.top < frame.top || place.bottom > frame.bottom) list.scrollTop += place.top - frame.top;
  return row;
}

// The row of what left the queue goes, where the list beside the card holds it.
function leave() {
  const gone = desk.querySelector("[data-gone]")?.dataset.gone;
  if (gone) document.getElementById(gone)?.remove();
}

function arrive() {
  const message = document.getElementById("desk-said");
  leave();
  const first = desk.querySelector("#card [autofocus]") ?? desk.querySelector("#card [data-focus]");
  first?.focus({ preventScroll: true });
  const { top } = message.getBoundingClientRect();
  if (top < 0 || top > innerHeight || narrow.matches) message.scrollIntoView();
  if (!mark()) fetchInto("#items", itemsFrom(current()));
  const leaving = desk.querySelector("[data-current-comment]");
  if (leaving) leaving.value = current();
  card = { leaving: card?.pk, pk: current() };
}

function fetchInto(place, url) {
  htmx.ajax("GET", url, { source: place, target: place, swap: "innerHTML" });
}

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "card") arrive();
  if (target.id === "items") mark();
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "looking" && card?.leaving && card.leaving !== card.pk) {
    detail.parameters.set("leaving", card.leaving);
  }
});

document.addEventListener("htmx:sendError", () => say(texts.unanswered));
document.addEventListener("htmx:responseError", ({ detail }) =>
  say(fill("failed", { status: detail.xhr.status })),
);

function say(words) {
  const message = document.getElementById("desk-said");
  if (message) message.textContent = words;
}

// A click on a row brings its card; with a modifier the browser does what it does with links.
desk?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-item]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  fetchInto("#card", link.dataset.card);
});

// The second click of a double click would decide on the card that the first one has brought.
desk?.addEventListener(
  "click",
  (event) => {
    if (event.detail > 1 && event.target.closest("[name=action]")) event.preventDefault();
  },
  true,
);

if (desk) card = { pk: current() };
