// Stores unsaved text: on the server, or in the browser while the server is away.
import { fill, texts } from "../texts.js";

const bar = document.querySelector("[data-autosave]");
const form = bar.closest("form");
const status = document.querySelector("[data-autosave-status]");
const preview = document.querySelector("[data-preview]");
const PAUSE = 1500; // milliseconds without a key: a breath between two sentences

const fields = ["title", "excerpt", "social_description", "body"];
const place = `soundoff:${form.id === "page_form" ? "page" : "post"}:${bar.dataset.post || "new"}`;
let timer;
let changes = 0; // of the words in `fields`
let changesSaved = 0; // as many of them as the server has
let areOthersUnsaved = false; // other fields, which only the form saves
let isLeaving = false;

const words = () => Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));

async function keep() {
  const body = new FormData();
  for (const [name, value] of Object.entries(words())) body.append(name, value);
  body.append("key", form.elements.key.value);
  body.append("post", bar.dataset.post);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const response = await fetch(bar.dataset.autosave, { method: "POST", body });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

async function save() {
  clearTimeout(timer);
  const sent = changes; // what is typed from now on is not in what is sent
  try {
    const { saved, preview: url, slug } = await keep();
    (form.elements.slug ?? form.elements.page_path).placeholder = slug;
    changesSaved = sent;
    localStorage.removeItem(place);
    status.textContent = fill("saved", { time: saved });
    if (preview) preview.dataset.url = url;
    return url;
  } catch {
    localStorage.setItem(place, JSON.stringify(words()));
    status.textContent = texts.away;
  }
}

form.addEventListener("input", (event) => {
  // The sheet itself has no name: its field says what was typed there.
  if (!event.target.name || event.target.closest("dialog")) return;
  clearTimeout(timer);
  if (!fields.includes(event.target.name)) areOthersUnsaved = true;
  else {
    changes += 1;
    timer = setTimeout(save, PAUSE);
  }
});

form.addEventListener("submit", () => {
  isLeaving = true;
  clearTimeout(timer);
});

addEventListener("beforeunload", (event) => {
  if ((changes > changesSaved || areOthersUnsaved) && !isLeaving) event.preventDefault();
});

preview?.addEventListener("click", async () => {
  const tab = open("", "_blank");
  const url = await save();
  if (url) tab.location = url;
  else tab.close();
});

const stored = localStorage.getItem(place);
const offer = document.querySelector("[data-left-words]");
if (stored && offer) {
  offer.hidden = false;
  offer.querySelector("[data-take]").addEventListener("click", () => {
    const draft = JSON.parse(stored);
    for (const name of fields) form.elements[name].value = draft[name] ?? "";
    form.elements.body.dispatchEvent(new Event("article:new"));
    form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
    offer.hidden = true;
  });
  offer.querySelector("[data-drop]").addEventListener("click", () => {
    localStorage.removeItem(place);
    offer.hidden = true;
  });
}
