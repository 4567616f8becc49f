"""Profiles made by asking, of towns of every kind: they build and need no edit."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.cities.profile import load_city
from pipelines.build import build
from tests.app.towns import Town, draw_town
from tests.examples import examples
from tests.overpass.places import serve_places
from tests.overpass.server import serve
from tests.pipelines.new_city.made_towns import RIVER, MadeTown

BOUNDS = (20.8491, 42.8855, 20.8709, 42.8945)


def draw_river(town):
    town.along(RIVER)


def draw_unnamed(town):
    town.along({"waterway": "river"})


def draw_scripts(town):
    town.along({"waterway": "river", "name": "Дунав", "name:de": "Donau"}, end=0)
    town.along({"waterway": "river", "name": "Donau"}, start=0)


def draw_canal(town):
    town.along({"waterway": "canal", "name": "Kanal"})


def draw_relation(town):
    way = town.along({"waterway": "river"})
    tags = {"type": "waterway", "waterway": "river", "name": "Reka"}
    town.drawing.relation(1, [("way", way, "main_stream")], tags)


def draw_namesakes(town):
    town.along(RIVER)
    town.along(RIVER, y=-450)


def draw_channels(town):
    west, east = town.node(-300, 0), town.node(300, 0)
    town.line([(-900, 0), west], RIVER)
    town.line([west, (0, 30), east], RIVER)
    town.line([west, (0, -60), east], RIVER)
    town.line([east, (900, 0)], RIVER)


def draw_tributary(town):
    mouth = town.node(0, 0)
    town.line([(-900, 0), mouth], {"waterway": "river", "name": "Gornja"})
    town.line([mouth, (900, 0)], {"waterway": "river", "name": "Donja"})


def draw_ending(town):
    town.along(RIVER, end=300)


def draw_water_alone(town):
    town.ring(-900, -25, 1_800, 50, {"natural": "water", "water": "river", "name": "Reka"})


def draw_railway(town):
    town.along({"railway": "rail", "name": "Pruga"})
    town.line([(-500, 0), (-450, -12), (-300, -12)], {"railway": "rail", "service": "siding"})


def draw_wall(town):
    town.along({"barrier": "wall", "name": "Zid"})


def draw_border(town):
    border = {"boundary": "administrative", "admin_level": "8"}
    ring = town.ring(-900, 0, 1_800, 900, {})
    named = border | {"type": "boundary", "name": "Opština"}
    town.drawing.relation(1, [("way", ring, "outer")], named)


KINDS = {
    "a river": (draw_river, 'waterways = ["Reka"]', "north", 3),
    "a river without a name": (draw_unnamed, "ids = ", "north", 3),
    "a river of two scripts": (draw_scripts, 'waterways = ["Дунав", "Donau"]', "north", 3),
    "a canal": (draw_canal, 'waterways = ["Kanal"]', "north", 3),
    "a river named by its relation": (draw_relation, 'waterways = ["Reka"]', "north", 3),
    "two rivers of one name": (draw_namesakes, "ids = ", "north", 3),
    "a river with an island": (draw_channels, 'waterways = ["Reka"]', "north", 3),
    "a river that changes its name": (
        draw_tributary,
        'waterways = ["Gornja", "Donja"]',
        "north",
        3,
    ),
    "a river that ends inside": (draw_ending, 'waterways = ["Reka"]', "north", 2),
    "a river mapped as an area": (draw_water_alone, 'line = "line.geojson"', None, 3),
    "a railway": (draw_railway, '"railway" = ["rail"]', "north", 3),
    "a wall": (draw_wall, '"barrier" = ["wall"]', "north", 3),
    "a border": (draw_border, '"boundary" = ["administrative"]', "north", 3),
}
"""Town → what divides it, what its profile says of that, its left bank, crossings for people."""


EVERY_DAY = {
    "a river named by its relation",
    "two rivers of one name",
    "a river that changes its name",
    "a river mapped as an area",
    "a railway",
    "a border",
}
"""Kinds of `KINDS` that are tried always; the others by ``make test-all``."""


@pytest.mark.parametrize(
    "kind",
    [pytest.param(one, marks=() if one in EVERY_DAY else pytest.mark.slow) for one in KINDS],
)
def test_a_town_becomes_a_city_without_an_edit(kind, tmp_path, uramost):
    draw, said, left, crossings = KINDS[kind]
    town = MadeTown()
    draw(town)
    source = town.drawing.save(tmp_path / "town.osm", BOUNDS)
    profile = tmp_path / "made" / "city.toml"
    made = uramost("city", "new", "Grad", "--source", source, "--out", profile, "--yes")
    assert (made.code, made.complaints) == (0, [])
    assert f"--city {profile}" in made.out
    assert said in profile.read_text(encoding="utf-8")
    assert {path.name for path in profile.parent.iterdir()} <= {"city.toml", "line.geojson"}
    city = load_city(str(profile))
    banks = [bank.id for bank in city.banks]
    assert set(banks) == {"north", "south"}
    assert left in {None, banks[0]}
    snapshot = build(city, str(source), tmp_path / "data")
    assert snapshot.manifest.city.divide == city.divide.line_kind
    found = snapshot.read_table("crossings")
    assert int((found["kind"] != "rail").sum()) == crossings
    assert "rail" not in set(found["kind"])


def make_profile(uramost, tmp_path, town, *options, name="Grad"):
    source = town.drawing.save(tmp_path / "town.osm", BOUNDS)
    profile = tmp_path / "city.toml"
    made = uramost("city", "new", name, "--source", source, "--out", profile, *options)
    return made, profile


@pytest.fixture
def two_rivers():
    town = MadeTown()
    town.along({"waterway": "river", "name": "Velika", "name:sr": "Велика"})
    town.along({"waterway": "river", "name": "Mala"}, y=-400)
    return town


def test_without_a_choice_one_sentence_lists_what_there_is(uramost, tmp_path, two_rivers):
    made, profile = make_profile(uramost, tmp_path, two_rivers)
    assert made.code == 2
    assert not profile.exists()
    (said,) = made.complaints
    assert "--divide NAME|NUMBER|FILE.geojson" in said
    assert "1 river Велика / Velika; 2 river Mala" in said


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [("Mala", "Mala"), ("велика", "Velika"), ("2", "Mala"), ("auto", "Velika")],
)
def test_a_line_is_chosen_by_name_or_number(uramost, tmp_path, two_rivers, wanted, taken):
    made, profile = make_profile(uramost, tmp_path, two_rivers, "--divide", wanted)
    assert made.code == 0
    assert f'waterways = ["{taken}"]' in profile.read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", ["Druga", "0", "9"])
def test_a_line_that_is_not_there_is_refused_with_the_list(uramost, tmp_path, two_rivers, wanted):
    made, profile = make_profile(uramost, tmp_path, two_rivers, "--divide", wanted)
    assert (made.code, profile.exists()) == (2, False)
    assert f"'{wanted}' is none of the list" in made.complaints[0]


def test_names_and_banks_are_in_the_languages_of_the_place(uramost, tmp_path):
    town = MadeTown({"place": "town", "name": "Grad", "name:sr": "Град", "name:hr": "Graad"})
    town.along(RIVER | {"name:hr": "Reka"})
    _, profile = make_profile(uramost, tmp_path, town)
    city = load_city(str(profile))
    assert city.name["sr-Cyrl"] == "Град"
    assert city.banks[0].name["hr"] == "Sjever"
    assert {"sq", "sr-Latn", "sr-Cyrl", "en"} <= set(city.banks[0].name)


@pytest.mark.parametrize("asked", ["Grad", "град", "GRAD"])
def test_a_place_is_found_in_any_script(uramost, tmp_path, asked):
    town = MadeTown()
    draw_river(town)
    made, profile = make_profile(uramost, tmp_path, town, name=asked)
    assert "No place called" not in made.out
    assert load_city(str(profile)).id == "grad"


def test_a_place_that_is_not_there_gets_the_files_own_extent(uramost, tmp_path):
    town = MadeTown(place={})
    draw_river(town)
    made, profile = make_profile(uramost, tmp_path, town, name="Κρέμς / <b>")
    assert "No place called" in made.out
    assert load_city(str(profile)).study_area.bounds == pytest.approx(BOUNDS, abs=1e-4)


@pytest.mark.parametrize("rivers", [(), (0, -400)])
def test_a_refusal_says_that_the_place_is_not_there(uramost, tmp_path, rivers):
    town = MadeTown()
    for y in rivers:
        town.along(RIVER | {"name": f"Reka {y}"}, y=y)
    made, profile = make_profile(uramost, tmp_path, town, name="Grd")
    assert not profile.exists()
    assert "No place called Grd" in made.out


def test_what_to_check_of_the_place_is_said_once(uramost, tmp_path):
    town = MadeTown()
    draw_river(town)
    made, profile = make_profile(uramost, tmp_path, town, name="Grd")
    assert made.out.count("No place called Grd") == 1
    assert "No place called Grd" in profile.read_text(encoding="utf-8")


def test_an_area_that_ends_at_the_180th_meridian_says_so(uramost, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.pipelines.new_city.made_towns.LON", 179.985)
    made, _ = make_profile(uramost, tmp_path, MadeTown(), "--area", "179.97,42.88,180,42.9")
    assert "ends at the 180th meridian" in made.out


def test_what_nothing_divides_is_refused_with_a_way_out(uramost, tmp_path):
    made, profile = make_profile(uramost, tmp_path, MadeTown(), "--yes")
    assert (made.code, profile.exists()) == (1, False)
    assert "draw a line (--divide FILE.geojson)" in made.complaints[0]


def test_a_drawn_line_divides_too(uramost, tmp_path):
    line = {"type": "LineString", "coordinates": [[20.84, 42.89], [20.88, 42.89]]}
    (tmp_path / "green.geojson").write_text(json.dumps(line), encoding="utf-8")
    chosen = ("--divide", tmp_path / "green.geojson")
    made, profile = make_profile(uramost, tmp_path, MadeTown(has_homes=False), *chosen)
    assert made.code == 0
    assert "area, as no homes are mapped" in made.out
    city = load_city(str(profile))
    assert (city.divide.line_kind, city.banks[0].id) == ("line", "north")


def test_nothing_is_written_over_unasked(uramost, tmp_path):
    town = MadeTown()
    draw_river(town)
    _, profile = make_profile(uramost, tmp_path, town)
    profile.write_text("mine", encoding="utf-8")
    made, _ = make_profile(uramost, tmp_path, town)
    assert made.code == 1
    assert "give --force" in made.complaints[0]
    assert profile.read_text(encoding="utf-8") == "mine"
    forced, _ = make_profile(uramost, tmp_path, town, "--force")
    assert forced.code == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".city")] == []


@pytest.mark.parametrize("name", ["", " \n", "\u202e\x1b", "\udcff"])
def test_a_name_of_nothing_is_refused(uramost, tmp_path, name):
    made, profile = make_profile(uramost, tmp_path, MadeTown(), name=name)
    assert (made.code, profile.exists()) == (1, False)
    assert made.complaints == [
        "uramost: the name of the place is empty: say what the city is called"
    ]


def test_bytes_that_are_no_text_leave_the_rest_of_a_name(uramost, tmp_path):
    town = MadeTown()
    draw_river(town)
    made, profile = make_profile(uramost, tmp_path, town, name="x\udcffy")
    assert made.code == 0
    assert load_city(str(profile)).name == {"en": "xy"}


@pytest.mark.parametrize("source", ["", "sample", "overture:folder", "https://example.org/a.osm"])
def test_what_is_no_source_of_profiles_is_refused_with_those_that_are(uramost, tmp_path, source):
    made = uramost("city", "new", "Grad", "--source", source, "--out", tmp_path / "made")
    assert made.code == 1
    assert "give overpass, or an OSM file on this machine" in made.complaints[0]
    assert repr(source) in made.complaints[0]


@pytest.mark.parametrize("out", ["file", "file/city.toml", "folder.toml", "x" * 300])
def test_a_place_where_no_profile_can_be_is_refused_before_anything_is_read(uramost, tmp_path, out):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder.toml").mkdir()
    made = uramost("city", "new", "Grad", "--source", "no.osm", "--out", tmp_path / out)
    assert made.code == 1
    assert "cannot be written" in made.complaints[0]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_line_that_cannot_be_read_is_refused_before_anything_else(uramost, tmp_path):
    line = tmp_path / "no.geojson"
    made = uramost("city", "new", "Grad", "--source", "no.osm", "--divide", line)
    assert made.code == 1
    assert str(line) in made.complaints[0]


@pytest.mark.parametrize(("name", "is_said"), [("თბილისი", True), ("Grad", False)])
def test_an_id_that_no_name_gives_is_to_be_checked(uramost, tmp_path, name, is_said):
    town = MadeTown(place={"place": "town", "name": name})
    draw_river(town)
    made, profile = make_profile(uramost, tmp_path, town, name=name)
    assert (load_city(str(profile)).id == "city") is is_said
    assert ("No name here can be written as an id" in " ".join(made.out.split())) is is_said


def test_municipalities_that_are_mapped_come_along(uramost, tmp_path):
    town = MadeTown()
    draw_river(town)
    border = {"type": "boundary", "boundary": "administrative", "admin_level": "8"}
    ring = town.ring(-950, -600, 1_600, 1_200, {})
    town.drawing.relation(7, [("way", ring, "outer")], border | {"name": 'Opština "Š"'})
    _, profile = make_profile(uramost, tmp_path, town, "--divide", "Reka")
    (found,) = load_city(str(profile)).municipality
    assert (found.id, found.osm_relation) == ("opstina-s", 7)


@settings(max_examples=examples(4))
@given(
    st.builds(
        Town,
        river=st.sampled_from(["through", "begins", "ends"]),
        has_water=st.booleans(),
        has_island=st.booleans(),
        streets=st.tuples(st.booleans(), st.booleans()),
        homes=st.tuples(st.booleans(), st.booleans()),
        missing=st.sets(st.sampled_from(["building", "place", "bridge"])).map(frozenset),
    )
)
def test_whatever_a_town_lacks_its_profile_can_be_read(make_folder, town):
    folder = make_folder()
    source = draw_town(town, folder / "town.osm")
    profile = make_folder.run(source, folder)
    city = load_city(str(profile))
    assert city.divide.waterways == ("Reka",)
    assert re.fullmatch("north|south", city.banks[0].id)


@pytest.fixture(scope="module")
def make_folder(tmp_path_factory):
    from pipelines.new_city.findings import find_out
    from pipelines.new_city.writing import write_city
    from pipelines.osm.overpass import PUBLIC_SERVER
    from pipelines.osm.place_lookup import PUBLIC_PLACES
    from pipelines.progress import stay_silent

    class Maker:
        def __call__(self) -> Path:
            return tmp_path_factory.mktemp("town")

        def run(self, source, folder):
            found = find_out(
                "Made Town",
                str(source),
                area=None,
                drawn=None,
                work=folder / "work",
                report=stay_silent,
                overpass=PUBLIC_SERVER,
                nominatim=PUBLIC_PLACES,
            )
            write_city(folder / "city.toml", found, found.lines[0])
            return folder / "city.toml"

    return Maker()


def test_a_place_is_looked_up_and_pulled_from_servers(uramost, tmp_path, monkeypatch):
    monkeypatch.setattr("osmnx._nominatim.time.sleep", lambda _seconds: None)
    monkeypatch.chdir(tmp_path)
    town = MadeTown()
    draw_river(town)
    source = town.drawing.save(tmp_path / "town.osm", BOUNDS)
    left, bottom, right, top = BOUNDS
    place = {
        "osm_type": "node",
        "osm_id": 1,
        "lat": "42.891",
        "lon": "20.861",
        "display_name": "Grad",
        "addresstype": "hamlet",
        "boundingbox": [bottom, top, left, right],
    }
    with serve(source) as overpass, serve_places() as places:
        places.places = [place]
        servers = ("--overpass-url", overpass.url, "--nominatim-url", places.url)
        made = uramost("city", "new", "Grad", "--yes", *servers)
    assert (made.code, made.complaints) == (0, [])
    assert "--city grad/city.toml --source overpass --data data/grad" in made.out
    assert [path.name for path in (tmp_path / "grad").iterdir()] == ["city.toml"]
    city = load_city("grad/city.toml")
    assert (city.name["sr-Cyrl"], city.divide.waterways) == ("Град", ("Reka",))
    assert len(places.asked) == 1
