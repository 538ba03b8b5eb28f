// A picture in an article: chosen, described and sent before it stands in the text.
import { Figure } from "django-prose-editor/editor"

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

export const PictureFigure = Figure.extend({
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
