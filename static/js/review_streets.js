/** The form of two streets: it keeps the question of the page, and suggests streets of each bank. */
import { askPart } from "./part.js";

/** @param {HTMLFormElement} form @param {() => URLSearchParams} params what the page asks by now */
export function prepareStreets(form, params) {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[list]"));
  form.addEventListener("formdata", ({ formData }) => {
    for (const one of form.elements) if (one.matches("[type=hidden]")) formData.delete(one.name);
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
