// What an article would lose in the editor: its HTML is held against what the editor would save.
import { fill, texts } from "../../texts.js";
import { html } from "./html.js";
import { parse } from "./schema.js";
import { isBlock, tidy } from "./tidy.js";

const WORDS = {
  iframe: texts.embeddedFrame,
  video: texts.film,
  audio: texts.sound,
  object: texts.embeddedObject,
  embed: texts.embeddedObject,
};

// The parts that would be lost, in words for an editor, one each; none when the editor holds all of it.
export function unsupportedParts(source) {
  const after = html(parse(source));
  if (normal(source) === normal(after)) return [];
  const [had, has] = [source, after].map(count);
  const missing = [...had.keys()].filter((name) => had.get(name) > (has.get(name) ?? 0));
  return missing.length ? missing : [texts.lostOrder];
}

// The same article always as the same HTML.
function normal(source) {
  const body = tidy(source);
  for (const text of body.querySelectorAll("p")) if (!text.hasChildNodes()) text.remove();
  for (const element of body.querySelectorAll("*")) {
    delete element.dataset.mark;
    const attributes = [...element.attributes].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name } of attributes) element.removeAttribute(name);
    for (const { name, value } of attributes) element.setAttribute(name, value);
  }
  return body.innerHTML;
}

function count(source) {
  const counts = new Map();
  const add = (name) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const { body } = new DOMParser().parseFromString(source, "text/html");
  for (const element of body.querySelectorAll("*")) {
    const { localName, attributes } = element;
    const inWords = WORDS[localName];
    add(inWords ? `${inWords} (${localName})` : `<${localName}>`);
    if (!inWords)
      for (const { name } of attributes)
        add(fill("lostAttribute", { name, element: `<${localName}>` }));
    if (isBlock(element)) element.before(" ");
  }
  for (const word of body.textContent.split(/\s+/)) if (word) add(fill("lostWord", { word }));
  return counts;
}
