// Says on a post's page where unsent words wait, and leads there.

import { fill, texts } from "../texts.js";
import { allDrafts } from "./draft-store.js";

const MOST = 3; // lines at once; the others follow as these are sent
const notice = document.querySelector("[data-drafts]");
let isLater = false;

function announce() {
  if (!notice) return;
  const isOpen = ({ place }) => document.querySelector(`form[data-draft="${CSS.escape(place)}"]`);
  const waiting = allDrafts().filter(
    (draft) => draft.post === notice.dataset.drafts && draft.label && !isOpen(draft),
  );
  const places = new Map(waiting.reverse().map((draft) => [draft.place, draft])); // the newest of each
  notice.replaceChildren(...[...places.values()].slice(-MOST).reverse().map(lineOf));
  notice.hidden = isLater || places.size === 0;
  document.documentElement.toggleAttribute("data-draft-waits", !notice.hidden);
  if (!notice.hidden) notice.append(laterButton());
}

function lineOf(draft) {
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = draft.href;
  link.textContent = texts.draftOpen;
  link.addEventListener("click", (event) => {
    const opener = openerOf(draft.place);
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (let fold = opener.closest("details"); fold; fold = fold.parentElement.closest("details"))
      fold.open = true;
    opener.scrollIntoView({ block: "center" });
    opener.click();
  });
  line.append(fill("draftWaits", { draft: draft.label }), " ", link);
  return line;
}

function laterButton() {
  const later = document.createElement("button");
  later.type = "button";
  later.className = "link-button";
  later.textContent = texts.draftLater;
  later.addEventListener("click", () => {
    isLater = true;
    announce();
  });
  return later;
}

const openerOf = (place) =>
  place.startsWith("post-")
    ? document.querySelector("#respond > a")
    : document.querySelector(`#${CSS.escape(place)} a[data-action="reply"]`);

document.addEventListener("htmx:load", announce);
document.addEventListener("writing:closed", announce);
addEventListener("storage", announce); // another tab wrote, sent or discarded
addEventListener("pageshow", () => setTimeout(announce)); // after what was sent is forgotten
