/** The form of two streets: it keeps the question of the page, and suggests streets of each bank. */
import { askPart } from "./part.js";

/** @param {HTMLFormElement} form @param {() => URLSearchParams} params what the page asks by now */
export function prepareStreets(form, params) {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[list]"));
  // The server wrote what the page asked as it was sent.
  [...form.elements].forEach((one) => one.matches("[type=hidden]") && one.remove());
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of params()) formData.append(name, value);
  });
  for (const field of fields) {
    field.addEventListener("input", async () => {
      const q = field.value;
      const found = await askPart("/review/parts/streets", { bank: field.dataset.bank, q }).catch(() => null);
      if (found && q === field.value) field.list.replaceChildren(...found);
    });
  }
}
