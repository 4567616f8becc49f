"""Questions about the bundled sample, for tests of the bridge review."""

import copy
import json
import time
from dataclasses import replace
from datetime import date

import httpx
from small_city import HOSTILE

from geodata.crossings import load_crossings, store_crossings
from geodata.snapshot import TABLES, lock_data, open_snapshot, write_snapshot

LINE = [[20.862, 42.8896], [20.862, 42.8912]]
"""From bank to bank, between the main bridge and the foot bridges."""


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
    """Ask until the server can review; the test's own time limit ends a vain wait."""
    end = time.monotonic() + 120
    question = make_question(day="1900-01-01")
    while httpx.post(f"{url}/api/assessments", json=question).status_code == 503:
        assert time.monotonic() < end, "the snapshot never came to be reviewed"


def copy_with_hostile_names(source, folder):
    """Copy a snapshot into a folder, everything in it renamed to what a page must not run."""
    old = open_snapshot(source)
    names = {"en": HOSTILE}
    city = old.manifest.city
    banks = {"left": replace(city.left, name=names), "right": replace(city.right, name=names)}
    crossings = old.read_table("crossings")
    renamed = [replace(one, name=names) for one in load_crossings(crossings)]
    tables = {name: old.read_table(name) for name in TABLES}
    tables["crossings"] = store_crossings(renamed, date(2025, 10, 1))
    layers = {name: old.read_layer(name) for name in old.layer_names}
    manifest = replace(old.manifest, city=replace(city, id=HOSTILE, name=names, **banks))
    with lock_data(folder):
        return write_snapshot(folder, manifest, layers, tables)
