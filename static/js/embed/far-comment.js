// Leads to the comment that the URL names if it is on another page of this conversation, or has had
// another number where it came from.

import { commentPath, oldCommentPath } from "../reading/comment-paths.js";

const { post } = document.querySelector("#comments").dataset;

async function lead() {
  const [hash, number] = location.hash.match(/^#comment-([1-9][0-9]{0,17})$/) ?? [];
  if (!number || document.getElementById(hash.slice(1))) return;
  const answer = await fetch(commentPath(number), { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok && page.querySelector("#comments")?.dataset.post === post) {
    location.replace(answer.url + hash);
  } else if (oldCommentPath(number)) {
    location.replace(oldCommentPath(number));
  }
}

addEventListener("hashchange", lead);
lead().catch(() => {}); // then the conversation is shown from its beginning
