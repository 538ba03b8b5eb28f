// Pictures that are not ours would be holes in the article: on another's server, or on no server.

import { countText } from "../../texts.js";

export function dropForeign(page) {
  const foreign = [...page.images].filter((image) => !isOurs(image));
  for (const image of foreign) image.remove();
  return foreign.length ? countText("picturesDropped", foreign.length) : "";
}

// A picture copied from the site itself names the site, too; the article names none.
function isOurs(image) {
  const url = URL.parse(image.getAttribute("src") ?? "", location.href);
  if (url?.origin !== location.origin || !url.pathname.startsWith("/media/images/")) {
    return false;
  }
  image.setAttribute("src", url.pathname);
  return true;
}
