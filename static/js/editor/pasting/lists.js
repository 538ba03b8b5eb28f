// Word's lists, which are paragraphs that say how deep they stand.

const LIST_ITEM = "p[data-looks*='mso-list:l']";
const MARK = "[data-looks*='mso-list:Ignore']"; // the bullet or number, as text
const NUMBER = /^\(?[0-9a-z]{1,5}[.)]/i;

export function list(page) {
  let open = [];
  for (const item of page.querySelectorAll(LIST_ITEM)) {
    if (item.previousElementSibling !== open[0]) open = [];
    place(item, open);
  }
}

// Into the innermost of the open lists, or a new one, by the depth that the item claims.
function place(item, open) {
  const depth = Number(/level(\d)/.exec(item.dataset.looks)?.[1] ?? 1);
  const mark = item.querySelector(MARK);
  const kind = NUMBER.test(mark?.textContent.trim() ?? "") ? "ol" : "ul";
  mark?.remove();
  open.length = Math.min(open.length, depth);
  if (open.length === depth && open.at(-1).localName !== kind) open.pop();
  if (open.length < depth) begin(kind, item, open);
  const entry = item.ownerDocument.createElement("li");
  entry.append(...item.childNodes);
  open.at(-1).append(entry);
  item.remove();
}

function begin(kind, item, open) {
  const list = item.ownerDocument.createElement(kind);
  if (open.length) open.at(-1).lastElementChild.append(list);
  else item.before(list);
  open.push(list);
}
