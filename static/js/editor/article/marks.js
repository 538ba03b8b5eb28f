// The marks that a post may have on its words. They stand within each other as they come, the same
// twice, too; so none excludes another.
import {
  commands,
  Bold,
  Extension,
  Italic,
  Link,
  Mark,
  Strike,
  Subscript,
  Superscript,
} from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { written } from "./attributes.js";
import { InlineCode } from "./code.js";

const together = { excludes: "" };

// One mark for two elements that look the same, each written as it came: <b> and <strong>.
function twin(extension, [usual, other]) {
  return extension.extend({
    ...together,
    addAttributes: () => ({
      element: {
        default: usual,
        parseHTML: (element) => (element.localName === other ? other : usual),
        rendered: false,
      },
    }),
    renderHTML: ({ mark, HTMLAttributes }) => [mark.attrs.element, HTMLAttributes, 0],
  });
}

function plain(element, { attributes = {}, tag = element, name = element } = {}) {
  return Mark.create({
    name,
    ...together,
    addAttributes: () => attributes,
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [element, HTMLAttributes, 0],
  });
}

const Struck = Strike.extend({
  ...together,
  parseHTML: () => [{ tag: "s" }, { tag: "strike" }],
});

const ArticleLink = Link.extend({
  addAttributes() {
    const title = written("title", {
      renderHTML: (link) => (link.title ? { title: link.title } : {}),
    });
    return { ...this.parent?.(), ...written("href"), ...title };
  },
});

// Where each mark stands; see numberMarks in tidy.js. One that is put on in the editor leaves out
// the words that have it.
const Places = Extension.create({
  name: "places",
  addCommands: () => ({
    setMark:
      (name, attributes = {}) =>
      (props) => {
        const { state, tr, dispatch } = props;
        const type = state.schema.marks[name.name ?? name];
        if (state.selection.empty || type.spec.excludes !== "") {
          return commands.setMark(name, attributes)(props);
        }
        if (dispatch) putOn(type.create(attributes), tr);
        return state.selection.$from.parent.type.allowsMarkType(type);
      },
  }),
  addGlobalAttributes: () => [
    {
      types: "marks",
      attributes: {
        mark: {
          default: null,
          parseHTML: (element) => element.dataset.mark ?? null,
          renderHTML: ({ mark }) => (mark ? { "data-mark": mark } : {}),
        },
      },
    },
  ],
});

function putOn(mark, tr) {
  for (const { $from, $to } of tr.selection.ranges) {
    tr.doc.nodesBetween($from.pos, $to.pos, (node, at) => {
      if (!node.isInline || mark.type.isInSet(node.marks)) return;
      tr.addMark(Math.max(at, $from.pos), Math.min(at + node.nodeSize, $to.pos), mark);
    });
  }
}

// Those that the menu offers beside the usual ones, with the words for them.
export const OTHERS = {
  mark: texts.highlighted,
  small: texts.smallPrint,
  cite: texts.workTitle,
  q: texts.quotation,
  kbd: texts.keyToPress,
  ins: texts.insertedLater,
  del: texts.noLongerSo,
};

// A URL is a link only with its scheme: "the kettle.It rings" has lost a blank.
const isURL = (words) => /^https?:/i.test(words);

export const marks = [
  Places,
  ArticleLink.configure({ enableTarget: false, shouldAutoLink: isURL }),
  plain("a", { name: "target", tag: "a[id]:not([href], [data-anchor])" }),
  plain("q"),
  plain("abbr", { attributes: written("title") }),
  plain("cite"),
  plain("time", { attributes: written("datetime") }),
  plain("span", { tag: "span:is([id], [dir], [lang]):not([data-anchor])" }),
  plain("mark"),
  plain("ins"),
  plain("del"),
  plain("small"),
  twin(Bold, ["strong", "b"]),
  twin(Italic, ["em", "i"]),
  Struck,
  Subscript.extend(together),
  Superscript.extend(together),
  InlineCode,
  plain("kbd"),
  plain("samp"),
  plain("var"),
];
