"""Streets, railways and ferries as OpenStreetMap's tags, for a stretch on which one rule holds.

The rules of a stretch are those without `between`, or whose range holds the stretch.

==========================================  =============================================
Overture                                    OpenStreetMap
==========================================  =============================================
denied, heading backward, all modes         ``oneway=yes`` (forward: ``-1``)
denied, mode foot                           ``foot=no``
allowed, mode bicycle, heading backward     ``bicycle:backward=yes``
allowed, recognized as private              ``access=private``
denied, during Mo-Fr 07:00-09:00            ``access:conditional=no @ (Mo-Fr 07:00-09:00)``
==========================================  =============================================

A rule for vehicles of a size or weight is none for all of a mode, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geodata.layers import CARRIAGEWAYS
from pipelines.overture.names import translate_names

Row = Mapping[str, Any]
Rule = Mapping[str, Any]

RULES = (
    "access_restrictions", "speed_limits", "road_flags", "rail_flags", "level_rules",
    "road_surface", "subclass_rules", "width_rules",
)  # fmt: skip
"""Columns of rules, each of which may hold for a part of a segment."""

_SUBCLASSES = {
    "sidewalk": ("footway", "sidewalk"),
    "crosswalk": ("footway", "crossing"),
    "cycle_crossing": ("cycleway", "crossing"),
    "parking_aisle": ("service", "parking_aisle"),
    "driveway": ("service", "driveway"),
    "alley": ("service", "alley"),
}
_FLAGS = {
    "is_bridge": ("bridge", "yes"),
    "is_tunnel": ("tunnel", "yes"),
    "is_covered": ("covered", "yes"),
    "is_indoor": ("indoor", "yes"),
    "is_abandoned": ("abandoned", "yes"),
    "is_disused": ("disused", "yes"),
}
_MODES = {
    "car": "motorcar",
    **{one: one for one in ("vehicle", "motor_vehicle", "foot", "bicycle", "motorcycle", "bus")},
    **{one: one for one in ("hgv", "hov", "emergency")},
}
_AUDIENCES = {
    "as_customer": "customers",
    "at_destination": "destination",
    "to_deliver": "delivery",
    "to_farm": "agricultural",
    "for_forestry": "forestry",
    "as_permitted": "permit",
    "as_private": "private",
    "as_disabled": "disabled",
    "as_employee": "employees",
    "as_student": "students",
}
_VALUES = {"allowed": "yes", "designated": "designated", "denied": "no"}
_RAILS = {"standard_gauge": "rail", "unknown": "rail"}
_ONEWAY = {"backward": "yes", "forward": "-1"}
_UNDER_CONSTRUCTION = "is_under_construction"


def translate_stretch(row: Row) -> dict[str, str]:
    """Translate a row of type *segment* that has only the rules of one stretch."""
    subtype = row["subtype"]
    flags = {flag for rule in _list(row, f"{subtype}_flags") for flag in rule["values"] or ()}
    if subtype == "road":
        tags = _translate_class(row, flags)
    elif subtype == "rail":
        kind = row["class"] or "unknown"
        tags = {"railway": _RAILS.get(kind, kind)}
    else:
        tags = {"route": "ferry"}
    if _UNDER_CONSTRUCTION in flags:
        tags = _build_later(tags)
    tags |= dict(_FLAGS[flag] for flag in sorted(flags & _FLAGS.keys()))
    tags |= _translate_values(row)
    tags |= translate_access(_list(row, "access_restrictions"))
    tags |= translate_speeds(_list(row, "speed_limits"))
    return translate_names(row["names"]) | tags


def _translate_class(row: Row, flags: set[str]) -> dict[str, str]:
    kind = row["class"] or "unknown"
    highway = "road" if kind == "unknown" else kind
    stated = [rule["value"] for rule in _list(row, "subclass_rules")] or [row["subclass"]]
    is_link = "link" in stated or "is_link" in flags
    if is_link and f"{highway}_link" in CARRIAGEWAYS:
        highway = f"{highway}_link"
    return {"highway": highway} | dict(_SUBCLASSES[one] for one in stated if one in _SUBCLASSES)


def _build_later(tags: Mapping[str, str]) -> dict[str, str]:
    key = next(iter(tags))
    return {**tags, key: "construction", "construction": tags[key]}


def _translate_values(row: Row) -> dict[str, str]:
    tags: dict[str, str] = {}
    for rule in _list(row, "level_rules"):
        tags |= {"layer": str(rule["value"])} if rule["value"] else {}
    for rule in _list(row, "road_surface"):
        tags |= {"surface": rule["value"]} if rule["value"] not in {None, "unknown"} else {}
    for rule in _list(row, "width_rules"):
        tags |= {"width": f"{rule['value']:g}"} if (rule["value"] or 0) > 0 else {}
    return tags


def translate_access(rules: Iterable[Rule]) -> dict[str, str]:
    """Translate the rules of access of a stretch, of which a later one overrides an earlier."""
    tags: dict[str, str] = {}
    denied: set[str] = set()
    for rule in rules:
        when, value = rule["when"] or {}, _VALUES.get(rule["access_type"] or "")
        audiences = [*(when.get("using") or ()), *(when.get("recognized") or ())]
        if value is None or when.get("vehicle") or (audiences and value == "no"):
            continue
        heading, modes = when.get("heading"), when.get("mode")
        if heading and not modes and not audiences and not when.get("during"):
            denied |= {heading} & _ONEWAY.keys() if value == "no" else set()
            continue
        value = ";".join(_AUDIENCES[one] for one in audiences if one in _AUDIENCES) or value
        for mode in modes or ("",):
            if mode == "" or mode in _MODES:
                _set_access(tags, _MODES.get(mode, "access"), heading, value, when.get("during"))
    if len(denied) == len(_ONEWAY):
        return {"access": "no"} | tags
    oneway = {"oneway": _ONEWAY[next(iter(denied))]} if denied else {}
    return oneway | tags


def _set_access(
    tags: dict[str, str], key: str, heading: str | None, value: str, during: str | None
) -> None:
    key = f"{key}:{heading}" if heading else key
    if during:
        known = tags.get(f"{key}:conditional")
        said = f"{value} @ ({during})"
        tags[f"{key}:conditional"] = f"{known}; {said}" if known else said
    elif value in _AUDIENCES.values() and tags.get(key) in _AUDIENCES.values():
        tags[key] = f"{tags[key]};{value}"
    else:
        tags[key] = value


def translate_speeds(rules: Iterable[Rule]) -> dict[str, str]:
    """Translate speed limits that hold for everybody, at any time, in one direction or both."""
    tags = {}
    for rule in rules:
        when = {key: value for key, value in (rule["when"] or {}).items() if value}
        limit = rule["max_speed"]
        if limit and limit["value"] and when.keys() <= {"heading"}:
            key = f"maxspeed:{when['heading']}" if when else "maxspeed"
            unit = " mph" if limit["unit"] == "mph" else ""
            tags[key] = f"{limit['value']}{unit}"
    return tags


def _list(row: Row, column: str) -> list[Rule]:
    return row.get(column) or []
