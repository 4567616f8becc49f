"""What a question looks like on the wire, bounded before anything is computed."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from geodata.assessment.candidates import SPEEDS_KMH, refuse_positions
from geodata.assessment.request import (
    LONGEST_CANDIDATE_M,
    MOST_ACCESS_CHANGES,
    MOST_CANDIDATES,
    MOST_PEOPLE,
    MOST_POSITIONS,
    AccessChange,
    Candidate,
    Question,
    TripsTo,
    Weekday,
)
from geodata.dates import parse_day
from geodata.streets.network import PASSING_MODES, TravelMode, read_passing_mode

MOST_CLOSURES = 100

LONGEST_POPULATION = 2_000
"""A publication of each of a dozen municipalities."""

Day = Annotated[
    date,
    PlainValidator(parse_day),
    WithJsonSchema(
        {"type": "string", "format": "date", "description": "The day whose crossings are there."}
    ),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Total = Annotated[
    int,
    Field(ge=0, le=MOST_PEOPLE),
    BeforeValidator(
        lambda value: int(value) if isinstance(value, float) and value.is_integer() else value
    ),
]
"""In JSON, 5.0 is as whole a number as 5."""


def _check_passing(modes: list[TravelMode]) -> list[TravelMode]:
    return [read_passing_mode(mode) for mode in modes]


PassingModes = Annotated[
    list[TravelMode],
    AfterValidator(_check_passing),
    Field(
        min_length=1,
        max_length=len(PASSING_MODES),
        json_schema_extra={"items": {"type": "string", "enum": list(PASSING_MODES)}},
    ),
]
Population = Annotated[
    str,
    Field(
        max_length=LONGEST_POPULATION,
        description="Published totals of people to weigh by: a publication, floor-area, or "
        "ID:PUBLICATION,… of each municipality; the newest published pair where empty.",
    ),
]
Position = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


def _check_line(positions: list[Position]) -> list[Position]:
    refusal = refuse_positions(positions)
    if refusal:
        raise ValueError(refusal)
    return positions


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class LineOnWire(_Strict):
    """A GeoJSON LineString from bank to bank: (lon, lat) in EPSG:4326."""

    type: Literal["LineString"]
    coordinates: Annotated[
        list[Position],
        AfterValidator(_check_line),
        Field(json_schema_extra={"minItems": 2, "maxItems": MOST_POSITIONS}),
    ]


class BridgeOnWire(_Strict):
    """What a candidate is like; `is_oneway` and `speed_kmh` concern driving and cycling."""

    modes: PassingModes = list(PASSING_MODES)
    speed_kmh: Annotated[float, Field(ge=SPEEDS_KMH[0], le=SPEEDS_KMH[1])] = 30.0
    is_oneway: bool = False
    length_m: Annotated[
        float | None,
        Field(
            gt=0,
            le=LONGEST_CANDIDATE_M,
            description="Of the structure, where its design is longer than the line.",
        ),
    ] = None


class CandidateOnWire(_Strict):
    """A candidate bridge as a GeoJSON Feature."""

    type: Literal["Feature"]
    id: str | float | None = None
    geometry: LineOnWire
    properties: BridgeOnWire | None = None

    def read(self) -> Candidate:
        """Read the candidate."""
        bridge = self.properties or BridgeOnWire()
        return Candidate(
            tuple(self.geometry.coordinates),
            frozenset(bridge.modes),
            bridge.speed_kmh,
            bridge.is_oneway,
            bridge.length_m,
        )


class AccessOnWire(_Strict):
    """A crossing that some modes may use from now on, or no longer, on some days of the week."""

    crossing: Slug
    is_open: bool
    modes: PassingModes = list(PASSING_MODES)
    days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] = list(Weekday)

    def read(self) -> AccessChange:
        """Read the change."""
        return AccessChange(
            self.crossing, self.is_open, frozenset(self.modes), frozenset(self.days)
        )


class QuestionOnWire(_Strict):
    """Candidates as a GeoJSON FeatureCollection, with what else is asked beside them."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: Annotated[list[CandidateOnWire], Field(max_length=MOST_CANDIDATES)] = []
    closures: Annotated[
        list[Slug], Field(max_length=MOST_CLOSURES, description="Ids of crossings to close.")
    ] = []
    access: Annotated[
        list[AccessOnWire],
        Field(
            max_length=2 * MOST_ACCESS_CHANGES,
            description="Existing crossings to open or to close to some modes.",
        ),
    ] = []
    mode: TravelMode = TravelMode.WALK
    day: Day | None = None
    people: Annotated[
        dict[Slug, Total],
        Field(
            max_length=50,
            description="Municipality id → total of people to use instead.",
            json_schema_extra={"additionalProperties": False},
        ),
    ] = {}
    beta_per_min: Annotated[
        float,
        Field(ge=0.001, le=10, description="How fast interaction fades: exp(-β × minutes)."),
    ] = 0.1
    trips_to: Annotated[
        TripsTo, Field(description="What draws the trips: the other bank's homes or services.")
    ] = TripsTo.HOMES
    population: Population = ""
    include: Annotated[
        list[Literal["minutes_saved"]],
        Field(max_length=1, description="Also GeoJSON of the minutes saved at each home."),
    ] = []

    def read(self, today: date) -> Question:
        """Read the question, of today where no day is given."""
        return Question(
            self.mode,
            self.day or today,
            tuple(candidate.read() for candidate in self.features),
            tuple(self.closures),
            self.people,
            self.beta_per_min,
            self.trips_to,
            self.population,
            tuple(change.read() for change in self.access),
        )


def name_on_wire(field: str) -> str:
    """Name a field of a `Question` as it is called on the wire.

    Examples
    --------
    >>> name_on_wire("candidates[0].line")
    'features.0.geometry.coordinates'
    """
    name = re.sub(r"\[(\d+)\]", r".\1", field)
    name = re.sub(r"^candidates\.(\d+)\.line$", r"features.\1.geometry.coordinates", name)
    return re.sub(r"^candidates(\.\d+)?(?=\.|$)", _name_feature, name)


def _name_feature(found: re.Match[str]) -> str:
    return f"features{found[1]}.properties" if found[1] else "features"


def describe_body(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a body for OpenAPI, without references to definitions elsewhere."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolve(node: JsonValue) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(node, dict):
            if "$ref" in node:
                name = str(node["$ref"]).rsplit("/", 1)[-1]
                return resolve(definitions[name])
            return {key: resolve(value) for key, value in node.items()}
        return [resolve(one) for one in node] if isinstance(node, list) else node

    described: dict[str, Any] = resolve(schema)
    return described
