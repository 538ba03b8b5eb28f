// Shows the look of the blog as it is typed: name and text at once, colours as the server finds
// them, pictures before they are sent.

const form = document.querySelector("[data-look-form]");
const preview = document.querySelector("[data-look-preview]");
const offers = form.querySelector("[data-look-offers]");
const COLOURS = ["accent", "accent_dark"];
const MAX_SIDE = 600; // pixels of a picture in the preview

const field = (name) => form.elements[name];
const parts = (name) => preview.querySelectorAll(`[data-preview="${name}"]`);

function showTexts() {
  for (const name of ["name", "tagline", "footer"]) {
    for (const part of parts(name)) part.textContent = field(name).value;
  }
  const hasLogo = preview.querySelector('[data-preview="logo"]').childElementCount > 0;
  for (const part of parts("name")) part.hidden = field("logo_says_name").checked && hasLogo;
}

let lastRequest = 0;
async function showColours() {
  const number = ++lastRequest;
  const query = new URLSearchParams(COLOURS.map((name) => [name, field(name).value]));
  const answer = await fetch(`${form.dataset.lookForm}?${query}`);
  if (!answer.ok || number !== lastRequest) return; // another one was typed meanwhile
  const { properties, problems } = await answer.json();
  for (const [name, value] of Object.entries(properties)) preview.style.setProperty(name, value);
  for (const name of COLOURS) showPicker(name, properties);
  offers.replaceChildren(...Object.entries(problems).map(offer));
  preview.dataset.shown = query.toString();
}

function offer([name, { text, nearest, use }]) {
  const template = form.querySelector("[data-look-offer]");
  const part = template.content.cloneNode(true);
  if (!errorOf(name)) part.querySelector("span").textContent = text;
  const button = part.querySelector("button");
  button.textContent = use;
  button.addEventListener("click", () => {
    field(name).value = nearest;
    field(name).focus();
    showColours();
  });
  if (!nearest) button.remove();
  return part;
}

// What the server said about the colour that was sent.
const errorOf = (name) => form.querySelector(`#id_${name}_error, .field-${name} .errorlist`);

function addPicker(name) {
  const formField = field(name);
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "look__picker";
  picker.dataset.picks = name;
  picker.setAttribute("aria-label", form.querySelector(`label[for="id_${name}"]`).textContent);
  picker.addEventListener("input", () => {
    formField.value = picker.value;
    showColours();
  });
  const both = document.createElement("span");
  both.className = "look__colour";
  field(name).replaceWith(both);
  both.append(formField, picker);
}

function showPicker(name, properties) {
  const picker = form.querySelector(`[data-picks="${name}"]`);
  picker.value = properties[name === "accent" ? "--accent-light" : "--accent-dark"];
}

// The pictures that were stored, for when a chosen file is taken back.
const stored = new Map(
  [...parts("logo")].map((part) => [part, { nodes: [...part.childNodes], look: part.className }]),
);

const [lightPart] = parts("logo");

async function showLogos() {
  const light = await chosen("logo_file");
  const dark = await chosen("logo_dark_file");
  for (const part of parts("logo")) {
    const isDark = part.closest("[data-scheme]").dataset.scheme === "dark";
    const losesDark = isDark && isRemoved("logo_dark_file");
    const keepsDark = isDark && hasStored("logo_dark_file") && !losesDark;
    if (isDark && dark) show(part, dark);
    else if (light && !keepsDark) show(part, light, isDark);
    else if (isRemoved("logo_file") && !keepsDark) part.replaceChildren();
    else {
      const { nodes } = stored.get(losesDark ? lightPart : part);
      part.className = stored.get(part).look;
      part.replaceChildren(...nodes.map((node) => node.cloneNode(true)));
    }
  }
  showTexts();
}

// On dark screens a transparent logo that is not made for them lies on light paper.
function show(part, bitmap, needsPaper = false) {
  const canvas = drawToCanvas(bitmap);
  const isOnPaper = needsPaper && isTransparent(canvas);
  part.classList.toggle("look-preview__logo--on-paper", isOnPaper);
  part.replaceChildren(canvas);
}

function isTransparent(canvas) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, index) => index % 4 === 3 && value < 255);
}

const isRemoved = (name) => field(`${name}-clear`)?.checked ?? false;
const hasStored = (name) => Boolean(field(`${name}-clear`));

async function chosen(name) {
  const [file] = field(name).files;
  // A file that is no picture: the server says so.
  return file ? createImageBitmap(file).catch(() => null) : null;
}

function drawToCanvas(bitmap) {
  const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

for (const name of COLOURS) {
  addPicker(name);
  field(name).addEventListener("input", () => {
    errorOf(name)?.remove();
    showColours();
  });
}
form.addEventListener("input", showTexts);
form.addEventListener("change", showLogos);
form.querySelector("[data-look-without-script]").hidden = true;
showColours();
