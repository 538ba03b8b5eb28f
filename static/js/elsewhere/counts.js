// On another site of the owner: writes "12 responses" into each element with data-count. Its value
// is the URL of a page, or else the link that it is, is in, or has in it.

{
  const api = new URL("/api/v1/counts/", document.currentScript.src);
  const most = 500; // in one request
  const places = new Map();
  for (const element of document.querySelectorAll("[data-count]")) {
    const link = element.closest("a") ?? element.querySelector("a");
    const target = element.dataset.count || link?.href;
    if (target && URL.canParse(target, document.baseURI)) {
      const [url] = new URL(target, document.baseURI).href.split("#");
      places.set(url, [...(places.get(url) ?? []), element]);
    }
  }

  const ask = async (urls) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(api, { method: "POST", headers, body: JSON.stringify({ urls }) });
    const { counts = [] } = await answer.json();
    for (const { url, text } of counts) {
      for (const element of text ? places.get(url) : []) {
        element.textContent = text;
      }
    }
  };

  const urls = [...places.keys()];
  for (let start = 0; start < urls.length; start += most) {
    ask(urls.slice(start, start + most)).catch(() => {}); // what the page says itself stays
  }
}
