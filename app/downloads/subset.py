"""What part of layers a request may ask for, in the words of the API, and which rows that are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection, Rows
from app.filters.cql2 import Filter, list_properties
from app.filters.crs import list_city_systems
from app.filters.evaluate import GEOMETRY
from app.filters.selection import EVERYTHING
from app.ogc.parameters import SNAPSHOT
from app.ogc.query import choose_rows, read_parameters, read_selection, refuse
from app.web.parameters import ExportQuery
from geodata.divide.sides import NO_BANKS
from geodata.sentences import sentence
from geodata.snapshot.published import WITHOUT_PLACES

_OF_FILES = frozenset(
    ("bbox", "as_of", "q", "datetime", "filter", "filter-lang", "filter-crs", "bom")
) | {SNAPSHOT}
"""Parameters of files beside the names of fields."""


def choose_parts(
    request: Request,
    catalogue: Catalogue,
    tables: Sequence[Collection],
    query: ExportQuery,
    others: frozenset[str] = frozenset(),
) -> dict[str, Rows]:
    """Choose the rows that a request asks for; a table that is not named is wanted whole.

    Of several tables, a field restricts those that have it, and a box those with places.

    Parameters
    ----------
    others
        Names of parameters that choose no rows.

    Raises
    ------
    RequestValidationError
        Names the parameter that cannot be read or says nothing about the tables.
    """
    fields = frozenset(name for table in tables for name in table.columns)
    asked = read_parameters(request, _OF_FILES | fields | others)
    given = {name: value for name, value in asked.items() if name not in others}
    _check_values(catalogue, given)
    if query.as_of is not None and "crossings" not in {table.name for table in tables}:
        raise refuse("as_of", sentence("only crossings depend on a day"))
    chosen = {}
    for table in tables:
        known = _OF_FILES - {"bbox", "as_of", "bom", SNAPSHOT} | table.columns.keys()
        own = {name: value for name, value in given.items() if name in known}
        selection = read_selection(own, table, list_city_systems(catalogue))
        if selection.filter and len(tables) > 1:
            _check_filter(selection.filter, tables)
        if len(tables) == 1 or table.name not in WITHOUT_PLACES:
            selection = replace(selection, area=query.bbox)
        if selection != EVERYTHING:
            chosen[table.name] = choose_rows(table, selection)
    return chosen


def refuse_mark(query: ExportQuery) -> None:
    """Refuse a byte order mark for what is no CSV file.

    Raises
    ------
    RequestValidationError
        When one is asked for.
    """
    if query.bom:
        raise refuse("bom", sentence("only CSV files begin with a mark"))


def _check_values(catalogue: Catalogue, given: Mapping[str, str]) -> None:
    """Check that what is asked for is something in the city that is served."""
    city = catalogue.manifest.city
    allowed = {
        "side": {city.left.id, city.right.id, *NO_BANKS},
        "provider": set(catalogue.providers),
    }
    for field, values in allowed.items():
        if field in given and given[field] not in values:
            known = ", ".join(sorted(values))
            raise refuse(field, sentence("should be one of %(known)s", known=known))


def _check_filter(chosen: Filter, tables: Sequence[Collection]) -> None:
    """Check that a filter of several tables names only what all of them have."""
    for name in list_properties(chosen.expression):
        for table in tables:
            if name != GEOMETRY and name not in table.columns:
                fault = sentence(
                    "there is no field %(field)s in %(layer)s: filter one layer at a time",
                    field=repr(name[:60]),
                    layer=table.name,
                )
                raise refuse("filter", fault)
