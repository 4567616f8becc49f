"""Hints of the name index: below all that the city's own files say, and never more than a hint."""

import logging
from datetime import date

import pytest
from shapely.geometry import box

from geodata.cities.providers import Service
from geodata.claims import CONFIDENCE, Basis, index_providers
from geodata.name_index.index import open_index
from pipelines.claim import tag_providers
from pipelines.hints import Hints
from tests.geodata.name_index.made_index import make_extract, make_item
from tests.pipelines.frames import METRIC
from tests.pipelines.test_claim import DAY, make_area, make_layer, make_provider

GROUPS = {
    "operators/power/substation": [
        make_item("Struja", "001", wikidata="Q1"),
        make_item("Плин", "001"),
        make_item("Twin", "001", wikidata="Q2"),
        make_item("Twin", "001", wikidata="Q3"),
    ],
    "brands/amenity/bank": [make_item("Banka", "001", key="brand", wikidata="Q4")],
    "operators/amenity/bank": [make_item("Struja", "001", wikidata="Q1")],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    extract = make_extract(tmp_path_factory.mktemp("index"), GROUPS)
    return open_index(box(14, 47, 17, 49), extract)


def tag(index, tags, *providers, layer="substations"):
    """Tag one feature with hints; return what it shows, all its claims, and who was named."""
    hints = Hints(index, index_providers(providers))
    frame = make_layer(tags)
    frame["geographic"] = frame.geometry.to_crs("EPSG:4326").to_numpy()
    layers, claims = tag_providers({layer: frame}, providers, METRIC, DAY, hints=hints)
    return layers[layer].iloc[0], claims, hints


def test_a_hint_names_whom_the_registry_does_not_know(index):
    shown, claims, hints = tag(index, {"power": "substation", "operator": "STRUJA d.o.o."})
    assert shown["provider"] == "index-q1-power"
    assert shown["provider_role"] is None
    assert (shown["provider_basis"], shown["provider_confidence"]) == ("index", 0.3)
    assert list(claims["source"]) == ["name-suggestion-index 1.0.0"]
    (named,) = hints.providers.values()
    assert (named.name, named.service, named.role) == ({"und": "Struja"}, Service.POWER, None)
    assert (named.is_hint, named.certainty, named.system) == (True, "L", "unknown")


def test_a_hint_is_trusted_less_than_anything_the_city_says():
    assert CONFIDENCE[Basis.INDEX] < min(
        one for basis, one in CONFIDENCE.items() if basis is not Basis.INDEX
    )


@pytest.mark.parametrize(
    "own",
    [
        make_provider("strom", aliases=("Struja",)),
        make_provider("strom", service_area=(make_area(municipalities=("upper",)),)),
    ],
)
def test_where_the_city_says_anything_there_is_no_hint(index, own):
    tags = {"power": "substation", "operator": "Struja"}
    _, claims, hints = tag(index, tags, own)
    assert "index" not in set(claims["basis"])
    assert not hints.providers


def test_an_id_that_the_registry_knows_names_the_registrys_own_provider(index):
    own = make_provider("strom", wikidata="Q1")
    shown, _, hints = tag(index, {"power": "substation", "operator": "Struja"}, own)
    assert (shown["provider"], shown["provider_basis"]) == ("strom", "index")
    assert not hints.providers


def test_a_name_that_several_bear_stays_unlisted_and_is_told(index, caplog):
    shown, _, hints = tag(index, {"power": "substation", "operator": "Twin"})
    assert (shown["provider"], shown["provider_basis"]) == (None, "unlisted")
    with caplog.at_level(logging.INFO):
        hints.report()
    assert "several of the name: “Twin”" in caplog.text


def test_a_brand_comes_before_an_operator(index):
    tags = {"amenity": "bank", "brand": "Banka", "operator": "Struja"}
    shown, claims, _ = tag(index, tags, layer="banks_and_atms")
    assert shown["provider"] == "index-q4-money"
    assert list(claims["basis"]) == ["index", "unlisted"]


def test_a_name_in_another_script_without_an_id_makes_an_id(index):
    shown, _, hints = tag(index, {"power": "substation", "operator": "Плин"})
    assert shown["provider"] == "index-plin-power"
    assert list(hints.providers) == ["index-plin-power"]


_LONG = "Regionalna elektrodistribucija Podunavlja"


@pytest.mark.parametrize(
    "bearers",
    [
        ("وزارة الصحة", "وزارة التعليم", "وزارة الثقافة"),
        ("中国华能 北方联合", "中国华能 华能国际"),
        ("YouBike", "YouBike 微笑單車", "微笑單車 YouBike"),
        (f"{_LONG} Sever", f"{_LONG} Jug", _LONG),
        ("Voda 1", "Voda-1 水", "水 Voda 1"),
    ],
)
def test_two_bearers_are_never_one_provider(tmp_path, bearers):
    items = {"operators/power/substation": [make_item(one, "001") for one in bearers]}
    whole = open_index(box(14, 47, 17, 49), make_extract(tmp_path, items))
    hints = Hints(whole, index_providers(()))
    tags = [{"power": "substation", "operator": one} for one in bearers]
    added = [hints.add([], one, Service.POWER, box(15, 48, 15.1, 48.1)) for one in tags]
    shown = [hints.providers[claim.provider].name["und"] for (claim,) in added]
    assert shown == list(bearers)


def test_layers_that_nobody_serves_get_no_hint(index):
    shown, _, hints = tag(index, {"building": "yes", "operator": "Struja"}, layer="buildings")
    assert shown["provider"] is None
    assert not hints.providers


def test_without_an_index_all_stays_as_it_is():
    frame = make_layer({"power": "substation", "operator": "Struja"})
    layers, _ = tag_providers({"substations": frame}, [], METRIC, date(2026, 1, 1))
    assert layers["substations"].iloc[0]["provider_basis"] == "unlisted"
