"""What a request for features asks for, read and checked by hand: this is the hottest path."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from fastapi.exceptions import RequestValidationError
from shapely.geometry.base import BaseGeometry
from starlette.requests import Request

from app.catalogue.collection import Collection, Rows
from app.catalogue.spans import read_interval
from app.filters.cql2 import LANGUAGES as FILTER_LANGUAGES
from app.filters.cql2 import parse_filter
from app.filters.crs import CRS84, System, find_system
from app.filters.evaluate import FilterError
from app.filters.places import read_box
from app.filters.selection import EVERYTHING, Selection, select
from app.ogc.parameters import EVERYWHERE, FORMATS, MOST, OF_ITEMS, PAGE
from geodata.fields import Field
from geodata.gazetteer.folding import fold_name
from geodata.names import LANGUAGES
from geodata.sentences import get_sentence, sentence

_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class ItemsQuery:
    """A page of features: which ones, how many from where, in what system, with what fields."""

    selection: Selection
    limit: int
    offset: int
    system: System
    properties: tuple[str, ...] | None


Given = Mapping[str, str]
"""Parameters of a request, each given once."""


def refuse(name: str, fault: str) -> RequestValidationError:
    """Make the error that names a parameter and says what is wrong with it."""
    return RequestValidationError([{"loc": ("query", name), "msg": fault, "type": "value_error"}])


def read_parameters(request: Request, known: frozenset[str]) -> dict[str, str]:
    """Read the parameters of a request.

    Raises
    ------
    RequestValidationError
        When one is unknown here or stands twice, or the format or language is not on offer.
    """
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    if unknown := given.keys() - known:
        raise refuse(min(unknown), sentence("there is no such parameter here"))
    if len(given) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise refuse(name, sentence("may be given only once"))
    for name, choices in (("f", FORMATS), ("lang", LANGUAGES)):
        if given.get(name, choices[0]) not in choices:
            raise refuse(name, sentence("should be one of %(known)s", known=", ".join(choices)))
    return given


def list_parameters(collection: Collection) -> frozenset[str]:
    """List the names of what a request for a collection's features may give."""
    return frozenset((*OF_ITEMS, *collection.columns))


def read_items_query(
    given: Given, collection: Collection, systems: tuple[System, ...]
) -> ItemsQuery:
    """Read what is asked of a collection's features.

    Raises
    ------
    RequestValidationError
        Names the first parameter that cannot be read.
    """
    limit = _read_whole(given, "limit", PAGE)
    if limit < 1:
        raise refuse("limit", sentence("should be 1 or more"))
    return ItemsQuery(
        read_selection(given, collection, systems),
        min(limit, MOST),
        _read_whole(given, "offset", 0),
        read_system(given, "crs", systems),
        _read_properties(given, collection),
    )


def choose_rows(collection: Collection, selection: Selection) -> Rows:
    """Choose the rows of a selection; may take a while where it has a filter or words.

    Raises
    ------
    RequestValidationError
        When the filter asks for what the collection has not.
    """
    try:
        return select(collection, selection)
    except FilterError as error:
        raise refuse("filter", get_sentence(error)) from error


def read_system(given: Given, name: str, systems: tuple[System, ...]) -> System:
    """Read a coordinate reference system; CRS84 where none is named."""
    if name not in given:
        return CRS84
    try:
        return find_system(given[name], systems)
    except ValueError as error:
        raise refuse(name, get_sentence(error)) from error


def _read_whole(given: Given, name: str, default: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not _WHOLE.fullmatch(text):
        raise refuse(name, sentence("should be a whole number of at most nine digits"))
    return int(text)


def read_selection(given: Given, collection: Collection, systems: tuple[System, ...]) -> Selection:
    """Read which of a collection's features are asked for, and in what order.

    Raises
    ------
    RequestValidationError
        Names the first parameter that cannot be read.
    """
    if given.keys() <= {"limit", "offset", "crs", "properties", *EVERYWHERE}:
        return EVERYTHING
    box_system = read_system(given, "bbox-crs", systems)
    filter_system = read_system(given, "filter-crs", systems)
    language = given.get("filter-lang", FILTER_LANGUAGES[0])
    if language not in FILTER_LANGUAGES:
        known = ", ".join(FILTER_LANGUAGES)
        raise refuse("filter-lang", sentence("should be one of %(known)s", known=known))
    try:
        name = "bbox"
        area = _read_area(given[name], box_system) if name in given else None
        name = "datetime"
        interval = _read_interval(given[name]) if name in given else None
        name = "filter"
        chosen = parse_filter(given[name], language, filter_system) if name in given else None
    except ValueError as error:
        raise refuse(name, get_sentence(error)) from error
    return Selection(
        area,
        interval,
        chosen,
        tuple(_read_values(given, collection)),
        _read_words(given),
        _read_order(given, collection),
    )


_MOST_NUMBERS = 6
"""Of a box, with heights."""


def _read_area(text: str, system: System) -> BaseGeometry:
    parts = text.split(",", _MOST_NUMBERS)
    if not all(_NUMBER.fullmatch(part.strip()) for part in parts):
        raise ValueError(sentence("should be numbers with commas between them"))
    return read_box([float(part) for part in parts], system)


def _read_interval(text: str) -> tuple[float, float]:
    first, slash, last = text.partition("/")
    if not slash:
        last = first
    if text in {"", "..", "/", "../", "/..", "../.."} or "/" in last:
        raise ValueError(
            sentence("must be a date/time or an interval (start/end), one end of which may be open")
        )
    start, end = read_interval(first, last)
    # Features are dated by days: one that ends on a day is there at every hour of it.
    return float(np.floor(start)), end


def _read_values(given: Given, collection: Collection) -> Iterable[tuple[str, str | float | bool]]:
    for field in collection.fields:
        if field.name in given:
            yield field.name, _read_value(given[field.name], field)


def _read_value(text: str, field: Field) -> str | float | bool:
    """Read the value that a field should have."""
    if field.type == "string":
        return text
    if field.type == "boolean":
        if text not in {"true", "false"}:
            raise refuse(field.name, sentence("should be true or false"))
        return text == "true"
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise refuse(field.name, sentence("should be a number"))
    return float(text)


MOST_WORDS = 16


def _read_words(given: Given) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(fold_name(given.get("q", "")[:500]).split()))
    if "q" in given and not words:
        raise refuse("q", sentence("must contain a word"))
    if len(words) > MOST_WORDS:
        raise refuse("q", sentence("should have at most %(n)s words", n=MOST_WORDS))
    return words


def _read_order(given: Given, collection: Collection) -> tuple[tuple[str, bool], ...]:
    if "sortby" not in given:
        return ()
    names = given["sortby"].split(",", len(collection.columns))
    fields = _check_fields("sortby", [name.lstrip(" +-") for name in names], collection)
    return tuple(zip(fields, (name.startswith("-") for name in names), strict=True))


def _read_properties(given: Given, collection: Collection) -> tuple[str, ...] | None:
    if "properties" not in given:
        return None
    names = given["properties"].split(",", len(collection.columns))
    return _check_fields("properties", [name for name in names if name], collection)


def _check_fields(parameter: str, names: list[str], collection: Collection) -> tuple[str, ...]:
    """Check names of fields, each of which may stand once, so that there are no more than these."""
    for at, name in enumerate(names):
        _check_field(parameter, name, collection)
        if name in names[:at]:
            raise refuse(parameter, sentence("may name each only once"))
    return tuple(names)


def _check_field(parameter: str, name: str, collection: Collection) -> None:
    if name not in collection.columns:
        known = ", ".join(collection.columns)
        fault = sentence(
            "there is no field %(field)s here. There are: %(known)s",
            field=repr(name[:60]),
            known=known,
        )
        raise refuse(parameter, fault)
