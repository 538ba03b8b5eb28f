// An article has no tables: a row becomes a line, unless its cells are texts of their own.

const TEXTS = "p + p, ul, ol, blockquote, pre, h2, h3, h4, h5, h6, table, figure"
const BETWEEN = " | "

export function line(page) {
  for (const row of page.querySelectorAll("tr")) {
    const wrap = row.querySelector(TEXTS) ? apart : together
    wrap(row)
  }
}

function apart(row) {
  for (const cell of row.cells) {
    const text = cell.ownerDocument.createElement("div")
    text.append(...cell.childNodes)
    cell.append(text)
  }
}

function together(row) {
  const text = row.ownerDocument.createElement("p")
  for (const cell of row.cells) {
    for (const block of cell.querySelectorAll("p, div")) block.replaceWith(...block.childNodes)
    if (cell.cellIndex) text.append(BETWEEN)
    text.append(...cell.childNodes)
  }
  row.cells[0]?.replaceChildren(text)
}
