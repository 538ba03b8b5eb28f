// Tables as word processors and sheets copy them: each cell a paragraph, some tables mere boxes.

export function shape(page) {
  for (const table of [...page.querySelectorAll("table")].reverse()) {
    for (const column of table.querySelectorAll("colgroup, col")) column.remove();
    const cells = [...table.querySelectorAll("td, th")].filter(
      (cell) => cell.closest("table") === table,
    );
    if (cells.length === 1) table.replaceWith(...cells[0].childNodes);
    else for (const cell of cells) empty(cell);
  }
}

// A cell of one paragraph is its words; one of a blank alone is empty.
function empty(cell) {
  const [only, ...others] = cell.children;
  const isOne =
    others.length === 0 &&
    /^(p|div)$/.test(only?.localName) &&
    only.textContent.trim() === cell.textContent.trim();
  if (isOne) only.replaceWith(...only.childNodes);
  if (cell.textContent.trim() === "" && !cell.querySelector("img")) cell.replaceChildren();
}
