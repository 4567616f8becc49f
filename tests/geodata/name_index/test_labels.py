"""The name index against operators of three real towns that were labelled by hand.

``labels.csv`` holds names of © OpenStreetMap contributors (ODbL) in extracts of Andorra la Vella
(2025), Krems (2014) and Heidelberg (2024), each with the bearer that it was checked to mean, as far
as the index knows one anywhere: its Wikidata id, or its name where the index has no id.
"""

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.name_index.index import EXTRACT, open_index

LABELS = Path(__file__).parent / "labels.csv"
TOWNS = {
    "andorra": (1.45, 42.47, 1.6, 42.55),
    "krems": (15.55, 48.37, 15.68, 48.43),
    "heidelberg": (8.6, 49.35, 8.75, 49.45),
}


def read_labels():
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_bearers(rows):
    """Name the bearer that the index gives for each row; None where it gives none."""
    for town, bounds in TOWNS.items():
        area = shapely.box(*bounds)
        index = open_index(area)
        (codes,) = index.places.locate(np.array([area.centroid]))
        for row in rows:
            if row["town"] == town:
                kind, _, value = row["kind"].partition("=")
                tags = {kind: value, row["key"]: row["value"]}
                if row["wikidata_of_feature"]:
                    tags[f"{row['key']}:wikidata"] = row["wikidata_of_feature"]
                match = index.match(tags, codes)
                entry = match and match.entry
                yield row, entry and (entry.wikidata or f"name:{entry.name}")


@pytest.mark.skipif(
    not EXTRACT.exists(), reason="the name index is missing: install npm, then make vendor"
)
def test_at_least_99_of_100_matches_are_right(record_property):
    rows = read_labels()
    assert sum(row["key"] == "operator" for row in rows) >= 200
    named = list(name_bearers(rows))
    assert len(named) == len(rows)
    matched = [(row, bearer) for row, bearer in named if bearer]
    wrong = [(row, bearer) for row, bearer in matched if bearer != row["bearer"]]
    precision = 1 - len(wrong) / len(matched)
    recall = (len(matched) - len(wrong)) / sum(bool(row["bearer"]) for row in rows)
    record_property("recall", recall)
    print(f"{len(rows)} names, {len(matched)} matches: {precision:.1%} right, recall {recall:.1%}")
    assert precision >= 0.99, wrong
    assert len(matched) > 90
