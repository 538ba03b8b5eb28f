// Footnotes: a number in the text that leads to a note at the end, and back. The numbers follow
// the order of the text, and the notes follow the numbers.
import { Node, pm } from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { inOrder } from "./note-order.js";
import { referenceTo, survey } from "./note-survey.js";

const { TextSelection } = pm.state;
const BACK = "↩";

function link(name, tag, key, label) {
  const data = (dataName, property) => ({
    default: null,
    parseHTML: (element) => element.dataset[property] ?? null,
    renderHTML: (attributes) =>
      attributes[property] === null ? {} : { [dataName]: attributes[property] },
  });
  return {
    name,
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({
      label,
      href: data("data-href", "href"),
      linkId: data("data-link-id", "linkId"),
      linkTitle: data("data-link-title", "linkTitle"),
    }),
    parseHTML: () => [{ tag: `${tag}[${key}]`, priority: 80 }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes],
    addNodeView:
      () =>
      ({ node }) => {
        const dom = document.createElement(tag);
        dom.className = `article-${name}`;
        dom.textContent = node.attrs.label;
        return { dom };
      },
  };
}

const labelled = (key, property) => ({
  default: "",
  parseHTML: (element) => element.dataset[property],
  renderHTML: ({ label }) => ({ [key]: label }),
});

const Reference = Node.create({
  ...link("footnote", "sup", "data-note", labelled("data-note", "note")),
  draggable: true,
  priority: 1001, // its Enter comes before that of lists

  addCommands: () => ({
    insertFootnote:
      () =>
      ({ state, tr, dispatch }) => {
        if (!mayStand(state.selection)) return false;
        if (dispatch) insert(state, tr);
        return true;
      },
  }),

  addKeyboardShortcuts: () => ({ Enter: ({ editor }) => editor.commands.command(leave) }),

  addProseMirrorPlugins: () => [
    new pm.state.Plugin({
      appendTransaction(transactions, before, after) {
        if (!transactions.some(({ docChanged }) => docChanged)) return null;
        if (transactions.some((each) => each.getMeta("preventUpdate"))) return null; // just opened
        return inOrder(before, after);
      },
    }),
  ],

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "footnote",
      groups: "nodes",
      button: buttons.material("sticky_note_2", texts.footnote),
      command: (editor) => editor.chain().focus().insertFootnote().run(),
      enabled: (editor) => editor.can().insertFootnote(),
    });
  },
});

const WayBack = Node.create(
  link("footnoteBack", "span", "data-note-back", labelled("data-note-back", "noteBack")),
);

const inNotes = ($place) => {
  for (let depth = $place.depth; depth > 0; depth -= 1)
    if ($place.node(depth).attrs.kind === "footnotes") return $place.node(depth + 1);
  return null;
};

const mayStand = ({ $to }) =>
  $to.parent.inlineContent && $to.parent.type.name !== "codeBlock" && !inNotes($to);

// The number of a pair of ids that the text does not have yet; the ids stay when a note is moved.
function freeNumber(doc) {
  let number = 0;
  doc.descendants(({ attrs }) => {
    for (const id of [attrs.id, attrs.linkId]) {
      const used = /^(?:text-)?fn(?:ref)?-(\d{1,9})$/.exec(id ?? "");
      if (used) number = Math.max(number, Number(used[1]));
    }
  });
  return number + 1;
}

function insert({ schema, selection, doc }, tr) {
  const { nodes } = schema;
  const { references, lists } = survey(doc);
  const place = selection.$to.pos;
  const key = freeNumber(doc);
  const [note, mark] = [`text-fn-${key}`, `text-fnref-${key}`];
  const list = lists.at(-1);
  const index = list ? itemIndex(list.node, references, place) : 0;
  tr.insert(place, nodes.footnote.create({ id: mark, href: `#${note}`, label: `${index + 1}` }));
  const item = nodes.listItem.create(
    { id: note },
    nodes.loose.create(null, [
      schema.text(" "),
      nodes.footnoteBack.create({ href: `#${mark}`, label: BACK }),
    ]),
  );
  let at;
  if (list) {
    at = tr.mapping.map(list.at) + 1;
    for (let number = 0; number < index; number += 1) at += list.node.child(number).nodeSize;
    tr.insert(at, item);
  } else {
    at = tr.doc.content.size + 1;
    tr.insert(tr.doc.content.size, nodes.orderedList.create({ kind: "footnotes" }, item));
  }
  tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView();
}

// Where a note stands in the list whose reference is at a place: behind the note before it.
function itemIndex(list, references, place) {
  const before = references.filter(({ at }) => at < place).map(({ note }) => note);
  let index = 0;
  list.forEach((item, _, number) => {
    if (before.includes(item.attrs.id)) index = number + 1;
  });
  return index;
}

// After a note is written, its writer goes on behind its number.
function leave({ state, tr, dispatch }) {
  const { $from, empty } = state.selection;
  const note = empty && inNotes($from);
  const reference = note && referenceTo(state.doc, note.attrs.id);
  if (!reference) return false;
  if (dispatch) {
    const behind = reference.at + reference.node.nodeSize;
    tr.setSelection(TextSelection.create(tr.doc, behind)).scrollIntoView();
  }
  return true;
}

export const footnotes = [Reference, WayBack];
