// Plays films and sounds of other sites in place. Before the reader asks, nothing is loaded from
// there; without this script a card is a link.

const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture";

for (const link of document.querySelectorAll("[data-player]")) {
  link.role = "button"; // it leads nowhere
  link.ariaLabel = link.dataset.play;
  link.removeAttribute("target");
  link.addEventListener("click", play);
  link.addEventListener("keydown", pressWithBlank);
  link.closest("figure").querySelector("[data-elsewhere]").hidden = false;
}

function pressWithBlank(event) {
  if (event.key !== " ") return;
  event.preventDefault();
  event.currentTarget.click();
}

function play(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a tab is wanted
  event.preventDefault();
  const link = event.currentTarget;
  const frame = document.createElement("iframe");
  frame.src = link.dataset.player;
  frame.title = link.textContent.trim();
  frame.allow = ALLOWED;
  frame.className =
    "sound" in link.dataset ? "embed__player embed__player--sound" : "embed__player";
  link.closest(".embed__card").replaceChildren(frame);
  frame.focus();
}
