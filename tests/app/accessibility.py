"""What axe finds serious about a page for people who cannot see it well or use no mouse."""

import json
from pathlib import Path

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# The panes of the map reach beyond it unseen, and keep axe from telling what lies behind a text.
RUN_AXE = """
async () => {
  const panes = document.querySelectorAll(".leaflet-map-pane");
  const resultTypes = ["violations", "incomplete"];
  const all = await axe.run({
    resultTypes, rules: { "color-contrast": { enabled: panes.length === 0 } },
  });
  panes.forEach((one) => one.style.setProperty("display", "none"));
  const contrast = panes.length === 0 ? all : await axe.run(document, {
    resultTypes, runOnly: ["color-contrast"],
  });
  panes.forEach((one) => one.style.removeProperty("display"));
  const untold = ({ any }) => any.some(({ data }) => data?.messageKey === "bgOverlap");
  const faults = [...all.violations, ...contrast.violations].filter(
    ({ impact }) => ["serious", "critical"].includes(impact));
  const nodes = (found) => found.nodes.map(({ html, failureSummary }) => [html, failureSummary]);
  return [
    ...faults.map((one) => [one.id, nodes(one)]),
    ...contrast.incomplete.flatMap((one) => one.nodes.filter(untold).map(({ html }) => html)),
  ];
}
"""


def expect_no_fault_of_access(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = page.evaluate(RUN_AXE)
    assert faults == [], json.dumps(faults, indent=1, ensure_ascii=False)
