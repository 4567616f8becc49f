"""A made index of a few names, in the form that the npm packages have."""

import json

import shapely
from shapely.geometry import box, mapping

from tests.scripts.loading import load_script

WEST, EAST = box(0, 40, 10, 50), box(10, 40, 20, 50)
"""Two countries that meet at 10° east."""
REGION = box(0, 40, 5, 50)


def make_item(name, *include, wikidata=None, key="operator", exclude=(), match=(), **tags):
    named = {key: name} | ({f"{key}:wikidata": wikidata} if wikidata else {})
    places = {"include": list(include)} | ({"exclude": list(exclude)} if exclude else {})
    return {
        "displayName": name,
        "locationSet": places,
        "matchNames": list(match),
        "tags": named | tags,
    }


def make_extract(folder, groups, generic=("^unknown$",)):
    """Make an extract from groups: path as ``operators/power/line`` → items."""
    nsi = folder / "name-suggestion-index" / "dist" / "json"
    borders = folder / "@rapideditor" / "country-coder" / "src" / "data"
    for one in (nsi, borders):
        one.mkdir(parents=True)
    described = {
        path: {"properties": {"exclude": {"generic": ["^utility$"]}}, "items": items}
        for path, items in groups.items()
    }
    (nsi / "nsi.min.json").write_text(
        json.dumps({"_meta": {"version": "1.0.0"}, "nsi": described}), encoding="utf-8"
    )
    (nsi / "genericWords.min.json").write_text(json.dumps({"genericWords": list(generic)}))
    region = {"type": "Feature", "id": "WW-R.geojson", "geometry": mapping(REGION)}
    (nsi / "featureCollection.min.json").write_text(json.dumps({"features": [region]}))
    countries = [
        _make_border(WEST, iso1A2="WW", groups=["150"]),
        _make_border(EAST, iso1A2="EE", groups=["150"]),
        _make_border(None, m49="150", aliases=["Europe"]),
    ]
    (borders / "borders.json").write_text(json.dumps({"features": countries}))
    for package in ("name-suggestion-index", "@rapideditor/country-coder"):
        (folder / package / "LICENSE.md").write_text("as you like")
    target = folder / "extract.zip"
    load_script("extract_name_index").extract(folder, target)
    return target


def _make_border(geometry: shapely.Geometry | None, **facts):
    return {"properties": facts, "geometry": geometry and mapping(geometry)}
