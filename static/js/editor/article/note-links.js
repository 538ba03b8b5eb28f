// The links between a text and its footnotes, each as one empty element that the editor holds as one
// thing: `<sup data-note="1">` in the text, `<span data-note-back="↩">` in a note.

export const NOTE_LINKS = "[data-note], [data-note-back]";

const NOTES = "ol.footnotes > li[id]";
const target = (link) => link.getAttribute("href").slice(1);

// Whether an element is a link with only text, and has only allowed attributes.
const isPlain = (element, allowed) =>
  [...element.attributes].every(({ name }) => allowed.includes(name));
const isLinkOfWords = (link) =>
  link.childElementCount === 0 && link.textContent && isPlain(link, ["href", "id", "title"]);

export function shapeNotes(body) {
  const notes = new Set([...body.querySelectorAll(NOTES)].map(({ id }) => id));
  if (notes.size === 0) return;
  const references = new Set();
  for (const link of body.querySelectorAll('sup > a[href^="#"]')) {
    const holder = link.parentElement;
    const isAlone = holder.childNodes.length === 1 && isPlain(holder, ["id"]);
    if (!isAlone || !isLinkOfWords(link) || !notes.has(target(link))) continue;
    if (holder.closest("ol.footnotes, pre")) continue;
    for (const { id } of [holder, link]) if (id) references.add(id);
    holder.dataset.note = link.textContent;
    keep(link, holder);
    holder.replaceChildren();
  }
  for (const link of body.querySelectorAll(`${NOTES} a[href^="#"]`)) {
    if (!references.has(target(link)) || !isLinkOfWords(link)) continue;
    const back = link.ownerDocument.createElement("span");
    back.dataset.noteBack = link.textContent;
    keep(link, back);
    link.replaceWith(back);
  }
}

function keep(link, element) {
  element.dataset.href = link.getAttribute("href");
  if (link.id) element.dataset.linkId = link.id;
  if (link.title) element.dataset.linkTitle = link.title;
}

export function putNotesBack(body) {
  for (const holder of body.querySelectorAll("[data-note]")) {
    holder.replaceChildren(linkOf(holder, holder.dataset.note));
    for (const name of ["note", "href", "linkId", "linkTitle"]) delete holder.dataset[name];
  }
  for (const back of body.querySelectorAll("[data-note-back]"))
    back.replaceWith(linkOf(back, back.dataset.noteBack));
}

function linkOf({ dataset, ownerDocument }, words) {
  const link = ownerDocument.createElement("a");
  link.setAttribute("href", dataset.href);
  if (dataset.linkId) link.id = dataset.linkId;
  if (dataset.linkTitle) link.title = dataset.linkTitle;
  link.textContent = words;
  return link;
}
