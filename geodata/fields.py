"""Column names and their meaning, once: for snapshots, API, files and documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, JSON type, unit (None for text and counts) and meaning."""

    name: str
    type: str
    meaning: str
    unit: str | None = None


FEATURE_FIELDS = (
    Field("element", "string", "OSM element: node, way or relation"),
    Field("id", "integer", "OSM id, unique within its element"),
    Field("layer", "string", "layer of this map"),
    Field("name", "string", "OSM name, as it stands on signs"),
    Field("name_sq", "string", "name in Albanian (OSM name:sq)"),
    Field("name_sr", "string", "name in Serbian, mostly Cyrillic (OSM name:sr)"),
    Field("name_sr_latn", "string", "name in Serbian, Latin script (OSM name:sr-Latn)"),
    Field("name_en", "string", "name in English (OSM name:en)"),
    Field("side", "string", "bank of the divide, or across, river, outside"),
    Field("left_share", "number", "share of length or area on the left bank", "0–1"),
    Field("bank_distance_m", "number", "shortest distance to the divide", "m"),
    Field("municipality", "string", "municipality by its boundary, whatever the side"),
    Field("operator", "string", "OSM operator, as it stands"),
    Field("provider", "string", "provider of the registry that the evidence points to"),
    Field("provider_role", "string", "part of the provider in the service"),
    Field("provider_basis", "string", "evidence: wikidata, operator, network, brand, owner, …"),
    Field("provider_confidence", "number", "confidence in the evidence", "0–1"),
    Field("provider_claims", "integer", "how many claims there are, the one shown included"),
    Field("is_modelled", "boolean", "true for what was made up to stand in for real data"),
    Field("tags", "string", "all OSM tags as a JSON object"),
)
"""Columns of every feature table, in their order; `geometry` comes last."""

FEATURE_COLUMNS = [field.name for field in FEATURE_FIELDS]

NAME_TAGS = {
    "name": "name",
    "name_sq": "name:sq",
    "name_sr": "name:sr",
    "name_sr_latn": "name:sr-Latn",
    "name_en": "name:en",
}
"""Column → OSM key of the names that are kept apart."""
