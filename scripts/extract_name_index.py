#!/usr/bin/env python3
"""Makes a slim extract of the name-suggestion-index, a file a country, in one archive.

Only Python's standard library is used: a container runs this before anything is installed.
https://github.com/osmlab/name-suggestion-index/wiki/Using-the-data
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
EXTRACT = ROOT / "geodata" / "name_index" / "extract.zip"

SOURCES = ("name-suggestion-index", "@rapideditor/country-coder")
"""Packages that the extract is made of; the licence of each is in it."""

NAME_KEYS = {"brands": "brand", "operators": "operator", "transit": "network"}
"""Tree of the index → the tag that holds the name of who serves; other trees name no provider."""

FURTHER_KEYS = ("substance", "tower:type")
"""Keys that tell, beside the one of a group, what layer a thing belongs to."""


def extract(modules: Path, target: Path) -> int:
    """Write the items of each country, and the borders of countries and regions.

    Returns
    -------
    int
        Number of items.

    Raises
    ------
    OSError, KeyError
        When a package is missing or holds something else.
    """
    index = json.loads((modules / "name-suggestion-index/dist/json/nsi.min.json").read_bytes())
    generic = json.loads(
        (modules / "name-suggestion-index/dist/json/genericWords.min.json").read_bytes()
    )["genericWords"]
    regions = _read_features(modules / "name-suggestion-index/dist/json/featureCollection.min.json")
    borders = _read_features(modules / "@rapideditor/country-coder/src/data/borders.json")
    places: dict[str, list[dict[str, Any]]] = defaultdict(list)
    items = list(_list_items(index["nsi"], generic))
    for item in items:
        for place in {_name_place(one) for one in item["include"]}:
            places[place].append(item)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for package in SOURCES:
            archive.write(modules / package / "LICENSE.md", f"{Path(package).name}/LICENSE.md")
        _write(archive, "about", {"version": index["_meta"]["version"]})
        _write(archive, "borders", [_describe_border(one) for one in borders])
        circles = {
            tuple(one): one
            for item in items
            for one in item["include"] + item["exclude"]
            if not isinstance(one, str)
        }
        _write(archive, "circles", list(circles.values()))
        _write(archive, "regions", {one["id"].lower(): one["geometry"] for one in regions})
        for place, found in sorted(places.items()):
            _write(archive, f"items/{place}", found)
    fresh.replace(target)
    return len(items)


def _list_items(groups: dict[str, Any], generic: list[str]) -> Iterator[dict[str, Any]]:
    """List the items that may name a provider, without names that the index calls generic."""
    for path, group in groups.items():
        tree, key, value = path.split("/")
        if tree in NAME_KEYS:
            shut = re.compile(
                "|".join([*generic, *group["properties"]["exclude"].get("generic", ())])
            )
            for item in group["items"]:
                names = sorted(_list_names(item, NAME_KEYS[tree]))
                names = [name for name in names if not shut.search(name.casefold())]
                if names:
                    yield {
                        "tree": tree,
                        "tag": [key, value],
                        "further": {
                            one: item["tags"][one] for one in FURTHER_KEYS if one in item["tags"]
                        },
                        "name": item["tags"].get(NAME_KEYS[tree], item["displayName"]),
                        "names": names,
                        "wikidata": item["tags"].get(f"{NAME_KEYS[tree]}:wikidata"),
                        "include": [_fold_place(one) for one in item["locationSet"]["include"]],
                        "exclude": [
                            _fold_place(one) for one in item["locationSet"].get("exclude", ())
                        ],
                    }


def _list_names(item: dict[str, Any], key: str) -> set[str]:
    """List how an item's name is written: in its tags, in every language, and beside them."""
    spoken = re.compile(rf"{key}(:[a-z]{{2,3}}(-[A-Za-z]+)?)?")
    tagged = {text for name, text in item["tags"].items() if spoken.fullmatch(name)}
    return {item["displayName"], *item.get("matchNames", ()), *tagged}


def _list_circles(items: list[dict[str, Any]]) -> list[list[float]]:
    places = [one for item in items for one in (*item["include"], *item["exclude"])]
    return [list(one) for one in sorted({tuple(one) for one in places if not isinstance(one, str)})]


def _fold_place(place: object) -> object:
    return place.lower() if isinstance(place, str) else place


def _name_place(place: object) -> str:
    """Name the file that holds what lies in a place: a country's or group's code, or its kind."""
    if not isinstance(place, str):
        return "circles"
    return "regions" if place.endswith(".geojson") else place


def _read_features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_bytes())["features"]
    return features


def _describe_border(feature: dict[str, Any]) -> dict[str, Any]:
    """Describe a country or a group: every code that the index may call it by, and its borders."""
    facts = feature["properties"]
    codes = [facts.get(key) for key in ("iso1A2", "iso1A3", "iso1N3", "m49", "wikidata")]
    codes += facts.get("aliases", [])
    known = sorted({code.lower() for code in codes if code})
    return {"codes": known, "groups": facts.get("groups", []), "geometry": feature["geometry"]}


def _write(archive: zipfile.ZipFile, name: str, content: object) -> None:
    entry = zipfile.ZipInfo(f"{name}.json", (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def main() -> int:
    """Make the extract of this checkout."""
    try:
        count = extract(MODULES, EXTRACT)
    except OSError as error:
        print(f"{error}: run npm ci first", file=sys.stderr)
        return 1
    print(f"Kept {count:,} names of the name-suggestion-index in {EXTRACT.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
