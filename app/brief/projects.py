"""What a brief says of projects: which ones a question is about, their facts and both keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from app.brief.sheet import Pair, ProjectKeys
from app.catalogue.catalogue import Catalogue
from app.review.candidates import Project, is_bridge, list_ends, list_places
from geodata.assessment.request import Candidate
from geodata.assessment.words import write_number
from geodata.names import clean_name, clean_names, clean_text
from geodata.wording import Wording

_SAME_DEG = 2e-6
"""Within a few decimetres two ends are the same: pages write six decimals."""
_MOST_PROJECTS = 3
_LONGEST_FACT = 260


def find_projects(catalogue: Catalogue, candidates: Sequence[Candidate]) -> list[Project]:
    """Find the projects whose line is one of some candidates, in either direction."""
    lines = [np.array(candidate.line) for candidate in candidates]
    found = [
        project
        for project, place in list_places(catalogue)
        if place is not None
        and is_bridge(project, place)
        and any(_is_same(line, place) for line in lines)
    ]
    return found[:_MOST_PROJECTS]


def describe_keys(project: Project, catalogue: Catalogue, wording: Wording) -> ProjectKeys:
    """Describe what each municipality has said of a project, the last word of each."""
    keys = []
    for place in catalogue.manifest.city.municipalities:
        stated = [one for one in project["consents"] if one["municipality"] == place.id]
        last: dict[str, Any] = stated[-1] if stated else {"consent": "unknown", "date": None}
        said = wording.say("consent", last["consent"])
        on_day = f", {wording.write_day(last['date'])}" if last["date"] else ""
        keys.append((clean_name(wording.join_names(place.name)), said + on_day))
    _ = wording.gettext
    status = wording.say("project status", project["status"])
    example = _("Example")
    tag = f"{example} · {status}" if project["is_example"] else status
    name = clean_name(wording.join_names(project["name"]))
    names = clean_names(project["name"])
    return ProjectKeys(name, names, f"/projects/{project['id']}", tag, tuple(keys))


def list_facts(project: Project, wording: Wording) -> Iterator[Pair]:
    """List what is known of a project: labels and values."""
    _ = wording.gettext
    kind = wording.say("project kind", project["kind"])
    status = wording.say("project status", project["status"])
    parts = [
        kind,
        status,
        *([_("Illustrative example (not a plan)")] if project["is_example"] else []),
    ]
    yield _("Project"), " · ".join(parts)
    steps = [_describe_step(step, wording) for step in project["history"]]
    yield _("Steps"), clean_text("; ".join(steps), _LONGEST_FACT)
    partners = ", ".join(one["name"] for one in project["partners"])
    if partners:
        yield _("Partners"), clean_text(partners, _LONGEST_FACT)
    yield _("Cost"), describe_cost(project, wording) or _("No published figure was found")


def describe_cost(project: Project, wording: Wording) -> str:
    """Describe the cost of a project as its sources give it; empty where none does."""
    cost = project["cost"]
    if not cost:
        return ""
    ends = dict.fromkeys((cost["low"], cost["high"]))
    amount = "–".join(write_number(one, wording.language, 0) for one in ends)
    sources = ", ".join(source["name"] for source in cost["sources"])
    note = f": {cost['note']}" if cost["note"] else ""
    return clean_text(f"{amount} {cost['currency']} ({sources}){note}", _LONGEST_FACT)


def _describe_step(step: dict[str, Any], wording: Wording) -> str:
    said = wording.say("project status", step["status"])
    return f"{said}, {wording.write_day(step['date'])}" if step["date"] else said


def _is_same(line: Any, place: BaseGeometry) -> bool:  # noqa: ANN401 - an array
    ends = np.array(list_ends(place))
    return any(np.abs(line - one).max() <= _SAME_DEG for one in (ends, ends[::-1]))
