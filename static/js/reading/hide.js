// Folds comments away for one reader: one that was hidden in this browser with a report, and all by
// people whom the reader has hidden, as /me/ says.

import { texts } from "../texts.js";

const KEY = "soundoff-hidden";
const MOST = 500; // the oldest are forgotten; nobody remembers them either

const shownAgain = new Set(); // until the page is left

function hidden() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids.slice(-MOST)));
  } catch {
    // A browser that keeps nothing hides nothing.
  }
}

function hide(comment, sentence = texts.hiddenComment) {
  if (comment.classList.contains("hidden-for-me")) return;
  const line = document.createElement("p");
  const show = document.createElement("button");
  line.className = "hidden-for-me__line";
  show.className = "link-button";
  show.type = "button";
  show.textContent = texts.hiddenShow;
  show.addEventListener("click", () => {
    keep(hidden().filter((id) => id !== comment.id));
    shownAgain.add(comment.id);
    comment.classList.remove("hidden-for-me");
    line.remove();
    comment.tabIndex = -1;
    comment.focus();
  });
  line.append(sentence, " ", show);
  comment.prepend(line);
  comment.classList.add("hidden-for-me");
}

function offer(root) {
  for (const place of root.querySelectorAll("[data-hide]")) place.hidden = false;
}

// A report that was taken: htmx has put the receipt in the form's place, or the page goes there.
document.addEventListener("submit", ({ target }) => {
  if (!target.querySelector("[data-hide-it]:checked")) return;
  const id = target.dataset.hides;
  keep([...hidden().filter((other) => other !== id), id]);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const id of hidden()) {
    const comment = document.getElementById(id);
    if (comment && !document.querySelector(`form[data-hides="${id}"]`)) hide(comment);
  }
});

document.addEventListener("htmx:load", ({ target }) => offer(target));
for (const comment of hidden().map((id) => document.getElementById(id))) if (comment) hide(comment);
offer(document);

function hideAuthorsIn(slot) {
  const ids = slot.querySelector("[data-hidden-by-me]")?.dataset.hiddenByMe.split(" ") ?? [];
  for (const id of ids.flatMap((id) => [`comment-${id}`, `pinned-${id}`])) {
    const comment = document.getElementById(id);
    if (comment && !shownAgain.has(id)) hide(comment, texts.hiddenAuthor);
  }
  return ids.length > 0;
}

document.addEventListener("me:arrived", ({ target: slot }) => {
  if (!hideAuthorsIn(slot)) return;
  document.addEventListener("comments:added", async () => {
    const answer = await fetch(slot.dataset.me, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    hideAuthorsIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
  });
});
