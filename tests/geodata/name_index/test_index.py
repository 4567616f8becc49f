"""Which entry of the name index a feature's tags name, and where they name none."""

import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geodata.errors import GeodataError
from geodata.gazetteer.folding import fold_name
from geodata.name_index.index import open_index
from tests.geodata.name_index.made_index import make_extract, make_item

TOWN = box(9, 44, 11, 46)
WEST, EAST = Point(9.5, 45), Point(10.5, 45)
GROUPS = {
    "operators/power/substation": [
        make_item("Strom", "ww", wikidata="Q1", match=["strom ag der stadt"]),
        make_item("Struja", "EE", wikidata="Q2"),
        make_item("Utility", "001"),
    ],
    "operators/man_made/surveillance": [
        make_item("Rail", "150", wikidata="Q3", match=["metro"]),
        make_item("Twin", "ww", wikidata="Q4"),
    ],
    "operators/amenity/school": [make_item("Twin", "ww", wikidata="Q5")],
    "brands/amenity/bank": [
        make_item("Banka", "001", key="brand", wikidata="Q6", exclude=["ee"]),
        make_item("Kassa", [9.5, 45, 20], key="brand", wikidata="Q7"),
        make_item("Land", "ww-r.geojson", key="brand", wikidata="Q8"),
    ],
    "transit/route/bus": [
        make_item("NWN", "001", key="network", wikidata="Q9"),
        make_item("Line", "001", key="network", wikidata="Q10", match=["strom"]),
    ],
    "flags/man_made/flagpole": [make_item("Flag", "001", key="flag:name")],
}


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return make_extract(tmp_path_factory.mktemp("index"), GROUPS)


@pytest.fixture(scope="module")
def index(extract):
    return open_index(TOWN, extract)


def find(index, tags, at=WEST):
    """Give the Wikidata id of the entry that tags name; "unclear", or None."""
    (codes,) = index.places.locate(np.array([at]))
    match = index.match(tags, codes)
    return match and (match.entry.wikidata if match.entry else "unclear")


SUBSTATION, BANK, STOP = {"power": "substation"}, {"amenity": "bank"}, {"highway": "bus_stop"}


@pytest.mark.parametrize(
    ("tags", "at", "found"),
    [
        ({**SUBSTATION, "operator": "STROM GmbH"}, WEST, "Q1"),
        ({**SUBSTATION, "operator": "Strom AG der Stadt"}, WEST, "Q1"),
        ({**SUBSTATION, "operator": "Strom"}, EAST, None),
        ({**SUBSTATION, "operator": "Струја"}, EAST, "Q2"),
        ({"power": "line", "operator": "Strom"}, WEST, "Q1"),
        ({"railway": "rail", "operator": "Rail"}, WEST, "Q3"),
        ({"railway": "rail", "operator": "Metro"}, WEST, None),
        ({"railway": "rail", "operator": "Twin"}, WEST, "unclear"),
        ({"amenity": "school", "operator": "Twin"}, WEST, "Q5"),
        ({"amenity": "school", "operator": "Twin", "operator:wikidata": "Q4"}, WEST, None),
        ({**BANK, "brand": "Banka", "operator": "Rail"}, WEST, "Q6"),
        ({**BANK, "brand": "Banka"}, EAST, None),
        ({**BANK, "operator": "Banka"}, WEST, "Q6"),
        ({"amenity": "atm", "operator": "Banka"}, WEST, "Q6"),
        ({"shop": "clothes", "operator": "Banka"}, WEST, None),
        ({**BANK, "brand": "Kassa"}, WEST, "Q7"),
        ({**BANK, "brand": "Kassa"}, EAST, None),
        ({**BANK, "brand": "Land"}, WEST, None),
        ({"route": "hiking", "network": "nwn"}, WEST, None),
        ({**STOP, "network": "nwn"}, WEST, None),
        ({**STOP, "network": "Line; other"}, WEST, "Q10"),
        ({**STOP, "operator": "Line"}, WEST, "Q10"),
        ({**STOP, "operator": "strom"}, WEST, "Q1"),
        ({**SUBSTATION, "operator": "utility"}, WEST, None),
        ({**SUBSTATION, "operator": "Unknown"}, WEST, None),
        ({**SUBSTATION, "operator": " ; "}, WEST, None),
        (SUBSTATION, WEST, None),
    ],
)
def test_a_name_is_known_whole_where_it_holds_and_for_its_kind(index, tags, at, found):
    assert find(index, tags, at) == found


@given(st.text(max_size=12))
def test_no_name_matches_by_likeness(index, name):
    known = {"strom", "strom ag der stadt", "rail", "twin"}
    tags = {**SUBSTATION, "operator": name}
    if ";" not in name and fold_name(name) not in {fold_name(one) for one in known}:
        assert find(index, tags) is None


def test_outside_of_every_country_only_what_holds_everywhere_is_known(extract):
    sea = open_index(box(30, 10, 31, 11), extract)
    assert find(sea, {**BANK, "brand": "Banka"}, Point(30.5, 10.5)) == "Q6"
    assert find(sea, {**SUBSTATION, "operator": "Strom"}, Point(30.5, 10.5)) is None


def test_a_missing_index_is_none_and_a_damaged_one_says_what_to_do(tmp_path):
    assert open_index(TOWN, tmp_path / "extract.zip") is None
    (tmp_path / "extract.zip").write_bytes(b"no archive")
    with pytest.raises(GeodataError, match="make vendor"):
        open_index(TOWN, tmp_path / "extract.zip")
    with zipfile.ZipFile(tmp_path / "extract.zip", "w") as archive:
        archive.writestr("about.json", "{}")
    with pytest.raises(GeodataError, match="make vendor"):
        open_index(TOWN, tmp_path / "extract.zip")
