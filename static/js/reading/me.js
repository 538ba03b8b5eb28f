// Asks for what is personal on this page, where a readable cookie says that there may be something.

import { isKnown } from "./known.js";
import { showSignedIn } from "./sign-in.js";

// The page's other scripts, which come after this one, must have begun before they hear of it.
const scriptsReady = new Promise((resolve) => {
  document.addEventListener("DOMContentLoaded", resolve, { once: true });
});

async function ask(slot) {
  const answer = await fetch(slot.dataset.me, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const text = await answer.text();
  await scriptsReady;
  slot.innerHTML = text;
  showSignedIn(slot);
  slot.dispatchEvent(new Event("me:arrived", { bubbles: true }));
  for (const links of slot.querySelectorAll("[data-belongs-to]")) {
    const actions = document.querySelector(`#${links.dataset.belongsTo} > .comment__actions`);
    if (actions) actions.append(...links.children);
    links.remove();
  }
  // From the last to the first: each is put right below its parent.
  for (const waiting of [...slot.querySelectorAll("[data-answers]")].reverse()) {
    const places = waiting.dataset.answers.split(" ").map((id) => document.getElementById(id));
    const place = places.find(Boolean);
    // Inside a closed fold, its author would not see it.
    (place?.closest("details:not([open])") ?? place)?.after(waiting);
  }
  for (const links of slot.querySelectorAll("[data-belongs-to-all]")) {
    document
      .querySelectorAll(".comment > .comment__actions")
      .forEach((actions) => copy(links, actions));
    links.remove();
  }
}

// Links for staff, in which one id stands for any comment: each comment gets them with its own.
function copy(links, actions) {
  const pk = actions.parentElement.id.replace("comment-", "");
  for (const link of [...links.cloneNode(true).children]) {
    link.href = link.getAttribute("href").replace(links.dataset.anyComment, pk);
    actions.append(" ", link);
  }
}

const slot = document.querySelector("[data-me]");
if (slot && isKnown()) ask(slot);
