// The HTML of an article as the editor can hold it: every word in a block, every mark around words
// alone. The changed HTML looks the same to a reader; `html.js` takes most of it back.
import { unstyled } from "../pasting/styles.js";
import { languageOf } from "./code.js";
import { NOTE_LINKS, shapeNotes } from "./note-links.js";

const INLINE = new Set(
  (
    "a abbr b br cite code del em i img ins kbd mark q s samp small span strong sub sup time u var" +
    " font"
  ).split(" "),
);
const LEAVES = `br, img, [data-anchor], ${NOTE_LINKS}`;
// What may hold blocks and loose words beside each other.
const FLOW = "body, div, blockquote, li, td, th, dd, dt, figure, figcaption, details";
const TEXTS = "p, h1, h2, h3, h4, h5, h6, summary";
// What holds elements alone: a line break between two of them says nothing.
const CONTAINERS = "ul, ol, dl, dl > div, table, thead, tbody, tfoot, tr";

let marks = 0; // no two marks of an article have the same number, or they would become one

export const isInline = (node) => node.nodeType === Node.TEXT_NODE || INLINE.has(node.localName);
export const isBlock = (node) => !isInline(node);
const isBlank = (text) => !/[^ \t\r\n\f]/.test(text);
const shows = (node) =>
  node.nodeType === Node.TEXT_NODE
    ? !isBlank(node.data)
    : !isBlank(node.textContent) ||
      node.matches(`${LEAVES}, [id]`) ||
      node.querySelector(`${LEAVES}, [id]`) !== null;

export function tidy(html) {
  const { body } = new DOMParser().parseFromString(unstyled(html), "text/html");
  dropComments(body);
  for (const holder of body.querySelectorAll(CONTAINERS)) dropBlanks(holder);
  shapeNotes(body);
  lowerMarks(body);
  shapeTables(body);
  shapeCode(body);
  for (const holder of [body, ...body.querySelectorAll(FLOW)]) wrapLoose(holder);
  for (const text of body.querySelectorAll(TEXTS)) collapse(text);
  dropEmptyMarks(body);
  dropDefaults(body);
  numberMarks(body);
  return body;
}

function walk(root, what) {
  const walker = root.ownerDocument.createTreeWalker(root, what);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function dropComments(body) {
  for (const comment of walk(body, NodeFilter.SHOW_COMMENT)) comment.remove();
  body.normalize();
}

function dropBlanks(holder) {
  for (const child of [...holder.childNodes]) {
    if (child.nodeType === Node.TEXT_NODE && isBlank(child.data)) child.remove();
  }
}

// <ins><p>a</p></ins> is <p><ins>a</ins></p>.
function lowerMarks(parent) {
  for (const child of [...parent.children]) {
    lowerMarks(child);
    if (!isBlock(child) && [...child.children].some(isBlock)) spread(child);
  }
}

function spread(mark) {
  let run;
  for (const child of [...mark.childNodes]) {
    if (isInline(child) && shows(child)) {
      if (!run) mark.before(another(mark));
      run = mark.previousSibling;
      run.append(child);
      continue;
    }
    run = undefined;
    mark.before(child);
    if (!isBlock(child) || child.localName === "hr") continue;
    const inner = another(mark);
    inner.append(...child.childNodes);
    child.append(inner);
    lowerMarks(child);
  }
  mark.remove();
}

function another(mark) {
  const copy = mark.cloneNode();
  mark.removeAttribute("id"); // the first has it
  return copy;
}

// In the editor a table is rows and nothing else: the caption stands before it, and each row says
// which part of the table it belongs to.
function shapeTables(body) {
  for (const table of body.querySelectorAll("table")) {
    let part = 0;
    for (const section of [...table.children].filter((child) => child.rows)) {
      if (section.rows.length === 0) section.remove();
      part += 1;
      for (const row of section.rows) row.dataset.part = `${section.localName} ${part}`;
    }
    const caption = table.querySelector(":scope > caption");
    if (caption) takeOut(caption, table);
  }
}

function takeOut(caption, table) {
  const whole = table.ownerDocument.createElement("div");
  const words = table.ownerDocument.createElement("div");
  whole.dataset.captioned = words.dataset.caption = "";
  for (const { name, value } of caption.attributes) words.setAttribute(name, value);
  words.append(...caption.childNodes);
  caption.remove();
  table.before(whole);
  whole.append(words, table);
}

// A <pre> that is all code says so in an attribute, with its language.
function shapeCode(body) {
  for (const block of body.querySelectorAll("pre")) {
    const [code, ...others] = block.childNodes;
    if (others.length || code?.localName !== "code") continue;
    const language = languageOf(code);
    if (language === undefined || code.attributes.length > (language ? 1 : 0)) continue;
    block.dataset.code = language;
    code.replaceWith(...code.childNodes);
    block.normalize();
  }
}

// Words that stand in no paragraph get one that is only the editor's.
function wrapLoose(holder) {
  if (holder.matches("[data-captioned]")) return;
  let run;
  for (const child of [...holder.childNodes]) {
    if (!isInline(child)) run = undefined;
    else if (run) run.append(child);
    else if (!shows(child)) child.remove();
    else {
      run = loose(holder);
      child.replaceWith(run);
      run.append(child);
    }
  }
  const isEmpty = holder.localName !== "body" && !holder.querySelector(":scope > :not(summary)");
  if (isEmpty) holder.append(loose(holder));
}

function loose(holder) {
  const words = holder.ownerDocument.createElement("p");
  words.dataset.loose = holder.localName;
  return words;
}

// Blanks as a browser shows them: one between words, none at the ends of a line.
function collapse(text) {
  let before = " ";
  let last;
  for (const node of walk(text, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)) {
    if (node.nodeType === Node.TEXT_NODE) {
      node.data = node.data.replace(/[ \t\r\n\f]+/g, " ");
      if (before === " ") node.data = node.data.replace(/^ /, "");
      if (!node.data) continue;
      last = node;
      before = node.data.at(-1);
    } else if (node.localName === "br" || node.localName === "img") {
      if (node.localName === "br") trimEnd(last);
      last = undefined;
      before = node.localName === "br" ? " " : "";
    } else if (node.matches(NOTE_LINKS)) {
      last = undefined;
      before = "";
    }
  }
  trimEnd(last);
}

function trimEnd(node) {
  if (node) node.data = node.data.replace(/ $/, "");
}

// A mark without words is nothing, or, with an id, a place to jump to.
function dropEmptyMarks(body) {
  for (const mark of [...body.querySelectorAll("*")].reverse()) {
    if (!INLINE.has(mark.localName) || mark.matches(LEAVES)) continue;
    if (mark.textContent || mark.querySelector(LEAVES)) continue;
    if (!mark.id) {
      mark.remove();
      continue;
    }
    // No link may stand in a link.
    const anchor = mark.ownerDocument.createElement(mark.localName === "a" ? "a" : "span");
    anchor.dataset.anchor = "";
    anchor.id = mark.id;
    mark.replaceWith(anchor);
  }
  body.normalize();
}

function dropDefaults(body) {
  for (const cell of body.querySelectorAll("td, th")) {
    for (const name of ["colspan", "rowspan"]) {
      if (cell.getAttribute(name) === "1") cell.removeAttribute(name);
    }
  }
  for (const list of body.querySelectorAll("ol[reversed]")) list.setAttribute("reversed", "");
  for (const part of body.querySelectorAll("details[open]")) part.setAttribute("open", "");
  for (const list of body.querySelectorAll("ol[start='1']:not([reversed])")) {
    list.removeAttribute("start");
  }
}

// How deep a mark stands among marks, and its number: the editor sorts marks by their kind and
// makes one of equal neighbours, which <kbd>Ctrl</kbd><kbd>C</kbd> must not become.
function numberMarks(body) {
  for (const mark of body.querySelectorAll("*")) {
    if (!INLINE.has(mark.localName) || mark.matches(LEAVES)) continue;
    const parent = mark.parentElement;
    const depth = INLINE.has(parent.localName) ? Number.parseInt(parent.dataset.mark, 10) + 1 : 0;
    mark.dataset.mark = `${depth}.${(marks += 1)}`;
  }
}
