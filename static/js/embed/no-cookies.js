// Says where a browser keeps no cookies in the frame, so that it will not know its writer again.

for (const sentence of document.querySelectorAll("[data-no-cookies]")) {
  sentence.hidden = navigator.cookieEnabled;
}
