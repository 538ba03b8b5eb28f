// Folds branches, remembers which, leads to the next thread, and loads more replies in place.

import { goTo } from "./new-marks.js";
import { fetchPage, keepInPlace, mergeComments, repliesTo } from "./merging.js";
import { prepareLinks } from "./recommending.js";
import { countText, texts } from "../texts.js";

const NAME = "soundoff:folded";
const MOST = 500; // the oldest are forgotten

function foldedIds() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? [];
  } catch {
    return [];
  }
}

function remember(id, isFolded) {
  const others = foldedIds().filter((other) => other !== id);
  try {
    localStorage.setItem(NAME, JSON.stringify([...others, ...(isFolded ? [id] : [])].slice(-MOST)));
  } catch {
    // A browser that stores nothing forgets it.
  }
}

// Below a comment: a box of replies, or, where boxes end, the deeper comments that follow it.
function below(article) {
  const box = repliesTo(article);
  if (box) return [box];
  const deeper = [];
  let next = article.nextElementSibling;
  while (Number(next?.dataset.level) > Number(article.dataset.level)) {
    deeper.push(next);
    next = next.nextElementSibling;
  }
  return deeper;
}

const countIn = (elements) =>
  elements.flatMap((element) => [...element.querySelectorAll("article.comment")]).length ||
  elements.length;

function fold(article, isFolded) {
  const button = article.querySelector("[data-fold]");
  if (!button) return;
  const elements = below(article);
  for (const element of elements) element.hidden = isFolded;
  article.toggleAttribute("data-folded", isFolded);
  button.setAttribute("aria-expanded", String(!isFolded));
  button.textContent = isFolded ? countText("unfold", countIn(elements)) : texts.fold;
}

function addButton(article) {
  const time = article.querySelector(":scope > .comment__time");
  if (!time || article.querySelector("[data-fold]")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "comment__fold";
  button.dataset.fold = "";
  button.setAttribute("aria-expanded", "true");
  button.textContent = texts.fold;
  time.after(" ", button);
}

function addNextLink(article, next) {
  const actions = article.querySelector(":scope > .comment__actions");
  if (!actions || !next || actions.querySelector("[data-next-thread]")) return;
  const link = document.createElement("a");
  link.dataset.nextThread = "";
  link.href = `#${next.id}`;
  link.textContent = texts.nextThread;
  actions.append(link);
}

function prepare() {
  const ids = new Set(foldedIds());
  const roots = document.querySelectorAll('#comments article.comment[data-level="0"]');
  for (const [index, root] of [...roots].entries()) {
    if (repliesTo(root)) addNextLink(root, roots[index + 1]);
  }
  for (const article of document.querySelectorAll("#comments article.comment")) {
    if (below(article).length === 0) continue;
    addButton(article);
    if (ids.has(article.id)) fold(article, true);
  }
}

// Unfold whatever hides a comment, for now.
function reveal(article) {
  for (let box = article.closest("[hidden]"); box; box = box.parentElement.closest("[hidden]")) {
    let owner = box.previousElementSibling;
    while (owner && !owner.hasAttribute("data-folded")) owner = owner.previousElementSibling;
    if (owner) fold(owner, false);
    box.hidden = false;
  }
}

function revealTarget() {
  const target = document.querySelector("#comments :target");
  if (!target?.closest("[hidden]")) return;
  reveal(target);
  target.scrollIntoView();
}

async function loadOmitted(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(link.pathname);
    const added = keepInPlace(() => mergeComments(page));
    link.closest(".comments-omitted").remove();
    for (const article of added) prepareLinks(article);
    document.dispatchEvent(new Event("comments:added"));
    if (added.length) goTo(added[0]);
  } catch {
    location.assign(link.href);
  }
}

document.addEventListener("click", (event) => {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const button = event.target.closest("[data-fold]");
  const omitted = event.target.closest(".comments-omitted a");
  if (button) {
    const article = button.closest("article.comment");
    const isFolded = !article.hasAttribute("data-folded");
    remember(article.id, isFolded);
    keepInPlace(() => fold(article, isFolded));
  } else if (omitted && !elsewhere && !event.button) {
    event.preventDefault();
    loadOmitted(omitted);
  }
});

document.addEventListener("comment:reveal", ({ target }) => reveal(target));
document.addEventListener("comments:added", prepare);
addEventListener("hashchange", revealTarget);
prepare();
revealTarget();
