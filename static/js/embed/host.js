// Messages to and from the page around the frame. Only sites that an owner has entered can be
// around it; messages of others are ignored.

const ours = (data) => (typeof data?.soundoff === "object" ? data.soundoff : null);

function fromName() {
  try {
    return ours(JSON.parse(window.name)); // the page around gives the frame its name
  } catch {
    return null;
  }
}

export const first = parent === window ? null : fromName();
export const origin = typeof first?.origin === "string" ? first.origin : "";

export function tell(message) {
  if (!origin) return;
  try {
    parent.postMessage({ soundoff: message }, origin);
  } catch {
    // what it calls its origin is none
  }
}

// Call `hear` with each message of the page around.
export function listen(hear) {
  addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== origin) return;
    const message = ours(event.data);
    if (message) hear(message);
  });
}
