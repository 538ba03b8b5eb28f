// Tells the page around the frame how high everything in it is, and where to look.

import { listen, tell } from "./host.js";

let lastHeight = 0;

const height = () => Math.ceil(document.body.getBoundingClientRect().height);

function report() {
  const now = height();
  if (now !== lastHeight) tell({ height: (lastHeight = now) });
}

// Until somebody acts here, the page around may keep the room that it has reserved. A click counts
// when it is over: were the frame to move before, it would be none.
for (const name of ["click", "keydown"]) {
  addEventListener(name, () => tell({ acted: true }), { once: true, capture: true });
}

// The height goes along: browsers are slow to observe what is outside of the window.
function scrollToTarget() {
  const target = location.hash && document.querySelector(":target");
  if (!target) return;
  const top = target.getBoundingClientRect().top + scrollY;
  tell({ acted: true, height: (lastHeight = height()), top });
}

listen(({ hash }) => {
  if (typeof hash === "string" && /^#comment-\d{1,18}$/.test(hash)) location.hash = hash;
});
new ResizeObserver(report).observe(document.body);
addEventListener("hashchange", scrollToTarget);
addEventListener("load", () => {
  report();
  scrollToTarget();
});
