"""Parameters of studies of a whole city: scan, plan, closures, openings, ways without a step."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.review.schemas import Day, Population
from geodata.assessment.request import TripsTo
from geodata.assessment.spans import SPANS_M
from geodata.assessment.studies.plan import MOST_BRIDGES
from geodata.names import Language
from geodata.streets.network import TravelMode


class OpeningsQuery(BaseModel):
    """Parameters of the check against bridges that did open."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    mode: TravelMode = TravelMode.WALK
    population: Population = ""


class ClosuresQuery(OpeningsQuery):
    """Parameters of the ranked closures."""

    day: Day | None = None
    lang: Annotated[Language, Field(description="Of the sentences.")] = "en"


class StepFreeQuery(BaseModel):
    """Parameters of the count of ways over the river without a step."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    population: Population = ""
    day: Day | None = None
    lang: Annotated[Language, Field(description="Of the sentences.")] = "en"


class ScanQuery(ClosuresQuery):
    """Parameters of the scan."""

    trips_to: TripsTo = TripsTo.HOMES
    top: Annotated[int, Field(ge=1, le=100, description="How many of the best to list.")] = 20
    robust: Annotated[
        bool,
        Field(description="Also tell in how many rankings under other assumptions each is best."),
    ] = False
    span_m: Annotated[
        float | None,
        Field(
            ge=SPANS_M[0],
            le=SPANS_M[1],
            description="Longest span to consider; where not given, what the river asks for.",
        ),
    ] = None


class PlanQuery(ClosuresQuery):
    """Parameters of the best sets of bridges."""

    trips_to: TripsTo = TripsTo.HOMES
    most: Annotated[
        int, Field(ge=1, le=MOST_BRIDGES, description="Bridges of the largest set to find.")
    ] = 2
    length_km: Annotated[
        float | None,
        Field(gt=0, le=100, description="What the bridges of a set may measure together."),
    ] = None
    span_m: Annotated[float | None, ScanQuery.model_fields["span_m"]] = None
