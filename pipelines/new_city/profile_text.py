"""Writes the profile of a new city as commented TOML, with what to check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import wrap

from geodata.cities.dividing_ways import WATERWAYS, DivideKind, DividingWays
from geodata.names import Names, clean_text, join_names, list_names
from geodata.sentences import begin_sentence
from pipelines.new_city.compass import name_banks, say_point
from pipelines.new_city.findings import OVERPASS, Findings
from pipelines.new_city.lines import DividingLine
from pipelines.new_city.municipalities import Found
from pipelines.new_city.slugs import NO_SLUG


@dataclass(frozen=True)
class Files:
    """Files that a profile refers to, by their paths from its folder; none is empty."""

    area: str = ""
    line: str = ""


_WIDTH = 100
_LONGEST_NOTE = 1_000


def write_profile(findings: Findings, line: DividingLine, files: Files, day: date) -> str:
    """Write the profile of a city that a line divides.

    Parameters
    ----------
    files
        What it refers to.
    """
    city = findings.city
    source = "OpenStreetMap" if findings.source == OVERPASS else Path(findings.source).name
    box = f"[{', '.join(f'{at:.5f}' for at in city.study_area.bounds)}]"
    made = f"a profile made by `uramost city new` on {day} from {source}"
    parts = [
        *_comment(f"{join_names(city.name)}: {made}."),
        *_comment("docs/new-city.md explains every key; what to check stands at the end."),
        f"id = {_quote(city.id)} # addresses of the city begin with it",
        f"name = {_write_names(city.name)}",
        f"study_area = {_quote(files.area)}"
        if files.area
        else f"study_area = {box} # left, bottom, right, top in degrees",
        "",
        "[divide]",
        *_comment(f"{begin_sentence(describe_line(line))}."),
        *_comment(f"{begin_sentence(findings.unit)}: {say_shares(line)}."),
        *_list_others(findings, line),
        *_write_divide(line, files.line),
        *_comment("Left and right as the line runs; a river runs as it flows."),
        *_write_banks(line, findings.languages),
        *_write_municipalities(findings.municipalities),
        "",
        *_comment("To check:"),
        *(text for one in list_checks(findings, line) for text in _comment(f"- {one}")),
    ]
    return "\n".join(parts) + "\n"


def _write_banks(line: DividingLine, languages: Sequence[str]) -> list[str]:
    points = zip(("left", "right"), name_banks(line.divide), strict=True)
    return [
        f"{bank} = {{ id = {_quote(point)}, name = {_write_names(say_point(point, languages))} }}"
        for bank, point in points
    ]


def say_shares(line: DividingLine) -> str:
    """Say what share is on either bank, by the banks' names."""
    pairs = zip(name_banks(line.divide), line.shares, strict=True)
    return ", ".join(f"{point} {share:.0%}" for point, share in pairs)


def describe_line(line: DividingLine) -> str:
    """Say what a line is, in a few words."""
    names = " / ".join(list_names(line.names)) or "without a name"
    plural = "" if line.crossings == 1 else "s"
    return (
        f"{line.label} {names}, {line.length_m / 1_000:.1f} km in the area, "
        f"{line.crossings} crossing{plural} for people"
    )


def list_checks(findings: Findings, line: DividingLine) -> list[str]:
    """List what somebody who knows the place should look at."""
    found = [*findings.notes]
    found.append(
        "Is the study area right? It should hold both banks and the homes that use the crossings; "
        "it may be a GeoJSON polygon, too."
    )
    beyond = line.divide.beyond.area / line.divide.area.area
    if beyond > 0:
        found.append(
            f"The line ends within the area: {beyond:.0%} of it lies past its end, on neither "
            "bank. Choose a smaller area, add tributaries, or draw a line (divide.line)."
        )
    if line.kind is DivideKind.RIVER and line.divide.water.is_empty:
        found.append("The water is not mapped as an area: its width is not known, and not drawn.")
    if line.kind is DivideKind.RIVER and line.drawn is not None:
        found.append(
            "No way of OpenStreetMap is the river's line: it was drawn in the middle of its water, "
            "and which way it flows is not known."
        )
    if min(line.shares) < 0.05:
        found.append("Hardly anybody lives on one of the banks: is it the line that you mean?")
    if findings.city.id == NO_SLUG:
        found.append(
            f"No name here can be written as an id, so it is {NO_SLUG!r}: choose one of your own, "
            "as no two cities of a server may have the same."
        )
    if "en" in findings.city.name and len(findings.city.name) == 1:
        found.append("The city has one name here: add those of its other languages.")
    found.append(_check_municipalities(findings.municipalities))
    found.append(
        "Who serves people, what is known of the crossings and what is planned stand in files of "
        "their own: providers, crossings, projects, institutions (docs/new-city.md)."
    )
    return found


def _check_municipalities(found: Sequence[Found]) -> str:
    if not found:
        return (
            "No municipality's boundary is in this data: add [[municipality]] entries with the "
            "numbers of their relations, or outline files."
        )
    return "Are these the municipalities? Add published totals of residents under [population]."


def _list_others(findings: Findings, line: DividingLine) -> list[str]:
    others = [one for one in findings.lines if one is not line]
    if not others:
        return []
    said = "; ".join(describe_line(one) for one in others[:5])
    return list(_comment(f"Others: {said}."))


def _write_divide(line: DividingLine, line_file: str) -> list[str]:
    if line.ways is None:
        kinds = ", ".join(one.value for one in DivideKind if one is not line.kind)
        return [
            f"line = {_quote(line_file)}",
            f"kind = {_quote(line.kind.value)} # or {kinds}: what pages call it",
        ]
    ways = line.ways
    if dict(ways.tags) == {"waterway": WATERWAYS} and ways.names and not ways.ids:
        return [f"waterways = {_write_list(ways.names)}"]
    return [f"ways = {_write_ways(ways)}"]


def _write_ways(ways: DividingWays) -> str:
    tags = ", ".join(f"{_quote(key)} = {_write_list(some)}" for key, some in ways.tags.items())
    parts = [f"tags = {{ {tags} }}"]
    parts += [f"names = {_write_list(ways.names)}"] if ways.names else []
    parts += [f"ids = {_write_list(ways.ids)}"] if ways.ids else []
    return f"{{ {', '.join(parts)} }}"


def _write_municipalities(found: Iterable[Found]) -> list[str]:
    lines = []
    for one in found:
        lines += [
            "",
            "[[municipality]]",
            f"id = {_quote(one.municipality.id)}",
            f"name = {_write_names(one.municipality.name)}",
            f"osm_relation = {one.municipality.osm_relation} # {one.share:.0%} of the study area",
        ]
    return lines


def _write_names(names: Names) -> str:
    pairs = ", ".join(f"{code} = {_quote(name)}" for code, name in names.items())
    return f"{{ {pairs} }}"


def _write_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quote, texts))}]"


def _quote(text: str) -> str:
    """Write a basic string of TOML: JSON's, without the one control character that it leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> list[str]:
    clean = clean_text(text, _LONGEST_NOTE)
    return [f"# {part}" for part in wrap(clean, _WIDTH, break_long_words=False)]
