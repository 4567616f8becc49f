"""How long a bridge may be that a scan looks for: what is asked, or what the river asks for."""

from __future__ import annotations

import math

import numpy as np
import shapely

from geodata.assessment.engine.profile import locate_stations
from geodata.assessment.model import CityModel
from geodata.assessment.request import LONGEST_CANDIDATE_M, RequestError
from geodata.sentences import sentence
from geodata.streets.network import TravelMode

LEAST_SPAN_M = 150.0
"""Looked for along any river where nobody says how long a bridge may be."""

SPANS_M = (10.0, LONGEST_CANDIDATE_M)
"""Limits of the span that are answered: of a candidate that is assessed alone."""

BANK_M = 50.0
"""From the water's edge to the first street, where water alone tells how wide a river is."""

STREETS_ALLOWED = 1.25
"""A bridge may be so many times as long as it is between the nearest streets of both banks."""


def choose_span_m(model: CityModel, mode: TravelMode) -> float:
    """Choose the longest span that is worth a look along this river, in whole tens of metres.

    It is what lies between the nearest streets of both banks at half of the stations and some
    more, or the width of the mapped water and its banks, whichever is more, within limits.
    """
    stations = model.get_mode(mode).stations
    apart_m = stations.straight_m[np.isfinite(stations.straight_m)]
    asked_m = [LEAST_SPAN_M, STREETS_ALLOWED * float(np.median(apart_m)) if len(apart_m) else 0.0]
    water = model.divide.water
    points = locate_stations(model.divide)[1]
    wet = points[shapely.intersects(water, points)]
    if len(wet):
        width_m = 2 * shapely.distance(wet, water.boundary)
        asked_m.append(float(np.quantile(width_m, 0.9)) + 2 * BANK_M)
    return min(10.0 * math.ceil(max(asked_m) / 10), SPANS_M[1])


def check_span(span_m: float) -> float:
    """Return a span that is asked for.

    Raises
    ------
    RequestError
        Names ``span_m``.
    """
    if not SPANS_M[0] <= span_m <= SPANS_M[1]:
        low, high = (f"{one:g}" for one in SPANS_M)
        fault = sentence("it must lie between %(low)s and %(high)s m", low=low, high=high)
        raise RequestError("span_m", fault)
    return span_m
