"""What became of a city's projects as an Atom feed (RFC 4287): an entry a step of a history.

Ids are tag URIs (RFC 4151) that are the same on every server and in every language. Their authority
is a name that nobody can hold (RFC 2606), as this project has none of its own. An entry is dated as
its sources are: Atom wants a day, so a month or a year counts as its first one, and the text says
the date as the source gives it. A step that no source dates is no entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET

from geodata.cities.projects import HistoryStep, Project
from geodata.cities.sources import Source
from geodata.exports.project_register import ProjectRegister
from geodata.exports.project_words import (
    join_sentences,
    say_certainty,
    say_name,
    say_step,
    tell,
    write_address,
    write_moment,
)
from geodata.wording import Wording

MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
TAG = "tag:uramost.example,2026:"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a project that has a date."""

    project: Project
    step: HistoryStep
    number: int
    """Which one it is of those with the same status, from 1."""
    day: date
    """Of the last source that tells of it, or of the step itself."""


def list_steps(register: ProjectRegister) -> list[Step]:
    """List the steps that sources date, the latest first."""
    found = [one for project in register.projects for one in _list_dated(project)]
    return sorted(found, key=lambda one: (one.day, one.project.id, one.number), reverse=True)


def _list_dated(project: Project) -> Iterator[Step]:
    seen: Counter[str] = Counter()
    for step in project.history:
        seen[step.status] += 1
        dates = [step.date, *(source.date for source in step.sources)]
        days = [one.first for one in dates if one]
        if days:
            yield Step(project, step, seen[step.status], max(days))


def write_feed(register: ProjectRegister, wording: Wording, root: str, address: str) -> bytes:
    """Write the feed in one language.

    Parameters
    ----------
    root
        Address of the city, without a slash at its end.
    address
        Of the feed itself.
    """
    steps = list_steps(register)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": wording.language})
    city = say_name(register.name, wording, register.city)
    _add(feed, "title", f"UraMost – {city}: {wording.say('layer', 'Projects')}")
    _add(feed, "id", f"{TAG}{register.city}/projects")
    _add(feed, "updated", _write_day(steps[0].day) if steps else register.created_at)
    ET.SubElement(feed, "link", {"rel": "self", "type": MEDIA_TYPE, "href": address})
    _link_page(feed, f"{root}/projects", wording)
    author = ET.SubElement(feed, "author")
    _add(author, "name", "UraMost")
    _add(author, "uri", f"{root}/")
    for one in steps:
        _add_entry(feed, one, register.city, wording, root)
    ET.indent(feed)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_entry(feed: ET.Element, one: Step, city: str, wording: Wording, root: str) -> None:
    entry = ET.SubElement(feed, "entry")
    name = say_name(one.project.name, wording, one.project.id)
    status = wording.say("project status", one.step.status)
    _add(entry, "title", f"{name}: {status}")
    path = f"{one.project.id}/{one.step.status.replace(' ', '-')}-{one.number}"
    _add(entry, "id", f"{TAG}{city}/projects/{path}")
    _add(entry, "updated", _write_day(one.day))
    if moment := write_moment(one.step.date):
        _add(entry, "published", moment)
    _link_page(entry, f"{root}/projects/{one.project.id}", wording)
    kind = wording.say("project kind", one.project.kind)
    ET.SubElement(entry, "category", {"term": one.project.kind.value, "label": kind})
    certainty = say_certainty(one.step.certainty, wording)
    told = [say_step(one.step, wording), tell(wording, one.step.note), certainty]
    named = "; ".join(dict.fromkeys(source.name for source in one.step.sources))
    label = wording.gettext("Sources")
    sources = f"{label}: {named}" if named else ""
    content = _add(entry, "content", join_sentences([*told, sources]))
    content.set("type", "text")
    for source in _keep_addresses(one.step.sources):
        ET.SubElement(entry, "link", {"rel": "via", "href": source})


def _keep_addresses(sources: tuple[Source, ...]) -> list[str]:
    found = (write_address(source) for source in sources)
    return list(dict.fromkeys(one for one in found if one))


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _link_page(parent: ET.Element, address: str, wording: Wording) -> None:
    """Link the page that tells the same to people, in the same language."""
    facts = {"type": "text/html", "hreflang": wording.language}
    ET.SubElement(
        parent, "link", {"rel": "alternate", "href": f"{address}?lang={wording.language}", **facts}
    )


def _write_day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
