// How much has been written, and how long it takes to read.
const body = document.querySelector("#post_form [name=body]");
const shown = document.querySelector("[data-word-count]");

function count() {
  const page = new DOMParser().parseFromString(body.value.replaceAll("<", " <"), "text/html");
  const words = page.body.textContent.split(/\s+/).filter(Boolean).length;
  const time = words ? `, ${Math.ceil(words / shown.dataset.wordsAMinute)} min to read` : "";
  shown.textContent = `${words.toLocaleString("en")} word${words === 1 ? "" : "s"}${time}`;
}

body.addEventListener("input", count);
count();
