"""Charts of an assessment as SVG: detour profile, reach by bank, trips before and after.

Texts stay texts, the same assessment gives the same bytes, and no name can become markup.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from textwrap import fill
from threading import Lock

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from geodata.assessment.figures import say_weights
from geodata.assessment.remarks import say_remarks
from geodata.assessment.results import Assessment
from geodata.assessment.words import say, say_name, say_target, say_weighed, write_number
from geodata.names import Names, clean_name, clean_text

BEFORE = "#8a8a8a"
AFTER = "#0072b2"

_LINE_LENGTH = 60
_LONGEST_SENTENCE = 160
_MOST_FIGURES = 6
_STYLING = Lock()
"""Held while matplotlib's settings, which all threads share, are those of the charts."""


def draw_profile(assessment: Assessment, banks: Mapping[str, Names], language: str) -> str:
    """Draw the minutes from bank to bank along the river, before and after; gaps are no way."""
    figure, (axes,) = _begin(assessment, banks, language, 1)
    _draw_minutes(axes, assessment, language)
    axes.set_title(say("profile", language), loc="left")
    return _finish(figure)


def draw_strip(assessment: Assessment, language: str) -> str:
    """Draw the detour profile for a document that says beside it what it shows and whose it is."""
    with _set_style():
        figure = Figure(figsize=(8.0, 1.7), layout="constrained")
        axes = figure.add_subplot()
    _draw_minutes(axes, assessment, language)
    return _finish(figure)


def draw_reach(
    assessment: Assessment, banks: Mapping[str, Names], language: str, within_min: int = 15
) -> str:
    """Draw how many residents of each bank reach what within some minutes, before and after."""
    figure, panels = _begin(assessment, banks, language, 2, _list_weights(assessment, language))
    for axes, bank in zip(panels, assessment.banks, strict=True):
        shown = [one for one in bank.reach if one.within_min == within_min]
        labels = [say_target(one.target, language) for one in shown]
        changes = [one.residents for one in shown]
        _draw_bars(
            axes,
            labels,
            [change.before or 0.0 for change in changes],
            [change.after or 0.0 for change in changes],
            language,
        )
        name = clean_label(say_name(banks[bank.bank], language))
        within = say_weighed("reach within", assessment.weights_unit, language)
        title = f"{within.format(within_min)}: {name}"
        axes.set_title(title, loc="left")
        axes.set_ylabel(say(assessment.weights_unit, language))
    return _finish(figure)


def draw_histogram(assessment: Assessment, banks: Mapping[str, Names], language: str) -> str:
    """Draw the shares of each bank's crossing trips by minutes, before and after."""
    figure, panels = _begin(assessment, banks, language, 2, _list_weights(assessment, language))
    for axes, bank in zip(panels, assessment.banks, strict=True):
        edges = [str(one) for one in bank.histogram.from_min]
        labels = [f"{low}–{high}" for low, high in zip(edges, [*edges[1:], ""], strict=True)]
        before, after = (
            [100 * share for share in shares]
            for shares in (bank.histogram.before, bank.histogram.after)
        )
        _draw_bars(axes, labels, before, after, language)
        axes.set_title(clean_label(say_name(banks[bank.bank], language)), loc="left")
        axes.set_xlabel(say("minutes", language))
        axes.set_ylabel(say("share", language))
    return _finish(figure)


def _list_weights(assessment: Assessment, language: str) -> list[str]:
    """List what residents are weighted by, as far as there is room."""
    shown = assessment.figures[:_MOST_FIGURES]
    said = [*say_weights(shown, language, is_combination=assessment.is_combination)]
    return said if shown == assessment.figures else [*said, "…"]


def _begin(
    assessment: Assessment,
    banks: Mapping[str, Names],
    language: str,
    panels: int,
    weights: Sequence[str] = (),
) -> tuple[Figure, list[Axes]]:
    with _set_style():
        figure = Figure(figsize=(8.0, 3.2 * panels + 0.8), layout="constrained")
        axes = [figure.add_subplot(panels, 1, number + 1) for number in range(panels)]
        notes = [
            clean_label(assessment.city),
            f"{say(assessment.mode, language)}, {assessment.day}",
            f"{say('trips', language)}: {say(assessment.trips_to, language)}",
            f"{say('snapshot', language)} {assessment.snapshot_id}",
            assessment.attribution,
        ]
        lines = [" · ".join(notes)]
        if assessment.is_modelled:
            lines.append(say("modelled", language))
        sentences = say_remarks(assessment.remarks, banks, language)
        lines += (clean_text(one, _LONGEST_SENTENCE) for one in (*sentences, *weights))
        figure.supxlabel("\n".join(lines), fontsize=7, color="#444444")
    return figure, axes


def _draw_minutes(axes: Axes, assessment: Assessment, language: str) -> None:
    profile = assessment.profile
    along_km = np.array(profile.station_m) / 1_000
    for key, values, colour in (
        ("before", profile.before_min, BEFORE),
        ("after", profile.after_min, AFTER),
    ):
        minutes = np.array([np.nan if one is None else one for one in values], dtype=float)
        axes.plot(along_km, minutes, color=colour, label=say(key, language))
    axes.set_xlabel(say("along", language))
    axes.set_ylabel(say("minutes", language))
    _write_ticks(axes.xaxis, language)
    _write_ticks(axes.yaxis, language)


def _write_ticks(axis: Axis, language: str) -> None:
    """Write the numbers along an axis as the language does, all with as many decimals."""
    ticks = [float(one) for one in axis.get_major_locator()()]
    decimals = max((len(f"{one:.6f}".rstrip("0").partition(".")[2]) for one in ticks), default=0)
    axis.set_major_formatter(lambda value, _: write_number(value, language, decimals))


def _draw_bars(
    axes: Axes,
    labels: Sequence[str],
    before: Sequence[float],
    after: Sequence[float],
    language: str,
) -> None:
    places = np.arange(len(labels))
    axes.bar(places - 0.2, before, 0.4, color=BEFORE, label=say("before", language))
    axes.bar(places + 0.2, after, 0.4, color=AFTER, label=say("after", language))
    axes.set_xticks(places, labels, rotation=20, ha="right")
    _write_ticks(axes.yaxis, language)


def _finish(figure: Figure) -> str:
    """Write a figure of what is before and after as SVG."""
    with _set_style():
        for axes in figure.axes:
            # Above the panel, where it hides no bar.
            axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return finish_figure(figure)


def begin_figure(size: tuple[float, float], notes: Sequence[str]) -> Figure:
    """Begin a figure of a size in inches, with lines below."""
    with _set_style():
        figure = Figure(figsize=size, layout="constrained")
        lines = (clean_text(one, _LONGEST_SENTENCE) for one in notes)
        figure.supxlabel("\n".join(lines), fontsize=7, color="#444444")
    return figure


def finish_figure(figure: Figure) -> str:
    """Write a figure as SVG, without dates or random names."""
    FigureCanvasSVG(figure)
    svg = StringIO()
    with _set_style():
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return svg.getvalue()


@contextmanager
def _set_style() -> Iterator[None]:
    style = mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "uramost",
            "text.parse_math": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )
    with _STYLING, style, warnings.catch_warnings():
        # The reader's fonts draw the texts; those of this machine need not know every letter.
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        yield


def clean_label(name: str) -> str:
    """Keep what can be drawn of a name; a long one goes on in the next line."""
    return fill(clean_name(name), _LINE_LENGTH)


CHARTS: Mapping[str, Callable[[Assessment, Mapping[str, Names], str], str]] = {
    "detour-profile": draw_profile,
    "reach": draw_reach,
    "histogram": draw_histogram,
}
"""Name, as in addresses and of files → how it is drawn."""
