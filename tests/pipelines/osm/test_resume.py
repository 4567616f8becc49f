"""A pull that broke off goes on where it was, and trusts nothing that is old or half written."""

from datetime import UTC, datetime, timedelta

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from geodata.errors import SourceError
from geodata.layers import get_layer
from pipelines.osm.overpass import OverpassOptions
from pipelines.osm.overpass_pull import pull_overpass
from pipelines.osm.resume import LONGEST_BREAK
from tests.overpass.server import Fault
from tests.overpass.town import BOX, make_city

NAMES = ("roads", "street_lamps", "dams", "schools", "buildings", "boundaries")
ASKED = 5
CITY = make_city(shapely.box(*BOX))


@pytest.fixture(autouse=True)
def few_layers(monkeypatch):
    monkeypatch.setattr("pipelines.osm.dividing_layer.LAYERS", [get_layer(name) for name in NAMES])


def resume(server, work, city=CITY):
    return pull_overpass(city, OverpassOptions(url=server.url), work)


def break_off(server, work, after):
    server.faults.extend([*[None] * after, Fault(400, "broken")])
    with pytest.raises(SourceError, match="broken"):
        resume(server, work)
    queries = [one.query for one in server.asked]
    server.asked.clear()
    return queries


@pytest.mark.parametrize("after", [1, 3, 4])
def test_only_missing_layers_are_asked_for_after_a_break(after, server, tmp_path):
    whole = resume(server, tmp_path / "other")
    server.asked.clear()
    asked_before = break_off(server, tmp_path, after)
    raw = resume(server, tmp_path)
    asked_after = [one.query for one in server.asked]
    assert len(asked_after) == ASKED - after
    assert set(asked_before[:-1]).isdisjoint(asked_after)
    assert_geodataframe_equal(raw.features, whole.features)
    assert_geodataframe_equal(raw.nodes, whole.nodes)
    assert_frame_equal(raw.edges, whole.edges)
    assert (raw.origin.sha256, raw.origin.osm_date) == (whole.origin.sha256, whole.origin.osm_date)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_streets_that_were_finished_come_back_as_they_were(server, tmp_path, monkeypatch):
    whole = resume(server, tmp_path / "other")

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.osm.overpass_pull.gather_answers", stop)
        with pytest.raises(KeyboardInterrupt):
            resume(server, tmp_path)
    server.asked.clear()
    raw = resume(server, tmp_path)
    assert server.asked == []
    assert_frame_equal(raw.edges, whole.edges)
    assert_geodataframe_equal(raw.nodes, whole.nodes)
    assert_geodataframe_equal(raw.features, whole.features)


def find_store(work):
    (store,) = work.glob("overpass-*")
    return store


@pytest.mark.parametrize("age", [LONGEST_BREAK, -timedelta(hours=1)], ids=["too old", "not yet"])
def test_pieces_of_another_day_are_asked_for_again(age, server, tmp_path):
    break_off(server, tmp_path, after=3)
    started = datetime.now(UTC) - age
    (find_store(tmp_path) / "started").write_text(started.isoformat())
    resume(server, tmp_path)
    assert len(server.asked) == ASKED


@pytest.mark.parametrize("content", [None, "", "yesterday", "2026-01-01T00:00:00"])
def test_a_store_that_does_not_say_its_age_is_not_trusted(content, server, tmp_path):
    break_off(server, tmp_path, after=3)
    started = find_store(tmp_path) / "started"
    started.unlink() if content is None else started.write_text(content)
    resume(server, tmp_path)
    assert len(server.asked) == ASKED


def test_pieces_of_another_area_are_removed(server, tmp_path):
    break_off(server, tmp_path, after=3)
    resume(server, tmp_path, make_city(shapely.box(15.0, 48.0, 15.02, 48.02)))
    assert len(server.asked) == ASKED
    assert list(tmp_path.iterdir()) == []


def test_a_piece_that_was_not_finished_is_asked_for_again(server, tmp_path):
    break_off(server, tmp_path, after=2)
    piece = find_store(tmp_path) / "streets and railways.json"
    piece.rename(piece.with_suffix(".aside"))
    resume(server, tmp_path)
    assert len(server.asked) == ASKED - 1


@pytest.mark.parametrize("content", [b"", b"{}", b'{"elements": [', b"[]"])
def test_a_piece_that_was_spoilt_is_asked_for_again(content, server, tmp_path):
    break_off(server, tmp_path, after=2)
    (find_store(tmp_path) / "streets and railways.json").write_bytes(content)
    resume(server, tmp_path)
    assert len(server.asked) == ASKED - 1
