"""The figures that a brief shows first: who gains by service, then the trip over the river."""

from dataclasses import replace
from types import SimpleNamespace

from app.brief.numbers import list_leads
from geodata.cities.profile import Bank
from tests.geodata.assessment.assessments import make_assessment, make_service

CITY = SimpleNamespace(left=Bank("north", {"en": "North"}), right=Bank("south", {"en": "South"}))


def read(assessment):
    return [(one.label, dict(one.values)) for one in list_leads(assessment, CITY, "en")]


def change(name, save, lose):
    service = make_service(name)
    banks = tuple(
        replace(one, save=(float(less), 0, 0, 0), lose=(float(more), 0, 0, 0))
        for one, less, more in zip(service.banks, save, lose, strict=True)
    )
    return replace(service, banks=banks)


def test_the_service_that_comes_nearer_for_most_is_first():
    services = (change("school", (10, 5), (0, 0)), change("hospital", (300, 7), (20, 0)))
    first, saved = read(make_assessment(services=services))
    assert first == (
        "Hospital: at least 1 min less (people)",
        {"North": "300", "South": "7"},
    )
    assert saved == ("Time saved per trip", {"North": "+2.2 min", "South": "+2.2 min"})


def test_where_a_closure_makes_ways_longer_that_is_first():
    services = (change("school", (10, 5), (0, 0)), change("market", (0, 0), (4_000, 50)))
    assert read(make_assessment(services=services))[0] == (
        "Market: at least 1 min more (people)",
        {"North": "4,000", "South": "50"},
    )


def test_where_no_way_to_a_service_changes_it_is_who_comes_over_in_time():
    leads = read(make_assessment(services=(change("school", (0, 0.3), (0, 0)),)))
    assert [label for label, _ in leads] == [
        "Time saved per trip",
        "People within 15 minutes: other bank (people)",
    ]
    assert leads[1][1] == {"North": "+234", "South": "+234"}


def test_the_way_from_a_fire_station_says_so():
    services = (replace(change("fire station", (50, 0), (0, 0)), is_from=True),)
    label, _ = read(make_assessment(services=services))[0]
    assert label == "Fire station, from there to homes: at least 1 min less (people)"
