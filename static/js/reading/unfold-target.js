// Opens the folds round the comment that the URL names, where the browser does not by itself.

function unfold() {
  const target = document.querySelector(":target");
  let folded = false;
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    folded ||= !fold.open;
    fold.open = true;
  }
  if (folded) target.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
