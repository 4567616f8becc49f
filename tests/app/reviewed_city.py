"""Questions about the bundled sample, for tests of the bridge review."""

import copy
import json
from dataclasses import replace
from datetime import date

import httpx

from geodata.cities.projects import load_projects, store_projects
from geodata.cities.sources import Source
from geodata.crossings.crossing import load_crossings, store_crossings
from geodata.divide.joins import Joins
from geodata.snapshot.store import TABLES, open_snapshot
from geodata.snapshot.writing import lock_data, write_snapshot
from tests.app.small_city import HOSTILE
from tests.waiting import wait_until

LINE = [[20.862, 42.8896], [20.862, 42.8912]]
"""From bank to bank, between the main bridge and the foot bridges."""


TRICKY = (
    HOSTILE
    + "{{ 7 * 7 }}{% raw %}{# ${window.hacked = 1} </title></textarea></style><!-- </script>"
    + '%(name)s %s %n &lt;b&gt; \x01\x1b\x7f\u2028\u2066\r\n" autofocus onfocus="window.hacked=1'
)
"""A name that is none in any language of a template, a script or a page; NUL is in no snapshot."""
LONG = TRICKY + "Ш" * 10_000

REFUSED = [
    ("line=nowhere", 400, "line.0", "Bridge 1: longitude and latitude of each end are needed"),
    ("mode=fly", 400, "mode", "How people travel: Input should be 'walk'"),
    ("day=soon", 400, "day", "Day: should be a day"),
    ("bridge=1", 400, "bridge", "bridge: there is no such parameter here"),
    ("day=1900-01-01", 409, "day", "Day: "),
    ("close=nowhere", 409, "close.0", "Closures to test: no crossing has the id"),
    ("close=main&close=no-such", 409, "close.1", "Closures to test: no crossing has the id"),
    ("close=dudin-krs", 409, "close.0", "Closures to test: the place of 'dudin-krs' is not known"),
    (
        "open=nowhere",
        409,
        "open, restrict",
        "Crossings to open or restrict: no ",
    ),
    ("open=main;fly", 400, "open.0", "Crossings to open or restrict: "),
    (
        "restrict=main;drive;Sunday",
        400,
        "restrict.0",
        "Crossings to open or restrict: ",
    ),
    (
        "open=main;drive&close=main&mode=drive",
        409,
        "open, restrict",
        "Crossings to open or restrict: ",
    ),
    ("people=nowhere:3", 409, "people", "Population figures: no municipality has this id"),
    ("population=nobody", 409, "population", "Population figures: should be one of census-2024, "),
    (
        "population=floor-area&people=mitrovica-north:3",
        409,
        "people",
        "Population figures: ",
    ),
    ("line=20.5,42.5,20.5,42.501", 409, "line.0", "Bridge 1: "),
    (
        "line=20.862,42.8912,20.862,42.8913",
        409,
        "line.0",
        "Bridge 1: the line does not cross the river",
    ),
]
"""Questions that no page answers: query, status, field at fault, how a page says it."""


def make_candidate(line=None, **properties):
    geometry = {"type": "LineString", "coordinates": copy.deepcopy(line or LINE)}
    return {"type": "Feature", "geometry": geometry, "properties": properties or None}


def make_question(*lines, **members):
    features = [make_candidate(line) for line in lines or [LINE]]
    return {"features": features, "mode": "walk", "day": "2025-10-01", **members}


def read_strictly(answer):
    """Read JSON and refuse what JSON does not know, such as NaN."""

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(answer.content, parse_constant=refuse)


def wait_until_reviewed(url):
    """Ask a server in another process until it can review."""
    question = make_question(day="1900-01-01")
    wait_until(lambda: httpx.post(f"{url}/api/assessments", json=question).status_code != 503, 120)


def copy_with_hostile_names(source, folder):
    """Copy a snapshot into a folder, everything in it renamed to what a page must not run."""
    old = open_snapshot(source)
    tables = {name: old.read_table(name) for name in TABLES} | {
        "crossings": store_crossings(
            [replace(one, name=_TRICKY) for one in load_crossings(old.read_table("crossings"))],
            date(2025, 10, 1),
        ),
        "projects": rename_projects(old.read_table("projects")),
        "providers": rename_providers(old.read_table("providers")),
    }
    layers = {name: rename_features(old.read_layer(name)) for name in old.layer_names}
    city = old.manifest.city
    renamed = replace(
        city,
        id=HOSTILE,
        name=_TRICKY,
        left=replace(city.left, name=_TRICKY),
        right=replace(city.right, name=_TRICKY),
        municipalities=tuple(replace(one, name=_TRICKY) for one in city.municipalities),
        population={
            name: tuple(replace(one, source=Source(TRICKY), note=TRICKY) for one in figures)
            for name, figures in city.population.items()
        },
    )
    manifest = replace(old.manifest, city=renamed, notes=(TRICKY,))
    with lock_data(folder):
        return write_snapshot(folder, manifest, layers, tables)


def rename_projects(table):
    projects = [
        replace(one, name=_TRICKY, summary=_TRICKY, note=TRICKY) for one in load_projects(table)
    ]
    return store_projects(projects, [Joins()] * len(projects))


def rename_providers(table):
    told = {"name": _TRICKY, "area": TRICKY, "note": TRICKY}
    records = [json.dumps(json.loads(one) | told) for one in table["record"]]
    return table.assign(name=json.dumps(_TRICKY), record=records)


def rename_features(layer):
    """Give the first features of a layer names, operators and tags that are very long, too."""
    layer = layer.copy()
    few = layer.index[:3]
    tags = json.dumps({"name": LONG, "operator": LONG, f"key{TRICKY}": LONG})
    layer.loc[few, ["name", "operator", "tags"]] = [LONG, LONG, tags]
    return layer


_TRICKY = {"en": TRICKY}
