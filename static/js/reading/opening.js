// Opens a form in place: under the comment it answers or reports, or at the end of the conversation.

const LINKS = 'a[data-action="reply"], a[data-action="report"], #respond > a';
let opened = null; // { link, slot }

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  const elsewhere =
    event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
  if (link && !elsewhere && window.htmx) {
    event.preventDefault();
    open(link);
  }
  if (event.target.closest("[data-close]")) close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened?.slot.contains(event.target)) close();
});

async function open(link) {
  if (opened?.link === link) return focus(opened.slot);
  if (opened) close();
  const slot = document.createElement("div");
  slot.className = "slot";
  (link.closest(".comment") ?? link).after(slot);
  link.setAttribute("aria-expanded", "true");
  opened = { link, slot };
  // Once the other modules have filled in what they know.
  slot.addEventListener("htmx:load", () => setTimeout(focus, 0, slot), { once: true });
  await window.htmx.ajax("GET", `${link.pathname}form/${link.search}`, {
    target: slot,
    swap: "innerHTML",
  });
  if (!slot.querySelector("form")) location.assign(link.href);
}

function close() {
  if (!opened) return;
  const { link, slot } = opened;
  opened = null;
  slot.remove();
  link.removeAttribute("aria-expanded");
  link.focus();
  document.dispatchEvent(new Event("writing:closed"));
}

function focus(slot) {
  slot.scrollIntoView({ block: "nearest" });
  const fields = [...slot.querySelectorAll("input[required], textarea")];
  (fields.find((field) => !field.value || field.type === "radio") ?? fields.at(-1))?.focus();
}
