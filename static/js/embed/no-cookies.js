// Says where a browser keeps no cookies in the frame, so that it will not know its writer again.

import { isKnown } from "../reading/known.js";

const TRIAL = "soundoff_frame_trial=1; Path=/embed/; SameSite=None; Secure; Partitioned";
const paragraph = document.querySelector("[data-no-cookies]").parentElement;

// `navigator.cookieEnabled` may be true all the same. To be called when somebody acts: reading sets
// no cookie, not even one that is gone at once.
export function keepsCookies() {
  if (isKnown()) return true;
  document.cookie = TRIAL;
  const isKept = document.cookie.includes("soundoff_frame_trial=1");
  document.cookie = `${TRIAL}; Max-Age=0`;
  return isKept;
}

export const sentence = () => paragraph.firstElementChild.textContent.trim();

function check() {
  paragraph.firstElementChild.hidden = keepsCookies();
}

// Say it where somebody is about to write, too.
document.addEventListener("htmx:load", ({ target }) => {
  const form = target.closest(".slot form") ?? target.querySelector(".slot form");
  if (!form || keepsCookies()) return;
  check();
  form.before(paragraph.cloneNode(true));
});

for (const name of ["click", "keydown"]) addEventListener(name, check, { once: true });
