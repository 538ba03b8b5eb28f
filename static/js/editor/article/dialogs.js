// The dialogs of the editor, which the page brings: each is a form that is filled in before
// something stands in the text.

// Show a dialog; `fill(form)` sets its fields, `take(form)` gets them when it is sent.
export function ask(name, { fill = () => {}, take }) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  const form = dialog.querySelector("form");
  form.reset();
  fill(form);
  form.onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    take(form);
  };
  form.querySelector("[data-cancel]").onclick = () => dialog.close();
  dialog.showModal();
  return dialog;
}
