// The paths of comments, which are others in a frame: the page gives an example of each.

const { comment, imported } = document.querySelector("#comments")?.dataset ?? {};

const withNumber = (path, number) => path.replace(/\d+\/$/, `${number}/`);

export const commentPath = (number) => withNumber(comment, number);

// Of the number that a comment had where it came from; null where none came from elsewhere.
export const oldCommentPath = (number) => (imported ? withNumber(imported, number) : null);
