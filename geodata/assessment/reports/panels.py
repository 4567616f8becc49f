"""Bars of several things under several headings as one SVG, each panel with a scale of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from geodata.assessment.reports.charts import AFTER, begin_figure, clean_label, finish_figure

PALE = "#8fc1de"
_COLUMNS = 2
_BAR_INCHES, _PANEL_INCHES = 0.26, 0.75
_ROOM = 1.22
"""Of the longest bar: what is written behind it has room."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One heading, and a bar for each thing."""

    title: str
    values: tuple[float | None, ...]
    """No bar where there is none."""
    texts: tuple[str, ...]
    """What is written behind each bar."""
    are_pale: tuple[bool, ...]
    """Bars that cannot be compared with the others are paler."""
    most: float | None = None
    """Where the scale ends; at the longest bar where it is None."""


def draw_panels(names: Sequence[str], panels: Sequence[Panel], notes: Sequence[str]) -> str:
    """Draw a panel below and beside the other, things from the top in the order given.

    Parameters
    ----------
    names
        Of the things, in the order of each panel's values.
    notes
        Lines below: whose the data are, and what must not be missed.
    """
    rows = -(-len(panels) // _COLUMNS)
    height = rows * (_PANEL_INCHES + _BAR_INCHES * len(names)) + 0.16 * len(notes) + 0.2
    figure = begin_figure((10.0, height), notes)
    labels = [clean_label(one) for one in names]
    for number, panel in enumerate(panels):
        _draw_panel(figure.add_subplot(rows, _COLUMNS, number + 1), labels, panel)
    return finish_figure(figure)


def _draw_panel(axes: Axes, labels: Sequence[str], panel: Panel) -> None:
    lengths, places = [one or 0.0 for one in panel.values], range(len(labels))
    colours = [PALE if pale else AFTER for pale in panel.are_pale]
    axes.barh(places, lengths, 0.62, color=colours)
    for place, length, text in zip(places, lengths, panel.texts, strict=True):
        axes.annotate(
            *(clean_label(text), (length, place), (4, 0)),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axes.set_xlim(0, _ROOM * (panel.most or max(lengths, default=0.0)) or 1.0)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_title(panel.title, loc="left", fontsize=10)
