// What is on the clipboard of a word processor, a browser or a sheet, as the article that was meant.
import { list } from "./pasting/lists.js"
import { mark } from "./pasting/marks.js"
import { dropForeign } from "./pasting/pictures.js"
import { line } from "./pasting/tables.js"

export function meant(html, say) {
  const page = new DOMParser().parseFromString(lowered(unstyled(html)), "text/html")
  say(dropForeign(page))
  mark(page)
  list(page)
  line(page)
  return page.body.innerHTML
}

// The policy forbids styles even in what is only being read.
function unstyled(html) {
  return html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=/gi, " data-looks=")
}

// The one title of a page is the post's own, so headings begin below it.
function lowered(html) {
  if (!/<h1\b/i.test(html)) return html
  return html.replace(/(<\/?h)([1-3])\b/gi, (tag, begin, level) => begin + (Number(level) + 1))
}
