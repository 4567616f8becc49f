"""Browser libraries come from here where they are here, and from folium's CDNs where not."""

import gzip
import logging
import re
import shutil

import folium
import httpx
import pytest

from app.settings import Settings
from app.web.assets import Assets

STATIC = Settings().static
PLAIN = "/static/css/site.css"


def make_static(folder, *libraries):
    """A static folder with empty files for some libraries."""
    for name in libraries:
        path = folder / "vendor" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


@pytest.fixture
def bare(tmp_path):
    """The project's own static folder without libraries."""
    target = tmp_path / "static"
    shutil.copytree(STATIC, target, ignore=shutil.ignore_patterns("vendor"))
    return target


def test_what_is_here_is_served_from_here(tmp_path):
    static = make_static(tmp_path, "leaflet/leaflet.js", "leaflet/leaflet.css")
    assets = Assets(static)
    chosen = dict(assets.choose(folium.Map.default_js))
    assert chosen == {"leaflet": f"{assets.base}/vendor/leaflet/leaflet.js"}


def test_an_address_for_good_changes_with_the_content_of_any_file(tmp_path):
    before = Assets(make_static(tmp_path, "leaflet/leaflet.js")).base
    assert Assets(tmp_path).base == before
    (tmp_path / "vendor/leaflet/leaflet.js").write_text("// mended")
    assert Assets(tmp_path).base != before


def test_files_are_kept_for_good_under_their_hash_and_asked_after_elsewhere(client):
    link = re.search(r'href="(/static/[0-9a-f]{12}/css/site\.css)"', client.get("").text)[1]
    for address, kept in ((link, "public, max-age=31536000, immutable"), (PLAIN, "no-cache")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == kept
    assert client.get(link).content == client.get(PLAIN).content
    assert client.get("/static/000000000000/css/site.css").status_code == 404


def test_scripts_kept_for_good_are_packed_once_and_as_small_as_can_be(client):
    link = re.search(r'href="(/static/[0-9a-f]{12}/css/site\.css)"', client.get("").text)[1]
    plain = client.get(link, headers={"Accept-Encoding": "identity"})
    packed = client.get(link, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content  # the client unpacks it
    assert int(packed.headers["content-length"]) <= len(gzip.compress(plain.content, 9))
    tag = packed.headers["etag"]
    assert tag != plain.headers["etag"]
    again = client.get(link, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_not_here_comes_from_the_address_that_folium_names(tmp_path):
    assets = Assets(tmp_path)
    assert assets.choose(folium.Map.default_js) == [folium.Map.default_js[0]]
    assert assets.hosts == ["https://cdn.jsdelivr.net"]
    assert not assets.has_fonts


def test_the_reader_of_the_log_is_told_once(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        Assets(tmp_path)
    (record,) = caplog.records
    assert "https://cdn.jsdelivr.net" in record.getMessage()


def test_nothing_is_said_where_everything_is_here(caplog):
    if not (STATIC / "vendor").is_dir():
        pytest.skip("static/vendor is not filled: install npm, then make vendor")
    with caplog.at_level(logging.WARNING):
        assets = Assets(STATIC)
    assert not caplog.records
    assert assets.hosts == []
    assert assets.has_fonts


def test_a_page_without_libraries_lets_exactly_their_host_in(data, serve, bare):
    answer = httpx.get(f"{serve(data, static=bare).url}/crossings")
    policy = answer.headers["content-security-policy"]
    assert folium.Map.default_js[0][1] in answer.text
    assert "fonts.css" not in answer.text
    for rule in ("script-src", "style-src", "img-src"):
        assert f"{rule} 'self' https://cdn.jsdelivr.net" in policy
    assert policy.count("https:") == 3
    assert not any(name in answer.text for name in ("jquery", "bootstrap", "awesome"))
