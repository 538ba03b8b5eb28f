// Hides a comment for this browser alone: asked for with a report, undone where it stood.

import { texts } from "../texts.js";

const KEY = "soundoff-hidden";
const MOST = 500; // the oldest are forgotten; nobody remembers them either

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

function hide(comment) {
  if (comment.classList.contains("hidden-for-me")) return;
  const line = document.createElement("p");
  const show = document.createElement("button");
  line.className = "hidden-for-me__line";
  show.className = "link-button";
  show.type = "button";
  show.textContent = texts.hiddenShow;
  show.addEventListener("click", () => {
    keep(hidden().filter((id) => id !== comment.id));
    comment.classList.remove("hidden-for-me");
    line.remove();
    comment.tabIndex = -1;
    comment.focus();
  });
  line.append(texts.hiddenComment, " ", show);
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
