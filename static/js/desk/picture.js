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
    const handleTextInput = (view, from, to, text) => writeBelow(this.editor, text)
    return [...(this.parent?.() ?? []), new pm.state.Plugin({ props: { handleTextInput } })]
  },

  addCommands() {
    return {
      ...this.parent?.(),
      insertFigure: () => ({ editor, dispatch }) => {
        if (!dispatch) return true
        const form = dialog().querySelector("form")
        form.reset()
        form.querySelector("[data-reasons]").textContent = ""
        form.onsubmit = (event) => {
          event.preventDefault()
          send(form, editor)
        }
        form.querySelector("[data-cancel]").onclick = () => dialog().close()
        dialog().showModal()
        return true
      },
    }
  },
})
