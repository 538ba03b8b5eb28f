// The branch around the comment opens below its text and takes the focus. Its key once more, or
// Escape, closes it, and the focus goes back to the card.

const panel = () => document.getElementById("context");
const isOpen = () => Boolean(panel()?.firstElementChild);

function close() {
  panel().replaceChildren();
  document.querySelector("[data-context]")?.setAttribute("aria-expanded", "false");
  document.querySelector("[data-focus]")?.focus();
}

document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest("[data-context]") || !isOpen()) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    close();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen() && panel().contains(event.target)) close();
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target !== panel()) return;
  document.querySelector("[data-context]")?.setAttribute("aria-expanded", "true");
  document.getElementById("context-title")?.focus();
});
