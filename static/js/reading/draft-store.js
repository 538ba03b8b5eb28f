// The drafts in this browser: one entry for each place and tab, so that no tab overwrites another's.

const PREFIX = "soundoff:draft:";
const TAB = "soundoff:tab";
const MONTH = 30 * 24 * 60 * 60 * 1000; // milliseconds

let tab = readTab();

function readTab() {
  try {
    const known = sessionStorage.getItem(TAB);
    return known ?? renewTab();
  } catch {
    return "0"; // storage is off: nothing is stored anyway
  }
}

function renewTab() {
  const fresh = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) =>
    part.toString(36),
  ).join("");
  sessionStorage.setItem(TAB, fresh);
  return fresh;
}

// A duplicated tab begins with a copy of the other's session, and with it of its name.
let tabs = null;
let isNew = true;

function meetOtherTabs() {
  if (!("BroadcastChannel" in window)) return;
  tabs = new BroadcastChannel("soundoff:tabs");
  tabs.addEventListener("message", ({ data }) => {
    if (data.asks === tab) tabs.postMessage({ taken: tab });
    else if (data.taken === tab && isNew) tab = renewTab();
  });
}

meetOtherTabs();
tabs?.postMessage({ asks: tab });
setTimeout(() => (isNew = false), 2000);

// An open channel would keep the browser from going back to this page as it was.
addEventListener("pagehide", () => tabs?.close());
addEventListener("pageshow", ({ persisted }) => persisted && meetOtherTabs());

const nameOf = (place) => `${PREFIX}${place}:${tab}`;

function parse(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    if (typeof draft?.body !== "string" || Date.now() - draft.at > MONTH) return null;
    const [place, writer] = name.slice(PREFIX.length).split(":");
    return { ...draft, name, place, isOwn: writer === tab };
  } catch {
    return null; // not ours
  }
}

// All drafts, newest first; what is too old goes.
export function allDrafts() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of names) if (!parse(name)) localStorage.removeItem(name);
    return names
      .map(parse)
      .filter(Boolean)
      .sort((one, other) => other.at - one.at);
  } catch {
    return []; // storage is off
  }
}

export const ownDraft = (place) => parse(nameOf(place));

export function storeDraft(place, draft) {
  try {
    localStorage.setItem(nameOf(place), JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // full or off: the words still stand in the form
  }
}

export function removeDraft(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // storage is off
  }
}

export const removeOwnDraft = (place) => removeDraft(nameOf(place));

// The server has stored what was sent with this form key, in whatever tab it was written.
export function removeSent(place, key) {
  removeOwnDraft(place);
  for (const draft of allDrafts()) if (key && draft.key === key) removeDraft(draft.name);
}
