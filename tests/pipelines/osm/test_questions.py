"""A live pull asks once a sector, misses nothing, and gets fewer bytes than once a layer did."""

import osmnx as ox
import pytest
import shapely

from geodata.layers import LAYERS, Sector, get_layer, merge_query_tags
from pipelines.osm import questions
from pipelines.osm.osmnx_calls import ask_elements, set_up_osmnx
from pipelines.osm.overpass import AnswerCheck, OverpassOptions
from pipelines.osm.overpass_pull import pull_overpass
from pipelines.osm.questions import STREETS, plan_questions
from tests.overpass.town import BOX, make_city

MOST_QUESTIONS = 15


def test_every_sector_is_in_one_question():
    sectors = [one for group in questions._SECTORS.values() for one in group]
    assert sorted(sectors) == sorted(Sector)
    assert len(questions._SECTORS) <= MOST_QUESTIONS


def flatten(tags):
    return {
        (key, value) for key, values in tags.items()
        for value in ([True] if values is True else values)
    }  # fmt: skip


def test_all_that_layers_need_is_asked_for_once():
    asked = [pair for tags in plan_questions(LAYERS).values() for pair in flatten(tags)]
    assert len(asked) == len(set(asked))
    whole = {key for key, value in asked if value is True}
    needed = flatten(merge_query_tags(LAYERS))
    assert {pair for pair in needed if pair[0] not in whole} <= set(asked)


def test_streets_are_asked_for_without_any_layer():
    assert plan_questions([]) == {STREETS: {"highway": True}}


def test_a_sector_whose_tags_are_asked_for_already_asks_nothing():
    layers = [get_layer("reservoirs"), get_layer("roads"), get_layer("water_areas")]
    planned = plan_questions(layers)
    assert list(planned) == [STREETS, "water, sewage, heating and gas", "the river"]
    assert "natural" not in planned["the river"]


SOME = [one for one in LAYERS if one.sector in {Sector.POWER, Sector.WATER, Sector.EDUCATION}]


def ask_once_a_layer(server, layers):
    """Ask as pulls did: each layer, then the streets half a kilometre around."""
    options = OverpassOptions(url=server.url)
    area = shapely.box(*BOX)
    for layer in layers:
        with set_up_osmnx(options, AnswerCheck(options.url)):
            ask_elements(area, layer.query_tags)
    with (
        set_up_osmnx(options, AnswerCheck(options.url)),
        pytest.raises(ox._errors.CacheOnlyInterruptError),
    ):
        ox.graph_from_polygon(area, custom_filter='["highway"]["area"!~"^yes$"]')


def count(server):
    asked, sent = len(server.asked), server.sent_bytes
    server.asked.clear()
    server.sent_bytes = 0
    return asked, sent


def test_a_pull_asks_less_often_and_for_fewer_bytes_than_once_a_layer(
    server, tmp_path, monkeypatch
):
    monkeypatch.setattr("pipelines.osm.dividing_layer.LAYERS", SOME)
    count(server)
    ask_once_a_layer(server, SOME)
    before = count(server)
    pull_overpass(make_city(shapely.box(*BOX)), OverpassOptions(url=server.url), tmp_path)
    after = count(server)
    assert before[0] == len(SOME) + 1
    assert after[0] == 4
    assert after[1] < before[1]
