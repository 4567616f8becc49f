"""Features are counted by the languages of their names, cash points by their currencies."""

import json

import pytest

from geodata.snapshot.counts import count_currencies, count_names, list_currencies
from tests.geodata.snapshot.snapshots import make_layer, node, publish


def tagged(number, side="north", *, is_modelled=False, **tags):
    keys = {key.replace("__", ":"): value for key, value in tags.items()}
    return node(number, side, tags=json.dumps(keys), is_modelled=is_modelled)


def test_each_feature_of_a_layer_and_side_counts_by_what_its_name_is(tmp_path):
    rows = (
        tagged(1, name="Ura", name__sq="Ura"),
        tagged(2, **{"name:sr-Latn": "Most"}),
        tagged(3, name__sq="Ura", name__sr="Мост"),
        tagged(4, name="Brücke", name__de="Brücke"),
        tagged(5, **{"name:etymology": "Ura", "alt_name": "x"}),
        tagged(6, "south", name__sq="Ura", is_modelled=True),
    )
    layers = {"police": make_layer(*rows), "roads": make_layer()}
    counted = {one["id"]: one for one in count_names(publish(tmp_path, layers=layers))}
    assert counted == {
        "police:north": {
            "id": "police:north", "layer": "police", "side": "north", "features": 5, "with_sq": 2,
            "with_sr": 2, "with_both": 1, "with_other": 1, "without": 1, "is_modelled": False,
        },
        "police:south": {
            "id": "police:south", "layer": "police", "side": "south", "features": 1, "with_sq": 1,
            "with_sr": 0, "with_both": 0, "with_other": 0, "without": 0, "is_modelled": True,
        },
    }  # fmt: skip
    north = counted["police:north"]
    parts = north["with_sq"] + north["with_sr"] - north["with_both"]
    assert north["features"] == parts + north["with_other"] + north["without"]


def test_cash_points_count_in_the_line_of_each_currency_that_is_stated(tmp_path):
    rows = (
        tagged(1, currency__EUR="yes", currency__RSD="yes"),
        tagged(2, currency__EUR="yes", currency__RSD="no"),
        tagged(3, "south"),
    )
    snapshot = publish(tmp_path, layers={"banks_and_atms": make_layer(*rows)})
    found = [(one["side"], one["currency"], one["features"]) for one in count_currencies(snapshot)]
    assert found == [("north", "EUR", 2), ("north", "RSD", 1), ("south", None, 1)]


def test_a_city_without_cash_points_has_no_lines(tmp_path):
    assert list(count_currencies(publish(tmp_path))) == []


@pytest.mark.parametrize(
    ("tags", "currencies"),
    [({}, []), ({"currency:EUR": "no"}, []), ({"currency:RSD": "yes", "currency": "x"}, ["RSD"])],
)
def test_a_currency_is_taken_where_its_tag_does_not_say_no(tags, currencies):
    assert list_currencies(tags) == currencies
