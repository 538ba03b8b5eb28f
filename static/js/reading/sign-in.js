// The links to the sign-in page: they lead back to this place, or say who is signed in and lead to
// the account.

import { isKnown } from "./known.js";

let shownName = "";

// Give the sign-in links the texts that /me/ brought for somebody signed in.
export function showSignedIn(slot) {
  const texts = slot.querySelector("[data-signed-in]");
  if (!texts) return;
  shownName = nameIn(texts);
  for (const text of texts.querySelectorAll("[data-shows]")) {
    for (const link of document.querySelectorAll(`[data-sign-in="${text.dataset.shows}"]`)) {
      link.textContent = text.textContent;
      link.title = text.textContent;
      if (text.dataset.shows === "who") leadTo(link, texts.dataset.account);
    }
  }
  texts.remove();
}

function leadTo(link, url) {
  link.href = url;
  delete link.dataset.keepsPlace;
}

function nameIn(texts) {
  return texts?.querySelector('[data-shows="who"]').textContent ?? "";
}

// Browsers show a page that one goes back to as it was left: also after signing out elsewhere.
window.addEventListener("pageshow", async (event) => {
  const slot = document.querySelector("[data-me]");
  if (!event.persisted || !slot || !(isKnown() || shownName)) return;
  const answer = await fetch(slot.dataset.me.split("?")[0], { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (nameIn(page.querySelector("[data-signed-in]")) !== shownName) window.location.reload();
});

// A page's own bytes name its path only; the browser knows the query and the comment as well.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-keeps-place]");
  if (!link) return;
  const { pathname, search, hash } = window.location;
  link.search = new URLSearchParams({ next: pathname + search + hash });
});
