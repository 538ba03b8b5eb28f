// How much has been written, and how long it takes to read.
const WORDS_A_MINUTE = 230
const body = document.querySelector("#post_form [name=body]")
const shown = document.querySelector("[data-word-count]")

function count() {
  const page = new DOMParser().parseFromString(body.value.replaceAll("<", " <"), "text/html")
  const words = page.body.textContent.split(/\s+/).filter(Boolean).length
  const minutes = Math.max(1, Math.ceil(words / WORDS_A_MINUTE))
  shown.textContent = `${words.toLocaleString("en")} word${words === 1 ? "" : "s"}, ${minutes} min to read`
}

body.addEventListener("input", count)
count()
