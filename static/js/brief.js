/** The brief: its type is as large as one sheet of A4 allows, and its button prints. */

/** In pt, from large to small; the smallest is taken where none fits, and the end is cut. */
const SIZES = Array.from({ length: 19 }, (_, step) => 8.6 - step * 0.2);

/** A printer's layout rounds otherwise than a screen's. */
const SLACK_PX = 8;

/** Lines break elsewhere on a wide screen, where the sheet is drawn larger, than on paper. */
const ZOOMS = ["1", ""];

const button = document.getElementById("brief-print");
const paper = document.getElementById("paper");
const sheet = paper.querySelector(".brief");
const body = sheet.querySelector(".brief__body");

const bottom = (element) => element.getBoundingClientRect().bottom;

/** Tell whether all stands on the sheet, both printed and as it is shown. */
function isWhole() {
  return ZOOMS.every((zoom) => {
    sheet.style.zoom = zoom;
    return bottom(body.lastElementChild) + SLACK_PX < bottom(body);
  });
}

/** Try the sizes on a sheet as wide as paper, whatever the width of the window. */
function fit() {
  Object.assign(paper.style, { width: "210mm", maxWidth: "none" });
  for (const size of SIZES) {
    sheet.style.setProperty("--size", `${size}pt`);
    if (isWhole()) break;
  }
  Object.assign(paper.style, { width: "", maxWidth: "" });
  sheet.style.zoom = "";
}

button.hidden = false;
button.addEventListener("click", () => window.print());
fit();
document.fonts.ready.then(fit);
