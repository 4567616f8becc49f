/**
 * Buttons that copy lines to the clipboard; without them the lines can be selected by hand.
 */
import { t } from "./i18n.js";

const DONE_MS = 2000;
const IS_TOUCHED = matchMedia("(pointer: coarse)").matches;

/** Add a button to one line. */
function addButton(line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = t("Copy");
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    button.textContent = (await copy(line)) ? t("Copied") : IS_TOUCHED ? t("Hold the text to copy it") : t("Press Ctrl+C");
    setTimeout(() => (button.textContent = t("Copy")), DONE_MS);
  });
  line.before(button);
}

/** Copy the text of a line; where the browser refuses, only select it. */
async function copy(line) {
  try {
    await navigator.clipboard.writeText(line.textContent.trim());
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(line);
    return false;
  }
}

for (const line of document.querySelectorAll("[data-copy]")) {
  addButton(line);
}
