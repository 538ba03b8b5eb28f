// What a change of the text means for its footnotes: they are numbered in the order of the text.
import { pm } from "django-prose-editor/editor";
import { survey } from "./note-survey.js";

const NUMBER = /^(\[?)\d+(\]?)$/; // other signs, such as an asterisk, stay
const signature = ({ references, items }) =>
  JSON.stringify([references.map(({ node }) => node.attrs), [...items.keys()]]);

// A transaction that puts the footnotes of `after` in order, or null where they did not change.
export function inOrder(before, after) {
  const [then, now] = [before.doc, after.doc].map(survey);
  if (signature(then) === signature(now)) return null;
  const { tr } = after;
  dropReferences(tr, then, now);
  dropNotes(tr, then);
  const { references, lists } = survey(tr.doc);
  dropSecondIds(tr, references);
  const [list, ...others] = lists;
  const { start, reversed } = list?.node.attrs ?? {};
  // Several lists, as one for each part of a text, have an order that only their writer knows.
  if (list && !others.length && start === 1 && reversed === null) {
    const notes = notesInOrder(list.node, references);
    number(tr, references, notes);
    sort(tr, list, notes);
  }
  return tr.docChanged ? tr : null;
}

// The number of a note that was deleted leads nowhere.
function dropReferences(tr, then, now) {
  for (const { node, at, note } of [...now.references].reverse())
    if (then.items.has(note) && !now.items.has(note)) tr.delete(at, at + node.nodeSize);
}

// A note without words goes with its number. One with words stays: the number may have been cut out
// to be put elsewhere.
function dropNotes(tr, then) {
  const { references, lists } = survey(tr.doc);
  const wanted = new Set(references.map(({ note }) => note));
  const known = new Set(then.references.map(({ note }) => note));
  const isLeft = ({ attrs, textContent }) =>
    known.has(attrs.id) && !wanted.has(attrs.id) && textContent.trim() === "";
  for (const { node, at } of [...lists].reverse()) {
    const left = [];
    node.forEach((item, offset) => {
      if (isLeft(item)) left.push({ item, place: at + 1 + offset });
    });
    if (left.length === node.childCount) tr.delete(at, at + node.nodeSize);
    else for (const { item, place } of left.reverse()) tr.delete(place, place + item.nodeSize);
  }
}

// A number that was copied leads to the same note; the way back leads to the first.
function dropSecondIds(tr, references) {
  const ids = new Set();
  for (const { node, at } of references) {
    for (const name of ["id", "linkId"]) {
      const id = node.attrs[name];
      if (id && ids.has(id)) tr.setNodeAttribute(at, name, null);
      ids.add(id);
    }
  }
}

// The notes of a list as the text names them; those that it does not name come last.
function notesInOrder(list, references) {
  const named = [...new Set(references.map(({ note }) => note))];
  const items = [];
  list.forEach((item) => items.push(item));
  const place = (item) => (named.indexOf(item.attrs.id) + 1 || items.length + 1) - 1;
  return items
    .map((item) => [place(item), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

function number(tr, references, notes) {
  const numbers = new Map(notes.map((item, index) => [item.attrs.id, index + 1]));
  for (const { node, at, note } of references) {
    if (!numbers.has(note)) continue;
    const label = node.attrs.label.replace(NUMBER, `$1${numbers.get(note)}$2`);
    if (label !== node.attrs.label) tr.setNodeAttribute(at, "label", label);
  }
}

function sort(tr, { node, at }, notes) {
  if (notes.every((item, index) => item === node.child(index))) return;
  tr.replaceWith(at + 1, at + node.nodeSize - 1, pm.model.Fragment.fromArray(notes));
}
