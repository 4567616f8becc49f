"""What threads of a server share is not prepared: GEOS ends the process where two ask at once."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.assessment.assess import assess
from geodata.assessment.card import make_card
from geodata.assessment.homes import measure_home_minutes
from geodata.assessment.request import Question
from geodata.assessment.studies.barrier import measure_barrier
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.plan import Limits, plan_bridges
from geodata.assessment.studies.scan import scan_divide
from geodata.assessment.studies.step_free import measure_step_free
from geodata.assessment.studies.validation import validate_openings
from geodata.divide.banks import prepare_copy
from geodata.streets.network import TravelMode
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()


def list_geometries(model):
    """List the geometries that a model holds, in whatever holds them."""
    seen, stack = set(), [model]
    while stack:
        one = stack.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, BaseGeometry):
            yield one
        else:
            stack += list_parts(one)


def list_parts(thing):
    if isinstance(thing, (dict, list, tuple, set)):
        return [*(thing.values() if isinstance(thing, dict) else thing)]
    if isinstance(thing, np.ndarray):
        return thing.ravel().tolist() if thing.dtype == object else []
    if isinstance(thing, shapely.STRtree):
        return thing.geometries.tolist()
    if isinstance(thing, gpd.GeoDataFrame):
        return thing.geometry.tolist()
    if type(thing).__module__.startswith("geodata"):
        names = [*getattr(thing, "__slots__", ()), *getattr(thing, "__dict__", ())]
        return [getattr(thing, name) for name in names]
    return []


STUDIES = {
    "assess": lambda model: assess(model, Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))),
    "drive": lambda model: assess(model, Question(TravelMode.DRIVE, DAY, (bridge_at_e(CITY),))),
    "without a step": lambda model: assess(
        model, Question(TravelMode.STEP_FREE, DAY, (bridge_at_e(CITY),))
    ),
    "card": lambda model: make_card(model, Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))),
    "homes": lambda model: measure_home_minutes(model, Question(TravelMode.WALK, DAY)),
    "openings": lambda model: validate_openings(model, TravelMode.WALK),
    "scan": lambda model: scan_divide(model, TravelMode.WALK, DAY),
    "plan": lambda model: plan_bridges(model, TravelMode.WALK, DAY, Limits(1)),
    "closures": lambda model: rank_closures(model, TravelMode.WALK, DAY),
    "barrier": lambda model: measure_barrier(model, TravelMode.WALK, DAY),
    "step-free": lambda model: measure_step_free(model, DAY),
}


@pytest.mark.parametrize("name", STUDIES)
def test_no_study_prepares_what_others_use(name):
    model = CITY.model()
    model.street_edges["wheelchair"] = None
    STUDIES[name](model)
    shared = [*list_geometries(model)]
    assert len(shared) > 5
    assert any(one is model.divide.left for one in shared)
    assert not [one for one in shared if shapely.is_prepared(one)]


def test_what_is_prepared_would_be_found():
    model = CITY.model()
    shapely.prepare(model.divide.strip)
    shared = list_geometries(model)
    assert [one for one in shared if shapely.is_prepared(one)] == [model.divide.strip]


def test_a_prepared_copy_leaves_the_original_as_it_is():
    line = shapely.LineString([(0.1, 0.2), (1 / 3, 7e6)])
    copy = prepare_copy(line)
    assert shapely.is_prepared(copy)
    assert not shapely.is_prepared(line)
    assert shapely.to_wkb(copy) == shapely.to_wkb(line)
