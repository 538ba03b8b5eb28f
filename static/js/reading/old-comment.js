// Leads from a link to a comment that came from another site, which names the number it had there,
// to the comment. Numbers here are above those there, so no element has an old number.

import { oldCommentPath } from "./comment-paths.js";

function lead() {
  const [, number] = location.hash.match(/^#comment-([1-9][0-9]{0,17})$/) ?? [];
  if (number && !document.getElementById(`comment-${number}`)) {
    location.replace(oldCommentPath(number));
  }
}

addEventListener("hashchange", lead);
lead();
