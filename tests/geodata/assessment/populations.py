"""Separate runs: cities and snapshots whose profile has some published totals and no others."""

import json
from dataclasses import replace
from types import SimpleNamespace

from geodata.assessment.model import CityModel
from geodata.assessment.studies.validation import measure_difference
from geodata.snapshot.manifest import dump_manifest

EQUAL = 1e-9

_NAMES = {"population", "is_combination"}
"""What a choice is called: alone in its profile, it may bear another name."""


class KnownPopulation:
    """A drawn city, or a snapshot, with other published totals."""

    def __init__(self, snapshot, population):
        self._snapshot = snapshot
        known = snapshot.manifest
        city = replace(known.city, population=population)
        self.manifest = SimpleNamespace(
            city=city, origin=known.origin, attribution=known.attribution
        )

    def __getattr__(self, name):
        return getattr(self._snapshot, name)


def make_separate(snapshot, choice):
    """Model a snapshot whose profile has the totals of a choice alone."""
    return CityModel(KnownPopulation(snapshot, keep_alone(choice)))


def keep_alone(choice):
    return {name: (one,) for name, one in choice.figures.items()}


def write_separate(snapshot, choice):
    """Write into a copied snapshot a profile that has the totals of a choice alone."""
    city = replace(snapshot.manifest.city, population=keep_alone(choice))
    manifest = replace(snapshot.manifest, city=city)
    (snapshot.path / "manifest.json").write_bytes(dump_manifest(manifest))


def compare(found, expected):
    """Compare two answers, as dictionaries, in all but what their choices are called."""
    left, right = (_read(one) for one in (found, expected))
    shared = left.keys() & right.keys()
    assert {"figures", "weights_unit"} <= shared
    difference = measure_difference(
        {name: left[name] for name in shared}, {name: right[name] for name in shared}
    )
    assert difference is not None
    assert difference <= EQUAL


def _read(answer):
    """Read an answer as JSON has it: lists for tuples."""
    document = json.loads(json.dumps(answer, default=str))
    return {name: value for name, value in document.items() if name not in _NAMES}
