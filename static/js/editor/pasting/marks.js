// What is bold or italic by its looks alone (Google Docs, Word), as a mark.

// The last stands around the others.
const MARKS_BY_STYLE = [
  ["em", /(?:^|[;\s])font-style:\s*italic/i],
  ["strong", /(?:^|[;\s])font-weight:\s*(?:bold|[6-9]\d\d)/i],
];
const PLAIN = /(?:^|[;\s])(?:font-weight:\s*(?:normal|[1-4]00)|font-style:\s*normal)/i;

export function mark(page) {
  for (const span of page.querySelectorAll("span[data-looks]")) {
    for (const [name, looks] of MARKS_BY_STYLE)
      if (looks.test(span.dataset.looks)) wrap(span, name);
  }
  for (const mark of page.querySelectorAll(":is(b, strong, i, em)[data-looks]")) {
    if (PLAIN.test(mark.dataset.looks)) mark.replaceWith(...mark.childNodes);
  }
  for (const [looks, name] of [
    ["b", "strong"],
    ["i", "em"],
  ]) {
    for (const mark of page.querySelectorAll(looks)) rename(mark, name);
  }
  // Docs puts them between paragraphs, where each would be a paragraph of its own.
  for (const gap of page.querySelectorAll("body > p ~ br, body > br:has(~ p)")) gap.remove();
}

function wrap(span, name) {
  const element = span.ownerDocument.createElement(name);
  element.append(...span.childNodes);
  span.append(element);
}

function rename(mark, name) {
  const element = mark.ownerDocument.createElement(name);
  element.append(...mark.childNodes);
  mark.replaceWith(element);
}
