"""What is public of the register as features, and those as the rows of one flat table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import orjson
from shapely.geometry import shape
from sqlalchemy.orm import Session

from app.register.api import write_feature
from app.register.context import Register
from app.register.contributions import (
    Contribution,
    find_thing,
    list_contributions,
    list_removed_subjects,
)
from app.register.schemas import ProjectQuery
from app.register.views import list_items
from geodata.exports.cells import make_inert

Feature = dict[str, Any]
_PLACE = "place/"


def _list_projects(session: Session, register: Register, most: int, after: int) -> list[Feature]:
    items, _ = list_items(session, register.ledger, ProjectQuery(), most=most, after=after)
    return list(map(write_feature, items))


def _list_needs(session: Session, _register: Register, most: int, after: int) -> list[Feature]:
    found = list_contributions(session, None, ("need",), most=most, after=after)
    return [_write(one) for one in found]


def _list_comments(session: Session, _register: Register, most: int, after: int) -> list[Feature]:
    found = list_contributions(session, None, ("comment",), most=most, after=after)
    removed = list_removed_subjects(session)
    return [_write(one, is_gone=find_thing(one.row.subject) in removed) for one in found]


COLLECTIONS: Mapping[str, Callable[[Session, Register, int, int], list[Feature]]] = (
    MappingProxyType({"projects": _list_projects, "needs": _list_needs, "comments": _list_comments})
)
"""Collection → what lists so many of its features, the newest first, after so many."""


def write_csv(features: Iterable[Feature]) -> bytes:
    """Write features as a table: their properties, what has parts as JSON, and the place as WKT.

    A text that a spreadsheet would take for a formula gets an apostrophe.
    """
    rows = [
        {"id": one["id"], **one["properties"], "geometry": _write_place(one["geometry"])}
        for one in features
    ]
    columns = list(dict.fromkeys(["id", *(key for row in rows for key in row)]))
    written = io.StringIO()
    table = csv.DictWriter(written, columns, lineterminator="\r\n")
    table.writeheader()
    table.writerows({key: _write_cell(value) for key, value in row.items()} for row in rows)
    return written.getvalue().encode()


def _write(one: Contribution, *, is_gone: bool = False) -> Feature:
    """Write what somebody wrote; who did stays a number, as in the log.

    What was removed or erased, or is about what was, stands with nothing but its time.
    """
    written = {} if is_gone else dict(one.written or {})
    geometry = written.pop("geometry", None) or find_place(one.row.subject)
    return {
        "type": "Feature",
        "id": one.id,
        "geometry": geometry,
        "properties": {
            **written,
            "subject": one.row.subject or None,
            "time": one.time,
            "entry": one.row.entry,
            "is_removed": one.row.is_removed,
        },
    }


def find_place(subject: str) -> dict[str, Any] | None:
    """Find the place that something is about, if it is about one: ``place/lon,lat``."""
    if not subject.startswith(_PLACE):
        return None
    lon, lat = map(float, subject.removeprefix(_PLACE).split(","))
    return {"type": "Point", "coordinates": [lon, lat]}


def _write_place(geometry: dict[str, Any] | None) -> str | None:
    return None if geometry is None else shape(geometry).wkt


def _write_cell(value: object) -> object:
    is_nested = isinstance(value, dict | list)
    return make_inert(orjson.dumps(value).decode() if is_nested else value)
