// Marks what is new since somebody's last visit, and leads from one new comment to the next.

import { commentPath } from "./comment-paths.js";
import { isKnown } from "./known.js";
import { goTo, markNew, nextNew } from "./new-marks.js";
import { keepInPlace } from "./merging.js";
import { fetchNews } from "./news.js";
import { countText, texts } from "../texts.js";
import { lastVisit, storeVisit } from "./visit-store.js";

const KEY_OFF = "soundoff:key-n-off";
const MOST = 100; // comments that the news name
const section = document.querySelector("#comments[data-version]");

let account = null; // { lastVisit, visits, token } of somebody signed in
let recorded = 0; // up to when the server knows

const renderedAt = () => Math.floor(Number(section.dataset.version) / 1000);

// Somebody signed in has their last visit on the server, whatever browser that was in.
function boundary() {
  if (account) return Number(account.lastVisit) || null;
  return lastVisit(section.dataset.post);
}

async function begin(own = new Set()) {
  const since = boundary();
  if (!since || renderedAt() <= since) return;
  const { newest } = await fetchNews();
  const landed = location.search.includes("v=") && location.hash; // what one has just written
  const isOther = (id) => !own.has(id) && landed !== `#${id}`;
  const ids = newest.filter(([, , moment]) => moment > since).map(([id]) => `comment-${id}`);
  const fresh = ids.filter(isOther);
  if (fresh.length) keepInPlace(() => announce(fresh));
}

function announce(ids) {
  const here = [...section.querySelectorAll("article.comment")].filter(({ id }) =>
    ids.includes(id),
  );
  for (const article of here) markNew(article);
  const line = document.createElement("p");
  line.className = "visit";
  const number = ids.length === MOST ? `${MOST}+` : ids.length;
  line.append(countText("visit", number), " ", linkTo(here[0], ids.at(-1)));
  if (here.length) line.append(keySwitch());
  section.querySelector("h2").after(line);
}

function linkTo(article, id) {
  const link = document.createElement("a");
  link.textContent = texts.first;
  link.href = article ? `#${article.id}` : commentPath(id.replace("comment-", ""));
  if (article) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(article);
    });
  }
  return link;
}

// The key

let isOff = false;

try {
  isOff = localStorage.getItem(KEY_OFF) === "yes";
} catch {
  // storage is off: the key works until it is switched off on this page
}

function switchKey() {
  isOff = !isOff;
  try {
    localStorage.setItem(KEY_OFF, isOff ? "yes" : "no");
  } catch {
    // storage is off
  }
}

function keySwitch() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "visit__key";
  const say = () => (button.textContent = isOff ? texts.keyOff : texts.keyOn);
  button.addEventListener("click", () => {
    switchKey();
    say();
  });
  say();
  return button;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || isOff) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const article = nextNew();
  if (article) goTo(article);
  else document.querySelector("[data-news]:not([hidden]) button")?.focus();
});

// Leaving

function leave() {
  const until = renderedAt();
  storeVisit(section.dataset.post, until);
  if (!account || recorded >= until) return;
  recorded = until;
  const body = new URLSearchParams({ post: section.dataset.post, until });
  const headers = { "X-CSRFToken": account.token };
  fetch(account.visits, { method: "POST", body, headers, keepalive: true });
}

if (section) {
  if (!isKnown()) begin().catch(() => {});
  document.addEventListener("me:arrived", ({ target: slot }) => {
    const visit = slot.querySelector("[data-last-visit]");
    if (visit) account = { ...visit.dataset };
    visit?.remove();
    const own = [...slot.querySelectorAll("[data-belongs-to]")];
    begin(new Set(own.map(({ dataset }) => dataset.belongsTo))).catch(() => {});
  });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
}
