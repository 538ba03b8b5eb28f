// The editor of an article: django-prose-editor's parts, put together so that nothing is written
// into the page that the policy forbids (its own styles stand in css/desk/editor.css).
import {
  Blockquote, Bold, BulletList, Caption, Code, CodeBlock, Document, Dropcursor, Editor, Gapcursor,
  HardBreak, Heading, History, HorizontalRule, HTML, Image, Italic, Link, ListItem, Menu,
  OrderedList, Paragraph, Strike, Subscript, Superscript, Text, Fullscreen,
} from "django-prose-editor/editor"
import { meant } from "./pasting.js"
import { PictureFigure } from "./picture.js"

const marker = "data-django-prose-editor-desk"

// "the kettle.It rings" has lost a blank, and is no link to Italy.
const isAddress = (words) => /^https?:/i.test(words)

const extensions = [
  Document, Paragraph, Text, HardBreak, Dropcursor, Gapcursor, History, Menu, HTML, Fullscreen,
  Heading.configure({ levels: [2, 3, 4] }), Blockquote, BulletList, OrderedList, ListItem,
  HorizontalRule, Bold, Italic, Strike, Subscript, Superscript, Code, CodeBlock,
  Link.configure({ enableTarget: false, shouldAutoLink: isAddress }), Image, Caption, PictureFigure,
]

function edit(textarea) {
  const element = document.createElement("div")
  element.className = "prose-editor"
  textarea.before(element)
  element.append(textarea)
  const note = document.createElement("p")
  note.className = "pasted-note"
  note.role = "status"
  element.after(note)
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  new Editor({
    element,
    extensions,
    injectCSS: false,
    content: textarea.value,
    editorProps: {
      transformPastedHTML: (html) => meant(html, (words) => { note.textContent = words }),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.textContent.replace(":", "") ?? "Text",
      },
    },
    onUpdate({ editor }) {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}

for (const textarea of document.querySelectorAll(`[${marker}]`)) edit(textarea)
