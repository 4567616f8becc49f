"""Which barriers on the nodes of streets stop whom, as OpenStreetMap's tags and defaults say it.

A node that stops a mode cannot be passed by it: its stretches on either side are closed, and where
it stands at the meeting of more than two stretches, those of the ways that end there, so that a
bollard at the mouth of a path does not close the street that runs by; where no way runs by, all,
and where ways only cross, none, as nobody can tell on which of them it stands.

The node's own access keys outrank its kind, by the keys and values of `geodata.access.ways`: behind
``barrier=gate`` with ``access=private`` trips begin and end, with ``access=no`` nobody passes, and
``barrier=bollard`` with ``motor_vehicle=yes`` lets cars through. ``locked=yes`` stops all that no
key lets pass.

==========================================================================  ====  =======  =====
kind                                                                        foot  bicycle  motor
==========================================================================  ====  =======  =====
gate, lift_gate, swing_gate, sliding_gate, bump_gate, hampshire_gate,
toll_booth, border_control, checkpoint, sally_port, entrance, cattle_grid,
kerb, height_restrictor, coupure, no                                        –     –        –
stile, kissing_gate, turnstile, full-height_turnstile, horse_stile          –     stops    stops
wall, fence, hedge, retaining_wall, city_wall, guard_rail, handrail, ditch,
cable_barrier                                                               stops stops    stops
bollard, block, chain, cycle_barrier, jersey_barrier, debris, … all others  –     –        stops
==========================================================================  ====  =======  =====

https://wiki.openstreetmap.org/wiki/Key:barrier
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from geodata.access.ways import ACCESS_KEYS, Right, read_value
from geodata.cities.crossings import Mode

BARRIER_TAGS = (
    "barrier", "locked", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar",
)  # fmt: skip
"""Tags of a node that are read here."""

_PASSED_BY_ALL = frozenset(
    {
        *("gate", "lift_gate", "swing_gate", "sliding_gate", "bump_gate", "hampshire_gate"),
        *("toll_booth", "border_control", "checkpoint", "sally_port", "entrance", "cattle_grid"),
        *("kerb", "height_restrictor", "coupure", "no"),
    }
)
_FOR_WALKERS = frozenset(
    {"stile", "kissing_gate", "turnstile", "full-height_turnstile", "horse_stile"}
)
_FOR_NOBODY = frozenset(
    {
        *("wall", "fence", "hedge", "retaining_wall", "city_wall", "guard_rail", "handrail"),
        *("ditch", "cable_barrier"),
    }
)


def read_barrier(tags: Mapping[str, str], mode: Mode) -> Right:
    """Read what a node's tags allow a mode that comes along a street."""
    kind = tags.get("barrier")
    if kind is None or mode is Mode.RAIL:
        return Right.PASS
    for key in ACCESS_KEYS[mode]:
        right = read_value(tags.get(key, ""), mode)
        if right is not None:
            return right
    if tags.get("locked") == "yes" or kind in _FOR_NOBODY:
        return Right.NOBODY
    is_stopped = mode is Mode.MOTOR_VEHICLE or (
        mode is Mode.BICYCLE and any(one in _FOR_WALKERS for one in kind.split(";"))
    )
    return Right.NOBODY if is_stopped and kind not in _PASSED_BY_ALL else Right.PASS


def list_barriers(nodes: pd.DataFrame) -> dict[int, dict[str, str]]:
    """List the tags of the nodes that have a barrier, by their ids."""
    if "barrier" not in nodes:
        return {}
    return list_tagged(nodes[nodes["barrier"].notna()], BARRIER_TAGS)


def list_tagged(nodes: pd.DataFrame, wanted: Sequence[str]) -> dict[int, dict[str, str]]:
    """List those of the wanted tags that nodes have, by their ids; nodes without any are absent."""
    columns = [tag for tag in wanted if tag in nodes]
    some = nodes[nodes[columns].notna().any(axis=1)]
    rows = zip(some["id"], *(some[tag] for tag in columns), strict=True)
    return {
        int(node): {
            tag: value for tag, value in zip(columns, values, strict=True) if isinstance(value, str)
        }
        for node, *values in rows
    }


def find_barred(
    nodes: pd.DataFrame, edges: pd.DataFrame
) -> Iterator[tuple[int, dict[str, str], list[int]]]:
    """Find the stretches that each barrier stands on, as `place_nodes` does.

    Parameters
    ----------
    nodes
        `id` and `BARRIER_TAGS`, as far as there are any.
    """
    return place_nodes(list_barriers(nodes), edges)


def place_nodes(
    tagged: Mapping[int, dict[str, str]], edges: pd.DataFrame
) -> Iterator[tuple[int, dict[str, str], list[int]]]:
    """Find the stretches that nodes with tags stand on.

    Parameters
    ----------
    tagged
        Tags of nodes, by their ids.
    edges
        `u`, `v` and `way`, a row a direction.

    Yields
    ------
    tuple
        A node's id, its tags, and the positions of the rows of `edges` that it stands on.
    """
    if not tagged:
        return
    ends = edges[["u", "v"]].to_numpy(dtype="int64")
    near = np.flatnonzero(np.isin(ends, list(tagged)).any(axis=1))
    found: dict[int, list[_Stretch]] = defaultdict(list)
    for row, (u, v), way in zip(near, ends[near], edges["way"].to_numpy()[near], strict=True):
        found[int(u)].append((int(row), int(way), int(v)))
        found[int(v)].append((int(row), int(way), int(u)))
    for node, tags in tagged.items():
        if node in found:
            yield node, tags, _choose_rows(found[node])


_Stretch = tuple[int, int, int]
"""Its row, its way and its other end."""


def _choose_rows(stretches: list[_Stretch]) -> list[int]:
    """Choose the rows at a barrier's node that it stands on: at a junction, those of side ways."""
    ends = {(way, other) for _, way, other in stretches}
    count = Counter(way for way, _ in ends)
    is_passed_by = len(ends) > 2 and max(count.values()) > 1
    return [row for row, way, _ in stretches if not is_passed_by or count[way] == 1]
