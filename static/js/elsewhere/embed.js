// Frames a conversation.

{
  const script = document.currentScript;
  const { origin } = new URL(script.src);
  const { url, identifier, accent, token, tokenFunction } = script.dataset;
  const last = script.previousElementSibling;
  const link = [last, last?.querySelector("a")].find((a) => a?.href?.startsWith(origin));
  const place = link ?? script;

  const colours = () => {
    let paper = "";
    for (let box = place.parentElement; box && !paper; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.backgroundImage !== "none") break;
      if (!/[,/] 0\)/.test(style.backgroundColor)) paper = style.backgroundColor;
    }
    return JSON.stringify({
      ink: getComputedStyle(place.parentElement).color,
      paper,
      accent: accent ?? (link && getComputedStyle(link).color),
    });
  };
  let sent = colours();
  const hash = () => location.hash.match(/^#comment-\d+$/)?.[0] ?? "";
  const page = document.querySelector("link[rel=canonical]") ?? location;
  const query = new URLSearchParams({ url: url || page.href.split("#")[0] });
  if (identifier) query.set("identifier", identifier);
  const frame = document.createElement("iframe");
  frame.src = `${origin}/embed/?${query}${hash()}`;
  frame.name = JSON.stringify({ soundoff: { origin: location.origin, colours: sent } });
  frame.loading = hash() ? "eager" : "lazy";
  frame.title = link?.textContent ?? "Comments";
  frame.style.cssText = "display:block;width:100%;height:100vh;border:0";
  place.after(frame);
  if (link) link.style.display = "none";
  // Shrinks out of view or on a click
  let height = 0;
  let fitted;
  const fit = (acted) => {
    const { top, bottom } = frame.getBoundingClientRect();
    const end = top + height;
    fitted ||= (acted && height) || end >= bottom || end > innerHeight || bottom < 0;
    if (!fitted || !height) return;
    frame.style.height = `${height}px`;
    if (frame.parentNode === last) last.style.minHeight = 0;
  };
  for (const name of ["scroll", "click", "keydown"])
    addEventListener(name, () => fitted || fit(name !== "scroll"));

  const tell = (soundoff) => frame.contentWindow?.postMessage({ soundoff }, origin);
  addEventListener("message", async ({ source, origin: by, data }) => {
    const note = source === frame.contentWindow && by === origin && data.soundoff;
    if (!note) return;
    if (note.token) return tell({ token: (await window[tokenFunction]?.()) ?? token });
    height = note.height ?? height;
    fit(note.acted);
    if (note.top >= 0) scrollBy(0, frame.getBoundingClientRect().top + note.top - 16);
  });
  const follow = () =>
    setTimeout(() => sent !== (sent = colours()) && tell({ colours: sent }), 300);
  for (const box of [document.documentElement, document.body])
    new MutationObserver(follow).observe(box, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
  addEventListener("hashchange", () => hash() && tell({ hash: hash() }));
}
