"""Makes segments and connectors of OSM ways.

As in Overture, ways in a row that only touch each other become one segment, with `between`; long
ways become two.

::

    OSM:       ──── way/1 ────┬──── way/2 (bridge) ────┬──── way/3 ────
    Overture:  ●────────────────── segment ───────────────────────────●     connectors only at ends
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import shapely
from pyproj import Geod

from pipelines.osm.elements import Elements
from tests.overture.rows import make_gers, make_names, make_row

_WGS84 = Geod(ellps="WGS84")
_CLASSES = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "residential", "living_street",
    "unclassified", "service", "pedestrian", "footway", "steps", "path", "track", "cycleway",
    "bridleway",
)  # fmt: skip
_FLAGS = {
    "bridge": "is_bridge",
    "tunnel": "is_tunnel",
    "covered": "is_covered",
    "indoor": "is_indoor",
}
_RAILS = {"rail": "standard_gauge"} | {
    one: one for one in ("light_rail", "narrow_gauge", "tram", "subway", "funicular", "monorail")
}
_OFF = {"no", "none"}
_MODES = {"access": None} | {one: [one] for one in ("vehicle", "motor_vehicle", "foot", "bicycle")}
_RECOGNIZED = {"private": "as_private", "permit": "as_permitted"}
_USING = {"destination": "at_destination", "customers": "as_customer", "delivery": "to_deliver"}
_SURFACES = {"paved", "unpaved", "gravel", "dirt", "paving_stones", "metal"}


def make_streets(elements: Elements) -> dict[str, list[dict[str, object]]]:
    """Make segments and connectors of the ways that carry anybody."""
    ways = {
        number: nodes
        for number, nodes in elements.ways.items()
        if _tell_class(elements.get_tags("way", number)) and len(nodes) > 1
    }
    ends = Counter(node for nodes in ways.values() for node in (nodes[0], nodes[-1]))
    used = Counter(node for nodes in ways.values() for node in nodes)
    segments = [
        part
        for chain in _chain_ways(ways, elements, ends, used)
        for part in _cut(chain, ways, used)
    ]
    rows = [_make_segment(parts, elements, used) for parts in segments]
    connectors = {
        one["connector_id"]: node
        for row in rows
        for one, node in zip(row["connectors"], row.pop("_nodes"), strict=True)
    }
    points = [
        make_row(None, shapely.Point(elements.nodes[node]), {}) | {"id": gers, "names": None}
        for gers, node in connectors.items()
    ]
    return {"segment": rows, "connector": points}


def _tell_class(tags: Mapping[str, str]) -> tuple[str, str | None, str | None] | None:
    """Tell subtype, class and subclass of a way; None where Overture has no segment of it."""
    highway = tags.get("highway", "")
    if highway == "construction":
        highway = tags.get("construction", "")
    stem = highway.removesuffix("_link")
    if stem in _CLASSES and tags.get("area") != "yes":
        return "road", stem, "link" if stem != highway else None
    if highway == "road":
        return "road", "unknown", None
    railway = tags.get("railway", "")
    if railway in {"disused", "abandoned", "construction"}:
        railway = tags.get(railway, "rail")
    if railway in _RAILS:
        return "rail", _RAILS[railway], None
    return ("water", None, None) if tags.get("route") == "ferry" else None


def _chain_ways(ways, elements, ends, used):
    """Chain ways that meet nothing else but each other end to end, and are of one class."""
    starts = {nodes[0]: number for number, nodes in ways.items()}
    done = set()
    for number in sorted(ways):
        if number in done:
            continue
        chain = [number]
        done.add(number)
        while (after := starts.get(ways[chain[-1]][-1])) is not None and after not in done:
            joint = ways[after][0]
            kinds = {_tell_class(elements.get_tags("way", one)) for one in (chain[-1], after)}
            if used[joint] != 2 or ends[joint] != 2 or len(kinds) > 1 or len(chain) == 5:
                break
            chain.append(after)
            done.add(after)
        yield chain


def _cut(chain, ways, used):
    """Cut a chain of one long way in two at a junction in its middle; others stay whole."""
    parts = [(number, ways[number]) for number in chain]
    if len(parts) == 1:
        number, nodes = parts[0]
        inner = [at for at in range(1, len(nodes) - 1) if used[nodes[at]] > 1]
        if len(inner) > 2:
            at = inner[len(inner) // 2]
            return [[(number, nodes[: at + 1])], [(number, nodes[at:])]]
    return [parts]


def _make_segment(parts, elements, used):
    nodes = [*parts[0][1], *(node for _, more in parts[1:] for node in more[1:])]
    places = np.array([elements.nodes[node] for node in nodes])
    steps = _WGS84.line_lengths(places[:, 0], places[:, 1])
    along = np.r_[0, np.cumsum(steps)]
    shares = (along / (along[-1] or 1)).round(9)
    tags = elements.get_tags("way", parts[0][0])
    subtype, kind, subclass = _tell_class(tags)
    gers = f"segment {parts[0][0]} {nodes[0]}"
    row = make_row(f"w{parts[0][0]}", shapely.LineString(places), tags, gers)
    row |= {"subtype": subtype, "class": kind, "subclass": subclass, "sources": [], "names": None}
    at = 0
    for number, stretch in parts:
        bounds = [shares[at], shares[at := at + len(stretch) - 1]]
        _add_stretch(row, number, elements.get_tags("way", number), bounds, len(parts) == 1)
    meets = [i for i, node in enumerate(nodes) if used[node] > 1 or i in {0, len(nodes) - 1}]
    row["connectors"] = [
        {"connector_id": make_gers(f"connector {nodes[i]}"), "at": shares[i]} for i in meets
    ]
    return row | {"_nodes": [nodes[i] for i in meets]}


def _add_stretch(row, number, tags, bounds, is_whole):
    between = {"between": None if is_whole else bounds}
    source = make_row(f"w{number}", shapely.Point(0, 0), {})["sources"][0]
    row["sources"].append(source | between)
    names = make_names(tags)
    if names:
        known = row["names"] or names | {"rules": []}
        rules = [rule | between for rule in names["rules"] or ()]
        if not is_whole:
            rules.append({"variant": "common", "value": names["primary"], **between})
        row["names"] = known | {"rules": [*(known["rules"] or ()), *rules]}
    for column, rules in _describe_stretch(row["subtype"], tags).items():
        row[column] = [*(row.get(column) or ()), *(rule | between for rule in rules)]


def _describe_stretch(subtype: str, tags: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    flags = [flag for key, flag in _FLAGS.items() if tags.get(key, "no") not in _OFF]
    if "construction" in {tags.get("highway"), tags.get("railway")}:
        flags.append("is_under_construction")
    if tags.get("railway") in {"disused", "abandoned"}:
        flags.append(f"is_{tags['railway']}")
    rules: dict[str, list[dict[str, object]]] = {}
    if flags and subtype != "water":
        rules[f"{subtype}_flags"] = [{"values": flags}]
    if tags.get("layer", "0").lstrip("-").isdecimal() and int(tags.get("layer", 0)):
        rules["level_rules"] = [{"value": int(tags["layer"])}]
    if tags.get("surface") in _SURFACES:
        rules["road_surface"] = [{"value": tags["surface"]}]
    if tags.get("maxspeed", "").isdecimal():
        speed = {"value": int(tags["maxspeed"]), "unit": "km/h"}
        rules["speed_limits"] = [{"max_speed": speed}]
    access = [*_describe_oneway(tags), *_describe_access(tags)]
    return rules | ({"access_restrictions": access} if access else {})


def _describe_oneway(tags: Mapping[str, str]) -> Iterable[dict[str, object]]:
    is_implied = tags.get("junction") == "roundabout" or tags.get("highway") == "motorway"
    value = tags.get("oneway", "yes" if is_implied else "no")
    headings = {"yes": "backward", "-1": "forward"}
    if value in headings:
        yield {"access_type": "denied", "when": {"heading": headings[value]}}
        if tags.get("oneway:bicycle") == "no":
            when = {"heading": headings[value], "mode": ["bicycle"]}
            yield {"access_type": "allowed", "when": when}


def _describe_access(tags: Mapping[str, str]) -> Iterable[dict[str, object]]:
    for key, mode in _MODES.items():
        value = tags.get(key, "")
        if value in {"yes", "designated", "no"}:
            kind = {"yes": "allowed", "no": "denied"}.get(value, value)
            yield {"access_type": kind, "when": {"mode": mode} if mode else None}
        elif value in _RECOGNIZED | _USING:
            yield {"access_type": "denied", "when": {"mode": mode} if mode else None}
            who = {"recognized": [_RECOGNIZED[value]]} if value in _RECOGNIZED else {}
            why = {"using": [_USING[value]]} if value in _USING else {}
            yield {"access_type": "allowed", "when": {"mode": mode, **who, **why}}
