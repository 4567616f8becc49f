"""An assessment made up by hand, for tests of what shows it."""

from geodata.assessment import results
from geodata.assessment.neighbourhoods import Neighbourhood
from geodata.assessment.place_kinds import PLACES
from geodata.divide.joins import SharedProvider

BANKS = {"north": {"sq": "Veri", "sr-Latn": "Sever", "en": "North"}, "south": {"en": "South"}}
HOSTILE = '</text><script>alert(1)</script> & "$x^2$ \x00\x1b\u202e\ud800橋🌉'


def make_bank(name):
    reach = [
        results.Reach(target, within_min, results.Change(1_000.0, 1_234.5, 234.5))
        for target in ("other bank", *PLACES)
        for within_min in (5, 10, 15, 30)
    ]
    return results.BankAssessment(
        bank=name,
        residents=7_920.0,
        mean_cross_river_min=results.Change(21.5, 19.25, -2.25),
        saved_person_min_per_trip=2.25,
        gained=0.0,
        cut=3.0,
        cut_off=results.Change(0.0, 0.0, 0.0),
        lost_interaction=results.Change(0.5, 0.4, -0.1),
        reach=tuple(reach),
        histogram=results.Histogram((0, 10, 20), (0.2, 0.5, 0.3), (0.3, 0.5, 0.2)),
    )


def make_service(service, *, is_from=False):
    near = results.NearestChange(
        residents=7_920.0,
        mean_min=results.Change(21.5, 19.25, -2.25),
        nearest_on_other_bank=results.Change(120.0, 1_300.0, 1_180.0),
        save=(2_000.0, 1_500.0, 700.0, 30.0),
        lose=(3.0, 0.0, 0.0, 0.0),
        newly_connected=12.0,
        cut_off=1.0,
    )
    some = tuple(
        results.NeighbourhoodChange(one, near) for one in ("node/1", "square/500000/4750000")
    )
    return results.ServiceChange(service, is_from, (1, 2), (near, near), some)


def make_assessment(city="Mitrovicë", **changes):
    facts = {
        "snapshot_id": "20251001T120000Z-0123abcd",
        "city": city,
        "is_modelled": True,
        "mode": "walk",
        "day": "2025-10-01",
        "closures": ("main",),
        "trips_to": "homes",
        "weights_unit": "people",
        "remarks": (),
        "figures": (results.Figure("mitrovica-north", 7_920, 2024, "A census", "M"),),
        "access": (),
        "beta_per_min": 0.1,
        "banks": (make_bank("north"), make_bank("south")),
        "mutuality": None,
        "barrier_crossing_ratio": results.Change(0.25, 0.5, 0.25),
        "profile": results.Profile(
            (0.0, 25.0, 50.0),
            (20.86, 20.861, 20.862),
            (42.89, 42.89, 42.89),
            (50.0, None, 60.0),
            (10.0, None, 12.0),
            (2.0, None, 3.0),
            (16.0, None, 16.0),
            (3.2, None, 4.0),
        ),
        "candidates": (
            results.CandidateResult(
                *(82.4, 60.0, (1, 2), (3.0, 4.0), 1.1, (SharedProvider("power", None, ()),)),
                buildings=("way/1",),
                beside=("main",),
            ),
            results.CandidateResult(50.0, None, None, None, None, (), buildings=(), beside=()),
        ),
    }
    facts["services"] = (make_service("hospital"), make_service("fire station", is_from=True))
    facts["neighbourhoods"] = (
        Neighbourhood("node/1", {"en": "Bošnjačka Mahala"}, "north", 20.87, 42.89),
        Neighbourhood("square/500000/4750000", {}, "south", 20.86, 42.88),
    )
    return results.Assessment(**(facts | changes))
