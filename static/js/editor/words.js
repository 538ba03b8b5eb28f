// How much has been written, and how long it takes to read.
import { fill } from "../texts.js";

const body = document.querySelector(":is(#post_form, #page_form) [name=body]");
const display = document.querySelector("[data-word-count]");

function count() {
  const page = new DOMParser().parseFromString(body.value.replaceAll("<", " <"), "text/html");
  const words = page.body.textContent.split(/\s+/).filter(Boolean).length;
  const number = words.toLocaleString(document.documentElement.lang);
  const minutes = Math.ceil(words / display.dataset.wordsAMinute);
  const name = ["wordsNone", "wordsOne"][words] ?? "wordsMany";
  display.textContent = fill(name, { number, minutes });
}

body.addEventListener("input", count);
count();
