"""Towns that lack something or much: every page, address and file of each is answered."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.town_server import TownServer
from tests.app.towns import BRIDGE, SERVICE, STREET, Town, draw_town, write_profile

FOOT = {"highway": "footway", "name": "Walk"}
QUICK = {
    "every kind of bridge": Town(
        river="bends",
        has_island=True,
        bridges=(
            {"highway": "footway", "bridge": "yes"},
            {"railway": "rail", "bridge": "yes", "operator": "Rail"},
            {"highway": "construction", "construction": "primary", "bridge": "yes"},
        ),
        passes=3,
    ),
}
OTHERS = {
    "no names nor numbers": Town(missing=frozenset({"name", "operator", "maxspeed"})),
    "a river alone": Town(
        has_water=False,
        streets=(False, False),
        homes=(False, False),
        services=(False, False),
        bridges=(),
    ),
    "everything": Town(),
    "numbers without names": Town(missing=frozenset({"name"})),
    "no water": Town(has_water=False),
    "an island": Town(has_island=True),
    "no bridge": Town(bridges=()),
    "one bridge": Town(bridges=(BRIDGE,)),
    "homes in the north": Town(homes=(True, False)),
    "no homes": Town(homes=(False, False)),
    "streets in the south": Town(streets=(False, True)),
    "a bridge without streets": Town(streets=(False, False), bridges=(BRIDGE,)),
    "ways to walk alone": Town(street=FOOT, bridges=(FOOT | {"bridge": "yes"},)),
    "motorways alone": Town(
        street={"highway": "motorway"}, bridges=({"highway": "motorway", "bridge": "yes"},)
    ),
    "a railway bridge": Town(bridges=({"railway": "rail", "bridge": "yes"},)),
    "a planned bridge": Town(bridges=({"highway": "proposed", "proposed": "primary"},)),
    "no services": Town(services=(False, False)),
}

BRIDGES = (
    BRIDGE,
    {"highway": "footway", "bridge": "yes"},
    {"railway": "rail", "bridge": "yes", "operator": "Rail"},
    {"highway": "primary", "bridge": "yes", "access": "private"},
    {"highway": "construction", "construction": "primary", "bridge": "yes"},
    {"man_made": "pipeline", "bridge": "yes"},
)
STREETS = (STREET, FOOT, {"highway": "motorway"}, {"highway": "track", "access": "no"})
RIVERS = ("through", "begins", "ends", "bends")
PASSES = (0, 1, 2, 3)

PAIR = st.tuples(st.booleans(), st.booleans())
TOWNS = st.builds(
    Town,
    river=st.sampled_from(RIVERS),
    has_water=st.booleans(),
    has_island=st.booleans(),
    streets=PAIR,
    homes=PAIR,
    services=PAIR,
    street=st.sampled_from(STREETS),
    bridges=st.lists(st.sampled_from(BRIDGES), max_size=3).map(tuple),
    missing=st.frozensets(st.sampled_from(sorted({*STREET, *BRIDGE, *SERVICE, "building"}))),
    passes=st.sampled_from(PASSES),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with TownServer(tmp_path_factory.mktemp("towns")) as server:
        yield server


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return write_profile(tmp_path_factory.mktemp("profile"))


def find_faults(server, profile, town, **how):
    source = draw_town(town, profile.with_suffix(".osm"))
    server.take_up(profile, source)
    return server.find_faults(**how)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_a_town_that_lacks_or_has_much_answers_every_page_and_address(server, profile, name):
    assert find_faults(server, profile, QUICK[name], is_quick=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK | OTHERS)
def test_a_town_that_lacks_something_answers_in_every_language(server, profile, name):
    assert find_faults(server, profile, (QUICK | OTHERS)[name]) == []


def of_size(examples):
    """Settings for so many towns; a build takes as long as it takes."""
    return settings(
        max_examples=examples,
        suppress_health_check=[*HealthCheck],
        derandomize=True,
        database=None,
    )


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@of_size(40)
@given(town=TOWNS)
def test_none_of_many_towns_made_at_random_meets_an_error(server, profile, town):
    assert find_faults(server, profile, town, is_quick=True) == []
