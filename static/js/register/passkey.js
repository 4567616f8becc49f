/**
 * Forms that a passkey answers: the page gives the challenge, the answer is sent as a field.
 */

const known = window.PublicKeyCredential;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (form instanceof HTMLFormElement) form.addEventListener("submit", (event) => ask(event, form));
}

/**
 * Ask the passkey first, then send the form.
 * @param {SubmitEvent} event
 * @param {HTMLFormElement} form
 */
async function ask(event, form) {
  const field = form.querySelector("input[name=credential]");
  const output = form.querySelector("output");
  if (!(field instanceof HTMLInputElement) || field.value) return;
  event.preventDefault();
  if (output) output.textContent = "";
  try {
    const answer = await call(form.dataset.passkey, JSON.parse(form.dataset.options ?? "{}"));
    field.value = JSON.stringify(answer);
    form.submit();
  } catch {
    // The browser has told why; what to do now stands in the page's own language.
    if (output) output.textContent = form.dataset.failed ?? "";
  }
}

/**
 * @param {string | undefined} act - "create" a passkey, or "get" an answer of one
 * @param {any} options - as WebAuthn writes them in JSON
 */
async function call(act, options) {
  const found = await (act === "create"
    ? navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(options) }));
  return /** @type {PublicKeyCredential} */ (found).toJSON();
}
