// Whether a readable cookie says that the server may know something of this browser.

export const isKnown = () => /\bsoundoff_(frame_)?here=1/.test(document.cookie);
