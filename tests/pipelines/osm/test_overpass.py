"""Overpass is asked politely, and nothing but data is taken for data."""

import re
import socket

import osmnx
import pytest
import requests
import shapely
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from geodata.errors import SourceError
from geodata.layers import get_layer
from pipelines.osm.overpass import OverpassOptions
from pipelines.osm.overpass_pull import pull_overpass
from tests.overpass.drawing import Drawing
from tests.overpass.server import HANG, OSM_DATE, Fault, serve
from tests.overpass.town import BOX, make_city

NAMES = ("roads", "street_lamps", "buildings", "dams", "schools")
ASKED = 4
"""Questions for these layers: streets and lamps, water, education, buildings."""

CITY = make_city(shapely.box(*BOX))
IDS = "n100 n101 w1 w2 w3 w4 w12 w13 w15 r1 r6"
BUSY = "runtime error: Dispatcher_Client::request_read_and_idx::timeout. Probably too busy."


@pytest.fixture(autouse=True)
def three_layers(monkeypatch):
    monkeypatch.setattr("pipelines.osm.dividing_layer.LAYERS", [get_layer(name) for name in NAMES])


def get_ids(raw):
    kinds = raw.features["element"].str[0]
    return " ".join(kinds + raw.features["id"].astype(str))


class Puller:
    """Pulls with a clock that stands still, and keeps what it waited and said."""

    def __init__(self, server, work):
        self.server, self.work = server, work
        self.waits, self.said = [], []

    def __call__(self, **options):
        return pull_overpass(
            CITY,
            OverpassOptions(url=self.server.url, **options),
            self.work,
            lambda *what: self.said.append(what),
            self.waits.append,
        )


@pytest.fixture
def puller(server, tmp_path):
    return Puller(server, tmp_path / "work")


def test_a_pull_asks_once_a_sector_one_after_the_other_under_its_own_name(puller, server):
    puller(contact="mapper@example.org")
    assert [(one.method, one.path) for one in server.asked] == [("POST", "/api/interpreter")] * 4
    assert server.most_at_once == 1
    for one in server.asked:
        assert one.headers["user-agent"].startswith("UraMost/")
        assert "mapper@example.org" in one.headers["user-agent"]
        assert "osmnx" not in str(one.headers).lower()
        assert one.query.startswith("[out:json][timeout:180];")
    assert puller.said[:ASKED] == [
        ("asking Overpass for streets and railways", 0, 4),
        ("asking Overpass for water, sewage, heating and gas", 1, 4),
        ("asking Overpass for health and education", 2, 4),
        ("asking Overpass for buildings", 3, 4),
    ]


def test_a_pull_leaves_no_trace_in_the_process_or_on_disk(puller, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = socket.getaddrinfo
    settings = {name: getattr(osmnx.settings, name) for name in vars(osmnx.settings)}
    puller()
    assert socket.getaddrinfo is before
    assert {name: getattr(osmnx.settings, name) for name in settings} == settings
    assert [path.name for path in tmp_path.rglob("*")] == ["work"]


def test_no_host_but_the_server_is_asked_even_when_names_do_not_resolve(tmp_path, monkeypatch):
    asked = []

    def refuse(self, request, **_):
        asked.append(request.url)
        raise requests.ConnectionError

    def know_no_name(name):
        raise socket.gaierror

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", refuse)
    monkeypatch.setattr("socket.gethostbyname", know_no_name)
    options = OverpassOptions(url="https://overpass.invalid/api", attempts=1)
    with pytest.raises(SourceError, match=r"overpass\.invalid/api cannot be reached; asked 1 time"):
        pull_overpass(CITY, options, tmp_path)
    assert asked == ["https://overpass.invalid/api/interpreter"]


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_a_pause_that_doubles(code, puller, server):
    server.faults.extend([Fault(code, BUSY), Fault(code, BUSY)])
    assert get_ids(puller()) == IDS
    assert puller.waits == [30, 60]
    assert len(server.asked) == 6
    said = [what for what, *_ in puller.said if "busy" in what]
    assert said[0].startswith(f"{server.url} is busy ({code}: runtime error:")
    assert said[0].endswith("trying again in 30 s")


def test_a_server_that_stays_busy_is_given_up_with_its_last_reason(puller, server):
    server.faults.extend([Fault(429, BUSY)] * 4)
    with pytest.raises(SourceError, match=r"is busy \(429: .*too busy.*; asked 4 times$"):
        puller()
    assert puller.waits == [30, 60, 120]
    assert len(server.asked) == 4


@pytest.mark.parametrize(("asked_s", "waited_s"), [("90", 90), ("99999", 600), ("soon", 30)])
def test_a_server_may_say_how_long_to_wait_within_reason(asked_s, waited_s, puller, server):
    server.faults.append(Fault(429, headers={"Retry-After": asked_s}))
    puller()
    assert puller.waits == [waited_s]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(400, "line 1: parse error: Unknown type"), r"\(400\): line 1: parse error"),
        (Fault(406, "Not Acceptable"), r"refused the query \(406\): Not Acceptable"),
        (Fault(403, body=""), r"refused the query \(403\): Forbidden"),
        (Fault(500, body='{"elements": []}'), r"refused the query \(500\)"),
        (Fault(301, body="", headers={"Location": "https://a.b/api"}), "moved to https://a.b/api"),
        (Fault(body="<html><title>x</title><p>Log&nbsp;in"), "something that is no JSON: Log in"),
        (Fault(body=""), "something that is no JSON"),
        (Fault(body='{"elements": [{"type": "no'), "something that is no JSON"),
        (Fault(body='["elements"]'), "no OpenStreetMap data"),
        (Fault(body='{"error": "x"}'), 'no elements: {"error": "x"}'),
        (Fault(body='{"elements": {}}'), "no elements"),
        (
            Fault(body='{"elements": [], "remark": "runtime error: out of memory"}'),
            "only a part of the data: out of memory",
        ),
    ],
)
def test_what_is_no_data_is_refused_at_once_in_the_words_of_the_server(
    fault, sentence, puller, server
):
    server.faults.extend([None, fault])
    with pytest.raises(SourceError, match=sentence) as caught:
        puller()
    assert str(caught.value).startswith(server.url)
    assert "\n" not in str(caught.value)
    assert (len(server.asked), puller.waits) == (2, [])


@pytest.mark.parametrize(
    "body",
    [
        '{"elements": [], "remark": "runtime error: Query timed out in \\"query\\" at line 1"}',
        f"<html><p>Error: {BUSY}</p></html>",
    ],
    ids=["partial", "page"],
)
def test_an_answer_that_says_too_busy_with_status_200_is_asked_for_again(body, puller, server):
    server.faults.append(Fault(body=body))
    assert get_ids(puller()) == IDS
    assert puller.waits == [30]


def test_a_server_that_hangs_is_given_up_after_the_time_out(puller, server):
    server.faults.extend([HANG, HANG])
    with pytest.raises(SourceError, match="did not answer in 1 s; asked 2 times"):
        puller(timeout_s=1, attempts=2)
    assert puller.waits == [30]


def test_a_server_that_breaks_off_is_asked_again(puller, server):
    server.faults.append(Fault(body="{", headers={"Content-Length": "1000"}))
    assert get_ids(puller()) == IDS
    assert puller.waits == [30]


def refuse_connections(monkeypatch, error, after=0):
    """Let some questions through, and then none: there is no connection, for the reason given."""
    send = requests.adapters.HTTPAdapter.send
    asked = []

    def refuse(self, request, **more):
        asked.append(more["timeout"])
        if len(asked) > after:
            raise error
        return send(self, request, **more)

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", refuse)
    return asked


OBSTACLES = {
    "its name is not known here": requests.ConnectionError(
        MaxRetryError(None, "/", NameResolutionError("a.b", None, socket.gaierror()))
    ),
    "nothing answers there": requests.ConnectionError(
        MaxRetryError(None, "/", NewConnectionError(None, "Network is unreachable"))
    ),
    "no connection in 10 s": requests.ConnectTimeout(),
    "its certificate is not accepted here": requests.exceptions.SSLError(),
    "the proxy does not let it through": requests.exceptions.ProxyError(),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_server_without_a_connection_is_given_up_at_once(obstacle, puller, monkeypatch):
    asked = refuse_connections(monkeypatch, OBSTACLES[obstacle])
    with pytest.raises(SourceError) as caught:
        puller()
    assert str(caught.value).startswith(f"{puller.server.url} cannot be reached ({obstacle}): ")
    assert (asked, puller.waits) == ([(10, 180)], [])


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_connection_that_is_lost_on_the_way_is_waited_for(obstacle, puller, monkeypatch):
    asked = refuse_connections(monkeypatch, OBSTACLES[obstacle], after=2)
    sentence = re.escape(f"{puller.server.url} cannot be reached ({obstacle}); asked 4 times")
    with pytest.raises(SourceError, match=sentence):
        puller()
    assert (len(asked), puller.waits) == (6, [30, 60, 120])


def test_a_server_that_is_not_there_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = OverpassOptions(url=f"http://127.0.0.1:{port}/api")
    with pytest.raises(SourceError, match=rf"http://127.0.0.1:{port}/api cannot be reached \(noth"):
        pull_overpass(CITY, options, tmp_path)


def test_the_origin_is_as_old_as_the_oldest_answer(puller, server):
    server.osm_dates.extend([OSM_DATE, "2026-10-31T00:00:00Z", OSM_DATE])
    raw = puller()
    assert raw.origin.osm_date == "2026-10-31T00:00:00Z"
    assert f"from 2026-10-31T00:00:00Z to {OSM_DATE}" in raw.notes[0]


def test_answers_of_one_state_need_no_note(puller):
    assert not any("several states" in note for note in puller().notes)


@pytest.mark.parametrize(
    "element", ["1", "null", '{"type": "way", "id": 1}', '{"type": "node", "id": 1}', '{"id": 3}']
)
def test_elements_that_are_none_are_refused(element, puller, server):
    server.faults.append(Fault(body=f'{{"elements": [{element}]}}'))
    with pytest.raises(SourceError, match="something that is no OpenStreetMap data"):
        puller()


def test_the_same_questions_have_the_same_hash(puller):
    assert puller().origin.sha256 == puller().origin.sha256


def test_an_area_where_nothing_is_mapped_is_an_error_and_is_not_remembered(tmp_path):
    empty = Drawing()
    empty.node(1, 10, 10)
    with serve(empty.save(tmp_path / "empty.osm")) as server:
        options = OverpassOptions(url=server.url)
        for _ in range(2):
            with pytest.raises(SourceError, match="nothing is mapped in the study area"):
                pull_overpass(CITY, options, tmp_path / "work")
        assert len(server.asked) == 2 * ASKED


def test_a_layer_without_a_feature_is_empty_and_no_error(puller, monkeypatch):
    monkeypatch.setattr(
        "pipelines.osm.dividing_layer.LAYERS", [get_layer("dams"), get_layer("buildings")]
    )
    assert {12, 13} <= set(puller().features["id"])


@pytest.mark.parametrize("url", ["overpass.example.org/api", "ftp://a.b/api", "https://", ""])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(SourceError, match="is no address of an Overpass server"):
        OverpassOptions(url=url)


@pytest.mark.parametrize("more", [{"attempts": 0}, {"timeout_s": 0}, {"pause_s": -1}])
def test_options_without_patience_are_refused(more):
    with pytest.raises(SourceError, match="Overpass needs"):
        OverpassOptions(**more)


def test_the_address_may_end_in_interpreter():
    assert OverpassOptions(url="https://a.b/api/interpreter/").url == "https://a.b/api"
