// Links to films, sounds and the like on other sites, which a page shows as cards: by a button, or
// by pasting a URL on a line of its own.
import { Extension, pm } from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { ask } from "./dialogs.js";
import { EMBED, around } from "./figures.js";
import { line, replace } from "./insertion.js";

const { TextSelection } = pm.state;

// What sites offer to be copied into a page.
const FRAME = /^<iframe\b[^<>]*?\ssrc="(https?:\/\/[^"]+)"[^<>]*>\s*<\/iframe>$/i;

// The URL that a text is, of another site, or the URL of the frame that it is the code of.
function elsewhere(text) {
  const written = FRAME.exec(text)?.[1].replaceAll("&amp;", "&") ?? text;
  const url = /^https?:\/\/\S+$/i.test(written) ? URL.parse(written) : null;
  return url && url.origin !== location.origin ? written : null;
}

function card({ nodes, marks }, url, title) {
  const link = nodes.loose.create(
    null,
    nodes.text.schema.text(title || url, [marks.link.create({ href: url })]),
  );
  return nodes.figure.create({ kind: EMBED }, link);
}

function paste(view, event) {
  const url = elsewhere(event.clipboardData?.getData("text/plain").trim() ?? "");
  const { from, to, isEmptyLine } = line(view.state.selection);
  const isText = ["paragraph", "loose"].includes(view.state.selection.$from.parent.type.name);
  if (!url || !isEmptyLine || !isText) return false;
  view.dispatch(replace(view.state, from, to, card(view.state.schema, url)));
  return true;
}

function linkIn(figure) {
  let link = { href: "", text: "" };
  figure.descendants((node) => {
    const mark = node.marks.find(({ type }) => type.name === "link");
    if (mark && !link.href) link = { href: mark.attrs.href, text: node.text };
  });
  return link;
}

function askForCard(editor) {
  const place = around(editor.state.selection, EMBED);
  const { href, text } = place ? linkIn(place.figure) : { href: "", text: "" };
  const dialog = ask("embed", {
    fill({ elements }) {
      elements.url.value = href;
      elements.title.value = text === href ? "" : text;
    },
    take({ elements }) {
      const url = elements.url.value.trim();
      const title = elements.title.value.trim();
      if (place) rewrite(editor, place, url, title);
      else {
        const { from, to } = line(editor.state.selection);
        editor.view.dispatch(replace(editor.state, from, to, card(editor.schema, url, title)));
      }
      editor.commands.focus();
    },
  });
  const plain = dialog.querySelector("[data-plain]");
  plain.hidden = !place;
  plain.onclick = () => {
    dialog.close();
    unfold(editor, place);
  };
}

// A caption stays as it is.
function rewrite(editor, { figure, at }, url, title) {
  const { state, view } = editor;
  const made = card(state.schema, url, title);
  const rest = figure.lastChild.type.name === "caption" ? [figure.lastChild] : [];
  const content = pm.model.Fragment.fromArray([made.firstChild, ...rest]);
  view.dispatch(state.tr.replaceWith(at, at + figure.nodeSize, figure.copy(content)));
}

// A link in a paragraph, in the place of its card.
function unfold(editor, { figure, at }) {
  const { state, view } = editor;
  const { paragraph } = state.schema.nodes;
  const paragraphs = [];
  figure.descendants((node) => {
    if (!node.isTextblock) return true;
    paragraphs.push(paragraph.create(null, node.content));
    return false;
  });
  const { tr } = state;
  tr.replaceWith(at, at + figure.nodeSize, paragraphs);
  tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
  view.dispatch(tr);
  editor.commands.focus();
}

export const Embeds = Extension.create({
  name: "embeds",
  priority: 1001, // before links, which would take a pasted URL

  addProseMirrorPlugins: () => [new pm.state.Plugin({ props: { handlePaste: paste } })],

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "embed",
      groups: "nodes",
      button: buttons.material("smart_display", texts.embed),
      command: askForCard,
      active: (editor) => around(editor.state.selection, EMBED) !== null,
    });
  },
});
