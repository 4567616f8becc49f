"""Classes of CQL2 that are declared, by the abstract tests of the standard (OGC 21-065r2, A)."""

import httpx
import pytest

OPERATORS = ["=", "<>", "<", "<=", ">", ">="]
DENIED = {"=": "<>", "<": ">=", ">": "<="}
VALUES = {"string": "'foo'", "boolean": "true", "number": "3.14", "integer": "1"}
RELATIONS = ["INTERSECTS", "EQUALS", "WITHIN", "CONTAINS"]


@pytest.fixture(scope="module")
def collections(reviewed):
    return f"{reviewed.url}/ogc/collections"


def find(collections, name, text):
    answer = httpx.get(f"{collections}/{name}/items", params={"filter": text, "limit": 10_000})
    assert answer.status_code == 200, (text, answer.text)
    return {one["id"] for one in answer.json()["features"]}


def read_queryables(collections, name):
    described = httpx.get(f"{collections}/{name}/queryables").json()["properties"]
    return {field: one for field, one in described.items() if "type" in one}


def write_value(described):
    return "DATE('2022-04-14')" if described.get("format") == "date" else VALUES[described["type"]]


@pytest.mark.parametrize("name", ["bus_stops", "crossings", "providers"])
def test_every_queryable_compares_with_a_value_on_either_side(collections, name):
    for field, described in read_queryables(collections, name).items():
        value = write_value(described)
        for one, two in ((field, value), (value, field)):
            found = {by: find(collections, name, f"{one} {by} {two}") for by in OPERATORS}
            assert not any(found[by] & found[other] for by, other in DENIED.items())


@pytest.mark.parametrize("name", ["bus_stops", "crossings", "providers"])
def test_every_queryable_equals_itself(collections, name):
    for field in read_queryables(collections, name):
        found = {by: find(collections, name, f"{field} {by} {field}") for by in OPERATORS}
        known = find(collections, name, f"{field} IS NOT NULL")
        assert found["="] == found["<="] == found[">="] == known
        assert not found["<>"] | found["<"] | found[">"]


@pytest.mark.parametrize(
    "value",
    [*VALUES.values(), "DATE('2022-04-14')", "TIMESTAMP('2022-04-14T14:48:46Z')"],
)
def test_values_compare_with_each_other(collections, value):
    everything = find(collections, "crossings", "true")
    for by in OPERATORS:
        expected = everything if by in {"=", "<=", ">="} else set()
        assert find(collections, "crossings", f"{value} {by} {value}") == expected


def test_false_comes_before_true(collections):
    registered = find(collections, "crossings", "is_registered = true")
    assert find(collections, "crossings", "is_registered > false") == registered
    assert find(collections, "crossings", "is_registered < true").isdisjoint(registered)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_place_lies_to_itself_as_it_should(collections, relation):
    placed = find(collections, "crossings", "geometry IS NOT NULL")
    assert find(collections, "crossings", f"S_{relation}(geometry, geometry)") == placed
    assert not find(collections, "crossings", "S_DISJOINT(geometry, geometry)")


def test_two_places_that_are_given_lie_to_each_other(collections):
    everything = find(collections, "crossings", "true")
    assert find(collections, "crossings", "S_WITHIN(POINT(0 0), BBOX(-1,-1,1,1))") == everything
    assert not find(collections, "crossings", "S_CONTAINS(POINT(0 0), BBOX(-1,-1,1,1))")


def test_dates_are_declared_as_what_temporal_functions_take(collections):
    described = read_queryables(collections, "crossings")
    dates = {field for field, one in described.items() if one.get("format") == "date"}
    assert dates == {"as_of", "started", "built", "opened", "rebuilt", "closed"}
    for field in dates:
        find(collections, "crossings", f"T_EQUALS({field}, INTERVAL('2021-01-01','2021-12-31'))")


@pytest.mark.parametrize("hour", ["T00:00:00Z", "T10:00:00Z", "t23:59:59z", ""])
def test_what_ends_on_a_day_is_there_at_every_hour_of_it(collections, hour):
    crossings = f"{collections}/crossings/items"
    found = httpx.get(crossings, params={"datetime": f"2023-01-19{hour}"}).json()
    closed = {one["properties"]["closed"] for one in found["features"]}
    assert "2023-01-19" in closed
