"""What OpenStreetMap says of a way for wheelchairs and prams: passable, barred, or nothing.

What no tag says is unstated and never guessed: most streets of most cities are.

==========================================================  ===================================
tags                                                        what they say
==========================================================  ===================================
wheelchair=yes, designated                                  stated: passable, whatever else says
wheelchair=no                                               barred
highway=steps, without ramp:wheelchair=yes                  barred
incline of more than 6 %, in per cent or degrees            barred
kerb=raised, rolled, regular; kerb:height over 3 cm         barred, on a way and on a node
stile, kissing_gate, turnstile, full-height_turnstile,      barred, on a node
horse_stile, cycle_barrier, log
all others: wheelchair=limited, kerb=yes, incline=up        unstated
==========================================================  ===================================

6 % is the steepest ramp of DIN 18040-3, and 3 cm its highest kerb. ``wheelchair`` on a node counts
beside a barrier or a kerb alone: on the node of a bus stop it speaks of the stop.

https://wiki.openstreetmap.org/wiki/Key:wheelchair
https://wiki.openstreetmap.org/wiki/Key:kerb
https://wiki.openstreetmap.org/wiki/Key:incline
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd

from geodata.access.barriers import list_tagged, place_nodes
from geodata.arrays import Objects

STEEPEST = 0.06
"""Rise ÷ run."""
HIGHEST_KERB_M = 0.03

STEP_FREE_TAGS = ("wheelchair", "incline", "ramp:wheelchair", "kerb", "kerb:height")
"""Tags of a way that are read here, besides ``highway``."""
STEP_FREE_NODE_TAGS = ("barrier", "wheelchair", "kerb", "kerb:height")
"""Tags of a node that are read here."""

_STATED = frozenset({"yes", "designated"})
_HIGH_KERBS = frozenset({"raised", "rolled", "regular"})
_NARROW = frozenset(
    {
        *("stile", "kissing_gate", "turnstile", "full-height_turnstile", "horse_stile"),
        *("cycle_barrier", "log"),
    }
)
_NUMBER = re.compile(r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(%|°|cm|mm|m|)\s*")


class Passage(StrEnum):
    """What is known of a way for who cannot take a step, the best first."""

    STATED = "stated"
    """OpenStreetMap says that it can be passed."""
    UNSTATED = "unstated"
    """Nothing is said."""
    BARRED = "barred"
    """OpenStreetMap says that it cannot, or what keeps them out."""


def read_passage(tags: Mapping[str, str]) -> Passage:
    """Read what the tags of a way or a node say."""
    wheelchair = tags.get("wheelchair")
    if wheelchair in _STATED:
        return Passage.STATED
    is_barred = (
        wheelchair == "no"
        or (tags.get("highway") == "steps" and tags.get("ramp:wheelchair") != "yes")
        or _read_slope(tags.get("incline", "")) > STEEPEST
        or tags.get("kerb") in _HIGH_KERBS
        or _read_height_m(tags.get("kerb:height", "")) > HIGHEST_KERB_M
        or tags.get("barrier") in _NARROW
    )
    return Passage.BARRED if is_barred else Passage.UNSTATED


def read_step_free(nodes: pd.DataFrame, edges: pd.DataFrame) -> Objects:
    """Read what is known of each row of edges, with the kerbs and barriers on their nodes.

    Parameters
    ----------
    nodes, edges
        As of `geodata.streets.network.build_network`; tags without a column are absent.

    Returns
    -------
    ndarray
        A `Passage` for each row, shape (k,).
    """
    tags = [tag for tag in ("highway", *STEP_FREE_TAGS) if tag in edges]
    code, kinds = pd.factorize(pd.MultiIndex.from_frame(edges[tags].assign(_=0)))
    passages = [
        read_passage(
            {tag: one for tag, one in zip(tags, values, strict=False) if isinstance(one, str)}
        )
        for values in kinds
    ]
    found = np.array(passages, dtype=object)[code] if len(edges) else np.empty(0, dtype=object)
    for _, on_node, rows in place_nodes(list_tagged(nodes, STEP_FREE_NODE_TAGS), edges):
        if read_passage(on_node) is Passage.BARRED:
            found[rows] = Passage.BARRED
    return found


def _read_slope(text: str) -> float:
    """Read an incline as rise ÷ run, whichever way it goes; 0 where no number says it."""
    found = _NUMBER.fullmatch(text)
    if found is None or found[2] not in {"%", "°"}:
        return 0.0
    number = abs(float(found[1].replace(",", ".")))
    return number / 100 if found[2] == "%" else math.tan(math.radians(min(number, 89.0)))


def _read_height_m(text: str) -> float:
    """Read a height, in metres where no unit stands; 0 where it is none."""
    found = _NUMBER.fullmatch(text)
    per_unit = {"": 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
    if found is None or found[2] not in per_unit:
        return 0.0
    return float(found[1].replace(",", ".")) * per_unit[found[2]]
