// HTML pasted from a word processor, a browser or a spreadsheet, as HTML of an article.
import { tidy } from "./article/tidy.js";
import { dropFrames } from "./pasting/frames.js";
import { dropNoise } from "./pasting/noise.js";
import { list } from "./pasting/lists.js";
import { mark } from "./pasting/marks.js";
import { dropForeign } from "./pasting/pictures.js";
import { unstyled } from "./pasting/styles.js";
import { shape } from "./pasting/tables.js";

export function articleHTML(html, say) {
  const page = new DOMParser().parseFromString(lowered(unstyled(html)), "text/html");
  say([dropForeign(page), dropFrames(page)].filter(Boolean).join(" "));
  if (page.querySelector("[data-pm-slice]")) return page.body.innerHTML; // from this editor
  mark(page);
  list(page);
  shape(page);
  dropNoise(page);
  return inParagraphs(tidy(page.body.innerHTML));
}

// The one title of a page is the post's own, so headings begin below it.
function lowered(html) {
  if (!/<h1\b/i.test(html)) return html;
  return html.replace(/(<\/?h)([1-3])\b/gi, (tag, begin, level) => begin + (Number(level) + 1));
}

// Loose words on the clipboard are paragraphs of the article.
function inParagraphs(body) {
  for (const words of body.querySelectorAll(":scope > [data-loose]")) delete words.dataset.loose;
  return body.innerHTML;
}
