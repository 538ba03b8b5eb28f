// The links to the sign-in page: they lead back to this place, and say who is signed in.

// Give the sign-in links the texts that /me/ brought for somebody signed in.
export function showSignedIn(slot) {
  const texts = slot.querySelector("[data-signed-in]");
  if (!texts) return;
  for (const text of texts.querySelectorAll("[data-shows]")) {
    for (const link of document.querySelectorAll(`[data-sign-in="${text.dataset.shows}"]`)) {
      link.textContent = text.textContent;
      link.title = text.textContent;
    }
  }
  texts.remove();
}

// A page's own bytes name its path only; the browser knows the query and the comment as well.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-keeps-place]");
  if (!link) return;
  const { pathname, search, hash } = window.location;
  link.search = new URLSearchParams({ next: pathname + search + hash });
});
