// Markup of a copied page that an article does not need: the language of the blog itself, boxes
// around the text, ids without a link to them.

const BOXES = "div, section, article, main, header, footer, center";
const BLOCKS =
  "p, div, ul, ol, dl, table, blockquote, pre, figure, h1, h2, h3, h4, h5, h6, hr, section, article";

export function dropNoise(page) {
  for (const element of page.querySelectorAll("[lang], [dir]")) {
    element.removeAttribute("lang");
    if (element.dir !== "rtl") element.removeAttribute("dir");
  }
  for (const box of [...page.querySelectorAll(BOXES)].reverse()) unbox(box);
  for (const element of page.querySelectorAll("[id], a[name]")) keepTarget(element, page);
}

// A box of words is a paragraph, a box of paragraphs is nothing.
function unbox(box) {
  if (box.closest("dl") && box.parentElement.localName === "dl") return;
  if (!box.querySelector(BLOCKS) && box.textContent.trim()) {
    const words = box.ownerDocument.createElement("p");
    words.append(...box.childNodes);
    box.replaceWith(words);
  } else box.replaceWith(...box.childNodes);
}

function keepTarget(element, page) {
  const id = element.id || element.name;
  element.removeAttribute("id");
  element.removeAttribute("name");
  if (page.querySelector(`a[href="#${CSS.escape(id)}"]`)) element.id = id;
}
