"""A question in the query of an address, as share links, charts, reports and briefs have it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema

from app.review.schemas import MOST_CLOSURES, Day, Population, QuestionOnWire, Slug
from geodata.assessment.request import (
    MOST_ACCESS_CHANGES,
    MOST_CANDIDATES,
    MOST_POSITIONS,
    AccessChange,
    Candidate,
    Question,
    TripsTo,
    Weekday,
)
from geodata.names import Language
from geodata.sentences import Sentence, sentence
from geodata.streets.network import PASSING_MODES, TravelMode

# As narrow as the bounds are, so that OpenAPI promises no more than is accepted.
_FRACTION = "([.][0-9]{0,20})?"
_SMALL = "[.][0-9]{1,20}"
_LON = f"-?(180[.]?|((1[0-7][0-9]|[1-9]?[0-9]){_FRACTION}|{_SMALL})(e-[0-9]{{1,3}})?)"
_LAT = f"-?(90[.]?|([1-8]?[0-9]{_FRACTION}|{_SMALL})(e-[0-9]{{1,3}})?)"
_MODE = f"({'|'.join(PASSING_MODES)})"
_KMH = f"150[.]?|(1[0-4][0-9]|[1-9][0-9]?){_FRACTION}"
_METRES = f"1000[.]?|[1-9][0-9]{{0,2}}{_FRACTION}|0?[.][0-9]{{0,19}}[1-9]"
_LINE = (
    f"^(?P<places>{_LON},{_LAT}(,{_LON},{_LAT}){{1,{MOST_POSITIONS - 1}}})"
    f"(;(?P<modes>{_MODE}(,{_MODE}){{0,2}}))?"
    f"(?P<oneway>;oneway)?(;(?P<speed_kmh>{_KMH})km/h)?(;length=(?P<length_m>{_METRES})m)?$"
)
_MORE_FORM = "[;MODE,…][;oneway][;SPEEDkm/h][;length=METRESm]"
_LINE_FORM = f"LON,LAT,LON,LAT[,LON,LAT…]{_MORE_FORM}"
_DAY = f"({'|'.join(Weekday)})"
_ACCESS = (
    f"^(?P<crossing>[a-z0-9-]{{1,64}})(;(?P<modes>{_MODE}(,{_MODE}){{0,2}}))?"
    f"(;(?P<days>{_DAY}(,{_DAY}){{0,6}}))?$"
)
_ACCESS_FORM = "ID[;MODE,…][;DAY,…]"
_PEOPLE = "^(?P<name>[a-z0-9-]{1,64}):(?P<total>100000000|[0-9]{1,8})$"
_PEOPLE_FORM = "ID:TOTAL"

_PLAIN = Candidate(())


def read_line(text: object) -> dict[str, object]:
    """Read a candidate of an address as a feature on the wire.

    Raises
    ------
    ValueError
        When it is none.
    """
    found = _match(_LINE, text, sentence("should be LON,LAT,LON,LAT%(more)s", more=_MORE_FORM))
    bridge: dict[str, object] = {"is_oneway": bool(found["oneway"])}
    if found["modes"]:
        bridge["modes"] = found["modes"].split(",")
    bridge |= {
        name: float(found[name]) for name in ("speed_kmh", "length_m") if found[name] is not None
    }
    numbers = [float(one) for one in found["places"].split(",")]
    places = list(zip(numbers[::2], numbers[1::2], strict=True))
    line = {"type": "LineString", "coordinates": places}
    return {"type": "Feature", "geometry": line, "properties": bridge}


def read_access(text: object) -> dict[str, object]:
    """Read a crossing that is opened or closed to some modes, but for which of the two.

    Raises
    ------
    ValueError
        When it is none.
    """
    found = _match(_ACCESS, text, sentence("should be %(form)s", form=_ACCESS_FORM))
    lists = {name: found[name].split(",") for name in ("modes", "days") if found[name]}
    return {"crossing": found["crossing"], **lists}


def read_people(text: object) -> tuple[str, int]:
    """Read a municipality's id and its total of people.

    Raises
    ------
    ValueError
        When it is no such thing.
    """
    found = _match(_PEOPLE, text, sentence("should be ID:TOTAL"))
    return found["name"], int(found["total"])


def _match(pattern: str, text: object, refusal: Sentence) -> re.Match[str]:
    found = re.fullmatch(pattern, str(text))
    if not found:
        raise ValueError(refusal)
    return found


def _describe(pattern: str, description: str) -> WithJsonSchema:
    # What reads OpenAPI knows other spellings of named groups than Python does.
    plain = re.sub(r"\?P<\w+>", "", pattern)
    return WithJsonSchema({"type": "string", "pattern": plain, "description": description})


_Line = Annotated[
    dict[str, Any],
    PlainValidator(read_line),
    _describe(
        _LINE,
        f"A candidate from bank to bank in degrees, EPSG:4326: {_LINE_FORM}",
    ),
]
_Access = Annotated[
    dict[str, Any],
    PlainValidator(read_access),
    _describe(
        _ACCESS,
        f"A crossing, who is concerned and the days of the week, else everybody: {_ACCESS_FORM}",
    ),
]
_People = Annotated[
    tuple[str, int],
    PlainValidator(read_people),
    _describe(
        _PEOPLE,
        f"A municipality's id and the total of people to use instead: {_PEOPLE_FORM}",
    ),
]


class QuestionInAddress(BaseModel):
    """Parameters that ask what a body of ``POST /api/assessments`` asks, within the same bounds.

    A candidate is ``line=LON,LAT,LON,LAT``, from end to end. Where it is not for everybody, in both
    directions, at 30 km/h and as long as its line, there follow in this order: the modes that may
    use it, ``oneway``, a driving speed, the length of its design, as in
    ``line=LON,LAT,LON,LAT;bicycle,drive;oneway;20km/h;length=190m``. An existing crossing is opened
    by ``open=ID;drive`` and closed to some, or on some days, by ``restrict=ID;drive;Sa,Su``.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    line: Annotated[
        list[_Line],
        Field(max_length=MOST_CANDIDATES, description=f"Candidate bridges: {_LINE_FORM}"),
    ] = []
    close: Annotated[
        list[Slug], Field(max_length=MOST_CLOSURES, description="Ids of crossings to close.")
    ] = []
    open: Annotated[
        list[_Access],
        Field(
            max_length=MOST_ACCESS_CHANGES,
            description=f"Crossings to open to some modes: {_ACCESS_FORM}",
        ),
    ] = []
    restrict: Annotated[
        list[_Access],
        Field(
            max_length=MOST_ACCESS_CHANGES,
            description=f"Crossings to close to some modes, or on some days: {_ACCESS_FORM}",
        ),
    ] = []
    mode: TravelMode = TravelMode.WALK
    day: Day | None = None
    people: Annotated[
        list[_People], Field(max_length=50, description=f"Totals of people: {_PEOPLE_FORM}")
    ] = []
    beta_per_min: Annotated[float, QuestionOnWire.model_fields["beta_per_min"]] = 0.1
    trips_to: Annotated[TripsTo, QuestionOnWire.model_fields["trips_to"]] = TripsTo.HOMES
    population: Population = ""

    def read(self, today: date) -> Question:
        """Read the question, of today where no day is given.

        Raises
        ------
        RequestValidationError
            When it is out of bounds; names the parameter.
        """
        asked = {
            "features": self.line,
            "closures": self.close,
            "access": [
                *({**one, "is_open": True} for one in self.open),
                *({**one, "is_open": False} for one in self.restrict),
            ],
            "mode": self.mode,
            "day": self.day,
            "people": dict(self.people),
            "beta_per_min": self.beta_per_min,
            "trips_to": self.trips_to,
            "population": self.population,
        }
        try:
            return QuestionOnWire.model_validate_json(orjson.dumps(asked)).read(today)
        except ValidationError as error:
            faults: list[Any] = error.errors(include_url=False, include_input=False)
            raise RequestValidationError(
                [{**fault, "loc": ("query", _name_fault(fault["loc"]))} for fault in faults]
            ) from None


def write_address(question: Question) -> str:
    """Write a question as the query of an address, which `QuestionInAddress` reads.

    Mode and day are always in it, so that it asks the same tomorrow.
    """
    pairs = [("line", _write_line(candidate)) for candidate in question.candidates]
    pairs += [("close", name) for name in question.closures]
    pairs += [
        ("open" if one.is_open else "restrict", _write_access(one)) for one in question.access
    ]
    pairs += [("mode", question.mode.value), ("day", question.day.isoformat())]
    pairs += [("people", f"{name}:{total}") for name, total in question.people.items()]
    if question.beta_per_min != QuestionInAddress.model_fields["beta_per_min"].default:
        pairs.append(("beta_per_min", _write(question.beta_per_min)))
    if question.trips_to is not TripsTo.HOMES:
        pairs.append(("trips_to", question.trips_to.value))
    if question.population:
        pairs.append(("population", question.population))
    # A bare semicolon is left out of what is safe: some proxies drop a parameter that has one.
    return urlencode(pairs, safe=",:/")


def name_in_address(field: str) -> str:
    """Name a field of a `QuestionOnWire` as the parameter that it came from.

    Examples
    --------
    >>> name_in_address("features.0.geometry.coordinates")
    'line.0'
    """
    name = re.sub(r"^features(\.\d+)?.*$", r"line\1", field)
    name = re.sub(r"^people\..*$", "people", name)
    name = re.sub(r"^access(\.\d+)?.*$", "open, restrict", name)
    return re.sub(r"^closures(?=\.|$)", "close", name)


def _name_fault(location: tuple[int | str, ...]) -> str:
    return name_in_address(".".join(map(str, location)))


def _write_line(candidate: Candidate) -> str:
    parts = [",".join(_write(degrees) for position in candidate.line for degrees in position)]
    if candidate.modes != _PLAIN.modes:
        parts.append(",".join(sorted(candidate.modes)))
    if candidate.is_oneway:
        parts.append("oneway")
    if candidate.speed_kmh != _PLAIN.speed_kmh:
        parts.append(f"{_write(candidate.speed_kmh)}km/h")
    if candidate.length_m is not None:
        parts.append(f"length={_write(candidate.length_m)}m")
    return ";".join(parts)


def _write_access(change: AccessChange) -> str:
    parts = [change.crossing]
    if change.modes != frozenset(PASSING_MODES):
        parts.append(",".join(sorted(change.modes)))
    if change.days != frozenset(Weekday):
        parts.append(",".join(one for one in Weekday if one in change.days))
    return ";".join(parts)


def _write(number: float) -> str:
    """Write a number as short as it is read again exactly."""
    return repr(number).removesuffix(".0")


class ReportQuery(QuestionInAddress):
    """A question, and the language of the answer."""

    lang: Annotated[Language, Field(description="Of titles and labels.")] = "en"
