// What becomes of a form once it is sent: its reason is read first, and no answer takes its words.

import { texts } from "../texts.js";

function formOf(event) {
  return event.detail.elt?.closest?.("form.writing");
}

function say(form, sentence) {
  const alert = form.querySelector("[data-alert]");
  const paragraph = document.createElement("p");
  paragraph.textContent = sentence;
  alert.replaceChildren(paragraph);
  alert.focus();
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(name, (event) => {
    const form = formOf(event);
    if (form) say(form, texts.sendingFailed);
  });
}

// An answer that brings no form (a proxy's error page) must not take the place of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = formOf({ detail: { elt: event.detail.requestConfig?.elt } });
  if (!form) return;
  const status = event.detail.xhr.status;
  if (event.detail.serverResponse.includes('class="writing"')) {
    if (status < 500) event.detail.isError = false; // a refusal, which the form itself shows
    return;
  }
  event.detail.shouldSwap = false;
  say(form, status === 413 ? texts.sendingTooLong : `${texts.sendingFailed} (${status})`);
});

document.addEventListener("htmx:load", ({ target }) => {
  const alert = [...target.querySelectorAll("[data-alert]")].find((node) =>
    node.textContent.trim(),
  );
  alert?.focus();
});
