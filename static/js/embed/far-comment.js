// Leads to the comment that the URL names if it is on another page of this conversation, or has had
// another number where it came from.

const { post, imported } = document.querySelector("#comments").dataset;

async function lead() {
  const [hash, number] = location.hash.match(/^#comment-([1-9][0-9]{0,17})$/) ?? [];
  if (!number || document.getElementById(hash.slice(1))) return;
  const answer = await fetch(`/embed/comments/${number}/`, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok && page.querySelector("#comments")?.dataset.post === post) {
    location.replace(answer.url + hash);
  } else if (imported !== undefined) {
    location.replace(`/embed/posts/${post}/old-comments/${number}/`);
  }
}

addEventListener("hashchange", lead);
lead().catch(() => {}); // then the conversation is shown from its beginning
