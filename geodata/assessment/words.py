"""What reports name and say: their words in the catalogues, names and numbers."""

from __future__ import annotations

from geodata.names import Names, join_names
from geodata.wording import load_wording
from geodata.wording import mark as _


def pgettext(context: str, message: str) -> tuple[str, str]:
    """Mark a word that reports say in another way than pages."""
    return context, message


_WORDS: dict[str, str | tuple[str, str]] = {
    "title": _("Bridge assessment"),
    "city": _("City"),
    "snapshot": _("Data version"),
    "mode": _("Mode"),
    "day": _("Day"),
    "closed": pgettext("report", "Closed"),
    "opened": pgettext("report", "Opened"),
    "restricted": pgettext("report", "Restricted"),
    "trips": _("Destinations"),
    "homes": _("homes on the other bank"),
    "services": _("services on the other bank"),
    "weights": _("Weights"),
    "modelled": _("Modelled data: do not draw conclusions about the city."),
    "walk": _("walk"),
    "bicycle": _("bicycle"),
    "drive": _("drive"),
    "step-free": _("step-free"),
    "people": pgettext("report", "people"),
    "m² of floor area": _("m² of floor area"),
    "indicator": _("Indicator"),
    "before": _("before"),
    "after": _("after"),
    "difference": _("difference"),
    "bank": _("Bank"),
    "both banks": _("Both banks"),
    "residents": _("Residents connected to the street network"),
    "residents of floor area": _("Homes connected to the street network"),
    "mean": _("Mean time to the other bank, min"),
    "saved": _("Time saved per trip"),
    "gained": pgettext("report", "Newly connected"),
    "cut": _("Cut off with no route left"),
    "cut off": _("Over 60 min or no route"),
    "lost": _("Lost interaction, %"),
    "mutuality": _("Balance of benefit (1 = equal)"),
    "barrier": _("Share of the line between the banks that is easy to cross, %"),
    "reach": _("People within N minutes"),
    "reach within": _("People within {} minutes"),
    "reach of floor area": _("Floor area within N minutes"),
    "reach within of floor area": _("Floor area within {} minutes"),
    "target": _("Target"),
    "min": _("min"),
    "other bank": _("other bank"),
    "hospital": _("hospital"),
    "clinic": _("clinic"),
    "school": _("school"),
    "university": _("university"),
    "municipal office": _("municipal office"),
    "market": _("market"),
    "post": _("post"),
    "bank office": _("bank"),
    "fire station": _("fire station"),
    "police": pgettext("report", "police"),
    "ambulance station": _("ambulance station"),
    "from there": _("{}, from there to homes"),
    "nearest": _("Minutes to the nearest one, on either bank"),
    "service": pgettext("report", "Service"),
    "save": _("at least {} min less"),
    "lose": _("at least {} min more"),
    "over the river": _("nearest one is on the other bank"),
    "neighbourhood": _("Neighbourhood"),
    "neighbourhoods": _("Neighbourhoods where the way changes"),
    "square": _("250 m square at {}"),
    "range": _("How sure: range over the assumptions tried"),
    "low": pgettext("report", "least"),
    "high": pgettext("report", "most"),
    "moved most by": _("depends most on"),
    "spread": _("how people are spread over homes"),
    "face": _("access by law, on the ground or in practice"),
    "speed": _("speed"),
    "gaps": _("streets that nearly meet"),
    "population": _("published population totals"),
    "decay": _("how fast interaction fades with time"),
    "candidates": _("Bridges tested"),
    "candidate": _("Tested bridge"),
    "length": _("length, m"),
    "over water": _("over water, m"),
    "approach": _("distance to nearest street, m"),
    "travel": _("time, min"),
    "providers": _("providers on both banks"),
    "figures": _("Population figures used"),
    "counts": _("what it counts"),
    "certainty": _("certainty"),
    "by floor area": _("Weighted by floor area alone, not by people."),
    "combination": _(
        "This is a combination: no source published these totals together for one year."
    ),
    "municipality": _("Municipality"),
    "value": _("value"),
    "date": _("date"),
    "source": _("source"),
    "profile": _("From bank to bank, along the line between them"),
    "along": _("Along the line between the banks, km"),
    "minutes": _("Minutes"),
    "share": _("Share of trips, %"),
    # Remarks: those about a bank follow its name and a colon, those about a measure end before it.
    "no streets": _("no street of this bank is for this way to travel."),
    "no homes": _("no home stands by a street of this bank."),
    "no services": _("no service stands by a street of this bank."),
    "no crossing": _(
        "On this day no crossing with a known travel time is open to this way to travel."
    ),
    "unknown day": _(
        "Of a crossing, sources do not tell whether it was open on this day: it counts as closed."
    ),
    "one crossing": _("On this day only one crossing is open: no two can be closed together."),
    "no place": _("No bridge would join streets of both banks; longest one looked for"),
    "span": _("Longest bridge looked for, by the width of the river"),
    "end at gap": _(
        "An end meets a street that ends within 1 m of another one without a common node."
    ),
    "gain at gap": _(
        "streets that nearly meet change the figures; if they were joined, a trip would save"
    ),
    "far from streets": _("one end is far from the nearest street"),
    "over buildings": _("buildings that it passes over"),
    "beside": _("an open crossing is less than 150 m away"),
    "unmet": _("no street for this way to travel leads to the opened crossing"),
    "uneven storeys": _(
        "People are spread by floor area, and storeys are not mapped alike on both banks"
    ),
    "uneven operators": _(
        "Who could share a bridge rests on the operators of lines, which are not mapped alike on "
        "both banks"
    ),
    "steps unknown": _(
        "Part of the ways has no data on steps and kerbs; they are assumed to be passable"
    ),
    "steep": _("Part of the ways is steeper than 6 % by an elevation model"),
    "own residents": _(
        "Only the way is counted, not who is served there, as each municipality serves its own "
        "residents and systems may differ"
    ),
    "some days": _("The figures hold on these days of the week only"),
}
"""Key → the word in English, as the catalogues have it."""

_PLACE_KEYS = {"bank": "bank office"}
"""Kinds of places whose word would be taken for another thing."""


def list_words() -> list[str]:
    """List the keys of all words."""
    return list(_WORDS)


def say(key: str, language: str) -> str:
    """Say a word of `list_words` in one of `geodata.names.LANGUAGES`."""
    word, wording = _WORDS[key], load_wording(language)
    return wording.gettext(word) if isinstance(word, str) else wording.pgettext(*word)


def say_target(target: str, language: str) -> str:
    """Say what is to be reached: a kind of place, or the other bank of the river."""
    return say(_PLACE_KEYS.get(target, target), language)


def say_weighed(key: str, weights_unit: str, language: str) -> str:
    """Say a word that speaks of people, or of floor area where weights are."""
    return say(key if weights_unit == "people" else f"{key} of floor area", language)


def say_name(names: Names, language: str) -> str:
    """Say a name in a language; where it has none there, all its names side by side."""
    return names.get(language) or join_names(names)


def write_duration(minutes: float | None, language: str, *, sign: bool = False) -> str:
    """Write how much a time changes, in seconds or minutes; a dash where there is none."""
    text = load_wording(language).write_duration(minutes).replace("-", "−")
    return f"+{text}" if sign and minutes is not None and round(60 * minutes) > 0 else text


def write_number(
    value: float | None, language: str, decimals: int = 1, *, sign: bool = False
) -> str:
    """Write a number as the language does; a dash where there is none."""
    if value is None:
        return "–"
    text = load_wording(language).write_number(value, decimals)
    is_zero = float(f"{value:.{decimals}f}") == 0
    if is_zero:
        return text.lstrip("-−")
    return f"+{text}" if sign and value > 0 else text.replace("-", "−")
