// Hands the code to the frame that has opened this window, if it is ours; the browser asks that.

const { code, place } = document.querySelector("[data-window]").dataset;

if (code && opener) {
  opener.postMessage({ soundoff: { code } }, location.origin);
  close();
} else if (code && place) {
  location.replace(`${place}#${new URLSearchParams({ "sign-in": code })}`);
}

// Somebody has signed in in another tab, and is back.
if (document.querySelector("[data-waits]")) addEventListener("focus", () => location.reload());
