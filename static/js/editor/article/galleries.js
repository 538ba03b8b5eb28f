// Several of the blog's pictures beside each other: chosen from all that it has, in their order.
import { Extension } from "django-prose-editor/editor";
import { fill, texts } from "../../texts.js";
import { ask } from "./dialogs.js";
import { GALLERY, around, linked, withCaption, words } from "./figures.js";
import { line, replace } from "./insertion.js";

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// A link needs a name, which a decorative picture does not have.
function picture({ src, alt, width, height }, caption) {
  const image = { type: "image", attrs: { src, alt, width, height } };
  const content = [words(alt ? linked(image, src) : image)];
  return { type: "figure", content: withCaption(content, caption) };
}

function insert(editor, pictures) {
  const gallery = around(editor.state.selection, GALLERY);
  if (gallery) {
    const { figure, at } = gallery;
    const { lastChild } = figure;
    const end = at + figure.nodeSize - 1;
    const place = lastChild.type.name === "caption" ? end - lastChild.nodeSize : end;
    editor.chain().focus().insertContentAt(place, pictures).run();
  } else {
    const attrs = { kind: GALLERY };
    const figure = editor.schema.nodeFromJSON({ type: "figure", attrs, content: pictures });
    const { from, to } = line(editor.state.selection);
    editor.view.dispatch(replace(editor.state, from, to, figure));
    editor.commands.focus();
  }
}

class Choice {
  constructor(form) {
    this.form = form;
    this.results = form.querySelector("[data-results]");
    this.chosen = form.querySelector("[data-chosen]");
    this.more = form.querySelector("[data-more]");
    this.status = form.querySelector("[data-status]");
    this.pictures = new Map(); // by their source, in the order in which they were chosen
    this.chosen.replaceChildren();
    this.more.onclick = () => this.load(this.oldest);
    form.elements.search.oninput = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), PAUSE);
    };
    form.elements.search.onkeydown = (event) => {
      if (event.key === "Enter") event.preventDefault(); // it sends nothing yet
    };
    this.show();
    this.load();
  }

  async load(before = "") {
    const query = new URLSearchParams({ q: this.form.elements.search.value, before });
    this.last = query;
    const answer = await fetch(`${this.form.dataset.library}?${query}`).then(
      (response) => (response.ok ? response.json() : null),
      () => null,
    );
    if (this.last !== query) return; // something else was asked for meanwhile
    if (!answer) {
      this.status.textContent = texts.sendingFailed;
      return;
    }
    if (!before) this.results.replaceChildren();
    this.results.append(...answer.images.map((each) => this.option(each)));
    this.oldest = answer.next;
    this.more.hidden = !answer.next;
    this.status.textContent = this.results.childElementCount ? "" : texts.noPictures;
  }

  option(image) {
    const box = make("input", { type: "checkbox", checked: this.pictures.has(image.src) });
    box.onchange = () => {
      if (box.checked) this.pictures.set(image.src, image);
      else this.pictures.delete(image.src);
      this.show();
    };
    const thumbnail = make("img", { src: image.thumbnail, alt: "", loading: "lazy" });
    return make(
      "li",
      {},
      make("label", {}, box, thumbnail, make("span", { textContent: image.label })),
    );
  }

  // What is typed as a caption stays with its picture.
  show() {
    const captions = new Map([...this.chosen.children].map((item) => [item.dataset.src, item]));
    const items = [...this.pictures.values()].map(
      (image) => captions.get(image.src) ?? this.item(image),
    );
    this.chosen.replaceChildren(...items);
    this.form.querySelector("[data-chosen-part]").hidden = items.length === 0;
    this.form.querySelector("[type=submit]").disabled = items.length === 0;
  }

  item(image) {
    const thumbnail = make("img", { src: image.thumbnail, alt: "" });
    const caption = make("input", { type: "text" });
    const label = fill("captionOf", { picture: image.label });
    const item = make("li", {}, thumbnail, make("label", {}, label, caption));
    item.dataset.src = image.src;
    return item;
  }

  get figures() {
    return [...this.chosen.children].map((item) =>
      picture(this.pictures.get(item.dataset.src), item.querySelector("input").value.trim()),
    );
  }
}

const PAUSE = 250; // milliseconds without a key

function askForPictures(editor) {
  let choice;
  ask("gallery", {
    fill: (form) => (choice = new Choice(form)),
    take: () => insert(editor, choice.figures),
  });
}

export const Galleries = Extension.create({
  name: "galleries",
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "gallery",
      groups: "nodes",
      button: buttons.material("photo_library", texts.gallery),
      command: askForPictures,
      active: (editor) => around(editor.state.selection, GALLERY) !== null,
    });
  },
});
