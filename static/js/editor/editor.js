// The editor of an article, and the same article as HTML for parts that it cannot show. Nothing
// is written into the page that the policy forbids: the editor's styles stand in css/admin/.
import {
  Dropcursor,
  Editor,
  Fullscreen,
  Gapcursor,
  History,
  Menu,
} from "django-prose-editor/editor";
import { fill, texts } from "../texts.js";
import { html } from "./article/html.js";
import { unsupportedParts } from "./article/unsupported.js";
import { MenuTitles } from "./article/menu-titles.js";
import { extensions, parse } from "./article/schema.js";
import { articleHTML } from "./pasting.js";

const marker = "data-django-prose-editor-desk";
const PIXELS_AROUND_LINE = 5; // the line that is being written

// The space of the buttons, which stick at the bottom, is in css/admin/editor.css.
function spaceAroundLine() {
  const bottom = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockEnd);
  const [top, right, left] = Array(3).fill(PIXELS_AROUND_LINE);
  return { top, right, bottom: bottom || PIXELS_AROUND_LINE, left };
}

class ArticleEditor {
  constructor(textarea) {
    this.textarea = textarea;
    this.element = make("div", { className: "prose-editor" });
    this.note = make("p", { className: "pasted-note", role: "status" });
    this.lossNote = make("p", { className: "lost-note", role: "alert", hidden: true });
    this.sourceButton = make("button", { type: "button", className: "source-button" });
    this.sourceButton.onclick = () => (this.isSource ? this.leaveSource() : this.showSource());
    textarea.before(this.element);
    this.element.append(textarea);
    this.element.before(this.lossNote);
    this.element.after(this.note, this.sourceButton);
    this.label = document.querySelector(`label[for="${textarea.id}"]`);
    textarea.addEventListener("article:new", () => this.open());
    this.open();
  }

  // Show the article in the textarea: in the editor if that holds all of it, else as HTML.
  open() {
    const missing = unsupportedParts(this.textarea.value);
    if (missing.length) this.showSource(missing);
    else this.showEditor();
  }

  showEditor() {
    const doc = parse(this.textarea.value).toJSON();
    if (this.editor) {
      const chain = this.editor.chain().setMeta("addToHistory", false);
      chain.setContent(doc, { emitUpdate: false }).run();
    } else this.create(doc);
    this.opened = { doc: this.editor.state.doc, source: this.textarea.value };
    this.show(false);
  }

  create(content) {
    const space = spaceAroundLine();
    this.editor = new Editor({
      element: this.element,
      extensions: [...extensions, Dropcursor, Gapcursor, History, Menu, Fullscreen, MenuTitles],
      injectCSS: false,
      content,
      editorProps: {
        scrollThreshold: space,
        scrollMargin: space,
        transformPastedHTML: (copied) =>
          articleHTML(copied, (words) => {
            this.note.textContent = words;
          }),
        attributes: {
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": this.label?.textContent.replace(":", "") ?? texts.text,
        },
      },
    });
    this.editor.on("update", () => this.store());
  }

  // An article that is as it was opened stays what it was, to the letter.
  store() {
    const { doc } = this.editor.state;
    if (doc.eq(this.opened.doc)) this.textarea.value = this.opened.source;
    else this.textarea.value = this.editor.isEmpty ? "" : html(doc);
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  showSource(missing = []) {
    this.show(true);
    this.warn(missing);
  }

  leaveSource() {
    const missing = unsupportedParts(this.textarea.value);
    if (missing.length) this.warn(missing);
    else this.showEditor();
  }

  show(isSource) {
    this.isSource = isSource;
    this.lossNote.hidden = true;
    this.element.dataset.shows = isSource ? "source" : "editor";
    this.sourceButton.textContent = isSource ? texts.showEditor : texts.showSource;
  }

  warn(missing) {
    this.lossNote.hidden = missing.length === 0;
    if (this.lossNote.hidden) return;
    const some = missing.length > MAX_LISTED ? [...missing.slice(0, MAX_LISTED), "…"] : missing;
    const anyway = make("button", { type: "button", textContent: texts.useEditor });
    anyway.onclick = () => this.showEditor();
    this.lossNote.replaceChildren(fill("lost", { parts: some.join(", ") }), " ", anyway);
  }
}

const MAX_LISTED = 5;

const make = (name, properties) => Object.assign(document.createElement(name), properties);

for (const textarea of document.querySelectorAll(`[${marker}]`)) new ArticleEditor(textarea);
