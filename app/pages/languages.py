"""The page of names and languages: who calls a place how, and which languages names bear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from app.catalogue.catalogue import Catalogue
from app.catalogue.names import NAMES
from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.pages.facts import read_date
from app.web.pages import Pages
from geodata.cities.names import PlaceName
from geodata.layers import ALL_LAYERS
from geodata.snapshot.parity import Completeness

router = APIRouter(include_in_schema=False)

TITLES = {layer.name: layer.title for layer in ALL_LAYERS}
NUMBERS = ("features", "with_sq", "with_sr", "with_both", "with_other", "without")
"""Fields of the counts that the page shows, in the order of its columns."""

_NAMES = TypeAdapter(tuple[PlaceName, ...])


@dataclass(frozen=True, slots=True)
class LayerCounts:
    """The counts of a layer; of all layers where it has no name."""

    layer: str | None
    sides: tuple[tuple[str, dict[str, int]], ...]
    """Side → number of features by field, the banks first."""

    @property
    def uneven(self) -> tuple[float, float] | None:
        """Shares of both banks' features that have any name, where they differ too much."""
        banks = [dict(row) for _, row in self.sides[:2]]
        cases, without = ([one.get(name, 0) for one in banks] for name in ("features", "without"))
        having = cases[0] - without[0], cases[1] - without[1]
        found = Completeness(self.layer or "", "name", (cases[0], cases[1]), having)
        return found.shares if found.is_uneven else None


@router.get("/languages")
def show_languages(request: Request) -> Response:
    """Show the registry of names, and the counts of names and currencies by bank."""
    catalogue = get_catalogue(request)
    pages: Pages = request.app.state.pages
    counts = catalogue.collections["name_counts"].list_rows()
    values = {
        "page": "languages",
        "rules": sorted(catalogue.facts["rules"], key=read_date, reverse=True),
        "entries": _NAMES.dump_python(catalogue.names, mode="json"),
        "contested": {one.id for one in catalogue.names if one.is_contested},
        "missing": {one.id for one in catalogue.gazetteer.named if one.layer == NAMES},
        "counts": list_counts(counts, catalogue),
        "unnamed": count_unnamed_layers(counts),
        "currencies": list_currencies(catalogue),
        "bank_names": get_wording(request).name_banks(catalogue.manifest.city),
        "titles": TITLES,
        "numbers": NUMBERS,
    }
    return pages.render(request, "pages/languages.html", catalogue, values)


def list_counts(rows: Sequence[dict[str, Any]], catalogue: Catalogue) -> list[LayerCounts]:
    """List the counts of all layers together, then of each in which something has a name."""
    named = _list_named_layers(rows)
    groups = {layer: [row for row in rows if row["layer"] == layer] for layer in named}
    return [
        _count(None, rows, catalogue),
        *(_count(layer, groups[layer], catalogue) for layer in named),
    ]


def count_unnamed_layers(rows: Sequence[dict[str, Any]]) -> int:
    """Count the layers with features of which none has a name."""
    return len({row["layer"] for row in rows}) - len(_list_named_layers(rows))


def list_currencies(catalogue: Catalogue) -> list[tuple[str | None, dict[str, int]]]:
    """List how many cash points of each side take a currency; those that state none come last."""
    rows = catalogue.collections["currency_counts"].list_rows()
    known = sorted({row["currency"] for row in rows if row["currency"]})
    return [
        (code, {row["side"]: row["features"] for row in rows if row["currency"] == code})
        for code in [*known, None]
        if any(row["currency"] == code for row in rows)
    ]


def _list_named_layers(rows: Iterable[dict[str, Any]]) -> list[str]:
    with_names = (row["layer"] for row in rows if row["features"] > row["without"])
    return list(dict.fromkeys(with_names))


def _count(layer: str | None, rows: Iterable[dict[str, Any]], catalogue: Catalogue) -> LayerCounts:
    city = catalogue.manifest.city
    sides: dict[str, Counter[str]] = {city.left.id: Counter(), city.right.id: Counter()}
    for row in rows:
        sides.setdefault(row["side"], Counter()).update({name: row[name] for name in NUMBERS})
    return LayerCounts(layer, tuple((side, dict(found)) for side, found in sides.items()))
