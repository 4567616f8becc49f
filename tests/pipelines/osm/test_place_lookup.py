"""A place is looked up politely, and nothing but places is taken for them."""

import socket

import osmnx
import pytest
import shapely

from geodata.errors import SourceError
from pipelines.new_city.area import frame_place
from pipelines.osm.place_lookup import NominatimOptions, look_up
from tests.overpass.places import serve_places
from tests.overpass.server import HANG, Fault

SQUARE = {"type": "Polygon", "coordinates": [[[17, 43], [18, 43], [18, 44], [17, 44], [17, 43]]]}
POINT = {"type": "Point", "coordinates": [17.81, 43.34]}
BOUNDS = ["43.0", "44.0", "17.0", "18.0"]


def make_place(geojson=SQUARE, number=1, **more):
    return {
        "osm_type": "relation",
        "osm_id": number,
        "lat": "43.34",
        "lon": "17.81",
        "display_name": "Mostar, Bosna i Hercegovina",
        "addresstype": "city",
        "importance": 0.5,
        "boundingbox": BOUNDS,
        "geojson": geojson,
    } | more


@pytest.fixture(scope="module")
def running():
    with serve_places() as server:
        yield server


class LookUp:
    """Looks up with a clock that stands still, and keeps what it waited and said."""

    def __init__(self, server):
        self.server, self.waits, self.said = server, [], []

    def __call__(self, name="Mostar", **options):
        given = NominatimOptions(url=self.server.url, **options)
        return look_up(name, given, self.said.append, self.waits.append)


@pytest.fixture
def ask(running, monkeypatch):
    monkeypatch.setattr("osmnx._nominatim.time.sleep", lambda _seconds: None)
    running.asked.clear()
    running.faults.clear()
    running.places = [make_place()]
    return LookUp(running)


def test_a_place_is_asked_for_once_under_our_own_name(ask):
    place = ask("Мостар", contact="mapper@example.org")
    assert (place.osm_id, place.kind, place.centre) == ("relation/1", "city", (17.81, 43.34))
    assert place.bounds == (17, 43, 18, 44)
    (asked,) = ask.server.asked
    assert (asked.path, asked.query) == ("/search", "Мостар")
    assert asked.headers["user-agent"].startswith("UraMost/")
    assert "mapper@example.org" in asked.headers["user-agent"]


def test_a_look_up_leaves_no_trace_in_the_process(ask, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = socket.getaddrinfo, osmnx.settings.nominatim_url
    ask()
    assert (socket.getaddrinfo, osmnx.settings.nominatim_url) == before
    assert not list(tmp_path.iterdir())


def test_the_first_polygon_is_taken_and_not_a_more_important_point(ask):
    point = make_place(POINT, 2, osm_type="node", importance=0.9)
    ask.server.places = [point, make_place(), make_place(number=3, importance=0.1)]
    assert ask().osm_id == "relation/1"


def test_a_point_alone_is_a_place_without_a_boundary(ask):
    ask.server.places = [make_place(POINT, 2, osm_type="node", addresstype="town")]
    place = ask()
    assert (place.osm_id, place.bounds) == ("node/2", None)
    left, bottom, right, top = frame_place(place).bounds
    assert left < 17.81 < right
    assert bottom < 43.34 < top


def test_a_huge_polygon_is_not_mapped_whole(ask):
    area = frame_place(ask())
    assert area.area < 0.05 * shapely.box(17, 43, 18, 44).area
    assert area.covers(shapely.Point(17.81, 43.34))


def test_a_name_that_nobody_knows_is_said_with_a_way_out(ask):
    ask.server.places = []
    with pytest.raises(SourceError, match=r"knows no place called 'Mstr': .*--source FILE"):
        ask("Mstr")


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_a_pause(ask, code):
    ask.server.faults.extend([Fault(code, "too busy", headers={"Retry-After": "90"}), Fault(code)])
    assert ask().osm_id == "relation/1"
    assert ask.waits == [90, 60]


def test_a_server_that_stays_busy_is_given_up(ask):
    ask.server.faults.extend([Fault(429, "too busy")] * 4)
    with pytest.raises(SourceError, match=r"is busy \(429: too busy\); asked 4 times"):
        ask()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(403, "blocked"), r"refused the query \(403\): blocked"),
        (Fault(500, body="[]"), r"refused the query \(500\)"),
        (Fault(301, body="", headers={"Location": "https://a.b"}), "moved to https://a.b"),
        (Fault(body="<html><p>Log in"), "something that is no JSON: Log in"),
        (Fault(body=""), "something that is no JSON"),
        (Fault(body='[{"lat": "43'), "something that is no JSON"),
        (Fault(body='{"error": "x"}'), "no list of places"),
        (Fault(body="[1]"), "no list of places"),
        (Fault(body="3"), "no list of places"),
        (Fault(body="null"), "no list of places"),
        (Fault(body="{}"), "no list of places"),
        (Fault(body='[{"lat": "x", "lon": "y", "boundingbox": []}]'), "no list of places"),
        (Fault(body='[{"lat": "99", "lon": "1", "boundingbox": [0,1,0,1]}]'), "no list of places"),
    ],
)
def test_what_is_no_list_of_places_is_refused_at_once(ask, fault, sentence):
    ask.server.faults.append(fault)
    with pytest.raises(SourceError, match=sentence) as caught:
        ask()
    assert str(caught.value).startswith(ask.server.url)
    assert (len(ask.server.asked), ask.waits) == (1, [])


def test_a_server_that_breaks_off_is_asked_again(ask):
    ask.server.faults.append(Fault(body="[", headers={"Content-Length": "1000"}))
    assert ask().osm_id == "relation/1"


def test_a_server_that_hangs_is_given_up_after_the_time_out(ask):
    ask.server.faults.append(HANG)
    with pytest.raises(SourceError, match="did not answer in 1 s; asked 1 times"):
        ask(timeout_s=1, attempts=1)


def test_a_server_that_is_not_there_is_given_up_at_once():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(SourceError, match="cannot be reached"):
        look_up("Mostar", NominatimOptions(url=url), lambda _: None, lambda _: None)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(SourceError, match="is no address of a Nominatim server"):
        NominatimOptions(url="nominatim.example.org")
