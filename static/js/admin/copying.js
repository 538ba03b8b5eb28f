// A button copies the text beside it. Without a secure connection browsers have no clipboard: then
// the text is selected.
for (const line of document.querySelectorAll("[data-copied]")) {
  const [text, button, status, done] = ["code", "button", "[role=status]", "template"].map((part) =>
    line.querySelector(part),
  );
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = done.content.textContent;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}
