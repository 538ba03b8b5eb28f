// The footnotes of a document: their numbers in the text, and the lists of notes.

// Each with its node and where it stands; references also with the id of their note.
export function survey(doc) {
  const references = [];
  const lists = [];
  const items = new Map(); // by their ids, all items of lists
  doc.descendants((node, at) => {
    if (node.type.name === "footnote")
      references.push({ node, at, note: node.attrs.href.slice(1) });
    if (node.attrs.kind === "footnotes") lists.push({ node, at });
    if (node.type.name === "listItem" && node.attrs.id) items.set(node.attrs.id, { node, at });
  });
  return { references, lists, items };
}

export function referenceTo(doc, id) {
  return id && survey(doc).references.find(({ note }) => note === id);
}
