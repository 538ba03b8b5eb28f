// Passkeys: the browser makes one, or signs with one, and the form carries the answer.

const forms = document.querySelectorAll("form[data-passkey]");

// Shown only where the browser can do it.
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of forms) form.hidden = false;
}

for (const form of forms) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failure = form.querySelector("[data-passkey-failure]");
    failure.hidden = true;
    try {
      const credential = await credentialFor(form, (await optionsOf(form)).publicKey);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      failure.hidden = false;
    }
  });
}

// Return the options that the page holds, or that the form's URL answers with.
async function optionsOf(form) {
  const element = document.getElementById("passkey-options");
  if (element) return JSON.parse(element.textContent);
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

async function credentialFor(form, options) {
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}
