// The desk: the new card gets the focus, the list shows where one is and fetches more when it ends,
// and a claim on what one has left is given up.

const desk = document.getElementById("desk");
let shown = null;

const current = () => desk.querySelector("[data-comment]")?.dataset.comment ?? "";

function itemsFrom(pk) {
  const address = new URL(desk.dataset.items, location);
  if (pk) address.searchParams.set("at", pk);
  return address.pathname + address.search;
}

function mark() {
  const pk = current();
  for (const link of desk.querySelectorAll("[data-item]")) {
    if (link.dataset.item === pk) {
      link.setAttribute("aria-current", "true");
      link.scrollIntoView({ block: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  const listed = desk.querySelector(`[data-item="${CSS.escape(pk)}"]`);
  if (!listed) htmx.ajax("GET", itemsFrom(pk), { target: "#items", swap: "innerHTML" });
}

function arrive() {
  desk.querySelector("#card [data-focus]")?.focus({ preventScroll: true });
  if (desk.getBoundingClientRect().top < 0) desk.scrollIntoView();
  mark();
  shown = { leaving: shown?.pk, pk: current() };
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "card") arrive();
  if (detail.target.id === "items") markQuietly();
});

function markQuietly() {
  const pk = current();
  const listed = desk.querySelector(`[data-item="${CSS.escape(pk)}"]`);
  listed?.setAttribute("aria-current", "true");
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "looking" && shown?.leaving && shown.leaving !== shown.pk) {
    detail.parameters.set("leaving", shown.leaving);
  }
});

document.addEventListener("htmx:sendError", () => say("The server does not answer. Nothing was decided."));
document.addEventListener("htmx:responseError", ({ detail }) =>
  say(`That did not work (${detail.xhr.status}). Nothing was decided.`),
);

function say(words) {
  const said = document.getElementById("desk-said");
  if (said) said.textContent = words;
}

// A click on a row brings its card; with a modifier the browser does what it does with links.
desk?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-item]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  htmx.ajax("GET", link.dataset.card, { target: "#card", swap: "innerHTML" });
});

if (desk) shown = { pk: current() };
