// The blocks that a post may be made of, besides tables.
import {
  Blockquote,
  BulletList,
  Document,
  Extension,
  HardBreak,
  Heading,
  HorizontalRule,
  Image,
  ListItem,
  Node,
  OrderedList,
  Paragraph,
  Text,
  canInsertNode,
  pm,
} from "django-prose-editor/editor";
import { flag, number, written } from "./attributes.js";
import { Preformatted } from "./code.js";
import { footnotes } from "./footnotes.js";

// Blocks and loose words, as they come.
export const FLOW = "(loose | block)+";

function block(name, element, options = {}) {
  return Node.create({
    name,
    group: "block",
    content: FLOW,
    defining: true,
    parseHTML: () => [{ tag: element }],
    renderHTML: ({ HTMLAttributes }) => [element, HTMLAttributes, 0],
    ...options,
  });
}

// Words without a paragraph of their own, as in <li>Tea</li>.
const Loose = block("loose", "p", {
  group: "",
  content: "inline*",
  defining: false,
  addAttributes: () => ({
    holder: {
      default: "",
      parseHTML: (element) => element.dataset.loose,
      renderHTML: ({ holder }) => ({ "data-loose": holder }),
    },
  }),
  parseHTML: () => [{ tag: "p[data-loose]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["p", HTMLAttributes, 0],
});

const LEVELS = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 }; // as readers get them

const ArticleHeading = Heading.extend({
  parseHTML: () => Object.entries(LEVELS).map(([tag, level]) => ({ tag, attrs: { level } })),
}).configure({ levels: [2, 3, 4] });

const NumberedList = OrderedList.extend({
  addAttributes: () => ({
    ...number("start", 1),
    ...flag("reversed"),
    kind: {
      default: null,
      parseHTML: ({ className }) => (className === "footnotes" ? className : null),
      renderHTML: ({ kind }) => (kind ? { class: kind } : {}),
    },
    type: { default: "decimal", parseHTML: () => "decimal", rendered: false },
  }),
  addNodeView: () => null,
}).configure({ listTypes: [{ label: "1, 2, 3, …", type: "decimal" }] });

// A new item is made as the one before it: in a paragraph, or of loose words.
const Item = ListItem.extend({
  content: FLOW,
  addKeyboardShortcuts() {
    return {
      ...this.parent?.(),
      Enter: ({ editor }) => {
        const { type } = editor.state.selection.$from.parent;
        return editor
          .chain()
          .splitListItem(this.name)
          .command(({ tr }) => {
            const { $from } = tr.selection;
            const isNewItem = $from.depth > 1 && $from.node(-1).type.name === this.name;
            if (isNewItem && $from.parent.content.size === 0)
              tr.setNodeMarkup($from.before(), type);
            return true;
          })
          .run();
      },
    };
  },
});

// Terms and what they mean. Enter after a term begins its meaning, after a meaning the next term;
// on an empty term it ends the list.
const DefinitionList = block("definitionList", "dl", {
  content: "(term | meaning | definitions)+",
  addCommands: () => ({
    insertDefinitionList: () => (props) => insert(props, "definitionList", ["term"]),
  }),
});
const Definitions = block("definitions", "div", {
  group: "",
  content: "(term | meaning)+",
  parseHTML: () => [{ tag: "dl > div", priority: 60 }],
});
const Term = block("term", "dt", { group: "" });
const Meaning = block("meaning", "dd", {
  group: "",
  addKeyboardShortcuts: () => ({ Enter: ({ editor }) => editor.commands.command(nextDefinition) }),
});

function nextDefinition({ state, tr, dispatch }) {
  const { $from, empty } = state.selection;
  const holder = $from.depth > 1 && $from.node(-1);
  if (!empty || !["term", "meaning"].includes(holder.type?.name)) return false;
  if ($from.parentOffset < $from.parent.content.size || $from.indexAfter(-1) < holder.childCount) {
    return false;
  }
  const { nodes } = state.schema;
  const isEnd =
    holder.type.name === "term" && holder.textContent === "" && $from.node(-2).childCount > 1;
  if (!dispatch) return true;
  if (isEnd) {
    const after = $from.after(-2);
    tr.insert(after, nodes.paragraph.create()).delete($from.before(-1), $from.after(-1));
    select(tr, tr.mapping.map(after, -1) + 1);
  } else {
    const next = holder.type.name === "term" ? nodes.meaning : nodes.term;
    tr.insert($from.after(-1), next.createAndFill());
    select(tr, $from.after(-1) + 2);
  }
  return true;
}

function select(tr, at) {
  tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(at))).scrollIntoView();
}

// Insert a block made of empty others, and go on writing in its first.
function insert({ state, tr, dispatch }, name, contents) {
  const { nodes } = state.schema;
  if (!dispatch) return canInsertNode(state, nodes[name]);
  const next = tr.selection.from + 1;
  tr.replaceSelectionWith(
    nodes[name].create(
      null,
      contents.map((part) => nodes[part].createAndFill()),
    ),
  );
  select(tr, next);
  return true;
}

// A part to be opened by readers; open while it is written.
const Details = block("details", "details", {
  content: `summary? ${FLOW}`,
  addAttributes: () => flag("open"),
  addNodeView:
    () =>
    ({ HTMLAttributes }) =>
      standIn("details", HTMLAttributes),
  addCommands: () => ({
    insertDetails: () => (props) => insert(props, "details", ["summary", "paragraph"]),
  }),
});
const Summary = block("summary", "summary", {
  group: "",
  content: "inline*",
  addNodeView:
    () =>
    ({ HTMLAttributes }) =>
      standIn("summary", HTMLAttributes),
  addKeyboardShortcuts: () => ({
    Enter: ({ editor }) => {
      const { $from } = editor.state.selection;
      if ($from.parent.type.name !== "summary") return false;
      return editor
        .chain()
        .setTextSelection($from.after() + 1)
        .run();
    },
  }),
});

// A summary that is clicked or gets a blank would open and close instead of being written.
function standIn(name, attributes) {
  const dom = document.createElement("div");
  dom.className = `article-${name}`;
  for (const attribute of ["id", "dir", "lang"])
    if (attributes[attribute]) dom.setAttribute(attribute, attributes[attribute]);
  return { dom, contentDOM: dom };
}

const ArticleImage = Image.extend({
  addAttributes: () =>
    Object.assign(
      {},
      ...["src", "alt", "title", "width", "height", "loading", "srcset", "sizes"].map((name) =>
        written(name),
      ),
    ),
}).configure({ inline: true });

// A place to jump to that has no words.
const Anchor = Node.create({
  name: "anchor",
  inline: true,
  group: "inline",
  addAttributes: () => ({
    element: { default: "a", parseHTML: (element) => element.localName, rendered: false },
  }),
  parseHTML: () => [{ tag: "[data-anchor]", priority: 70 }],
  renderHTML: ({ node, HTMLAttributes }) => [
    node.attrs.element,
    { ...HTMLAttributes, "data-anchor": "" },
  ],
});

// What any element may say of itself.
const Identity = Extension.create({
  name: "identity",
  addGlobalAttributes: () => [
    {
      types: "*",
      attributes: {
        ...written("id", { keepOnSplit: false }),
        ...written("dir"),
        ...written("lang"),
      },
    },
  ],
});

export const blocks = [
  Document.extend({ content: "(block | loose)+" }),
  Paragraph,
  Text,
  HardBreak,
  Identity,
  Loose,
  ArticleHeading,
  Blockquote.extend({ content: FLOW }),
  block("division", "div"),
  BulletList,
  NumberedList,
  Item,
  HorizontalRule,
  Preformatted,
  DefinitionList,
  Definitions,
  Term,
  Meaning,
  Details,
  Summary,
  ArticleImage,
  Anchor,
  ...footnotes,
];
