// Makes a link of the button with which a conversation begins, as other pages have it.

const form = document.querySelector("form[data-respond]");

if (form) {
  const link = document.createElement("a");
  link.className = "button";
  link.href = form.dataset.respond + location.search;
  link.textContent = form.textContent.trim();
  form.replaceWith(link);
}
