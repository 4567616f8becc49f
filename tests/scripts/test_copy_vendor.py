"""Tests of the script that copies browser libraries to static/vendor."""

import json
import re

import pytest

from tests.scripts.loading import ROOT, load_script


@pytest.fixture(scope="module")
def script():
    return load_script("copy_vendor")


@pytest.fixture
def checkout(script, tmp_path):
    """A package.json and the node_modules that npm would make of it."""
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": pinned}), encoding="utf-8")
    for package, files in script.FILES.items():
        folder = tmp_path / "node_modules" / package
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"{package} {name}", encoding="utf-8")
        version = json.dumps({"version": pinned[package]})
        (folder / "package.json").write_text(version, encoding="utf-8")
    return tmp_path


def copy(script, checkout):
    return script.copy_vendor(
        checkout / "package.json", checkout / "node_modules", checkout / "static" / "vendor"
    )


def list_files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_every_library_arrives_with_its_licence(script, checkout):
    count = copy(script, checkout)

    copied = list_files(checkout / "static" / "vendor")
    assert len(copied) == count
    assert {path for path in copied if path.endswith("LICENSE")} == {
        "leaflet/LICENSE",
        "leaflet.control.layers.tree/LICENSE",
        "leaflet.fullscreen/LICENSE",
        "maki/LICENSE",
        "noto-sans/LICENSE",
        "protomaps-leaflet/LICENSE",
    }


def test_every_package_that_is_pinned_is_copied(script):
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert set(pinned) == set(script.FILES)


def test_a_second_copy_replaces_the_first_and_leaves_nothing_aside(script, checkout):
    copy(script, checkout)
    (checkout / "static" / "vendor" / "left-over.js").touch()

    copy(script, checkout)

    assert "left-over.js" not in list_files(checkout / "static" / "vendor")
    assert [path.name for path in (checkout / "static").iterdir()] == ["vendor"]


def test_a_missing_file_is_named_and_the_old_copy_stays(script, checkout):
    copy(script, checkout)
    before = list_files(checkout / "static" / "vendor")
    (checkout / "node_modules/leaflet/dist/leaflet.css").unlink()

    with pytest.raises(script.VendorError, match=r"lacks dist/leaflet\.css"):
        copy(script, checkout)

    assert list_files(checkout / "static" / "vendor") == before


def test_a_package_that_is_not_installed_is_named(script, checkout):
    (checkout / "node_modules/leaflet.fullscreen/package.json").unlink()

    with pytest.raises(script.VendorError, match=r"^leaflet\.fullscreen is not in .*npm ci"):
        copy(script, checkout)


def test_a_package_of_another_version_is_refused(script, checkout):
    package = checkout / "node_modules/leaflet/package.json"
    package.write_text('{"version": "0.1.0"}', encoding="utf-8")

    with pytest.raises(script.VendorError, match=r"^leaflet is 0\.1\.0, not "):
        copy(script, checkout)


def test_style_sheets_name_only_images_that_were_copied():
    vendor = ROOT / "static" / "vendor"
    if not vendor.is_dir():
        pytest.skip("static/vendor is not filled: install npm, then make vendor")
    for sheet in vendor.rglob("*.css"):
        for image in re.findall(r"url\((?!#)([^)]+)\)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / image).is_file(), f"{sheet} wants {image}"
