// Opens the folds round the comment that the address names, where the browser does not by itself.

function land() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folds = [];
  for (let fold = target?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
    folds.push(fold);
  }
  if (folds.length === 0) return;
  for (const fold of folds) fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", land);
land();
