// Pictures in an article: chosen, described and sent before they stand in the text.
import { Node, pm } from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { Embeds } from "./embeds.js";
import { Caption, EMBED, around, kinds, outermost, withCaption, words } from "./figures.js";
import { Galleries } from "./galleries.js";

const dialog = () => document.querySelector("[data-picture-dialog]");

function insert(editor, picture, caption) {
  const content = withCaption([words({ type: "image", attrs: picture })], caption);
  editor.chain().focus().insertContent({ type: "figure", content }).run();
}

async function send(form, editor) {
  const reasons = form.querySelector("[data-reasons]");
  reasons.textContent = texts.sending;
  const body = new FormData(form);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const response = await fetch(form.dataset.upload, { method: "POST", body });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.reasons.join(" "));
    insert(editor, answer, form.elements.caption.value.trim());
    form.closest("dialog").close();
  } catch (problem) {
    reasons.textContent = problem.message || texts.sendingFailed;
  }
}

function ask(editor, file) {
  const form = dialog().querySelector("form");
  form.reset();
  form.querySelector("[data-reasons]").textContent = "";
  if (file) form.elements.file.files = file;
  form.onsubmit = (event) => {
    event.preventDefault();
    send(form, editor);
  };
  form.querySelector("[data-cancel]").onclick = () => dialog().close();
  dialog().showModal();
}

// A picture that is pasted or dropped is asked for its description like a chosen one. A word
// processor lays a picture of the words beside them: then the words are meant.
function askFor(editor, data) {
  const isPicture = data?.files[0]?.type.startsWith("image/");
  if (!isPicture || data.types.includes("text/plain")) return false;
  ask(editor, data.files);
  return true;
}

const captionOf = (figure) => (figure.lastChild.type.name === "caption" ? figure.lastChild : null);

// What is typed on a picture goes below it: in its place, every letter would make another picture.
function writeBelow(editor, text) {
  const { selection } = editor.state;
  const place = outermost(selection);
  if (!place || !(selection.node || (text === "" && isAtEnd(selection)))) return false;
  const at = place.at + place.figure.nodeSize;
  const content = text ? [{ type: "text", text }] : [];
  return editor
    .chain()
    .insertContentAt(at, { type: "paragraph", content })
    .setTextSelection(at + 1 + text.length)
    .run();
}

// After a caption, or the link of a card, the article goes on below the figure.
const isAtEnd = ({ $from, empty }) =>
  empty &&
  $from.parentOffset === $from.parent.content.size &&
  $from.depth > 1 &&
  ($from.node(-1).type.name === "caption" || $from.node(-1).attrs.kind === EMBED);

const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "(caption | loose | block)+",
  draggable: true,
  isolating: true,
  addAttributes: () => kinds,
  parseHTML: () => [{ tag: "figure" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],

  addKeyboardShortcuts: () => ({ Enter: ({ editor }) => writeBelow(editor, "") }),

  addProseMirrorPlugins() {
    const props = {
      handleTextInput: (view, from, to, text) => writeBelow(this.editor, text),
      handlePaste: (view, event) => askFor(this.editor, event.clipboardData),
      handleDrop: (view, event) => askFor(this.editor, event.dataTransfer),
    };
    return [new pm.state.Plugin({ props })];
  },

  addCommands: () => ({
    insertFigure:
      () =>
      ({ editor, dispatch }) => {
        if (dispatch) ask(editor);
        return true;
      },
    toggleCaption:
      () =>
      ({ state, tr, dispatch }) => {
        const place = around(state.selection);
        if (!place || !dispatch) return Boolean(place);
        const end = place.at + place.figure.nodeSize - 1;
        const caption = captionOf(place.figure);
        if (caption) tr.delete(end - caption.nodeSize, end);
        else {
          tr.insert(end, state.schema.nodes.caption.createAndFill());
          tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(end + 2)));
        }
        return true;
      },
  }),

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "figureCaption",
      groups: "nodes",
      button: buttons.material("subtitles", texts.pictureCaption),
      command: (editor) => editor.chain().focus().toggleCaption().run(),
      hidden: (editor) => around(editor.state.selection) === null,
      active: (editor) => editor.isActive("caption"),
    });
  },
});

export const pictures = [Figure, Caption, Embeds, Galleries];
