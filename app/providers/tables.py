"""The matrix of providers and the features of a cell as tables that spreadsheets open safely."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from app.catalogue.catalogue import Catalogue
from app.providers.matrix import Served
from app.providers.schemas import Matrix
from app.web.tables import write_csv
from geodata.fields import FEATURE_COLUMNS
from geodata.names import join_names

_MATRIX_COLUMNS = (
    "service", "provider", "kind", "name", "role", "column", "features", "modelled", "length_m",
    "share", "confidence", "contested", "bases", "snapshot", "attribution",
)  # fmt: skip
_CELL_COLUMNS = (*FEATURE_COLUMNS, "length_m", "snapshot", "attribution")


def write_matrix(matrix: Matrix) -> str:
    """Write a matrix as CSV, one row a cell."""
    return write_csv(
        _MATRIX_COLUMNS,
        (
            [
                service.service.value,
                row.key,
                row.kind,
                join_names(row.name) if row.name else row.operator,
                row.role,
                column,
                cell.features,
                cell.modelled,
                cell.length_m,
                cell.share,
                cell.confidence,
                cell.contested,
                "; ".join(f"{basis} {number}" for basis, number in cell.bases.items()),
                matrix.snapshot,
                matrix.attribution,
            ]
            for service in matrix.services
            for row in service.rows
            for column, cell in row.cells.items()
        ),
    )


def write_features(catalogue: Catalogue, served: Iterable[Served]) -> str:
    """Write features as CSV with the columns of `geodata.fields` and the length of lines."""
    return write_csv(_CELL_COLUMNS, (_list_values(catalogue, one) for one in served))


def read_facts(catalogue: Catalogue, one: Served) -> dict[str, Any]:
    """Read the properties of a feature."""
    facts: dict[str, Any] = orjson.loads(catalogue.layers[one.layer].features[one.at])["properties"]
    return facts


def _list_values(catalogue: Catalogue, one: Served) -> list[object]:
    facts = read_facts(catalogue, one)
    facts["tags"] = orjson.dumps(facts["tags"]).decode()
    length_m = round(one.length_m, 1) or None
    return [
        *(facts[name] for name in FEATURE_COLUMNS),
        *(length_m, catalogue.id, catalogue.manifest.attribution),
    ]
