"""Column names and their meaning, once: for snapshots, API, files and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geodata.names import SPOKEN


@dataclass(frozen=True, slots=True)
class Field:
    """One column."""

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    """JSON type of its values."""
    title: str
    """Heading for people, a few words; English, a term of the vocabulary."""
    meaning: str
    """What a value says."""
    unit: str | None = None
    """None for text and counts."""
    format: Literal["date", "json"] | None = None
    """``date`` for a day, month, year or interval as `geodata.dates.PartialDate` reads it, ``json``
    for a JSON object or array: nested in GeoJSON, text in formats that know none."""


NAME_FIELDS = tuple(
    Field(one.field, "string", one.title, f"name in {one.described} (OSM {one.key})")
    for one in SPOKEN.values()
)
"""Names that stand side by side, with or without OpenStreetMap."""

_IS_MODELLED = Field("is_modelled", "boolean", "Modelled", "true for modelled (not real) data")

FEATURE_FIELDS = (
    Field("element", "string", "OSM element", "OSM element: node, way or relation"),
    Field("id", "integer", "OSM id", "OSM id, unique within its element"),
    Field("layer", "string", "Layer", "layer of this map"),
    Field("name", "string", "Name", "OSM name, as on signs"),
    *NAME_FIELDS,
    Field("side", "string", "Side", "bank of the river, or across, river, beyond, outside"),
    Field(
        "left_share",
        "number",
        "Share on the left bank",
        "share of length or area on the left bank",
        "0–1",
    ),
    Field(
        "bank_distance_m",
        "number",
        "Distance to the line between the banks",
        "shortest distance to the line between the banks",
        "m",
    ),
    Field(
        "municipality",
        "string",
        "Municipality",
        "municipality by its boundary, whatever the side; disputed where sources differ",
    ),
    Field(
        "municipality_claims",
        "string",
        "Claims to the municipality",
        "each municipality that a source counts a disputed place to, with the sources",
        format="json",
    ),
    Field("operator", "string", "Operator", "OSM operator, as it stands"),
    Field(
        "provider",
        "string",
        "Provider",
        "provider of the registry that the evidence points to",
    ),
    Field("provider_role", "string", "Provider's role", "role of the provider in the service"),
    Field(
        "provider_basis",
        "string",
        "Evidence for the provider",
        "evidence: wikidata, operator, network, brand, owner, …",
    ),
    Field(
        "provider_confidence",
        "number",
        "Confidence in the evidence",
        "confidence in the evidence",
        "0–1",
    ),
    Field(
        "provider_claims",
        "integer",
        "Number of claims",
        "how many claims there are, the one shown included",
    ),
    _IS_MODELLED,
    Field("tags", "string", "OSM tags", "all OSM tags as a JSON object", format="json"),
)
"""Columns of every feature table, in their order; `geometry` comes last."""

FEATURE_COLUMNS = [field.name for field in FEATURE_FIELDS]

_NAMES = (Field("name", "string", "Name", "its names side by side"), *NAME_FIELDS)
_SOURCES = Field("sources", "string", "Sources", "who says so: name, address, date", format="json")
_CERTAINTY = Field("certainty", "string", "Certainty", "H high, M medium, L low")
_NOTE = Field("note", "string", "Note", "further remarks")
_START = Field("start", "string", "From", "first day, month or year", format="date")
_END = Field("end", "string", "Until", "day, month or year of the end", format="date")

CROSSING_FIELDS = (
    Field("id", "string", "Id", "id of the crossing"),
    Field("kind", "string", "Kind", "road, foot, rail, ferry, pipe or cable"),
    Field("use", "string", "Use", "what the crossing carries: people or services"),
    *_NAMES,
    Field(
        "status", "string", "Status", "status on the as_of date; empty if it does not exist then"
    ),
    Field("as_of", "string", "As of", "day of status and access", format="date"),
    Field("started", "string", "Started", "when building began", format="date"),
    Field("built", "string", "Built", "when it was built", format="date"),
    Field("opened", "string", "Opened", "when it opened", format="date"),
    Field("rebuilt", "string", "Rebuilt", "when it was rebuilt", format="date"),
    Field("closed", "string", "Closed", "date of permanent closure", format="date"),
    Field("length_m", "number", "Length", "length of the structure", "m"),
    Field("width_m", "number", "Width", "width of the structure", "m"),
    Field("is_registered", "boolean", "Registered", "true if the city's registry has it"),
    _IS_MODELLED,
    Field("osm_ids", "string", "OSM ids", "OSM elements it is made of", format="json"),
    Field(
        "access",
        "string",
        "Access",
        "access by means of travel (legal, physical, in practice, as tagged) on the as_of date",
        format="json",
    ),
    _CERTAINTY,
    _NOTE,
    _SOURCES,
)

PROVIDER_FIELDS = (
    Field("id", "string", "Id", "id of the provider"),
    *_NAMES,
    Field("service", "string", "Service", "what it serves people with"),
    Field("role", "string", "Role", "role of the provider in the service"),
    Field("system", "string", "System", "legal order under which the sources say it works"),
    Field("area", "string", "Service area", "area served, as described by sources"),
    Field("wikidata", "string", "Wikidata", "its item in Wikidata"),
    _START,
    _END,
    _CERTAINTY,
    _NOTE,
    _SOURCES,
)

CLAIM_FIELDS = (
    Field("id", "string", "Id", "id of the claim within this data version"),
    Field("feature", "string", "Feature", "OSM element and id of the feature that is served"),
    Field("layer", "string", "Layer", "layer of this map"),
    Field("provider", "string", "Provider", "provider of the registry; none where unlisted"),
    Field("operator", "string", "Operator", "name that stands in the evidence"),
    Field("role", "string", "Role", "role of the provider in the service"),
    Field("basis", "string", "Evidence", "what the claim rests on"),
    Field("confidence", "number", "Confidence", "confidence in the evidence", "0–1"),
    _START,
    _END,
    Field("source", "string", "Source", "who says so"),
    Field("is_shown", "boolean", "Shown", "true for the claim that the map shows"),
    _IS_MODELLED,
)

PROJECT_FIELDS = (
    Field("id", "string", "Id", "id of the project"),
    Field("kind", "string", "Kind", "what is to be built or agreed"),
    *_NAMES,
    Field("status", "string", "Status", "last status of its history"),
    Field("status_since", "string", "Status since", "when it reached its status", format="date"),
    Field("is_example", "boolean", "Example", "true for illustrative examples"),
    Field("summary", "string", "Summary", "what it is about, by language", format="json"),
    Field("needs", "string", "Needs", "ids of the needs that it answers", format="json"),
    Field("crossing", "string", "Crossing", "crossing that the project built"),
    Field("location", "string", "Place", "where it is, in the words of the sources"),
    Field(
        "costs",
        "string",
        "Costs",
        "each figure that a source gives, which may contradict another one",
        format="json",
    ),
    Field("partners", "string", "Partners", "who takes part, on which bank", format="json"),
    Field(
        "keys",
        "string",
        "Consents",
        "what is reported of the consent of each body that it needs",
        format="json",
    ),
    Field(
        "signed",
        "string",
        "Signed in the register",
        "what each body signed in the city's register, and when",
        format="json",
    ),
    Field(
        "assessments",
        "string",
        "Attached assessments",
        "assessments of the review that people attached in the city's register",
        format="json",
    ),
    Field("history", "string", "History", "its statuses with dates and sources", format="json"),
    Field("geometry_certainty", "string", "Certainty of place", "H high, M medium, L low"),
    _CERTAINTY,
    _NOTE,
    _SOURCES,
)

_DATE = Field("date", "string", "Date", "day, month, year or interval", format="date")
_SAYS = Field("says", "string", "What it says", "what the sources say")
_PROJECTS = Field("projects", "string", "Projects", "ids of projects", format="json")
_SAID = (_CERTAINTY, _NOTE, _SOURCES)

INSTITUTION_FIELDS = (
    Field("id", "string", "Id", "id of the institution"),
    *_NAMES,
    Field(
        "unofficial",
        "string",
        "Unofficial names",
        "languages whose name was transliterated or translated for this map",
        format="json",
    ),
    Field("kind", "string", "Kind", "what it is"),
    Field("service", "string", "Service", "what it serves people with"),
    Field("system", "string", "System", "legal order under which the sources say it works"),
    Field("sides", "string", "Banks", "banks where it works", format="json"),
    Field("status", "string", "Status", "its state by the last source"),
    Field("status_as_of", "string", "As of", "date of the last source on its state", format="date"),
    Field("closed_by", "string", "Closed by", "who closed it, as the sources say"),
    _START,
    _END,
    Field("mandates", "string", "Mandates", "who speaks for it, from–until", format="json"),
    Field("location", "string", "Place", "where it is, in the words of the sources"),
    Field("osm_ids", "string", "OSM ids", "OSM elements that bear its name", format="json"),
    *_SAID,
)

STATEMENT_FIELDS = (
    Field("id", "string", "Id", "id of the statement"),
    _DATE,
    Field("stance", "string", "Position", "position on the project"),
    Field("bodies", "string", "Bodies", "bodies with a key whose statement it is", format="json"),
    Field("by", "string", "By", "who else made it"),
    Field("contests", "string", "Disputes", "bodies whose key it disputes", format="json"),
    _PROJECTS,
    Field("crossings", "string", "Crossings", "ids of crossings that it is about", format="json"),
    Field("act", "string", "Act", "name of what was signed", format="json"),
    _SAYS,
    *_SAID,
)

AGREEMENT_FIELDS = (
    Field("id", "string", "Id", "id of the agreement"),
    _DATE,
    *_NAMES,
    Field("parties", "string", "Parties", "who agreed", format="json"),
    _SAYS,
    Field("outcome", "string", "Outcome", "what became of it"),
    _PROJECTS,
    *_SAID,
)

NEED_FIELDS = (
    Field("id", "string", "Id", "id of the need"),
    _DATE,
    Field("topics", "string", "Topics", "what it is about", format="json"),
    Field("place", "string", "Place", "where, and who was asked"),
    Field("asked_by", "string", "Asked by", "who asked"),
    _SAYS,
    _PROJECTS,
    *_SAID,
)

RULE_FIELDS = (
    Field("id", "string", "Id", "id of the rule"),
    Field("topic", "string", "Topic", "money or language"),
    _DATE,
    _SAYS,
    *_SAID,
)

BANK_FIELDS = (
    Field("id", "string", "Id", "id of the part"),
    Field("part", "string", "Part", "study_area, left, right, divide, water; beyond, assumed"),
    Field("side", "string", "Side", "id of the bank, for the two banks"),
    *_NAMES,
    _IS_MODELLED,
)

NAME_ENTRY_FIELDS = (
    Field("id", "string", "Id", "id of the place in the registry of names"),
    *_NAMES,
    Field(
        "unofficial",
        "string",
        "Unofficial names",
        "language of each name that no source gives: transliterated or translated by us",
        format="json",
    ),
    Field("aliases", "string", "Other names", "further names that it is found by", format="json"),
    Field("side", "string", "Side", "bank of the river, where a source tells it"),
    Field(
        "municipality",
        "string",
        "Municipality",
        "municipality that the sources count it to; disputed where sources differ",
    ),
    Field(
        "municipality_claims",
        "string",
        "Claims to the municipality",
        "each municipality that a source counts a disputed place to, with the sources",
        format="json",
    ),
    Field("dispute", "string", "Dispute", "what is disputed, in the words of the sources"),
    _CERTAINTY,
    _NOTE,
    _SOURCES,
)

_IS_MODELLED = Field("is_modelled", "boolean", "Modelled", "true for modelled (not real) data")

NAME_COUNT_FIELDS = (
    Field("id", "string", "Id", "layer and side"),
    Field("layer", "string", "Layer", "layer of this map"),
    Field("side", "string", "Side", "bank of the river, or across, river, beyond, outside"),
    Field("features", "integer", "Features", "number of features"),
    Field("with_sq", "integer", "With an Albanian name", "features that have one (OSM name:sq)"),
    Field("with_sr", "integer", "With a Serbian name", "features that have one (OSM name:sr)"),
    Field("with_both", "integer", "With both", "features with an Albanian and a Serbian name"),
    Field(
        "with_other",
        "integer",
        "With another name only",
        "features with a name in another language, or in one that is not stated, and in neither",
    ),
    Field("without", "integer", "Without a name", "features without any name"),
    _IS_MODELLED,
)

CURRENCY_COUNT_FIELDS = (
    Field("id", "string", "Id", "side and currency"),
    Field("side", "string", "Side", "bank of the river, or across, river, beyond, outside"),
    Field(
        "currency",
        "string",
        "Currency",
        "ISO 4217 code that OpenStreetMap states; empty where it states none",
    ),
    Field("features", "integer", "Features", "number of features"),
    _IS_MODELLED,
)

TABLE_FIELDS = {
    "crossings": CROSSING_FIELDS,
    "providers": PROVIDER_FIELDS,
    "claims": CLAIM_FIELDS,
    "projects": PROJECT_FIELDS,
    "institutions": INSTITUTION_FIELDS,
    "statements": STATEMENT_FIELDS,
    "agreements": AGREEMENT_FIELDS,
    "needs": NEED_FIELDS,
    "rules": RULE_FIELDS,
    "banks": BANK_FIELDS,
    "names": NAME_ENTRY_FIELDS,
    "name_counts": NAME_COUNT_FIELDS,
    "currency_counts": CURRENCY_COUNT_FIELDS,
}
"""Table beside the layers → its fields, as `geodata.snapshot.tables` makes them."""


def get_fields(name: str) -> tuple[Field, ...]:
    """Get the fields of a layer or of one of the tables beside the layers."""
    return TABLE_FIELDS.get(name, FEATURE_FIELDS)


NAME_TAGS = {"name": "name"} | {one.field: one.key for one in SPOKEN.values()}
"""Column → OSM key of the names that are kept apart."""
