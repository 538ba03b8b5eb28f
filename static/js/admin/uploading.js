// Sends a file in parts, since one request may not be that large, and goes on where a connection
// broke: the server says how much of the file it has.
import { fill, texts } from "../texts.js";

const MEGABYTE = 1_000_000;
const FIRST_WAIT = 2; // seconds
const LONGEST_WAIT = 30;
// No connection, or a server that is away, has too much to do, or stores the part that broke off.
const PASSING = new Set([0, 400, 409, 429, 502, 503, 504]);

class Refused extends Error {}
class Stopped extends Error {}

const form = document.querySelector("form[data-upload]");
const field = form.elements.file;
const sendButton = form.querySelector("button:not([type])");
const stopButton = form.querySelector("[data-upload-stop]");
const display = form.querySelector("[data-upload-progress]");
const status = form.querySelector("[data-upload-status]");
const partBytes = Number(form.dataset.partBytes);

let request = null; // the one that is being answered
let isSending = false;
let wait = FIRST_WAIT;
let endWait = () => {};

function show(sent, file) {
  const percent = Math.min(100, Math.floor((sent * 100) / file.size));
  const [some, all] = [sent, file.size].map((bytes) => (bytes / MEGABYTE).toFixed(1));
  display.querySelector("progress").value = percent;
  display.querySelector("[data-upload-numbers]").textContent = fill("uploadNumbers", {
    sent: some,
    total: all,
  });
}

function say(sentence) {
  if (status.textContent !== sentence) status.textContent = sentence;
}

// Resolve with the status, 0 where the connection broke, and what the answer says.
function ask(method, url, body, watch) {
  return new Promise((resolve, reject) => {
    request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    if (body instanceof Blob) request.setRequestHeader("Content-Type", "application/octet-stream");
    if (watch) request.upload.addEventListener("progress", ({ loaded }) => watch(loaded));
    const end = ({ target }) => resolve({ code: target.status, answer: target.response });
    request.addEventListener("load", end);
    request.addEventListener("error", end);
    request.addEventListener("abort", () => reject(new Stopped()));
    request.send(body);
  });
}

// Return what an answer says; null if the same is to be asked again, after a wait.
async function read({ code, answer }) {
  if (code === 200 && answer) {
    wait = FIRST_WAIT;
    say(texts.uploadSending);
    return answer;
  }
  if (code === 200) location.reload(); // it is the page for signing in
  if (!PASSING.has(code)) {
    throw new Refused(answer?.problem ?? fill("uploadFailed", { status: code }));
  }
  say(fill("uploadBroken", { seconds: wait }));
  await pause(wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return null;
}

// Wait, but no longer than until the browser is online again.
async function pause(seconds) {
  await new Promise((resolve) => {
    endWait = resolve;
    setTimeout(resolve, seconds * 1000);
    addEventListener("online", resolve, { once: true });
  });
  if (!isSending) throw new Stopped();
}

async function askUntilAnswered(method, url, body) {
  for (;;) {
    const answer = await read(await ask(method, url, body));
    if (answer) return answer;
  }
}

// Send a file; return the URL of the page that it leads to.
async function send(file) {
  const about = new FormData();
  about.append("name", file.name);
  about.append("size", file.size);
  about.append("modified", file.lastModified);
  const begun = await askUntilAnswered("POST", form.dataset.upload, about);
  let sent = begun.received;
  while (sent < file.size) {
    const start = sent;
    show(start, file);
    const part = file.slice(start, start + partBytes);
    const watch = (loaded) => show(start + Math.min(loaded, part.size), file);
    const answer = await read(await ask("POST", `${begun.parts}?at=${start}`, part, watch));
    ({ received: sent } = answer ?? (await askUntilAnswered("GET", begun.parts)));
  }
  show(file.size, file);
  const { page } = await askUntilAnswered("POST", begun.end, purpose());
  return page;
}

// The import whose pictures are in the file, if any.
function purpose() {
  const fields = new FormData();
  fields.append("import", form.elements.import?.value ?? "");
  return fields;
}

function setSending(sending) {
  isSending = sending;
  sendButton.disabled = field.disabled = sending;
  stopButton.hidden = !sending;
  if (sending) display.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = field.files;
  setSending(true);
  say(texts.uploadSending);
  try {
    const page = await send(file);
    say(texts.uploadDone);
    isSending = false;
    location.assign(page);
  } catch (error) {
    setSending(false);
    if (error instanceof Stopped) say(texts.uploadStopped);
    else if (error instanceof Refused) say(error.message);
    else throw error;
    sendButton.focus();
  }
});

stopButton.addEventListener("click", () => {
  isSending = false;
  request.abort();
  endWait();
});

addEventListener("beforeunload", (event) => {
  if (isSending) event.preventDefault();
});
