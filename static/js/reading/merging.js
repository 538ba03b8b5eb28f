// Puts the comments of another rendering of a conversation into this page, each at its place.

const FOLD = "details.comment-fold";
const BESIDE = ".slot, .mine"; // stand right below the comment that they belong to

const isComment = (node) => node.matches("article.comment");
const here = (article) => document.getElementById(article.id);

export async function fetchPage(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Return the comments of `page` that this one did not have, now in it.
export function mergeComments(page) {
  const added = [];
  for (const article of page.querySelectorAll("#comments article.comment")) {
    if (here(article)) continue;
    const copy = document.importNode(article, true);
    place(copy, article);
    added.push(copy);
  }
  return added;
}

function place(copy, article) {
  const before = previousBeside(article);
  const box = article.parentElement.closest(".replies, #comments");
  if (before && here(before)) return endOfBranch(here(before), article).after(copy);
  const answered = box.matches(".replies") && here(box.previousElementSibling);
  if (answered) return (repliesTo(answered) ?? newBox(answered)).prepend(copy);
  const first = document.querySelector(`#comments > article.comment, #comments > ${FOLD}`);
  if (first) first.before(copy);
  else document.querySelector("#comments").append(copy);
}

// The comment before this one at the same depth, or null. Folds do not count as a depth.
function previousBeside(article) {
  let node = stepBack(article);
  while (node && !isComment(node)) node = stepBack(node);
  return node;
}

function stepBack(node) {
  let previous = node.previousElementSibling;
  if (!previous && node.parentElement.matches(FOLD)) return stepBack(node.parentElement);
  while (previous?.matches(FOLD)) previous = previous.lastElementChild;
  return previous;
}

export function repliesTo(article) {
  let next = article.nextElementSibling;
  while (next?.matches(BESIDE)) next = next.nextElementSibling;
  return next?.matches(".replies") ? next : null;
}

// The last element of the branch of `answered`, after which `article` belongs.
function endOfBranch(answered, article) {
  const fold = answered.parentElement.closest(FOLD);
  if (fold && !article.parentElement.matches(FOLD)) return fold;
  return repliesTo(answered) ?? withBeside(answered);
}

function withBeside(article) {
  let last = article;
  while (last.nextElementSibling?.matches(BESIDE)) last = last.nextElementSibling;
  return last;
}

function newBox(answered) {
  const box = document.createElement("div");
  box.className = "replies";
  withBeside(answered).after(box);
  return box;
}

// Change the page so that what is being read stays where it is in the window.
export function keepInPlace(change) {
  const anchor = inView();
  const top = anchor?.getBoundingClientRect().top;
  const { style } = document.documentElement;
  style.overflowAnchor = "none"; // or some browsers would move it a second time
  const result = change();
  if (anchor) {
    scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  }
  style.overflowAnchor = "";
  return result;
}

function inView() {
  const isVisible = (node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const focused = document.activeElement?.closest(".comment, .slot");
  if (focused && isVisible(focused)) return focused;
  return [...document.querySelectorAll("#comments article.comment")].find(isVisible);
}
