// Remembers in this browser how somebody signs, so that they need not type it again.

const nameOf = (field) => `soundoff:${field.dataset.remember}`;

document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.remember) return;
  try {
    localStorage.setItem(nameOf(target), target.value);
  } catch {
    // storage is off: then it is typed again
  }
});

function fill(field) {
  try {
    if (!field.value) field.value = localStorage.getItem(nameOf(field)) ?? "";
  } catch {
    // storage is off
  }
}

document.addEventListener("htmx:load", ({ target }) => {
  for (const field of target.querySelectorAll("[data-remember]")) fill(field);
});
