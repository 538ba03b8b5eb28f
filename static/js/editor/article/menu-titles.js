// The editor's package names the buttons of its menu in English: here the page names them.
import { Extension } from "django-prose-editor/editor";
import { texts } from "../../texts.js";

const GROUPS = "blockType lists nodes marks link table history utility";

const capitalized = (word) => word[0].toUpperCase() + word.slice(1);

// "table:addRowAfter" is named by data-menu-table-add-row-after.
const titleOf = (name) => texts[`menu${name.split(":").map(capitalized).join("")}`];

export const MenuTitles = Extension.create({
  name: "menuTitles",
  priority: 1, // after the extensions that define the buttons

  addMenuItems({ menu }) {
    for (const { name, button, option } of menu.items(GROUPS)) {
      const title = titleOf(name);
      if (!title) continue;
      button.title = button.ariaLabel = title;
      if (option) option.textContent = title;
    }
  },
});
