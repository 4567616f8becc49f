"""The state of a crossing on a day, and its three faces of access."""

import json
from datetime import date

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geodata.cities.crossings import Access, CrossingFile, Mode, Status
from geodata.cities.records import read_toml
from geodata.crossings.counts import Count, CrossingCounts, count_crossings
from geodata.crossings.crossing import (
    MODES,
    AccessState,
    Crossing,
    CrossingWay,
    load_crossings,
    store_crossings,
)
from geodata.errors import CityFileError
from tests.geodata.cities.registry_entries import SOURCES, make_fact, say

LINE = shapely.LineString([(20.866, 42.891), (20.866, 42.893)])
ROAD = {"highway": "residential", "bridge": "yes"}
DAY = date(2025, 9, 1)


def make_crossing(kind="road", tags=(ROAD,), fact=None):
    ways = tuple(CrossingWay(f"way/{at}", dict(one)) for at, one in enumerate(tags, 1))
    return Crossing("main", {"en": "Main"}, kind, LINE, ways, fact)


def known(kind="road", tags=(ROAD,), **fact):
    return make_crossing(kind, tags, make_fact(kind=kind, **fact))


NEW = {"started": "2025-07-01", "opened": "2025-08-26"}


@pytest.mark.parametrize(
    ("fact", "day", "status"),
    [
        (NEW, date(2025, 6, 30), None),
        (NEW, date(2025, 7, 1), Status.UNDER_CONSTRUCTION),
        (NEW, date(2025, 8, 25), Status.UNDER_CONSTRUCTION),
        (NEW, date(2025, 8, 26), Status.OPEN),
        ({"opened": "2025-08-26"}, date(2025, 8, 25), None),
        ({"opened": "1973"}, date(1972, 12, 31), None),
        ({"opened": "1973"}, date(1973, 1, 1), Status.UNKNOWN),
        ({"opened": "1973"}, date(1973, 12, 31), Status.OPEN),
        ({"built": "1973"}, date(1972, 12, 31), None),
        ({"built": "1973"}, date(1973, 6, 1), Status.UNKNOWN),
        ({"built": "1973", "rebuilt": "2000-11/2001-06"}, date(2000, 12, 1), Status.OPEN),
        ({"started": "2000-02", "opened": "2000-04"}, date(2000, 1, 31), None),
        ({"started": "2000-02", "opened": "2000-04"}, date(2000, 2, 1), Status.UNKNOWN),
        ({"started": "2000-02", "opened": "2000-04"}, date(2000, 3, 1), Status.UNDER_CONSTRUCTION),
        ({"started": "2000-02", "opened": "2000-04"}, date(2000, 4, 1), Status.UNKNOWN),
        ({"started": "2000-02", "opened": "2000-04"}, date(2000, 4, 30), Status.OPEN),
        ({"opened": "1990", "closed": "2023-01"}, date(2023, 1, 15), Status.UNKNOWN),
        ({"opened": "1990", "closed": "2023-01"}, date(2023, 1, 31), Status.FORMER),
        ({"opened": "2000-04", "closed": "2023-01-19"}, date(2023, 1, 18), Status.OPEN),
        ({"opened": "2000-04", "closed": "2023-01-19"}, date(2023, 1, 19), Status.FORMER),
        ({"closed": "2023-01-19"}, date(2030, 1, 1), Status.FORMER),
        ({}, date(1900, 1, 1), Status.OPEN),
    ],
)
def test_a_crossing_is_what_its_dates_say(fact, day, status):
    assert known(**fact).status(day) is status
    assert known(tags=(), **fact).status(day) is status


def test_a_state_that_a_source_gives_holds_while_it_lasts():
    fact = {"status": [say(status="disused", start="2008", end="2020"), say(status="candidate")]}
    closed_for_a_while = known(status=fact["status"][:1])
    assert closed_for_a_while.status(date(2007, 12, 31)) is Status.OPEN
    assert closed_for_a_while.status(date(2008, 1, 1)) is Status.UNKNOWN
    assert closed_for_a_while.status(date(2008, 12, 31)) is Status.DISUSED
    assert closed_for_a_while.status(date(2020, 1, 1)) is Status.UNKNOWN
    assert closed_for_a_while.status(date(2020, 12, 31)) is Status.OPEN
    assert known(status=fact["status"][1:]).status(DAY) is Status.CANDIDATE


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_states_in_force_the_one_that_began_later_counts_wherever_it_is_listed(turned):
    states = [say(status="restricted", start="1999"), say(status="open", start="2024")]
    crossing = known(status=states[::-1] if turned else states)
    assert crossing.status(date(2023, 6, 1)) is Status.RESTRICTED
    assert crossing.status(DAY) is Status.OPEN


def test_a_crossing_that_is_gone_is_former_whatever_else_is_said():
    assert known(closed="2020", status=[say(status="open")]).status(DAY) is Status.FORMER


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ([ROAD], Status.OPEN),
        ([{"highway": "construction", "construction": "residential"}], Status.UNDER_CONSTRUCTION),
        ([{"highway": "proposed"}], Status.PROPOSED),
        ([{"highway": "planned"}], Status.PROPOSED),
        ([{"railway": "proposed", "proposed": "tram"}], Status.PROPOSED),
        ([{"proposed:highway": "footway", "bridge": "yes"}], Status.PROPOSED),
        ([{"construction:railway": "rail"}], Status.UNDER_CONSTRUCTION),
        ([{"highway": "construction", "construction": "minor"}], Status.UNDER_CONSTRUCTION),
        ([{"highway": "proposed"}, {"highway": "construction"}], Status.UNDER_CONSTRUCTION),
        ([{"highway": "proposed"}, {"highway": "primary"}], Status.OPEN),
        ([{"demolished:highway": "primary"}], Status.DISUSED),
        ([{"power": "line", "disused:voltage": "220000"}], Status.OPEN),
        ([{"power": "line", "abandoned:power": "minor_line"}], Status.OPEN),
        ([{"disused:power": "line"}], Status.DISUSED),
        ([{"railway": "rail", "abandoned:railway:gauge": "760"}], Status.OPEN),
        ([{"route": "ferry", "disused:railway:ref": "1"}], Status.OPEN),
        ([{"disused:route": "ferry"}], Status.DISUSED),
        ([{"railway": "construction"}], Status.UNDER_CONSTRUCTION),
        ([{"railway": "disused"}], Status.DISUSED),
        ([{"railway": "abandoned"}], Status.DISUSED),
        ([{"disused:railway": "rail"}], Status.DISUSED),
        ([{"abandoned:highway": "residential"}], Status.DISUSED),
        ([{"man_made": "pipeline", "disused": "yes"}], Status.DISUSED),
        ([{"man_made": "pipeline", "disused": "no"}], Status.OPEN),
        ([{"highway": "footway"}, {"railway": "disused"}], Status.OPEN),
        ([{"railway": "disused"}, {"highway": "construction"}], Status.UNDER_CONSTRUCTION),
        ([{"highway": "footway", "abandoned:railway": "rail"}], Status.OPEN),
        ([{"highway": "cycleway", "railway": "abandoned"}], Status.OPEN),
        ([{"highway": "residential", "disused:amenity": "kiosk"}], Status.OPEN),
        ([{"highway": "footway", "railway": "construction"}], Status.OPEN),
        ([{"highway": "residential", "abandoned": "yes"}], Status.DISUSED),
        ([{"railway": "rail", "disused:electrified": "yes"}], Status.OPEN),
        ([], Status.OPEN),
    ],
)
def test_tags_tell_what_is_not_in_use(tags, status):
    first = tags[0] if tags else {}
    kind = "foot" if first.get("highway") in {"footway", "cycleway"} else "road"
    kind = "rail" if "railway" in first and "highway" not in first else kind
    kinds = {"man_made": "pipe", "power": "cable", "route": "ferry", "disused:power": "cable"}
    kind = next((kinds[key] for key in kinds if key in first), kind)
    assert make_crossing(kind, tags).status(DAY) is status


@pytest.mark.parametrize(
    ("kind", "tags", "status"),
    [
        ("road", {"highway": "primary", "motor_vehicle": "no"}, Status.RESTRICTED),
        ("road", {"highway": "primary", "access": "permit"}, Status.RESTRICTED),
        ("road", {"highway": "primary", "foot": "no"}, Status.OPEN),
        ("road", {"highway": "primary", "access": "perhaps"}, Status.RESTRICTED),
        ("foot", {"highway": "footway", "foot": "no"}, Status.RESTRICTED),
        ("foot", {"highway": "footway"}, Status.OPEN),
        ("rail", {"railway": "rail", "access": "no"}, Status.RESTRICTED),
        ("pipe", {"man_made": "pipeline"}, Status.OPEN),
        ("cable", {"power": "line"}, Status.OPEN),
    ],
)
def test_a_crossing_is_restricted_where_the_mode_that_it_is_for_may_not_pass(kind, tags, status):
    assert make_crossing(kind, [tags]).status(DAY) is status


def test_each_mode_has_its_three_faces():
    access = [
        say(modes=["motor_vehicle"], practised="no", start="1999"),
        say(modes=["foot", "bicycle"], physical="yes", practised="yes", legal="yes"),
    ]
    crossing = known(access=access)
    found = crossing.access(DAY)
    assert list(found) == list(MODES["road"])
    assert found[Mode.MOTOR_VEHICLE] == AccessState("unknown", "unknown", "no", tagged="yes")
    assert found[Mode.FOOT] == AccessState("yes", "yes", "yes", tagged="yes")
    assert crossing.status(DAY) is Status.RESTRICTED


def test_practice_outranks_obstacles_obstacles_the_law_and_the_law_the_tags():
    assert AccessState("no", "unknown", "unknown", tagged="yes").effective is Access.NO
    assert AccessState(tagged="yes").effective is Access.YES
    assert AccessState("no", "no", "yes").effective is Access.YES
    assert AccessState("yes", "no", "unknown").effective is Access.NO
    assert AccessState("no", "yes", "unknown").effective is Access.NO
    assert AccessState().effective is Access.UNKNOWN


@pytest.mark.parametrize("turned", [False, True])
def test_a_later_fact_outranks_an_earlier_one_in_the_faces_that_it_speaks_of(turned):
    access = [
        say(modes=["foot"], legal="no", practised="no", start="1999"),
        say(modes=["foot"], practised="yes", start="2014-06"),
    ]
    crossing = known(access=access[::-1] if turned else access)
    tagged = "unknown"  # OSM knows today alone
    before = crossing.access(date(2014, 5, 31))[Mode.FOOT]
    assert before == AccessState("no", "unknown", "no", tagged)
    between = crossing.access(date(2014, 6, 1))[Mode.FOOT]
    assert between == AccessState("no", "unknown", Access.UNDATED, tagged)
    assert crossing.access(DAY)[Mode.FOOT] == AccessState("no", "unknown", "yes", "yes")


OVER_YEARS = [
    say(modes=["motor_vehicle"], practised="no", start="1999", certainty="L"),
    say(modes=["motor_vehicle"], practised="restricted", start="2001", end="2004"),
    say(modes=["motor_vehicle"], practised="yes", start="2006-09-28", end="2011"),
    say(modes=["motor_vehicle"], practised="no", start="2011"),
    say(modes=["foot"], practised="yes", start="1999"),
]
"""Values that contradict each other, as the sources of a bridge do."""


@pytest.mark.parametrize(
    ("day", "practised", "status", "is_open"),
    [
        (date(2000, 6, 1), Access.NO, Status.RESTRICTED, False),
        (date(2001, 6, 1), Access.UNDATED, Status.UNKNOWN, False),
        (date(2003, 6, 1), Access.RESTRICTED, Status.RESTRICTED, False),
        (date(2004, 6, 1), Access.UNDATED, Status.UNKNOWN, False),
        (date(2005, 6, 1), Access.NO, Status.RESTRICTED, False),
        (date(2008, 6, 1), Access.YES, Status.OPEN, True),
        (date(2011, 6, 1), Access.UNDATED, Status.UNKNOWN, False),
        (date(2012, 6, 1), Access.NO, Status.RESTRICTED, False),
    ],
)
def test_a_mode_passes_on_no_day_on_which_sources_do_not_tell_whether_it_may(
    day, practised, status, is_open
):
    crossing = known(built="1973", access=OVER_YEARS)
    assert crossing.access(day)[Mode.MOTOR_VEHICLE].practised is practised
    assert crossing.status(day) is status
    found = crossing.choose_access(Mode.MOTOR_VEHICLE, day, [Access.YES])
    assert (found == [Access.YES]) is is_open
    assert crossing.is_unknown(Mode.MOTOR_VEHICLE, day) is (practised is Access.UNDATED)
    assert crossing.choose_access(Mode.FOOT, day, [Access.YES]) == [Access.YES]


def test_nobody_passes_on_a_day_on_which_it_may_not_be_there():
    crossing = known(opened="1973")
    assert crossing.choose_access(Mode.FOOT, date(1973, 6, 1), [Access.YES]) == [Access.NO]
    assert crossing.is_unknown(Mode.FOOT, date(1973, 6, 1))
    assert not crossing.is_unknown(Mode.FOOT, date(1972, 6, 1))


def test_of_two_that_may_hold_and_say_the_same_it_is_known_what_holds():
    facts = [say(modes=["foot"], practised="no", start=start) for start in ("1999", "2011")]
    assert known(access=facts).access(date(2011, 6, 1))[Mode.FOOT].practised is Access.NO


def test_no_source_can_state_that_a_day_is_not_known():
    with pytest.raises(CityFileError, match="no source states"):
        known(access=[say(modes=["foot"], practised=Access.UNDATED.value)])


@pytest.mark.parametrize(
    ("kind", "access", "is_foot_only"),
    [
        ("foot", [], True),
        ("foot", [say(modes=["bicycle"], practised="dismount")], True),
        ("foot", [say(modes=["bicycle"], practised="yes")], False),
        ("road", [], False),
        ("road", [say(modes=["motor_vehicle"], practised="no")], False),
        ("road", [say(modes=["motor_vehicle", "bicycle"], practised="no")], True),
        ("road", [say(modes=["foot"], practised="no")], False),
        ("pipe", [], False),
    ],
)
def test_what_nobody_but_people_on_foot_passes_is_on_foot_only(kind, access, is_foot_only):
    feet = say(modes=["foot"], practised="yes")
    found = known(kind, (), access=[feet, *access] if kind != "pipe" else ())
    assert found.is_foot_only(DAY) is is_foot_only


def test_crossings_of_people_and_of_services_are_counted_apart():
    pipe = {"man_made": "pipeline"}
    crossings = [
        known(tags=()),
        known("foot", (), access=[say(modes=["foot"], practised="yes")]),
        known("rail", (), status=[say(status="disused")]),
        make_crossing(tags=(), fact=make_fact(closed="2023-01")),
        make_crossing("pipe", [pipe]),
        make_crossing("pipe", [pipe | {"source": "modelled"}]),
        Crossing("nowhere", {"en": "X"}, "road", None, (), make_fact("nowhere", point=None)),
    ]
    counts = count_crossings(crossings, DAY)
    assert counts == CrossingCounts(Count(2, 0), Count(1, 0), Count(2, 1))


def test_todays_tags_say_nothing_of_a_day_before_the_registrys_next_change():
    crossing = known(access=[say(modes=["foot"], practised="yes", start="2014")])
    assert crossing.access(date(2010, 1, 1))[Mode.FOOT].tagged is Access.UNKNOWN
    assert crossing.access(DAY)[Mode.FOOT].tagged is Access.YES


def test_tags_are_never_taken_for_the_law():
    crossing = make_crossing("road", [{"highway": "primary", "motor_vehicle": "no"}])
    found = crossing.access(DAY)[Mode.MOTOR_VEHICLE]
    assert found == AccessState(tagged="no")
    assert found.effective is Access.NO


def test_what_only_the_registry_knows_has_no_tags():
    assert known(tags=()).access(DAY)[Mode.FOOT] == AccessState()


def test_pipes_and_cables_are_asked_about_no_mode():
    assert make_crossing("pipe", [{"man_made": "pipeline"}]).access(DAY) == {}


def test_crossings_are_stored_and_read_back_whole():
    crossings = [
        known(access=[say(modes=["foot"], practised="yes", start="1999")], **NEW),
        make_crossing("rail", [{"railway": "rail", "name": "Пруга"}, {"railway": "rail"}]),
        make_crossing(tags=(), fact=make_fact(closed="2023-01", also=["Old"], length_m=51.5)),
    ]
    frame = store_crossings(crossings, DAY)
    assert load_crossings(frame) == tuple(crossings)
    assert frame["status"].tolist() == ["open", "open", "former"]
    assert frame["is_registered"].tolist() == [True, False, True]
    assert frame["osm_ids"].tolist() == ['["way/1"]', '["way/1", "way/2"]', "[]"]
    assert frame.crs == "EPSG:4326"
    assert_geodataframe_equal(store_crossings(load_crossings(frame), DAY), frame)


def test_crossings_of_a_snapshot_from_before_built_and_rebuilt_are_read():
    frame = store_crossings([known(**NEW)], DAY)
    record = json.loads(frame["record"].iloc[0])
    del record["fact"]["built"], record["fact"]["rebuilt"]
    assert load_crossings(frame.assign(record=[json.dumps(record)])) == (known(**NEW),)


def test_a_crossing_without_a_place_is_stored_and_read_back():
    nowhere = Crossing("x", {"en": "X"}, "road", None, (), make_fact("x", point=None))
    assert load_crossings(store_crossings([known(), nowhere], DAY)) == (known(), nowhere)


def test_a_crossing_that_is_not_there_yet_is_stored_without_a_status():
    assert store_crossings([known(**NEW)], date(2020, 1, 1))["status"].isna().all()


def test_no_crossings_make_an_empty_table():
    frame = store_crossings([], DAY)
    assert len(frame) == 0
    assert load_crossings(frame) == ()


ENTRY = """
[[crossing]]
id = "main"
name = { en = "Main" }
kind = "road"
point = [20.866, 42.892]
certainty = "H"
sources = [{ name = "Koha" }]
"""


def test_a_registry_lists_its_crossings(tmp_path):
    path = tmp_path / "crossings.toml"
    path.write_text(ENTRY)
    (fact,) = read_toml(path, CrossingFile).crossing
    assert (fact.id, fact.point, fact.match_m) == ("main", (20.866, 42.892), 60)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('kind = "zipline"', "Input should be"),
        ("point = [42.892, 120.866]", "lon, lat"),
        ("match_m = 0", "greater than 0"),
        ("match_m = 900", "less than or equal to 500"),
        ('opened = "soon"', "YYYY-MM-DD"),
        ("access = [{ modes = [] }]", "crossing.0.access.0"),
        ("lenght_m = 5", "is not a known key"),
    ],
)
def test_a_wrong_line_of_an_entry_is_named_with_file_and_key(tmp_path, line, reason):
    path, key = tmp_path / "crossings.toml", line.split(" = ")[0]
    right = [one for one in ENTRY.splitlines() if not one.startswith(f"{key} = ")]
    path.write_text("\n".join([*right, line]))
    with pytest.raises(CityFileError) as caught:
        read_toml(path, CrossingFile)
    assert str(caught.value).startswith(f"{path}: crossing.0.{key}")
    assert reason in str(caught.value)


def test_two_crossings_of_one_id_are_refused(tmp_path):
    path = tmp_path / "crossings.toml"
    path.write_text(ENTRY * 2)
    with pytest.raises(CityFileError, match="'main' comes twice"):
        read_toml(path, CrossingFile)


def test_sources_may_be_a_name_alone():
    assert make_fact(sources=[{"name": "Koha"}]).sources[0].url is None
    assert make_fact(sources=SOURCES).sources[0].url.startswith("https://")
