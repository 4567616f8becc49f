"""What part of a layer a request may ask for, checked against the city that is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError

from geodata.exports.tables import list_filterable

if TYPE_CHECKING:
    from app.catalogue import Catalogue
    from app.query import ExportQuery

BEYOND_BANKS = ("across", "river", "outside")
"""Values of `side` beside the ids of the two banks."""


def check_cut(catalogue: Catalogue, names: tuple[str, ...], query: ExportQuery) -> None:
    """Check that what is asked of some tables says something about them.

    Raises
    ------
    RequestValidationError
        Names the parameter that does not.
    """
    city = catalogue.manifest.city
    allowed = {
        "side": {city.left.id, city.right.id, *BEYOND_BANKS},
        "provider": set(catalogue.providers),
    }
    for field, values in allowed.items():
        value = getattr(query, field)
        if value is None:
            continue
        if not any(field in list_filterable(name) for name in names):
            _refuse(field, f"{names[0]} have no such field")
        if value not in values:
            _refuse(field, "should be one of " + ", ".join(sorted(values)))
    if query.as_of is not None and "crossings" not in names:
        _refuse("as_of", "only crossings depend on a day")


def _refuse(field: str, sentence: str) -> None:
    error = {"type": "value_error", "loc": ("query", field), "msg": sentence}
    raise RequestValidationError([error])
