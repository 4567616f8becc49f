"""A small city in snapshots that are made on the spot: hostile names, sparse facts."""

import json
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import LineString, Point, box

from geodata.cities.consents import KeyState, ProjectKey
from geodata.cities.crossings import Access, AccessFact, CrossingFact, CrossingKind, Mode
from geodata.cities.dividing_ways import DivideKind
from geodata.cities.names import MunicipalityClaim, OwnWork, PlaceName, store_names
from geodata.cities.profile import Bank
from geodata.cities.projects import (
    Cost,
    HistoryStep,
    Partner,
    Project,
    ProjectKind,
    ProjectStatus,
    store_projects,
)
from geodata.cities.providers import Provider, Role, Service, System, store_providers
from geodata.cities.sources import Source
from geodata.cities.unknown import UnknownFact, store_unknown
from geodata.crossings.crossing import Crossing, CrossingWay, store_crossings
from geodata.dates import PartialDate
from geodata.divide.joins import Joins, SharedProvider, StreetAtEnd
from geodata.fields import FEATURE_COLUMNS
from geodata.snapshot.folder import TILES
from geodata.snapshot.manifest import CitySummary, Manifest, NamedPlace
from geodata.snapshot.origin import Origin, SourceKind
from geodata.snapshot.writing import lock_data, write_snapshot

BOUNDS = (20.84, 42.88, 20.90, 42.92)
HOSTILE = (
    '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">\'`${alert(1)}`\u202e'
    + "abc" * 20
)
SOURCE = Source("A newspaper", "https://example.org/news", PartialDate.parse("2025-08"))


def make_layer(layer, geometries, **columns):
    """Features with ids from 1; columns that are not given are empty."""
    count = len(geometries)
    base = {
        "element": ["way"] * count,
        "id": range(1, count + 1),
        "layer": [layer] * count,
        "side": ["north"] * count,
        "left_share": [1.0] * count,
        "bank_distance_m": [12.5] * count,
        "provider_confidence": [float("nan")] * count,
        "provider_claims": [0] * count,
        "is_modelled": [False] * count,
        "tags": [json.dumps({"kind": layer})] * count,
    }
    frame = pd.DataFrame({name: pd.Series([None] * count) for name in FEATURE_COLUMNS})
    frame = frame.assign(**base).assign(**columns)[FEATURE_COLUMNS]
    return gpd.GeoDataFrame(frame, geometry=list(geometries), crs="EPSG:4326")


def make_layers():
    left, bottom, right, top = BOUNDS
    clockwise = shapely.Polygon(
        [(20.85, 42.905), (20.85, 42.906), (20.852, 42.906), (20.852, 42.905)]
    )
    hostile = {"name": HOSTILE, "note": HOSTILE * 100, f"key{HOSTILE}": "x"}
    return {
        "roads": make_layer(
            "roads",
            [
                LineString([(left, 42.905), (right, 42.905)]),
                LineString([(20.86, bottom), (20.86, top)]),
            ],
            tags=[json.dumps({"highway": "primary"}), json.dumps({"highway": "residential"})],
        ),
        "schools": make_layer(
            "schools",
            [box(20.8715, 42.899, 20.8735, 42.901)],
            name=[HOSTILE],
            operator=[HOSTILE],
            provider=["a-provider"],
            provider_basis=["operator"],
            provider_confidence=[0.9],
            is_modelled=[True],
            tags=[json.dumps(hostile)],
        ),
        "buildings": make_layer("buildings", [clockwise]),
        "street_lamps": make_layer("street_lamps", []),
    }


def make_crossings():
    old = CrossingFact(
        id="old",
        name={"sq": "Ura", "sr-Cyrl": "Мост", "en": "Old Bridge"},
        kind=CrossingKind.ROAD,
        point=(20.855, 42.90),
        certainty="H",
        sources=(SOURCE,),
        opened=PartialDate.parse("1973"),
        access=(
            AccessFact((Mode.MOTOR_VEHICLE,), (SOURCE,), "H", practised=Access.NO, note="Guarded."),
        ),
    )
    new = CrossingFact(
        id="new",
        name={"en": HOSTILE},
        kind=CrossingKind.FOOT,
        point=(20.88, 42.90),
        certainty="L",
        sources=(SOURCE,),
        started=PartialDate.parse("2025-07-01"),
        opened=PartialDate.parse("2025-08-26"),
    )
    way = CrossingWay("way/25131021", {"railway": "rail", "bridge": "yes"})
    return (
        Crossing(
            "old", old.name, old.kind, LineString([(20.855, 42.899), (20.855, 42.901)]), (), old
        ),
        Crossing("new", new.name, new.kind, Point(*new.point), (), new),
        Crossing(
            "osm-way-25131021",
            {},
            CrossingKind.RAIL,
            LineString([(20.89, 42.899), (20.89, 42.901)]),
            (way,),
        ),
    )


def make_projects():
    real = Project(
        id="somewhere",
        kind=ProjectKind.WATER,
        name={"en": "A project without a place"},
        history=(HistoryStep(ProjectStatus.IDEA, PartialDate.parse("2025"), (SOURCE,), "M"),),
        summary={"en": f"A summary {HOSTILE}"},
        partners=(Partner("Somebody", "north", (SOURCE,), "M"),),
        costs=(Cost(1e6, 2e6, "EUR", (SOURCE,), "M"),),
        sources=(SOURCE,),
        certainty="M",
    )
    example = Project(
        id="an-example",
        kind=ProjectKind.BRIDGE,
        name={"en": "An example bridge"},
        history=(HistoryStep(ProjectStatus.PROPOSED),),
        geometry=LineString([(20.865, 42.899), (20.865, 42.901)]),
        is_example=True,
    )
    joins = Joins(
        ("north", "south"),
        (StreetAtEnd("north", "way/1", "A street", 3.0),),
        (SharedProvider("a-provider", None, ("sewers",)),),
    )
    key = ProjectKey("town", KeyState.REPORTED, (), ())
    return store_projects([example, real], [joins, Joins()], [(), (key,)])


def make_banks():
    left, bottom, right, top = BOUNDS
    parts = {
        "study_area": box(*BOUNDS),
        "left": box(left, 42.90, right, top),
        "right": box(left, bottom, right, 42.90),
        "divide": LineString([(right, 42.90), (left, 42.90)]),
        "water": box(left, 42.8997, right, 42.9003),
    }
    sides = [{"left": "north", "right": "south"}.get(part) for part in parts]
    columns = {"part": list(parts), "side": sides}
    return gpd.GeoDataFrame(columns, geometry=list(parts.values()), crs="EPSG:4326")


def make_village():
    """Make the names of a place that two towns claim and that is not on the map."""
    return PlaceName(
        id="village",
        name={"sq": "Fshati", "sr-Latn": "Selo", "sr-Cyrl": "Село"},
        certainty="L",
        sources=(SOURCE,),
        unofficial={"sr-Cyrl": OwnWork.TRANSLITERATED},
        aliases=("Old Hamlet",),
        municipality=(
            MunicipalityClaim("town", "L", (SOURCE,)),
            MunicipalityClaim("other-town", "L", (SOURCE,)),
        ),
        dispute=f"The line runs through it {HOSTILE}",
    )


def make_tables():
    provider = Provider(
        id="a-provider",
        name={"en": "A Provider", "sr-Cyrl": "Давалац"},
        service=Service.EDUCATION,
        role=Role.OPERATOR,
        certainty="M",
        sources=(SOURCE,),
        system=System.INTERNATIONAL,
        system_sources=(SOURCE,),
        start=PartialDate.parse("1999-06"),
        area=f"Everywhere {HOSTILE}",
    )
    return {
        "banks": make_banks(),
        "crossings": store_crossings(make_crossings(), date(2025, 10, 1)),
        "projects": make_projects(),
        "providers": store_providers([provider]),
        "names": store_names([make_village()]),
        "unknown": store_unknown(
            [UnknownFact("the-cost", {"en": "What it cost"}, PartialDate.parse("2026-03"))]
        ),
        **{name: pd.DataFrame({"id": []}) for name in ("claims", "network_nodes", "network_edges")},
    }


def make_manifest(
    *,
    is_modelled=True,
    town="The Town",
    bank="North",
    notes=(),
    city="testville",
    divide=DivideKind.RIVER,
):
    banks = (
        Bank("north", {"sq": "Veri", "en": bank}),
        Bank("south", {"sq": "Jug", "en": "South"}),
    )
    town = NamedPlace("town", {"en": town})
    names = {"sq": "Qyteti", "sr-Cyrl": "Град"}
    city = CitySummary(city, names, "EPSG:32634", *banks, (town,), {}, divide=divide)
    kind = SourceKind.SAMPLE if is_modelled else SourceKind.FILE
    origin = Origin(kind, "sample.osm.gz", "2025-10-01T12:00:00+00:00", "0" * 64, None, is_modelled)
    return Manifest("", "", "uramost 0", city, origin, BOUNDS, {}, (), notes)


def write_city(data, *, layers=None, tiles=None, **facts):
    with lock_data(data):
        manifest = make_manifest(**facts)
        return write_snapshot(
            data, manifest, layers or make_layers(), make_tables(), {TILES: tiles}
        )
