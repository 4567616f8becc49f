"""Vector tiles over HTTP: the archive by ranges, single tiles, and what is not there."""

import gzip
import math
import os

import httpx
import pytest
from pmtiles.reader import MemorySource, Reader

from app.main import create_app
from app.settings import Settings
from geodata.snapshot.store import open_snapshot
from pipelines.tiles import draw_tiles
from tests.app.served import Server
from tests.app.small_city import make_layers, write_city

NOWHERE = (12, 0, 0)


@pytest.fixture(scope="module")
def tiles(tmp_path_factory):
    return draw_tiles(make_layers(), tmp_path_factory.mktemp("tiles"))


@pytest.fixture(scope="module")
def tiled_data(tiles, tmp_path_factory):
    """A data folder whose newest snapshot has tiles, and the one before has none."""
    data = tmp_path_factory.mktemp("tiled")
    write_city(data)
    write_city(data, tiles=tiles)
    return data


@pytest.fixture(scope="module")
def tiled(tiled_data):
    """A reader of a server with tiles, and the id of its snapshot."""
    with (
        Server(create_app(Settings(data=tiled_data, poll_s=60))) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        yield client, open_snapshot(tiled_data).id


@pytest.fixture
def archive(tiled_data, tiled, tiles):
    """The file with the tiles that are served, which is whole again after the test."""
    path = tiled_data / "snapshots" / tiled[1] / "tiles.pmtiles"
    yield path
    path.write_bytes(tiles)


def find_place(zoom, lon=20.86, lat=42.905):
    """Zoom, column and row of the tile at a place of the small city."""
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return zoom, int((lon + 180) / 360 * 2**zoom), int(y * 2**zoom)


def test_the_archive_is_given_whole_unpacked_and_for_good(tiled, tiles):
    client, snapshot = tiled
    answer = client.get(f"/tiles/{snapshot}.pmtiles", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.content) == (200, tiles)
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "application/vnd.pmtiles"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "immutable" in answer.headers["cache-control"]


def test_ranges_are_bytes_of_the_archive_whatever_a_reader_can_unpack(tiled, tiles):
    client, snapshot = tiled
    for start, end in ((0, 126), (127, len(tiles) - 1)):
        headers = {"Range": f"bytes={start}-{end}", "Accept-Encoding": "gzip"}
        answer = client.get(f"/tiles/{snapshot}.pmtiles", headers=headers)
        assert (answer.status_code, answer.content) == (206, tiles[start : end + 1])
        assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(tiles)}"
        assert "content-encoding" not in answer.headers


def test_a_range_past_the_end_is_refused(tiled, tiles):
    client, snapshot = tiled
    headers = {"Range": f"bytes={len(tiles)}-"}
    assert client.get(f"/tiles/{snapshot}.pmtiles", headers=headers).status_code == 416


@pytest.mark.parametrize(("is_same", "status"), [(True, 206), (False, 200)])
def test_a_range_of_another_archive_gives_the_whole_of_this_one(tiled, is_same, status):
    client, snapshot = tiled
    headers = {"Range": "bytes=0-9", "If-Range": f'"{snapshot}"' if is_same else '"other"'}
    assert client.get(f"/tiles/{snapshot}.pmtiles", headers=headers).status_code == status


def test_head_tells_the_length_and_sends_nothing(tiled, tiles):
    client, snapshot = tiled
    answer = client.head(f"/tiles/{snapshot}.pmtiles")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(tiles))


@pytest.mark.parametrize("path", ["/tiles/{}.pmtiles", "/tiles/{1}/{2}/{3}.mvt"])
def test_a_reader_that_has_it_is_told_so(tiled, path):
    client, snapshot = tiled
    address = path.format(snapshot, *find_place(14))
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_only_the_archive_of_the_snapshot_that_is_served_is_there(tiled_data, tiled):
    client, snapshot = tiled
    old = next(path.name for path in (tiled_data / "snapshots").iterdir() if path.name != snapshot)
    for name in (old, "..%2FCURRENT", "x"):
        answer = client.get(f"/tiles/{name}.pmtiles", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_tile_is_the_one_of_the_archive(tiled, tiles, encoding):
    client, _ = tiled
    place = find_place(14)
    answer = client.get("/tiles/{}/{}/{}.mvt".format(*place), headers={"Accept-Encoding": encoding})
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert answer.content == gzip.decompress(Reader(MemorySource(tiles)).get(*place))
    assert b"primary" in answer.content


def test_a_tile_where_nothing_is_drawn_is_empty(tiled):
    client, _ = tiled
    answer = client.get("/tiles/{}/{}/{}.mvt".format(*NOWHERE))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("place", [(8, 0, 0), (16, 0, 0), (12, 4096, 0), (12, 0, -1), (99, 0, 0)])
def test_a_tile_outside_the_zooms_or_the_grid_is_not_found(tiled, place):
    client, _ = tiled
    answer = client.get("/tiles/{}/{}/{}.mvt".format(*place))
    assert answer.status_code == 404
    assert "zooms" in answer.json()["detail"] or "columns" in answer.json()["detail"]


def test_a_snapshot_without_tiles_has_neither(client):
    snapshot = client.get("/api/snapshot").json()["id"]
    for address in (f"/tiles/{snapshot}.pmtiles", "/tiles/12/2285/1507.mvt"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "This data version has no vector tiles."


@pytest.mark.parametrize("part", [0, 60, 0.5])
def test_an_archive_that_is_cut_off_in_place_is_refused_until_it_is_whole_again(
    archive, tiled, tiles, part
):
    client, snapshot = tiled
    addresses = [f"/tiles/{snapshot}.pmtiles", "/tiles/{}/{}/{}.mvt".format(*find_place(14))]
    os.truncate(archive, int(part * len(tiles)) if part < 1 else part)
    for address in (*addresses, *addresses):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert str(archive.parents[2]) not in answer.text
    assert client.get("/healthz").status_code == 200
    archive.write_bytes(tiles)
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_an_archive_of_other_bytes_is_refused(archive, tiled, tiles):
    client, _ = tiled
    archive.write_bytes(tiles[:127] + b"\xff" * (len(tiles) - 127))
    for encoding in ("gzip", "identity"):
        address = "/tiles/{}/{}/{}.mvt".format(*find_place(14))
        assert client.get(address, headers={"Accept-Encoding": encoding}).status_code == 503
