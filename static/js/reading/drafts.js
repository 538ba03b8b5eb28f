// Keeps what is being written in this browser until the server has stored it, and puts it back.

import {
  allDrafts,
  ownDraft,
  removeDraft,
  removeOwnDraft,
  removeSent,
  storeDraft,
} from "./draft-store.js";
import { texts } from "../texts.js";

const SENT = "soundoff:sent"; // what a form without htmx has sent, until its answer has come
const EXCERPT = 60; // characters
const FORMS = "form[data-draft]";

function keep(form) {
  const { body, key } = form.elements;
  const { draft: place, draftPost: post, draftLabel: label } = form.dataset;
  if (body.value === body.dataset.given) return removeOwnDraft(place);
  // Not form.action: a button of that name would be found in its place.
  const href = new URL(form.getAttribute("action"), location.href).pathname;
  storeDraft(place, { body: body.value, key: key?.value, post, label, href });
}

function fill(form, draft) {
  form.elements.body.value = draft.body;
  if (draft.key && form.elements.key) form.elements.key.value = draft.key;
}

function restore(form) {
  const field = form.elements.body;
  const refused = form.querySelector("[data-alert]")?.textContent.trim();
  const cameBack = refused || form.querySelector(".preview > *");
  field.dataset.given = cameBack ? "" : field.value;
  const own = ownDraft(form.dataset.draft);
  if (cameBack) keep(form);
  else if (own && own.body !== field.value) {
    fill(form, own);
    form.querySelector("[data-restored]")?.removeAttribute("hidden");
  }
  for (const draft of othersDrafts(form)) offer(form, draft);
}

// Those of other tabs here, and those that were begun where this page says that nobody can write.
function othersDrafts(form) {
  const isHere = ({ place, href }) =>
    place === form.dataset.draft ||
    (href && href === location.pathname && place !== form.dataset.draft);
  const isSame = ({ body }) => body === form.elements.body.value;
  return allDrafts().filter(
    (draft) =>
      isHere(draft) && !isSame(draft) && !(draft.isOwn && draft.place === form.dataset.draft),
  );
}

function offer(form, draft) {
  const line = document.createElement("p");
  line.className = "writing__restored";
  line.dataset.offer = "";
  const words = document.createElement("q");
  words.textContent =
    draft.body.length > EXCERPT ? `${draft.body.slice(0, EXCERPT).trimEnd()}…` : draft.body;
  const use = button(texts.draftUse, () => {
    take(form, draft);
    line.remove();
  });
  const discard = button(texts.draftDiscard, () => {
    removeDraft(draft.name);
    line.remove();
    form.elements.body.focus();
  });
  line.append(texts.draftOther, " ", words, " ", use, " ", discard);
  form.querySelector("[data-restored]")?.after(line);
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

// Words that are already in the form stay, above those that are added.
function take(form, draft) {
  const field = form.elements.body;
  const before = field.value === field.dataset.given ? "" : field.value.trimEnd();
  if (before) field.value = `${before}\n\n${draft.body}`;
  else fill(form, draft);
  keep(form);
  field.focus();
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest(FORMS);
  if (form && target.name === "body") keep(form);
});

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-afresh]")?.form;
  if (!form) return;
  removeOwnDraft(form.dataset.draft);
  form.elements.body.value = form.elements.body.dataset.given;
  form.elements.body.focus();
  form.querySelector("[data-restored]").hidden = true;
});

// With htmx, an answer to the form itself that is no refusal says that the server has it.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (!detail.elt.matches(FORMS) || detail.xhr.status >= 400) return;
  removeSent(detail.elt.dataset.draft, detail.elt.elements.key?.value);
});

// Without htmx, the page that the answer leads to says it; any other page means that it failed.
document.addEventListener("submit", ({ target, submitter }) => {
  if (
    !target.matches(FORMS) ||
    target.hasAttribute("hx-post") ||
    submitter?.hasAttribute("formaction")
  )
    return;
  try {
    const sent = { place: target.dataset.draft, key: target.elements.key?.value };
    sessionStorage.setItem(SENT, JSON.stringify(sent));
  } catch {
    // storage is off
  }
});

addEventListener("pageshow", () => {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
    if (sent && isLanding()) removeSent(sent.place, sent.key);
  } catch {
    // storage is off
  }
});

function isLanding() {
  const { search, hash } = location;
  const isStatus = document.querySelector("[data-after-sending]");
  return isStatus || (search.includes("v=") && hash.startsWith("#comment-"));
}

document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.(FORMS)) restore(target);
  for (const form of target.querySelectorAll(FORMS)) restore(form);
});
