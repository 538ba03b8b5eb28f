// Tables with all that a post keeps of them: caption, head, body, foot, cells that span others.
import { Node, Table, TableCell, TableHeader, TableRow, pm } from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { number, written } from "./attributes.js";
import { FLOW } from "./blocks.js";

const spans = () => ({
  ...number("colspan", 1),
  ...number("rowspan", 1),
  colwidth: { default: null, parseHTML: () => null, rendered: false },
});

function cell(extension, element, attributes = {}) {
  return extension.extend({
    content: FLOW,
    addAttributes: () => ({ ...spans(), ...attributes }),
    parseHTML: () => [{ tag: element }],
    renderHTML: ({ HTMLAttributes }) => [element, HTMLAttributes, 0],
  });
}

const Row = TableRow.extend({
  addAttributes: () => ({
    part: {
      default: null,
      keepOnSplit: false,
      parseHTML: (element) => element.dataset.part ?? null,
      renderHTML: ({ part }) => (part ? { "data-part": part } : {}),
    },
  }),
});

const Captioned = Node.create({
  name: "captioned",
  group: "block",
  content: "tableCaption table",
  isolating: true,
  parseHTML: () => [{ tag: "div[data-captioned]", priority: 70 }],
  renderHTML: ({ HTMLAttributes }) => ["div", { ...HTMLAttributes, "data-captioned": "" }, 0],
});

const TableCaption = Node.create({
  name: "tableCaption",
  content: FLOW,
  isolating: true,
  parseHTML: () => [{ tag: "div[data-caption]", priority: 70 }],
  renderHTML: ({ HTMLAttributes }) => ["div", { ...HTMLAttributes, "data-caption": "" }, 0],
});

// The table around the selection, with where it stands, and its caption's box if it has one.
function around({ $from }) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name === "captioned")
      return { node: node.lastChild, whole: node, at: $from.before(depth) };
    if (node.type.name !== "table") continue;
    const holder = $from.node(depth - 1);
    if (holder.type.name !== "captioned") return { node, at: $from.before(depth) };
    return { node, whole: holder, at: $from.before(depth - 1) };
  }
  return null;
}

const ArticleTable = Table.extend({
  addCommands() {
    const inherited = this.parent?.() ?? {};
    return {
      ...inherited,
      deleteTable: () => (props) => {
        const table = around(props.state.selection);
        if (!table?.whole) return inherited.deleteTable()(props);
        if (props.dispatch) props.tr.delete(table.at, table.at + table.whole.nodeSize);
        return true;
      },
      toggleTableCaption:
        () =>
        ({ state, tr, dispatch }) => {
          const table = around(state.selection);
          if (!table || !dispatch) return Boolean(table);
          const { captioned, tableCaption } = state.schema.nodes;
          const now = table.whole ?? table.node;
          const then = table.whole
            ? table.node
            : captioned.create(null, [tableCaption.createAndFill(), table.node]);
          tr.replaceWith(table.at, table.at + now.nodeSize, then);
          tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(table.at + 2)));
          return true;
        },
    };
  },

  addMenuItems(tools) {
    this.parent?.(tools);
    tools.menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: tools.buttons.material("subtitles", texts.tableCaption),
      command: (editor) => editor.chain().focus().toggleTableCaption().run(),
      hidden: (editor) => !editor.isActive("table") && !editor.isActive("captioned"),
      active: (editor) => editor.isActive("captioned"),
    });
  },
});

export const tables = [
  ArticleTable,
  Row,
  cell(TableCell, "td"),
  cell(TableHeader, "th", written("scope")),
  Captioned,
  TableCaption,
];
