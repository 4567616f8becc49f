"""What is wrong with a question, as pages say it: each part by the name that readers see."""

from __future__ import annotations

import re

from app.language.refusals import say_sentence
from geodata.sentences import Sentence
from geodata.wording import Wording

_BRIDGE = re.compile(r"line\.(\d+)")
_ABOUT = "%(name)s: %(fault)s"
"""As `geodata.sentences.about` writes what has a fault."""
_FORM = "should be LON,LAT"


def say_on_page(detail: str, wording: Wording) -> str:
    """Say why a question is refused to a person who asked by a form or a link.

    Parameters
    ----------
    detail
        Of `app.web.problems.explain`: where a part is at fault, what `about` says of it, whose
        name is that of a parameter.
    """
    if not isinstance(detail, Sentence) or detail.template != _ABOUT:
        return say_sentence(detail, wording)
    name, fault, _ = str(detail.values["name"]), str(detail.values["fault"]), wording.gettext
    bridge = _BRIDGE.match(name)
    if bridge is None:
        return f"{_name_part(name, wording)}: {say_sentence(fault, wording)}"
    said = say_sentence(fault, wording)
    if fault.startswith(_FORM):
        said = _("longitude and latitude of each end are needed, in degrees, with commas between")
    return _(
        "Bridge %(number)s: %(fault)s. Change its coordinates, or draw it on the map from one "
        "bank to the other."
    ) % {"number": wording.write_number(int(bridge[1]) + 1), "fault": said.rstrip(".")}


def _name_part(name: str, wording: Wording) -> str:
    """Name a part of a question by its label on the page; any other as its address does."""
    _ = wording.gettext
    labels = {
        "line": _("Bridges to test"),
        "close": _("Closures to test"),
        "open": _("Crossings to open or restrict"),
        "restrict": _("Crossings to open or restrict"),
        "open, restrict": _("Crossings to open or restrict"),
        "day": _("Day"),
        "mode": _("How people travel"),
        "trips_to": _("Destinations"),
        "population": _("Population figures"),
        "people": _("Population figures"),
    }
    return labels.get(re.sub(r"\.\d+$", "", name), name)
