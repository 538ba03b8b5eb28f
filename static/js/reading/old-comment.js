// Leads from a link to a comment that came from another site, which names the number it had there,
// to the comment. Numbers here are above those there, so no element has an old number.

const { post } = document.querySelector("#comments[data-imported]").dataset;

function lead() {
  const [, number] = location.hash.match(/^#comment-([1-9][0-9]{0,17})$/) ?? [];
  if (number && !document.getElementById(`comment-${number}`)) {
    location.replace(`/posts/${post}/old-comments/${number}/`);
  }
}

addEventListener("hashchange", lead);
lead();
