// Recommends a comment in place, and shows which ones somebody recommends.

const LINKS = 'a[data-action="recommend"]';
let token = null; // of this browser; comes with the first answer

// What works by itself is a button for those who cannot see it.
function becomeButton(link) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-pressed", "false");
}

export function prepareLinks(root) {
  for (const link of root.querySelectorAll(`${LINKS}:not([role])`)) becomeButton(link);
}

const linkOf = (id) => document.querySelector(`#comment-${id} > .comment__actions > ${LINKS}`);
const numberIn = (link) => link.querySelector(".comment__count");

// From /me/: the recommended comments of this page, and one's own, which one cannot recommend.
document.addEventListener("me:arrived", ({ target: slot }) => {
  for (const list of slot.querySelectorAll("[data-recommended]")) {
    for (const id of list.dataset.recommended.split(" ").filter(Boolean)) {
      linkOf(id)?.setAttribute("aria-pressed", "true");
    }
    list.remove();
  }
  for (const { dataset } of slot.querySelectorAll("[data-belongs-to]")) {
    const link = linkOf(dataset.belongsTo.replace("comment-", ""));
    if (link) link.hidden = true;
  }
});

// Numbers that are newer than the page, by id.
export function showNumbers(numbers) {
  for (const [id, number] of Object.entries(numbers)) {
    const link = linkOf(id);
    if (link) numberIn(link).textContent = ` (${number})`;
  }
}

async function press(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  try {
    token ??= await fetchToken(link);
    link.querySelector(".comment__problem")?.remove();
    const recommend = link.getAttribute("aria-pressed") === "true" ? "no" : "yes";
    const values = { recommend, csrfmiddlewaretoken: token };
    const target = numberIn(link);
    delete target.dataset.pressed; // of the answer before
    await window.htmx.ajax("POST", `${link.pathname}form/`, { target, swap: "outerHTML", values });
    settle(link);
  } catch {
    location.assign(link.href); // the page says what is the matter
  } finally {
    link.removeAttribute("aria-busy");
  }
}

async function fetchToken(link) {
  const answer = await fetch(`${link.pathname}form/`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-token]").dataset.token;
}

function settle(link) {
  const { pressed } = numberIn(link).dataset;
  if (!pressed) throw new Error("The answer came from elsewhere.");
  link.setAttribute("aria-pressed", pressed);
}

// An error page, of a proxy perhaps, must not take the number's place.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches?.(".comment__count")) return;
  if (!detail.serverResponse.includes("data-pressed")) detail.shouldSwap = false;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || elsewhere || event.button || !window.htmx) return;
  event.preventDefault();
  if (event.detail < 2) press(link); // the second click of a double click takes nothing back
});

// A button takes the space bar, too.
document.addEventListener("keydown", (event) => {
  const link = event.key === " " && event.target.closest?.(LINKS);
  if (!link) return;
  event.preventDefault();
  link.click();
});

prepareLinks(document);
