// Keeps what is being written in this browser, place by place, until the server has it.

const KEPT = 30 * 24 * 60 * 60 * 1000; // a month, in milliseconds
const nameOf = (form) => `soundoff:draft:${form.dataset.draft}`;

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return draft && Date.now() - draft.at < KEPT ? draft : null;
  } catch {
    return null; // storage is off, or holds what is not ours
  }
}

function keep(form) {
  const body = form.elements.body.value;
  const draft = { body, key: form.elements.key?.value, at: Date.now() };
  try {
    if (body === form.elements.body.dataset.given) localStorage.removeItem(nameOf(form));
    else localStorage.setItem(nameOf(form), JSON.stringify(draft));
  } catch {
    // full or off: the words still stand in the form
  }
}

function restore(form) {
  const field = form.elements.body;
  const refused = form.querySelector("[data-alert]")?.textContent.trim();
  field.dataset.given = refused ? "" : field.value;
  const draft = read(nameOf(form));
  if (refused) return keep(form);
  if (!draft || draft.body === field.value) return;
  field.value = draft.body;
  if (draft.key && form.elements.key) form.elements.key.value = draft.key;
  form.querySelector("[data-restored]")?.removeAttribute("hidden");
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-draft]");
  if (form && target.name === "body") keep(form);
});

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-afresh]")?.form;
  if (!form) return;
  localStorage.removeItem(nameOf(form));
  form.elements.body.value = form.elements.body.dataset.given;
  form.elements.body.focus();
  form.querySelector("[data-restored]").hidden = true;
});

// The server has it when it says where to go.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const form = detail.elt.closest("form[data-draft]");
  if (form && detail.xhr.getResponseHeader("HX-Redirect")) localStorage.removeItem(nameOf(form));
});

document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.("form[data-draft]")) restore(target);
  for (const form of target.querySelectorAll("form[data-draft]")) restore(form);
});
