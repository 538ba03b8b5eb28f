// What a word processor puts on the clipboard, as the article that was meant.

const LIST_ITEM = "p[data-looks*='mso-list:l']"
const MARK = "[data-looks*='mso-list:Ignore']" // the bullet or number, as text
const NUMBER = /^\(?[0-9a-z]{1,5}[.)]/i

export function meant(html) {
  const plain = lowered(unstyled(html))
  return plain.includes("mso-list") ? listed(plain) : plain
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

function listed(html) {
  const page = new DOMParser().parseFromString(html, "text/html")
  let open = []
  for (const item of page.querySelectorAll(LIST_ITEM)) {
    if (item.previousElementSibling !== open[0]) open = []
    place(item, open)
  }
  return page.body.innerHTML
}

// Into the innermost of the open lists, or a new one, by the depth that the item claims.
function place(item, open) {
  const depth = Number(/level(\d)/.exec(item.dataset.looks)?.[1] ?? 1)
  const mark = item.querySelector(MARK)
  const kind = NUMBER.test(mark?.textContent.trim() ?? "") ? "ol" : "ul"
  mark?.remove()
  open.length = Math.min(open.length, depth)
  if (open.length === depth && open.at(-1).localName !== kind) open.pop()
  if (open.length < depth) begin(kind, item, open)
  const entry = item.ownerDocument.createElement("li")
  entry.append(...item.childNodes)
  open.at(-1).append(entry)
  item.remove()
}

function begin(kind, item, open) {
  const list = item.ownerDocument.createElement(kind)
  if (open.length) open.at(-1).lastElementChild.append(list)
  else item.before(list)
  open.push(list)
}
