"""The counts beside the list of layers: true to the layers, of a day, in the reader's language."""

import re

import httpx
import pytest

BOX = "20.86,42.885,20.875,42.895"
WORLD = "-180,-90,180,90"


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        yield reader


def count(reader, box, query="lang=en"):
    answer = reader.get(f"/map/counts?bbox={box}&{query}")
    assert answer.status_code == 200
    return dict(re.findall(r'data-counted="(\w+)">([^<]+)<', answer.text))


@pytest.mark.parametrize("layer", ["schools", "roads", "institutions", "projects"])
def test_what_is_in_a_box_is_counted_as_the_layer_has_it(reader, layer):
    features = [
        len([one for one in reader.get(address).json()["features"] if one["geometry"]])
        for address in (f"/data/{layer}.geojson?bbox={BOX}", f"/data/{layer}.geojson")
    ]
    assert count(reader, BOX)[layer] == "{} of {} in view".format(*features)


def test_each_layer_that_is_on_the_map_is_counted(reader):
    page = reader.get("/?lang=en", follow_redirects=True).text
    listed = set(re.findall(r'data-counted=\\?"(\w+)', page))
    assert {"crossings", "projects", "schools", "buildings"} <= listed <= set(count(reader, BOX))


def test_crossings_are_those_of_the_day(reader):
    counts = {
        day: count(reader, WORLD, f"as_of={day}&lang=en")["crossings"]
        for day in ("1950-01-01", "2026-01-01")
    }
    assert len(set(counts.values())) == len(counts)


def test_the_words_are_the_readers(reader):
    assert count(reader, BOX, "lang=sq")["schools"].endswith(" në pamje")
    assert " од " in count(reader, BOX, "lang=sr-Cyrl")["schools"]


def test_a_box_that_is_none_is_refused_in_one_sentence(reader):
    answer = reader.get("/map/counts?bbox=1,2,x,4&lang=en")
    assert answer.status_code == 400
    assert "bbox" in answer.text
