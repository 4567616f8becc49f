"""The page about the map: where its figures, data and libraries come from, and what changed."""

import json
import re
import shutil
from urllib.parse import urljoin

import httpx
import pytest
from shapely.geometry import Point

from app.settings import Settings
from geodata import ATTRIBUTION, LICENCE_URL
from tests.app.small_city import make_layer, make_layers, write_city

STATIC = Settings().static


def read_history(url):
    html = httpx.get(f"{url}/about").text
    return re.findall(r"<section.*?</section>", html.split('id="history"')[1], re.DOTALL)


def test_it_tells_method_sources_licences_and_neutrality(client):
    html = client.get("/about").text
    for text in (ATTRIBUTION, LICENCE_URL, "D(a, b)", "4.8 km/h", "ethnicity", "MIT licence"):
        assert text in html
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html
    assert " style=" not in html


def test_it_names_each_library_with_version_and_licence(data, serve, tmp_path):
    static = tmp_path / "static"
    shutil.copytree(STATIC, static, ignore=shutil.ignore_patterns("vendor"))
    folder = static / "vendor" / "a-library"
    folder.mkdir(parents=True)
    package = {"name": "@scope/a-library", "version": "1.2.3", "license": "BSD-2-Clause"}
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "LICENSE").write_text("Do as you like.")
    url = serve(data, static=static).url
    html = httpx.get(f"{url}/about").text
    row = re.search(r'@scope/a-library</th><td>1\.2\.3</td><td><a href="([^"]+)">BSD-2-Cl', html)
    assert httpx.get(urljoin(url, row[1])).text == "Do as you like."


def test_what_changed_between_snapshots_is_counted_by_layer(tmp_path, serve):
    write_city(tmp_path)
    write_city(tmp_path)
    places = make_layer("places", [Point(20.86, 42.9)] * 3)
    write_city(tmp_path, layers=make_layers() | {"places": places})
    latest, middle, first = read_history(serve(tmp_path).url)
    row = r"<th scope=\"row\">([^<]+)</th><td>3</td><td>0</td><td>0</td>"
    assert len(re.findall(row, latest)) == 1
    assert "Current version" in latest
    assert "Current version" not in middle + first
    assert "No feature changed." in middle
    assert "There is no older data version to compare with." in first


@pytest.mark.parametrize("broken", ["manifest.json", "layers/roads.parquet"])
def test_an_old_snapshot_that_cannot_be_read_breaks_nothing(tmp_path, serve, broken):
    old = write_city(tmp_path)
    roads = make_layer("roads", [Point(20.86, 42.9)])
    write_city(tmp_path, layers=make_layers() | {"roads": roads})
    (old.path / broken).write_bytes(b"broken")
    latest, *_ = read_history(serve(tmp_path).url)
    assert "Current version" in latest
    assert "compare" in latest
