"""Answers of the bridge review as strict JSON; runs in a worker thread."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import orjson

from app.review.assessments import assess_once
from geodata import LICENCE_URL
from geodata.assessment.break_even import Costs, assess_break_even
from geodata.assessment.card import make_card
from geodata.assessment.engine.gains import Report
from geodata.assessment.homes import minutes_saved_by_home
from geodata.assessment.model import CityModel
from geodata.assessment.ranges import measure_ranges
from geodata.assessment.remarks import say_remarks
from geodata.assessment.reports.range_table import make_range_table
from geodata.assessment.request import Demand, Question
from geodata.assessment.results import Answer
from geodata.assessment.studies.barrier import measure_barrier
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.plan import Limits, plan_bridges
from geodata.assessment.studies.robustness import scan_robustly
from geodata.assessment.studies.scan import scan_divide
from geodata.assessment.studies.step_free import measure_step_free
from geodata.assessment.studies.validation import Validation, validate_openings
from geodata.crs import COORDINATE_DECIMALS, GEOGRAPHIC, get_transformer
from geodata.names import Language
from geodata.snapshot.parity import Parity
from geodata.streets.network import TravelMode
from geodata.utilities.over_river import ServiceNetworks


def render_assessment(model: CityModel, question: Question, *, has_minutes: bool) -> bytes:
    """Assess a question; with the minutes saved at each home where they are asked for."""
    result = assess_once(model, question)
    sentences = _say_remarks(model, result, "en")
    if has_minutes:
        minutes_saved = collect_minutes_saved(model, question)
        return _dump(result, sentences=sentences, minutes_saved=minutes_saved)
    return _dump(result, sentences=sentences)


def render_ranges(
    model: CityModel, question: Question, language: Language, *, report: Report
) -> bytes:
    """Measure the ranges of an assessment, with the table of those that are read first."""
    ranges = measure_ranges(model, question, report)
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    table = make_range_table(assess_once(model, question), ranges, banks, language)
    return _dump(ranges, sentences=_say_remarks(model, ranges, language), table=table)


def render_scan(
    model: CityModel,
    demand: Demand,
    day: date,
    span_m: float | None,
    language: Language,
    *,
    is_robust: bool,
    report: Report,
) -> bytes:
    """Scan the divide: all alignments, the best first."""
    scan = (scan_robustly if is_robust else scan_divide)(
        *(model, demand.mode, day),
        span_m=span_m,
        trips_to=demand.trips_to,
        population=demand.population,
        report=report,
    )
    return _dump(scan, sentences=_say_remarks(model, scan, language))


def render_plan(
    model: CityModel,
    demand: Demand,
    day: date,
    limits: Limits,
    language: Language,
    *,
    report: Report,
) -> bytes:
    """Find the best sets of bridges within some limits."""
    plan = plan_bridges(
        *(model, demand.mode, day, limits),
        trips_to=demand.trips_to,
        population=demand.population,
        report=report,
    )
    return _dump(plan, sentences=_say_remarks(model, plan, language))


def cut_scan(scan: bytes, top: int) -> bytes:
    """Cut a scan down to its top alignments.

    In lists apart stay those that nothing beats, and the best one of each group, as many as `top`.
    """
    result = orjson.loads(scan)
    alignments = result["alignments"]
    counts = {"alignments_considered": len(alignments)}
    best = [one for one in alignments if one["is_best"]]
    sizes = Counter(one["group"] for one in alignments)
    groups = [
        one | {"places": sizes[one["rank"]]} for one in alignments if one["rank"] == one["group"]
    ]
    lists = {"alignments": alignments[:top], "best": best, "groups": groups[:top]}
    return orjson.dumps(result | counts | lists)


def render_closures(
    model: CityModel,
    mode: TravelMode,
    day: date,
    population: str,
    language: Language,
    *,
    report: Report,
) -> bytes:
    """Rank the closures of crossings, singly and in pairs."""
    ranking = rank_closures(model, mode, day, population=population, report=report)
    return _dump(ranking, sentences=_say_remarks(model, ranking, language))


def render_barrier(
    model: CityModel, mode: TravelMode, day: date, population: str, language: Language
) -> bytes:
    """Measure the city with and without the divide."""
    barrier = measure_barrier(model, mode, day, population=population)
    return _dump(barrier, sentences=_say_remarks(model, barrier, language))


def render_step_free(model: CityModel, day: date, population: str, language: Language) -> bytes:
    """Count residents by what is known of their way over the river without a step."""
    found = measure_step_free(model, day, population=population)
    return _dump(found, sentences=_say_remarks(model, found, language))


def render_card(model: CityModel, question: Question, *, report: Report) -> bytes:
    """Make the decision card of a question, in all languages."""
    return _dump(make_card(model, question, report))


def render_break_even(
    model: CityModel, question: Question, costs: Costs, language: Language
) -> bytes:
    """Find the trips a day at which what a question changes pays for itself by the time saved."""
    payback = assess_break_even(model, question, costs)
    return _dump(payback, sentences=_say_remarks(model, payback, language))


def render_parity(parity: Parity) -> bytes:
    """Write how completely either bank is mapped."""
    return _dump(parity)


def render_networks(networks: ServiceNetworks) -> bytes:
    """Write the mapped networks of services."""
    return _dump(networks)


def render_openings(model: CityModel, mode: TravelMode, population: str = "") -> bytes:
    """Check the what-if against the bridges that did open."""
    return _dump(validate_openings(model, mode, population))


def collect_minutes_saved(model: CityModel, question: Question) -> dict[str, Any]:
    """Collect the minutes saved at each home as GeoJSON points, EPSG:4326, (lon, lat).

    The id is that of the building in ``/data/buildings.geojson``; a home without a trip that is
    possible both before and after has null.
    """
    homes = model.homes
    minutes = minutes_saved_by_home(model, question)
    lon, lat = get_transformer(model.crs, GEOGRAPHIC).transform(
        homes.points[:, 0], homes.points[:, 1]
    )
    places = np.stack([lon, lat], axis=1).round(COORDINATE_DECIMALS).tolist()
    saved = [round(one, 3) if math.isfinite(one) else None for one in minutes.tolist()]
    features = [
        {
            "type": "Feature",
            "id": name,
            "geometry": {"type": "Point", "coordinates": place},
            "properties": {"saved_min": one},
        }
        for name, place, one in zip(homes.ids, places, saved, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _say_remarks(model: CityModel, result: Answer, language: Language) -> tuple[str, ...]:
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    return say_remarks(result.remarks, banks, language)


def _dump(result: Answer | Validation | ServiceNetworks | Parity, **more: object) -> bytes:
    """Write a result as strict JSON, with more members and under its licence.

    The dataclasses go to JSON as they are: a copy as dictionaries takes milliseconds.
    """
    members = {**more, "licence": LICENCE_URL}
    option = orjson.OPT_SERIALIZE_NUMPY
    return (
        orjson.dumps(result, option=option)[:-1] + b"," + orjson.dumps(members, option=option)[1:]
    )
