// Everything that the sanitizer leaves in a post, for the editor: an element that is missing here
// cannot be edited, and unsupported.js says so.
import { Extension, getSchema, pm } from "django-prose-editor/editor";
import { texts } from "../../texts.js";
import { blocks } from "./blocks.js";
import { OTHERS, marks } from "./marks.js";
import { tables } from "./tables.js";
import { pictures } from "./pictures.js";
import { tidy } from "./tidy.js";

const MenuItems = Extension.create({
  name: "menuItems",
  addMenuItems({ menu, buttons }) {
    const words = (textContent) => Object.assign(document.createElement("p"), { textContent });
    const inserting = (name, icon, title, command) =>
      menu.defineItem({
        name,
        groups: "nodes",
        button: buttons.material(icon, title),
        command: (editor) => editor.chain().focus()[command]().run(),
        enabled: (editor) => editor.can()[command](),
        active: (editor) => editor.isActive(name),
      });
    menu.defineItem({
      name: "paragraph",
      groups: "blockType nodes",
      button: buttons.material("notes", texts.paragraph),
      option: words(texts.paragraph),
      command: (editor) => editor.chain().focus().setParagraph().run(),
      active: (editor) => editor.isActive("paragraph") || editor.isActive("loose"),
    });
    inserting("definitionList", "toc", texts.terms, "insertDefinitionList");
    inserting("details", "unfold_more", texts.details, "insertDetails");
    for (const [name, title] of Object.entries(OTHERS)) {
      menu.defineItem({
        name,
        groups: "textClass",
        button: buttons.text(title, title),
        option: words(title),
        command: (editor) => editor.chain().focus().toggleMark(name).run(),
        active: (editor) => editor.isActive(name),
      });
    }
    // The last that is active names the closed list: this one if no other is.
    menu.defineItem({
      name: "otherMarks",
      groups: "textClass",
      button: buttons.text("Abc", texts.otherMarks),
      option: Object.assign(words(texts.otherMarks), { hidden: true }),
      command: () => {},
      active: () => true,
    });
  },
});

export const extensions = [...blocks, ...tables, ...pictures, ...marks, MenuItems];

const schema = getSchema(extensions);

// The document of an article's HTML, as JSON.
export function parse(html) {
  const parser = pm.model.DOMParser.fromSchema(schema);
  return parser.parse(tidy(html), { preserveWhitespace: "full" });
}
