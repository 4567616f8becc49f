"""What a brief says of projects: which ones a question is about, their facts and both keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.brief.sheet import Pair, ProjectKeys
from app.catalogue.catalogue import Catalogue
from app.review.candidates import Project, is_bridge, list_places
from geodata.assessment.request import Candidate
from geodata.cities.consents import ACTS
from geodata.names import clean_name, clean_names, clean_text
from geodata.wording import Wording

_SAME_DEG = 2e-6
"""Within a few decimetres two ends are the same: pages write six decimals."""
_MOST_PROJECTS = 3
_LONGEST_FACT = 700


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
    """Describe what is reported of the consent of each body that a project needs."""
    statements = {one["id"]: one for one in catalogue.facts["statements"]}
    bodies, keys = catalogue.bodies, []
    for key in project["keys"]:
        name = wording.join_names(bodies.get(key["body"], {"und": key["body"]}))
        own = [statements[one] for one in key["statements"] if one in statements]
        acts = [one for one in own if one["stance"] in ACTS]
        keys.append((clean_name(name), _describe_key(key, acts[-1] if acts else None, wording)))
    _ = wording.gettext
    status = wording.say("project status", project["status"])
    example = _("Example")
    tag = f"{example} · {status}" if project["is_example"] else status
    name = clean_name(wording.join_names(project["name"]))
    names = clean_names(project["name"])
    signed = tuple(_describe_signed(project, catalogue, wording))
    return ProjectKeys(name, names, f"/projects/{project['id']}", tag, tuple(keys), signed)


def _describe_signed(project: Project, catalogue: Catalogue, wording: Wording) -> Iterator[Pair]:
    """Describe what each body signed in the register: its state and day."""
    for one in (project["signed"] or {}).get("bodies", ()):
        name = wording.join_names(catalogue.bodies.get(one["body"], {"und": one["body"]}))
        said = wording.say("signed state", one["state"])
        day = f", {wording.write_day(one['time'][:10])}" if one["time"] else ""
        yield clean_name(name), said + day


def _describe_key(key: dict[str, Any], last: dict[str, Any] | None, wording: Wording) -> str:
    """Describe a key: its state and, of its body's last act, the date and certainty."""
    said = wording.say("key", key["state"])
    if last is None:
        return said
    day, certainty = wording.write_day(last["date"]), say_certainty(last["certainty"], wording)
    return f"{said}, {day} ({certainty})"


def list_facts(project: Project, wording: Wording) -> Iterator[Pair]:
    """List what is known of a project, and how surely: labels and values."""
    _ = wording.gettext
    kind = wording.say("project kind", project["kind"])
    status = wording.say("project status", project["status"])
    parts = [
        kind,
        status,
        *([_("Illustrative example (not a plan)")] if project["is_example"] else []),
        *([say_certainty(project["certainty"], wording)] if project["certainty"] else []),
    ]
    yield _("Project"), " · ".join(parts)
    if project["location"]:
        yield _("Place"), clean_text(wording.say("note", project["location"]), _LONGEST_FACT)
    steps = [_describe_step(step, wording) for step in project["history"]]
    yield _("Steps"), clean_text("; ".join(steps), _LONGEST_FACT)
    partners = ", ".join(_with_certainty(one["name"], one, wording) for one in project["partners"])
    if partners:
        yield _("Partners"), clean_text(partners, _LONGEST_FACT)
    yield _("Cost"), describe_costs(project, wording) or _("No published figure was found")


def describe_costs(project: Project, wording: Wording) -> str:
    """Describe the costs of a project as its sources give them; empty where none does."""
    return "; ".join(_describe_cost(cost, wording) for cost in project["costs"])


def _describe_cost(cost: dict[str, Any], wording: Wording) -> str:
    ends = dict.fromkeys((cost["low"], cost["high"]))
    amount = "–".join(wording.write_amount(one) for one in ends)
    told = [wording.say("note", one) for one in (cost["of"], cost["note"]) if one]
    said = ": ".join([f"{amount} {cost['currency']}", *(["; ".join(told)] if told else [])])
    return _with_certainty(said, cost, wording)


def _describe_step(step: dict[str, Any], wording: Wording) -> str:
    said = wording.say("project status", step["status"])
    day = f", {wording.write_day(step['date'])}" if step["date"] else ""
    return _with_certainty(said + day, step, wording)


def _with_certainty(text: str, fact: dict[str, Any], wording: Wording) -> str:
    """Add how sure a fact is; an example has no certainty."""
    certainty = fact.get("certainty")
    return f"{text} ({say_certainty(certainty, wording)})" if certainty else text


def say_certainty(level: str, wording: Wording) -> str:
    """Say how sure a fact is."""
    return wording.gettext("Certainty: %(level)s") % {"level": wording.say("certainty", level)}


def gather_sources(project: Project, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Gather the sources of all that a brief says of a project, each once."""
    statements = {one["id"]: one for one in catalogue.facts["statements"]}
    own = [statements[one] for key in project["keys"] for one in key["statements"]]
    facts = [project, *project["history"], *project["partners"], *project["costs"], *own]
    found = {(one["name"], one["url"]): one for fact in facts for one in fact["sources"]}
    return list(found.values())


def _is_same(line: Any, place: BaseGeometry) -> bool:  # noqa: ANN401 - an array
    ends, line = shapely.get_coordinates(place)[[0, -1]], line[[0, -1]]
    return any(np.abs(line - one).max() <= _SAME_DEG for one in (ends, ends[::-1]))
