// A picture in an article: chosen, described and sent before it stands in the text.
import { Figure, pm } from "django-prose-editor/editor"

const dialog = () => document.querySelector("[data-picture-dialog]")

function insert(editor, picture, caption) {
  const content = [{ type: "image", attrs: picture }]
  if (caption) content.push({ type: "caption", content: [{ type: "text", text: caption }] })
  editor.chain().focus().insertContent({ type: "figure", content }).run()
}

async function send(form, editor) {
  const reasons = form.querySelector("[data-reasons]")
  reasons.textContent = "Sending …"
  const body = new FormData(form)
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value)
  try {
    const response = await fetch(form.dataset.upload, { method: "POST", body })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.reasons.join(" "))
    insert(editor, answer, form.elements.caption.value.trim())
    form.closest("dialog").close()
  } catch (problem) {
    reasons.textContent = problem.message || "It could not be sent. Please try again."
  }
}

function ask(editor, file) {
  const form = dialog().querySelector("form")
  form.reset()
  form.querySelector("[data-reasons]").textContent = ""
  if (file) form.elements.file.files = file
  form.onsubmit = (event) => {
    event.preventDefault()
    send(form, editor)
  }
  form.querySelector("[data-cancel]").onclick = () => dialog().close()
  dialog().showModal()
}

// A picture that is pasted or dropped is asked for its description like a chosen one. A word
// processor lays a picture of the words beside them: then the words are meant.
function askFor(editor, data) {
  const isPicture = data?.files[0]?.type.startsWith("image/")
  if (!isPicture || data.types.includes("text/plain")) return false
  ask(editor, data.files)
  return true
}

// Where the picture that is selected ends, or undefined.
function end({ selection }) {
  if (selection.node?.type.name === "figure") return selection.to
  return selection.node && selection.$from.parent.type.name === "figure"
    ? selection.$from.after()
    : undefined
}

// What is typed on a picture goes below it: in its place, every letter would make another picture.
function writeBelow(editor, text) {
  const at = end(editor.state)
  if (at === undefined) return false
  const content = text ? [{ type: "text", text }] : []
  return editor.chain().insertContentAt(at, { type: "paragraph", content })
    .setTextSelection(at + 1 + text.length).run()
}

export const PictureFigure = Figure.extend({
  addKeyboardShortcuts() {
    return { ...this.parent?.(), Enter: ({ editor }) => writeBelow(editor, "") }
  },

  addProseMirrorPlugins() {
    const props = {
      handleTextInput: (view, from, to, text) => writeBelow(this.editor, text),
      handlePaste: (view, event) => askFor(this.editor, event.clipboardData),
      handleDrop: (view, event) => askFor(this.editor, event.dataTransfer),
    }
    return [...(this.parent?.() ?? []), new pm.state.Plugin({ props })]
  },

  addCommands() {
    return {
      ...this.parent?.(),
      insertFigure: () => ({ editor, dispatch }) => {
        if (dispatch) ask(editor)
        return true
      },
    }
  },
})
