/**
 * Lists of fields in the form of the review: bridges, crossings opened and crossings restricted.
 * One free field stands at the end of each list, and each filled one can be taken out.
 */

/** @returns {HTMLInputElement | HTMLSelectElement} */
const fieldOf = (item) => item.querySelector("[name]");

/** List the fields of the bridges, the free one last. */
export function listLines() {
  return [...document.getElementById("review-lines").children].map(fieldOf);
}

/** Keep one free field at the end of each list, and a way to take out each that is filled. */
export function tidyLists(form) {
  for (const list of form.querySelectorAll("[data-list]")) {
    const last = list.lastElementChild;
    if (fieldOf(last).value) list.append(copyFree(last));
    for (const item of list.children) item.querySelector("[data-remove]").hidden = !fieldOf(item).value;
  }
}

function copyFree(item) {
  const free = /** @type {HTMLElement} */ (item.cloneNode(true));
  fieldOf(free).value = "";
  return free;
}

/** Fill a list with values and a free field; none of what it had is left. */
function fillList(list, values) {
  const free = copyFree(list.lastElementChild);
  const filled = values.map((value) => {
    const item = /** @type {HTMLElement} */ (free.cloneNode(true));
    const field = fieldOf(item);
    field.value = value;
    if (field.value !== value) field.append(new Option(value, value, true, true));
    return item;
  });
  list.replaceChildren(...filled, free);
}

/** Let these bridges stand in place of those that are there. */
export function fillLines(lines) {
  fillList(document.getElementById("review-lines"), lines);
}

/** Fill the form with what an address asks; what is kept beside it stays. */
export function fillForm(form, params) {
  for (const list of form.querySelectorAll("[data-list]")) {
    fillList(list, params.getAll(fieldOf(list.lastElementChild).name));
  }
  for (const box of form.querySelectorAll("input[name=close]")) {
    box.checked = params.getAll("close").includes(box.value);
  }
  for (const choice of form.elements) {
    if (!choice.matches("p > select[name]")) continue;
    const chosen = [...choice.options].find((one) => one.defaultSelected) ?? choice.options[0];
    choice.value = params.get(choice.name) ?? chosen.value;
  }
}
