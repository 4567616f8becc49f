/**
 * Undo and redo, which are the browser's Back and Forward: each settled change is a step.
 */
import { dropKept } from "./review_question.js";

const NO_STEP_MS = 500;
const TEXT = "input:not([type=checkbox]), select, textarea";

/** @param {(params: URLSearchParams) => void} restore is told what the address asks after a step */
export function createSteps(restore) {
  const [undo, redo] = ["review-undo", "review-redo"].map((id) => /** @type {HTMLButtonElement} */ (document.getElementById(id)));
  let at = history.state?.step ?? 0;
  let last = at;
  let towards = null;

  const tell = () => {
    undo.disabled = at === 0;
    redo.disabled = at >= last;
  };
  const go = (by) => {
    if (at + by < 0 || at + by > last) return;
    towards = at + by;
    history.go(by);
    // What others put into the history takes away what could be redone.
    setTimeout(() => {
      if (towards === null) return;
      towards = null;
      last = at;
      tell();
    }, NO_STEP_MS);
  };

  /** Write a question into the address: another one is a step, and so is not what it began with. */
  function record(params, isFirst) {
    const query = `?${params.toString().replaceAll("%2C", ",")}${location.hash}`;
    const isSame = String(dropKept(params)) === String(dropKept(new URLSearchParams(location.search)));
    if (!isSame && !isFirst) last = at += 1;
    history[isSame || isFirst ? "replaceState" : "pushState"]({ step: at }, "", query);
    tell();
  }

  undo.addEventListener("click", () => go(-1));
  redo.addEventListener("click", () => go(1));
  document.addEventListener("keydown", (event) => {
    const key = (event.ctrlKey || event.metaKey) && event.key.toLowerCase();
    if (!["z", "y"].includes(key) || event.target.closest(TEXT)) return;
    event.preventDefault();
    go(key === "y" || event.shiftKey ? 1 : -1);
  });
  window.addEventListener("popstate", () => {
    const now = history.state?.step ?? at;
    // A thing that was opened on the map in between is a step of the map alone.
    const isBeside = towards !== null && now === at && now !== towards;
    const by = Math.sign(towards - at);
    at = now;
    tell();
    if (isBeside) return history.go(by);
    towards = null;
    restore(new URLSearchParams(location.search));
  });
  history.replaceState({ ...history.state, step: at }, "");
  tell();
  return { record };
}
