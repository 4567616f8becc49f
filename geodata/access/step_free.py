"""What is known of a way for wheelchairs and prams: passable, barred, steep, or nothing.

What no tag says is unknown and never guessed: most streets of most cities are.

==========================================================  ===================================
tags                                                        what they say
==========================================================  ===================================
wheelchair=yes, designated                                  passable
wheelchair=no                                               barred
highway=steps, without ramp:wheelchair=yes                  barred
incline of more than 6 %, in per cent or degrees            barred
kerb=raised, rolled, regular; kerb:height over 3 cm         barred: a way that is a crossing, and
                                                            on a node the ways for walkers there
stile, horse_stile, turnstile, full-height_turnstile, log   barred, on a node, whatever its way says
all others: wheelchair=limited, kerb=yes, incline=up,       unknown, or steep
cycle_barrier, kissing_gate
==========================================================  ===================================

6 % is the steepest ramp of DIN 18040-3, and 3 cm its highest kerb. A kerb lies across a way that is
a crossing (``footway=crossing``); of another way it is the edge. On the node of a crossing it lies
across the pavement, and bars no street that runs along. ``wheelchair`` on a node counts beside a
barrier or a kerb alone: on the node of a bus stop it speaks of the stop.

Where a city has a model of the ground's elevation, a stretch that would be unknown is *steep* if
its ends differ in elevation by more than 6 % of its length. Not asked are bridges, tunnels and ways
over the divide, which do not follow the ground, and ways whose ``incline`` is a number.

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
from geodata.arrays import Mask, Objects
from geodata.layers import WALKWAYS

STEEPEST = 0.06
"""Rise ÷ run."""
HIGHEST_KERB_M = 0.03

STEP_FREE_TAGS = (
    *("wheelchair", "incline", "ramp:wheelchair", "kerb", "kerb:height"),
    *("footway", "path", "cycleway"),
)
"""Tags of a way that are read here, besides ``highway``."""
STEP_FREE_NODE_TAGS = ("barrier", "wheelchair", "kerb", "kerb:height")
"""Tags of a node that are read here."""

_PASSABLE = frozenset({"yes", "designated"})
_HIGH_KERBS = frozenset({"raised", "rolled", "regular"})
_NARROW = frozenset({"stile", "horse_stile", "turnstile", "full-height_turnstile", "log"})
_CROSSINGS = ("footway", "path", "cycleway")
"""Keys whose value ``crossing`` makes a way one."""
_NUMBER = re.compile(r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(%|°|cm|mm|m|)\s*")


class Passage(StrEnum):
    """What is known of a way for who cannot take a step, the best first."""

    PASSABLE = "passable"
    """OpenStreetMap says that it can be passed."""
    UNKNOWN = "unknown"
    """Nothing is said."""
    STEEP = "steep"
    """No tag says either, but the ground rises by more than `STEEPEST`."""
    BARRED = "barred"
    """OpenStreetMap says that it cannot, or what keeps them out."""


KEPT = (Passage.PASSABLE, Passage.UNKNOWN)
"""What the mode of who cannot take a step goes on."""


def read_passage(tags: Mapping[str, str]) -> Passage:
    """Read what the tags of a way say."""
    is_crossing = any(tags.get(key) == "crossing" for key in _CROSSINGS)
    is_steep = _read_slope(tags.get("incline", "")) > STEEPEST
    is_stepped = tags.get("highway") == "steps" and tags.get("ramp:wheelchair") != "yes"
    return _choose(tags, is_barred=is_steep or is_stepped or (is_crossing and _has_kerb(tags)))


def read_node(tags: Mapping[str, str]) -> Passage:
    """Read what the tags of a node with a barrier or a kerb say."""
    kinds = set(tags.get("barrier", "").split(";"))
    return _choose(tags, is_barred=kinds <= _NARROW or _has_kerb(tags))


def _choose(tags: Mapping[str, str], *, is_barred: bool) -> Passage:
    wheelchair = tags.get("wheelchair")
    if wheelchair in _PASSABLE:
        return Passage.PASSABLE
    return Passage.BARRED if is_barred or wheelchair == "no" else Passage.UNKNOWN


def _has_kerb(tags: Mapping[str, str]) -> bool:
    """Tell whether tags speak of a kerb that is too high."""
    height_m = _read_height_m(tags.get("kerb:height", ""))
    return tags.get("kerb") in _HIGH_KERBS or height_m > HIGHEST_KERB_M


def read_step_free(nodes: pd.DataFrame, edges: pd.DataFrame) -> Objects:
    """Read what is known of each row of edges, with the kerbs and barriers on their nodes.

    Parameters
    ----------
    nodes, edges
        As of `geodata.streets.network.build_network`; tags without a column are absent, and so is
        `elevation_m` of the nodes where nothing says it.

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
    found[(found == Passage.UNKNOWN) & _find_steep(nodes, edges)] = Passage.STEEP
    tagged = list_tagged(nodes, STEP_FREE_NODE_TAGS)
    barring = {node: one for node, one in tagged.items() if read_node(one) is Passage.BARRED}
    barriers = {node: one for node, one in barring.items() if "barrier" in one}
    for _, _, rows in place_nodes(barriers, edges):
        found[rows] = Passage.BARRED
    kerbs = list(barring.keys() - barriers.keys())
    is_at_kerb = np.isin(edges[["u", "v"]].to_numpy(dtype="int64"), kerbs).any(axis=1)
    found[is_at_kerb & edges["highway"].isin(WALKWAYS).to_numpy()] = Passage.BARRED
    return found


def _find_steep(nodes: pd.DataFrame, edges: pd.DataFrame) -> Mask:
    """Find the rows of edges that the ground rises along by more than `STEEPEST`, shape (k,)."""
    if "elevation_m" not in nodes:
        return np.zeros(len(edges), dtype=bool)
    elevation_m = nodes["elevation_m"].to_numpy(dtype=float)
    ids = nodes["id"].to_numpy()
    u, v = (np.searchsorted(ids, edges[end].to_numpy(dtype="int64")) for end in ("u", "v"))
    rise_m = np.abs(elevation_m[v] - elevation_m[u])
    is_steep = rise_m > STEEPEST * edges["length_m"].to_numpy(dtype=float)  # never, where NaN
    is_steep &= ~stands_off_ground(edges)
    if "is_link" in edges:
        is_steep &= ~edges["is_link"].to_numpy(dtype=bool)
    if "incline" in edges:
        is_steep &= edges["incline"].fillna("").map(_read_slope).isna().to_numpy()
    return np.asarray(is_steep, dtype=bool)


def stands_off_ground(edges: pd.DataFrame) -> Mask:
    """Tell which rows of edges are of bridges and tunnels, shape (k,)."""
    found = np.zeros(len(edges), dtype=bool)
    for tag in ("bridge", "tunnel"):
        if tag in edges:
            found |= edges[tag].notna().to_numpy() & (edges[tag] != "no").to_numpy()
    return found


def _read_slope(text: str) -> float:
    """Read an incline as rise ÷ run, whichever way it goes; NaN where no number says it."""
    found = _NUMBER.fullmatch(text)
    if found is None or found[2] not in {"%", "°"}:
        return math.nan
    number = abs(float(found[1].replace(",", ".")))
    return number / 100 if found[2] == "%" else math.tan(math.radians(min(number, 89.0)))


def _read_height_m(text: str) -> float:
    """Read a height, in metres where no unit stands; 0 where it is none, or none of a kerb."""
    found = _NUMBER.fullmatch(text)
    per_unit = {"": 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
    if found is None or found[2] not in per_unit:
        return 0.0
    height_m = float(found[1].replace(",", ".")) * per_unit[found[2]]
    return height_m if height_m < 1 else 0.0  # "3" means centimetres, or nobody knows what
