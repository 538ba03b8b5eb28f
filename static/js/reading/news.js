// Asks now and then whether there are new comments, and shows them without moving what is read.

import { commentPath } from "./comment-paths.js";
import { goTo, markNew } from "./new-marks.js";
import { fetchPage, keepInPlace, mergeComments } from "./merging.js";
import { prepareLinks, showNumbers } from "./recommending.js";
import { countText, texts } from "../texts.js";

const FIRST_WAIT = 60_000; // milliseconds
const LONGEST_WAIT = 300_000;
const HEAD_COUNT = ".post__author a[href='#comments']";

const section = document.querySelector("#comments");
const notice = document.querySelector("[data-news]");
const [button, later] = notice?.querySelectorAll("button") ?? [];
const status = document.querySelector("[data-news-status]");

let wait = FIRST_WAIT;
let timer = null;
let nextTime = Date.now() + wait;
let news = null; // the last answer
let postponed = 0; // the time of the newest comment that somebody wants to see later
let act = null; // what the button does

// When this page was rendered, in milliseconds: it has all that was published before.
const renderedAt = () => Number(section.dataset.version) / 1000;

const unshown = () =>
  news.newest.filter(
    ([id, , moment]) => moment > renderedAt() && !document.getElementById(`comment-${id}`),
  );

export async function fetchNews() {
  const answer = await fetch(notice.dataset.news);
  if (!answer.ok) throw new Error(`news: ${answer.status}`);
  return answer.json();
}

async function ask() {
  const version = news?.version;
  try {
    news = await fetchNews();
    showNumbers(news.recommendations);
    announce();
  } catch {
    // The next time is later.
  }
  wait = news && news.version !== version ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
  plan(wait);
}

function plan(milliseconds) {
  nextTime = Date.now() + milliseconds;
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(ask, milliseconds);
}

// In the background nothing is requested; the wait after a return is no longer than the absence.
function resume() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") plan(Math.max(0, nextTime - Date.now()));
}

function announce() {
  const fresh = unshown().filter(([, , moment]) => moment > postponed);
  if (fresh.length === 0) return;
  button.textContent = countText("news", fresh.length);
  if (notice.hidden || act !== show) status.textContent = countText("arrived", fresh.length);
  act = show;
  notice.hidden = false;
}

async function show() {
  const ids = unshown().map(([id]) => `comment-${id}`);
  const url = new URL(location.href);
  url.searchParams.set("v", news.version);
  const page = await fetchPage(url);
  const added = keepInPlace(() => takeFrom(page));
  const isNew = added.filter((article) => ids.includes(article.id));
  for (const article of added) prepareLinks(article);
  section.dispatchEvent(new Event("comments:added", { bubbles: true }));
  for (const article of isNew) markNew(article);
  offer(isNew, ids);
}

function takeFrom(page) {
  const other = page.querySelector("#comments");
  for (const name of ["version", "count"]) section.dataset[name] = other.dataset[name];
  section.querySelector("h2").replaceWith(other.querySelector("h2"));
  takeHeadCount(page);
  return mergeComments(page);
}

// The head of the post says how many there are, too.
function takeHeadCount(page) {
  const [here, there] = [document, page].map((each) => each.querySelector(HEAD_COUNT));
  if (here && there) here.textContent = there.textContent;
}

// The button stays in place and leads to the new comments, or to the page that has them.
function offer(added, ids) {
  status.textContent = added.length ? countText("shown", added.length) : texts.elsewhere;
  button.textContent = added.length ? texts.first : texts.elsewhere;
  act = () => {
    notice.hidden = true;
    if (added.length) goTo(added[0]);
    else location.assign(commentPath(ids.at(-1).replace("comment-", "")));
  };
}

if (notice) {
  button.addEventListener("click", () => Promise.resolve(act()).catch(() => location.reload()));
  later.addEventListener("click", () => {
    postponed = Math.max(...news.newest.map(([, , moment]) => moment));
    notice.hidden = true;
    section.focus({ preventScroll: true });
  });
  document.addEventListener("visibilitychange", resume);
  plan(wait);
}
