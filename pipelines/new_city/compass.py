"""Banks named by the compass: from the course of the line between them, in many languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import shapely

from geodata.divide.banks import Divide
from geodata.names import LANGUAGES, Names

_POINTS = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)
"""Clockwise: each is the opposite of the one four further on."""

_WORDS = Path(__file__).with_name("compass.toml")

_STRAIGHT = 0.3
"""A course whose ends lie apart by less, as a share of its length, tells of no direction."""


def name_banks(divide: Divide) -> tuple[str, str]:
    """Name the left and the right bank of a divide, in a metric CRS whose y points north.

    Examples: of a river that flows east, ``north`` and ``south``.
    """
    parts = list(divide.line.geoms)
    chord = np.sum([np.subtract(one.coords[-1][:2], one.coords[0][:2]) for one in parts], axis=0)
    if np.hypot(*chord) < _STRAIGHT * divide.line.length:
        banks = (divide.left.centroid, divide.right.centroid)
        left, right = (shapely.get_coordinates(one)[0] for one in banks)
        to_left = left - right
    else:
        to_left = np.array([-chord[1], chord[0]])
    bearing = np.degrees(np.arctan2(to_left[0], to_left[1]))
    at = int(np.rint(bearing / 45)) % 8
    return _POINTS[at], _POINTS[(at + 4) % 8]


def say_point(point: str, languages: Iterable[str]) -> Names:
    """Say a point of the compass in the languages of the interface and in others that are known."""
    words = _read_words()
    order = dict.fromkeys([*languages, *LANGUAGES])
    return {code: words[code][_POINTS.index(point)] for code in order if code in words}


@cache
def _read_words() -> dict[str, list[str]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))
