// Says where a browser keeps no cookies in the frame, so that it will not know its writer again.

import { isKnown } from "../reading/known.js";

const text = document.querySelector("[data-no-cookies]");
const TRIAL = "soundoff_frame_trial=1";
const HOW = `; Path=${text.dataset.noCookies}; SameSite=None; Secure; Partitioned`;

// `navigator.cookieEnabled` may be true all the same. To be called when somebody is about to act:
// reading sets no cookie, not even one that is gone at once.
export function keepsCookies() {
  if (isKnown()) return true;
  document.cookie = TRIAL + HOW;
  const isKept = document.cookie.includes(TRIAL);
  document.cookie = `${TRIAL}${HOW}; Max-Age=0`;
  return isKept;
}

export const sentence = () => text.textContent.trim();

// Before somebody writes
document.addEventListener("htmx:load", ({ target }) => {
  const form = target.closest(".slot form") ?? target.querySelector(".slot form");
  if (!form) return;
  text.hidden = keepsCookies();
  if (!text.hidden) form.before(text.parentElement.cloneNode(true));
});

// After an act that needs no form; its answer has brought a cookie
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.requestConfig.verb === "post") text.hidden = isKnown();
});
