"""What a brief does not know, and where what it says comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.brief.projects import gather_sources
from app.brief.sheet import Citation
from app.catalogue.catalogue import Catalogue
from app.review.candidates import Project
from app.web.sources import describe_source
from geodata.assessment.results import Assessment
from geodata.assessment.words import write_number
from geodata.names import clean_text
from geodata.streets.network import SPEED_KMH, TravelMode
from geodata.wording import Wording

_LONGEST_SOURCE = 200


def list_limits(result: Assessment, wording: Wording) -> Iterator[str]:
    """List the assumptions and the limits of the method behind an assessment."""
    _ = wording.gettext
    if result.figures:
        yield _(
            "Where each person lives: the municipal total is distributed over residential "
            "buildings by floor area."
        )
    else:
        yield _("Where people live: floor area is used instead of population figures.")
    if result.mode == TravelMode.DRIVE:
        yield _(
            "Congestion, traffic lights and parking: driving times assume free-flowing traffic at "
            "OpenStreetMap speed limits or typical speeds for the road class."
        )
    else:
        speed = write_number(SPEED_KMH[TravelMode(result.mode)], wording.language)
        yield _(
            "Waiting times, slopes and weather: everyone is assumed to travel at %(speed)s km/h."
        ) % {"speed": speed}
    yield _(
        "How many people would actually cross: all home–destination pairs are given equal "
        "importance."
    )
    if result.candidates:
        yield _(
            "Ground conditions, flooding, land ownership and design: a tested bridge is the "
            "line that was drawn, open to everyone allowed to use it."
        )
    yield _("Whether people feel free to cross: access is taken from sources and OpenStreetMap.")


def list_sources(
    catalogue: Catalogue,
    result: Assessment | None,
    projects: Sequence[Project],
    wording: Wording,
) -> tuple[Citation, ...]:
    """List every source of a brief: of the data, of totals of people, of projects."""
    data = Citation(describe_source(catalogue.manifest, wording))
    totals = [
        {"name": one.source, "url": one.source_url, "date": one.source_date}
        for one in (result.figures if result else ())
    ]
    cited = [one for project in projects for one in gather_sources(project, catalogue)]
    return (data, *dict.fromkeys(_cite(one, wording) for one in (*totals, *cited)))


def _cite(source: dict[str, Any], wording: Wording) -> Citation:
    name = clean_text(str(source["name"]), _LONGEST_SOURCE)
    day = f", {wording.write_day(source['date'])}" if source["date"] else ""
    return Citation(name + day, source["url"])
