"""The list of what is in view: complete, bounded, quick, and true to the layers."""

import re

import httpx
import numpy as np
import pytest

from app.pages.in_view import MOST_ROWS, _merge
from geodata.names import LANGUAGES
from tests.app.small_city import HOSTILE

WORLD = "bbox=-180,-90,180,90"


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        yield reader


def ask(reader, query):
    language = "" if "lang=" in query else "&lang=en"
    answer = reader.get(f"/view?{query}&part=list{language}", headers={"Accept": "text/html"})
    return answer.status_code, answer.text


def list_focus(text):
    return re.findall(r'data-focus="([^"]+)"', text)


def test_a_box_lists_what_the_layer_has_there(reader):
    box = "20.86,42.885,20.875,42.895"
    features = reader.get(f"/data/schools.geojson?bbox={box}").json()["features"]
    _, text = ask(reader, f"bbox={box}&layers=schools")
    assert len(features) <= MOST_ROWS
    assert sorted(list_focus(text)) == sorted(f"schools/{one['id']}" for one in features)


def test_marked_things_are_listed_with_their_state(reader):
    _, text = ask(reader, f"{WORLD}&layers=crossings,projects,institutions")
    things = list_focus(text)
    assert "crossings/main" in things
    assert any(one.startswith("projects/") for one in things)
    assert any(one.startswith("institutions/") for one in things)
    assert 'href="/mitrovica/crossings#crossings/main"' in text
    assert "restricted" in text


def test_a_pipe_or_cable_is_listed_without_a_state(reader):
    _, text = ask(reader, f"{WORLD}&layers=service_lines")
    assert list_focus(text)
    assert "open" not in re.sub(r"<[^>]+>", "", text)


def test_each_name_stands_in_its_language(reader):
    _, text = ask(reader, f"{WORLD}&layers=crossings&lang=sq")
    assert '<bdi lang="sq">Ura e Ibrit</bdi> · <bdi lang="sr-Latn">Most na Ibru</bdi>' in text


def test_a_layer_of_many_is_bounded_and_says_how_to_see_the_rest(reader):
    _, text = ask(reader, f"{WORLD}&layers=buildings")
    assert len(list_focus(text)) == MOST_ROWS
    assert "more: zoom in to list them." in text


def test_a_street_of_many_ways_is_one_row():
    rows, parts = _merge(np.array([5, 6, 7, 8, 9]), np.array([2, -1, 2, -1, 3]))
    assert rows.tolist() == [5, 6, 8, 9]
    assert parts.tolist() == [2, 1, 1, 1]


def test_a_place_of_nothing_says_what_to_do(reader):
    status, text = ask(reader, "bbox=0,0,1,1")
    assert status == 200
    assert "Move or widen the view" in text


def test_layers_that_are_not_there_are_left_out(reader):
    status, text = ask(reader, f"{WORLD}&layers=banks,labels,nothing,police")
    assert status == 200
    assert {one.split("/")[0] for one in list_focus(text)} == {"police"}


@pytest.mark.parametrize("box", ["1,2", "a,b,c,d", "nan,0,1,1", "5,0,1,1", "0,0,1,91"])
def test_a_box_that_is_none_is_refused_in_a_sentence(reader, box):
    status, text = ask(reader, f"bbox={box}")
    assert status == 400
    assert "bbox" in text


def test_the_page_moves_and_chooses_layers_without_scripts(reader):
    text = reader.get(
        "/view?bbox=20.86,42.885,20.88,42.895&layers=schools&layers=police&lang=en"
    ).text
    assert 'bbox=20.86,42.89,20.88,42.9&amp;layers=police,schools">To the north' in text
    assert text.count(" checked") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_written_in_the_readers_language(reader, language):
    text = reader.get(f"/view?lang={language}").text
    assert f'<html lang="{language}"' in text
    assert ("What is in view" in text) == (language == "en")


def test_hostile_names_are_text(client):
    text = client.get("/view?bbox=-180,-90,180,90&layers=crossings,schools&part=list").text
    assert HOSTILE not in text
    assert "&lt;script" in text


def test_of_a_city_of_20_000_buildings_only_some_are_listed(large_url):
    with httpx.Client(base_url=large_url, timeout=60) as reader:
        status, text = ask(reader, f"{WORLD}&layers=buildings,roads")
    assert status == 200
    assert len(list_focus(text)) <= 2 * MOST_ROWS
