// Asks for what is personal on this page, where a readable cookie says that there may be something.

async function ask(slot) {
  const answer = await fetch(slot.dataset.me, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  slot.innerHTML = await answer.text();
  for (const links of slot.querySelectorAll("[data-belongs-to]")) {
    const actions = document.querySelector(`#${links.dataset.belongsTo} > .comment__actions`);
    if (actions) actions.append(...links.children);
    links.remove();
  }
  for (const waiting of slot.querySelectorAll("[data-answers]")) {
    document.getElementById(waiting.dataset.answers)?.after(waiting);
  }
}

const slot = document.querySelector("[data-me]");
if (slot && document.cookie.includes("soundoff_here=1")) ask(slot);
