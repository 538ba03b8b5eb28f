// Marks comments as new, and leads from one to the next.

import { texts } from "../texts.js";

const NEW = "article.comment[data-new]";

export function markNew(article) {
  if (article.dataset.new !== undefined) return;
  article.dataset.new = "";
  const mark = document.createElement("span");
  mark.className = "comment__new";
  mark.textContent = texts.new;
  article.querySelector(".comment__head").append(" ", mark);
}

// Move to a comment wherever it is folded away.
export function goTo(article) {
  article.dispatchEvent(new Event("comment:reveal", { bubbles: true }));
  for (let fold = article.closest("details"); fold; fold = fold.parentElement.closest("details"))
    fold.open = true;
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: "start" });
}

// Return the first new comment after the one that was read last, or after the top of the window.
export function nextNew() {
  const current = document.activeElement?.closest("article.comment");
  const isLater = (article) =>
    current
      ? current.compareDocumentPosition(article) & Node.DOCUMENT_POSITION_FOLLOWING
      : article.getBoundingClientRect().top > 0;
  const all = [...document.querySelectorAll(NEW)];
  return all.find(isLater) ?? all[0];
}
