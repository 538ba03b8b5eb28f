// Signs in within the frame: by a token of the page around it, or in a window of our own, which
// hands over a code that is of use here alone.

import { first, listen, origin, tell } from "./host.js";
import { keepsCookies, sentence } from "./no-cookies.js";

const account = document.querySelector("[data-frame-account]");
const texts = account.dataset;
const link = account.querySelector("[data-frame-sign-in]");
const status = account.querySelector('[role="status"]');
const isFramed = parent !== window;
const NONCE = "soundoff:nonce";
const WINDOW = "popup,width=520,height=680";

let nonce = "";
let challenge = "";
let opened = null;

const say = (sentence) => (status.textContent = sentence);

// Where that cannot be done in the frame, a page of its own can sign in.
function leadOut(reason) {
  say(reason);
  const byItself = account.querySelector("[data-by-itself]");
  byItself.href = location.pathname + location.search;
  byItself.hidden = !isFramed;
}

const inHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The window gets the hash of the nonce, and what it hands over works only with the nonce itself.
async function prepare() {
  const random = inHex(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(random));
  [nonce, challenge] = [random, inHex(new Uint8Array(hash))];
  link.hidden = false;
}

function begin() {
  if (!keepsCookies()) return leadOut(sentence());
  const query = new URLSearchParams({ challenge, next: location.pathname + location.search });
  const url = `${texts.window}?${query}`;
  if (isFramed) {
    opened = open(url, "", WINDOW);
    if (!opened) leadOut(texts.blocked);
    return;
  }
  sessionStorage.setItem(NONCE, nonce);
  location.assign(url);
}

async function send(url, fields) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  const reply = await answer.json();
  return answer.ok ? reply : { problem: reply.detail };
}

async function trade(code, own) {
  const { problem } = await send(texts.code, { code, nonce: own });
  if (problem) say(problem);
  else location.reload();
}

async function show(token, page) {
  if (!keepsCookies()) return leadOut(sentence()); // nobody would be signed in after all
  const { problem, is_new: isNew } = await send(texts.token, { token, page });
  if (isNew) location.reload();
  else if (problem && !account.querySelector("form")) say(`${texts.refused} ${problem}`);
}

function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

// The token that a page without our script puts behind the "#" of the frame's URL, or the code that
// our window puts behind that of a page outside of frames.
function takeFragment() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [token, code] = [fragment.get("token"), fragment.get("sign-in")];
  if (!token && !code) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  if (token && isFramed) show(token, originOf(document.referrer));
  if (!code || isFramed) return;
  const own = sessionStorage.getItem(NONCE);
  sessionStorage.removeItem(NONCE);
  if (own) trade(code, own);
  else say(texts.cut);
}

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-frame-sign-in], a[data-keeps-place]");
  if (!chosen || !challenge) return;
  event.preventDefault();
  begin();
});

addEventListener("message", ({ data, origin: sender, source }) => {
  const code = data?.soundoff?.code;
  if (!opened || source !== opened || sender !== location.origin) return;
  if (typeof code === "string") trade(code, nonce);
});

// From /me/: who is signed in here, and the button that ends it.
document.addEventListener("me:arrived", ({ target: slot }) => {
  const form = slot.querySelector("[data-frame-signed-in]");
  if (!form) return;
  const place = location.pathname + location.search;
  form.elements.next.value = place;
  const guest = form.querySelector("[data-frame-guest]");
  if (guest) guest.href += `?${new URLSearchParams({ next: place })}`;
  form.hidden = false;
  say("");
  account.prepend(form);
  link.remove();
});

listen(({ token }) => {
  if (typeof token === "string" && token) show(token, origin);
});

takeFragment();
prepare().catch(() => leadOut(texts.blocked));
if (first) tell({ token: true });
