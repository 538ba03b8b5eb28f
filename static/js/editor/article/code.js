// Blocks of code, which may say their language.
import { Code, CodeBlock } from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { written } from "./attributes.js";
import { ask } from "./dialogs.js";

const LANGUAGE_CLASS = /^language-([a-z0-9+#-]{1,20})$/;

// The language that an element of code names, "" for one without a class, undefined for another.
export const languageOf = ({ className }) =>
  className === "" ? "" : LANGUAGE_CLASS.exec(className)?.[1];

// Words of code keep a class that a post may have, wherever they stand.
export const InlineCode = Code.extend({
  excludes: "",
  addAttributes: () =>
    written("class", {
      parseHTML: (element) => (languageOf(element) ? element.className : null),
    }),
});

const NO_CODE = "."; // no name of a language

// `code` is the language of a block that is all code, "" for code without one, NO_CODE for other
// preformatted text.
export const Preformatted = CodeBlock.extend({
  content: "inline*",
  marks: "_",
  addAttributes: () => ({
    code: {
      default: "",
      parseHTML: (element) => element.dataset.code ?? NO_CODE,
      renderHTML: ({ code }) => (code === NO_CODE ? {} : { "data-code": code }),
    },
  }),
  parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
  renderHTML: ({ HTMLAttributes }) => ["pre", HTMLAttributes, 0],

  addMenuItems(tools) {
    this.parent?.(tools);
    tools.menu.defineItem({
      name: "codeLanguage",
      groups: "nodes",
      button: tools.buttons.text(texts.language, texts.codeLanguage),
      command: askForLanguage,
      hidden: (editor) => !editor.isActive("codeBlock"),
      active: (editor) => namesLanguage(editor.getAttributes("codeBlock")),
    });
  },
});

const namesLanguage = ({ code }) => Boolean(code) && code !== NO_CODE;

function askForLanguage(editor) {
  const attributes = editor.getAttributes("codeBlock");
  const code = namesLanguage(attributes) ? attributes.code : "";
  ask("language", {
    fill({ elements: { language } }) {
      const isListed = [...language.options].some(({ value }) => value === code);
      if (!isListed) language.add(new Option(code, code)); // of an import
      language.value = code;
    },
    take({ elements: { language } }) {
      editor.chain().focus().updateAttributes("codeBlock", { code: language.value }).run();
    },
  });
}
