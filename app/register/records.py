"""What a version of a project says, as it is written beside the log: checked, changed, compared.

A version's details are ``{"record": …, "needs": […], "documents": […], "conditions": …,
"changes": {field: source}}``. The record is a project as in the cities' files
(`geodata.cities.projects.Project`), its geometry as GeoJSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

import rfc8785
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass
from shapely.geometry.base import BaseGeometry

from app.register.errors import InvalidError
from app.register.faults import say_fault_within
from app.register.geometry import FIELD as GEOMETRY
from app.register.geometry import read_geometry
from geodata.cities.projects import Project
from geodata.cities.records import STRICT_RECORD, Slug
from geodata.cities.sources import Source
from geodata.names import Text, is_blank, strip_controls
from geodata.register.canonical import Json
from geodata.register.log import SALT
from geodata.sentences import sentence

LARGEST_RECORD = 200_000
"""Bytes of a version as canonical JSON."""

RECORD, STATUS = "record", "status"
EXTRAS = ("needs", "documents", "conditions")
FIXED = frozenset({"id", "is_example", "history"})
"""Fields that nobody changes as such: a new status is a step that is added to the history."""


@checked_dataclass(frozen=True, config=STRICT_RECORD)
class Document:
    """A document elsewhere."""

    title: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=1_000)]


@checked_dataclass(frozen=True, config=STRICT_RECORD)
class Details:
    """What a version of a project says."""

    record: Project
    needs: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    """Needs that it answers."""
    documents: Annotated[tuple[Document, ...], Field(max_length=20)] = ()
    conditions: Text | None = None
    """Under which it is proposed; part of what is signed."""
    changes: dict[str, Source] = Field(default_factory=dict)
    """Field that this version changes → who says so."""


_DETAILS = TypeAdapter(Details)
_PROJECT = TypeAdapter(Project)
_SOURCE = TypeAdapter(Source)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two versions have in different ways."""

    field: str
    before: Any
    after: Any
    source: Mapping[str, Any] | None


def read_details(details: Mapping[str, Any]) -> Details:
    """Read what a version says into its types.

    Raises
    ------
    InvalidError
        When a field is not what it should be; names it.
    """
    given = {name: value for name, value in details.items() if name != SALT}
    try:
        return _DETAILS.validate_python(given)
    except ValidationError as error:
        raise _refuse(error) from error


def check_details(details: Mapping[str, Any], area: BaseGeometry | None = None) -> Json:
    """Check what a version is to say; return it as it is written.

    Parameters
    ----------
    area
        Where a new place has to lie; None leaves the place as it is.

    Raises
    ------
    InvalidError
        When a field is not what it should be, or all of it is too long; says which.
    """
    told = details.get(RECORD) or {}
    geometry = told.get(GEOMETRY)
    if geometry is not None and area is not None:  # first, as it may be longer than is taken
        geometry = read_geometry(geometry, area)
    words = {name: one for name, one in told.items() if name != GEOMETRY}
    given = _drop_empty(cast("dict[str, Any]", clean({**details, RECORD: words})))
    record = given.get(RECORD, {}) | ({GEOMETRY: geometry} if geometry is not None else {})
    read = read_details({**given, RECORD: record})
    written = _DETAILS.dump_python(read, mode="json", exclude={RECORD}, exclude_defaults=True)
    written[RECORD] = write_record(read.record, geometry)
    _check_size(written)
    return cast("Json", written)


def write_record(project: Project, geometry: Mapping[str, Any] | None) -> Json:
    """Write a project as JSON, its geometry as GeoJSON."""
    record = _PROJECT.dump_python(
        project, mode="json", exclude={GEOMETRY}, exclude_defaults=True, exclude_none=True
    )
    return {**record, GEOMETRY: geometry} if geometry is not None else record


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """What somebody changes of a project, by field, each with its source."""

    base: str
    """Hash of the version that they read."""
    values: Mapping[str, Any]
    """Field → its new value."""
    sources: Mapping[str, Any]
    """Field → who says so."""


def apply_changes(details: Mapping[str, Any], changes: FieldChanges, today: str) -> Json:
    """Apply changes by field, each with its source, to what a version says; nothing is checked yet.

    Raises
    ------
    InvalidError
        When a field cannot be changed, or a change has no source.
    """
    made = {name: value for name, value in details.items() if name not in {SALT, "changes"}}
    record = dict(made[RECORD])
    for field, value in changes.values.items():
        source = _read_source(field, changes.sources.get(field))
        if field in EXTRAS:
            made[field] = value
        elif field == STATUS:
            step = {"status": value, "date": today, "sources": [source], "certainty": "M"}
            record["history"] = [*record["history"], step]
        else:
            record[_check_field(field)] = value
    told = {name: _read_source(name, changes.sources.get(name)) for name in changes.values}
    filled = {name: value for name, value in record.items() if value not in (None, "")}
    return {**_drop_empty(made), RECORD: filled, "changes": told}


def get_value(details: Mapping[str, Any], field: str) -> object:
    """Get what a version says in a field that `apply_changes` takes; None where nothing."""
    if field in EXTRAS:
        return details.get(field)
    record = details[RECORD]
    return record["history"][-1]["status"] if field == STATUS else record.get(field)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Compare what two versions say, field by field."""
    told = new.get("changes", {})
    before, after = _flatten(old), _flatten(new)
    fields = [one for one in (*before, *after) if before.get(one) != after.get(one)]
    return tuple(
        Difference(
            one,
            before.get(one),
            after.get(one),
            told.get(STATUS if one == "history" else one),
        )
        for one in dict.fromkeys(fields)
    )


def clean(value: object) -> object:
    """Strip from every text what steers a terminal or turns the direction of text.

    Of a text of which nothing would be seen, nothing stays.
    """
    if isinstance(value, str):
        kept = strip_controls(value).strip()
        return "" if is_blank(kept) else kept
    if isinstance(value, Mapping):
        return {strip_controls(str(name)): clean(one) for name, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list | tuple) else value


def _flatten(details: Mapping[str, Any]) -> dict[str, Any]:
    return {**details[RECORD], **{name: details[name] for name in EXTRAS if details.get(name)}}


def _drop_empty(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if value not in (None, "", [])}


def _check_field(field: str) -> str:
    if field in FIXED or field not in Project.__dataclass_fields__:
        raise InvalidError(field[:40], sentence("This field cannot be changed"))
    return field


def _read_source(field: str, source: object) -> dict[str, Any]:
    if not source:
        raise InvalidError(field, sentence("Say who says so: each change needs a source"))
    try:
        read = _SOURCE.validate_python({"name": source} if isinstance(source, str) else source)
    except ValidationError as error:
        fault = sentence("A source has a name, and an address that begins with https:// if any")
        raise InvalidError(field, fault) from error
    return cast("dict[str, Any]", _SOURCE.dump_python(read, mode="json", exclude_none=True))


def _check_size(written: Json) -> None:
    try:
        size = len(rfc8785.dumps(written))
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise InvalidError(
            RECORD, sentence("It holds a number or sign that cannot be kept")
        ) from error
    if size > LARGEST_RECORD:
        raise InvalidError(RECORD, sentence("It is too long: shorten it"))


def _refuse(error: ValidationError) -> InvalidError:
    """Say the first fault; the field is what people filled in, not a place inside of it."""
    fault = dict(error.errors(include_url=False, include_input=False)[0])
    name, *inside = [str(one) for one in error.errors()[0]["loc"] if one != RECORD] or [RECORD]
    return InvalidError(name, say_fault_within(fault, tuple(inside)))
