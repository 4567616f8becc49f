"""Claim: who serves a feature, by its tags, by documented areas, or by nobody's word."""

from datetime import date

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from geodata.cities.providers import Provider, ServiceArea
from geodata.cities.sources import Source
from geodata.crs import GEOGRAPHIC, project
from geodata.dates import PartialDate
from pipelines.claim import CLAIM_COLUMNS, tag_providers
from tests.pipelines.frames import METRIC, make_frame, unchanged

X, Y = 500_000, 5_316_000
DAY = date(2026, 11, 21)
SOURCE = (Source(name="a report"),)
OUTLINE = project(box(X, Y, X + 100, Y + 100), METRIC, GEOGRAPHIC)


def make_provider(name, service="power", **more):
    return Provider(
        id=name,
        name={"en": name.title()},
        service=service,
        role=more.pop("role", "operator"),
        certainty="H",
        sources=SOURCE,
        **more,
    )


def make_area(start=None, end=None, **where):
    start, end = (None if day is None else PartialDate.parse(day) for day in (start, end))
    return ServiceArea(sources=SOURCE, certainty="M", start=start, end=end, **where)


def make_layer(*tags, municipality="upper", at=(50, 50)):
    place = Point(X + at[0], Y + at[1])
    frame = make_frame(*((f"node/{row}", one, place) for row, one in enumerate(tags, 1)))
    return frame.assign(municipality=municipality, is_modelled=False)


def tag_one(tags, *providers, layer="substations", **where):
    """Tag one feature; return what it shows and all its claims."""
    layers, claims = tag_providers({layer: make_layer(tags, **where)}, providers, METRIC, DAY)
    return layers[layer].iloc[0], claims


def test_a_feature_shows_the_provider_that_its_operator_names():
    strom = make_provider("strom", aliases=("Струја д.о.о.",), role="supplier")
    shown, claims = tag_one({"operator": "STRUJA"}, strom)
    assert shown["provider"] == "strom"
    assert shown["provider_role"] == "supplier"
    assert (shown["provider_basis"], shown["provider_confidence"]) == ("operator", 0.9)
    assert shown["provider_claims"] == 1
    assert list(claims.columns) == CLAIM_COLUMNS
    assert claims.iloc[0][["element", "id", "layer", "operator", "source"]].to_dict() == {
        "element": "node",
        "id": 1,
        "layer": "substations",
        "operator": "STRUJA",
        "source": "OpenStreetMap operator",
    }


def test_several_operators_make_several_claims_of_which_one_is_shown():
    providers = [make_provider("zwei", wikidata="Q2"), make_provider("eins")]
    tags = {"operator": "Eins; Zwei ;Drei;", "operator:wikidata": "Q2"}
    shown, claims = tag_one(tags, *providers)
    assert (shown["provider"], shown["provider_basis"]) == ("zwei", "wikidata")
    assert shown["provider_claims"] == 3
    found = claims.set_index(claims["provider"].fillna(claims["operator"]))
    assert found["basis"].to_dict() == {"zwei": "wikidata", "eins": "operator", "Drei": "unlisted"}
    assert list(found["is_shown"]) == [True, False, False]
    assert found["confidence"].isna().to_dict() == {"zwei": False, "eins": False, "Drei": True}


def test_an_operator_that_nobody_knows_is_shown_as_unlisted():
    shown, claims = tag_one({"operator": "Somebody"}, make_provider("strom"))
    assert shown["provider_basis"] == "unlisted"
    assert shown[["provider", "provider_role", "provider_confidence"]].isna().all()
    assert list(claims["operator"]) == ["Somebody"]


def test_a_feature_without_an_operator_is_the_mappers_work_list():
    shown, claims = tag_one({"power": "substation"}, make_provider("strom"))
    assert (shown["provider_basis"], shown["provider_claims"]) == ("none", 0)
    assert claims.empty


def test_where_nobody_is_expected_to_serve_nothing_is_missing():
    shown, _ = tag_one({"building": "yes"}, layer="buildings")
    assert shown["provider_basis"] is None or shown.isna()["provider_basis"]
    shown, _ = tag_one(
        {"building": "yes", "operator": "Strom"}, make_provider("strom"), layer="buildings"
    )
    assert shown["provider"] == "strom"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"municipalities": ("upper", "other")}, "service-area"),
        ({"municipalities": ("lower",)}, "none"),
        ({"outline": OUTLINE}, "service-area"),
        ({"outline": OUTLINE, "at": (150, 50)}, "none"),
        ({"municipalities": ("upper",), "municipality": None}, "none"),
    ],
)
def test_a_documented_area_claims_what_lies_in_it(where, expected):
    place = {key: where.pop(key) for key in ("at", "municipality") if key in where}
    provider = make_provider("strom", service_area=(make_area(**where),))
    shown, claims = tag_one({"power": "substation"}, provider, **place)
    assert shown["provider_basis"] == expected
    assert list(claims["source"]) == (["a report"] if expected == "service-area" else [])


def test_an_area_speaks_for_its_own_service_only():
    provider = make_provider("strom", service_area=(make_area(outline=OUTLINE),))
    shown, _ = tag_one({}, provider, layer="water_works")
    assert shown["provider_basis"] == "none"


@pytest.mark.parametrize(
    ("start", "end", "is_in_force"),
    [
        (None, None, True),
        ("2026-11-21", None, True),
        ("2026-11-22", None, False),
        (None, "2026-11-21", False),
        (2001, "2026-11-22", True),
    ],
)
def test_an_area_claims_only_while_it_is_in_force(start, end, is_in_force):
    provider = make_provider("strom", service_area=(make_area(start, end, outline=OUTLINE),))
    shown, claims = tag_one({}, provider)
    assert (shown["provider"] == "strom") is is_in_force
    texts = claims[["start", "end"]].astype(object).where(claims[["start", "end"]].notna(), None)
    dates = [None if day is None else str(day) for day in (start, end)]
    assert texts.to_numpy().tolist() == [dates] * is_in_force


def test_tags_outrank_an_area_and_a_provider_claims_once():
    areas = (make_area(outline=OUTLINE),)
    strom = make_provider("strom", service_area=areas)
    other = make_provider("other", service_area=areas)
    shown, claims = tag_one({"operator": "Strom"}, strom, other)
    assert (shown["provider"], shown["provider_basis"]) == ("strom", "operator")
    assert sorted(zip(claims["provider"], claims["basis"], strict=True)) == [
        ("other", "service-area"),
        ("strom", "operator"),
    ]


def test_an_unlisted_operator_is_shown_and_the_area_stays_a_claim():
    strom = make_provider("strom", service_area=(make_area(outline=OUTLINE),))
    shown, claims = tag_one({"operator": "Somebody"}, strom)
    assert (shown["provider_basis"], shown["provider_claims"]) == ("unlisted", 2)
    assert dict(zip(claims["basis"], claims["is_shown"], strict=True)) == {
        "unlisted": True,
        "service-area": False,
    }


def test_of_providers_that_share_a_name_the_one_of_the_service_is_meant():
    water = make_provider("water-co", "water", aliases=("Ibar",))
    power = make_provider("power-co", "power", aliases=("Ibar",))
    for layer, expected in (("water_works", "water-co"), ("substations", "power-co")):
        shown, _ = tag_one({"operator": "Ibar"}, water, power, layer=layer)
        assert shown["provider"] == expected


def test_every_layer_is_tagged_and_none_of_them_changed():
    layers = {
        "substations": make_layer({"operator": "Strom"}, {}),
        "water_works": make_layer({"operator": "Strom"}),
        "roads": make_layer(),
    }
    with unchanged(*layers.values()):
        tagged, claims = tag_providers(layers, [make_provider("strom")], METRIC, DAY)
    assert list(tagged) == list(layers)
    assert all(isinstance(frame, gpd.GeoDataFrame) for frame in tagged.values())
    assert list(claims["layer"]) == ["substations", "water_works"]
    columns = set(tagged["substations"].columns) - set(layers["substations"].columns)
    assert columns <= set(tagged["roads"].columns)


def test_without_any_claim_the_table_keeps_its_columns():
    _, claims = tag_providers({"roads": make_layer()}, [], METRIC, DAY)
    assert list(claims.columns) == CLAIM_COLUMNS
    assert claims["is_shown"].dtype == bool
    assert claims["id"].dtype == "int64"
