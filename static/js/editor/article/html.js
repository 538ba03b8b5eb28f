// An article out of the editor as HTML for readers: what `tidy.js` did for the editor, taken back.
import { pm } from "django-prose-editor/editor";
import { putNotesBack } from "./note-links.js";
import { isInline } from "./tidy.js";

const { DOMSerializer, Fragment } = pm.model;

// A mark that was put on in the editor stands within those that were there, a link around them.
function depth(mark) {
  if (mark.attrs.mark) return Number.parseInt(mark.attrs.mark, 10);
  return mark.type.name === "link" ? -1 : Infinity;
}

class ArticleSerializer extends DOMSerializer {
  serializeFragment(fragment, options, target) {
    const nodes = [];
    fragment.forEach((node) => nodes.push(node.mark([...node.marks].sort((a, b) => order(a, b)))));
    return super.serializeFragment(Fragment.fromArray(nodes), options, target);
  }
}

function order(one, other) {
  const [a, b] = [depth(one), depth(other)];
  return a === b ? one.type.rank - other.type.rank : a - b;
}

export function html(doc) {
  const { schema } = doc.type;
  const serializer = new ArticleSerializer(
    DOMSerializer.nodesFromSchema(schema),
    DOMSerializer.marksFromSchema(schema),
  );
  const page = document.implementation.createHTMLDocument("");
  const body = serializer.serializeFragment(doc.content, { document: page }, page.body);
  for (const block of body.querySelectorAll("pre")) shapeCode(block);
  for (const table of body.querySelectorAll("table")) group(table);
  for (const whole of body.querySelectorAll("[data-captioned]")) putBack(whole);
  for (const words of body.querySelectorAll("[data-loose]")) unwrap(words);
  putNotesBack(body);
  for (const element of body.querySelectorAll("[data-mark], [data-anchor]")) {
    delete element.dataset.mark;
    delete element.dataset.anchor;
  }
  for (const block of [...body.children].filter((child) => !isInline(child))) {
    if (block.previousElementSibling) block.before("\n"); // somebody may read it
  }
  return body.innerHTML;
}

function shapeCode(block) {
  if (block.textContent.startsWith("\n")) block.prepend("\n"); // a parser drops the first
  const language = block.dataset.code;
  if (language === undefined) return;
  delete block.dataset.code;
  const code = block.ownerDocument.createElement("code");
  if (language) code.className = `language-${language}`;
  code.append(...block.childNodes);
  block.append(code);
}

// A row that was added in the editor belongs to the part above it, but never to the head.
function group(table) {
  let name;
  let section;
  for (const row of [...table.rows]) {
    const part = row.dataset.part ?? (name?.startsWith("thead") ? "tbody" : (name ?? "tbody"));
    if (part !== name) {
      section = table.ownerDocument.createElement(part.split(" ")[0]);
      table.append(section);
      name = part;
    }
    delete row.dataset.part;
    section.append(row);
  }
  for (const body of table.tBodies) if (body.rows.length === 0) body.remove();
}

function putBack(whole) {
  const [words, table] = whole.children;
  const caption = whole.ownerDocument.createElement("caption");
  for (const { name, value } of words.attributes) caption.setAttribute(name, value);
  delete caption.dataset.caption;
  caption.append(...words.childNodes);
  if (caption.textContent || caption.querySelector("img")) table.prepend(caption);
  whole.replaceWith(table);
}

// Of two runs of loose words side by side the second becomes a paragraph, or they would be one; so
// do words that have left a list for the article itself.
function unwrap(words) {
  const { previousSibling: before, parentElement } = words;
  const hasLeft = parentElement.localName === "body" && words.dataset.loose !== "body";
  delete words.dataset.loose;
  if (!hasLeft && !(before && isInline(before))) words.replaceWith(...words.childNodes);
}
