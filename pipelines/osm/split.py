"""Cuts an OSM file into one small file for each of many areas, by a few readings in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.filter import IdFilter
from osmium.osm import NODE, RELATION, WAY
from shapely import Polygon

from geodata.layers import LAYERS, Layer
from pipelines.osm.file import name_format, read_header, read_objects
from pipelines.osm.selection import Wanted, filter_ids, find_wanted, refuse_negative
from pipelines.progress import Report

Ids = NDArray[np.int64]
Taker = Callable[[Any], object]

_STEP = 1_000_000
_BUFFER_BYTES = 256 * 1024
_LOCATIONS = "locations"
_PLACE = np.dtype([("id", "<i8"), ("x", "<i4"), ("y", "<i4")])
"""An entry of pyosmium's index in a file, in 1e-7 degrees."""
_NO_PLACE = 2**31 - 1
_NOBODY = (2**63 - 1, 0)
"""An id that no element has, after the last one that is wanted."""


def split_file(
    path: Path,
    whole: Path,
    areas: Mapping[str, Polygon],
    folder: Path,
    report: Report,
    layers: Iterable[Layer] = LAYERS,
) -> dict[str, Path]:
    """Write for each area a file of which `clip_file` reads what it reads of the whole one there.

    Parts hold what is wanted, and other nodes in the area.

    Parameters
    ----------
    path
        A file in order, see `pipelines.osm.order`.
    whole
        The file as it was before: parts are called as it is, of its form, and bear its bounds.
    areas
        Name → polygon in EPSG:4326. A name is that of a folder.
    folder
        Gets a folder for each area, with a file in it.
    layers
        What is looked for in any of the areas, beside streets.

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file.
    """
    report("looking for what lies in the study areas", 0, 3)
    index = folder / _LOCATIONS
    locations = osmium.index.create_map(f"sparse_file_array,{index}")
    polygons = list(areas.values())
    wanted = find_wanted(path, polygons, locations, layers)
    for ids in (ids for one in wanted for ids in (one.nodes, one.ways, one.relations)):
        refuse_negative(path, ids)
    report("gathering the corners of ways", 1, 3)
    inside = _find_inside(index, polygons)
    del locations
    index.unlink()
    outside = _gather_outside(path, wanted)
    nodes = [_merge(*parts) for parts in zip(inside, outside, strict=True)]
    for one in wanted:
        one.inner.clear()
    report("writing a file for each city", 2, 3)
    paths = {name: folder / name / whole.name for name in areas}
    with ExitStack() as open_files:
        writers = []
        for part in paths.values():
            part.parent.mkdir()
            writers.append(open_files.enter_context(_open_writer(part, whole)))
        _write(path, wanted, nodes, writers)
    return paths


def _find_inside(index: Path, areas: Sequence[Polygon]) -> list[Ids]:
    """Find the ids of all nodes in each area by the places that were stored, in their order."""
    places = np.memmap(index, dtype=_PLACE, mode="r")
    boxes = [np.array(area.bounds) * 1e7 + (-1, -1, 1, 1) for area in areas]
    found: list[list[Ids]] = [[np.array([], dtype="int64")] for _ in areas]
    for start in range(0, len(places), _STEP):
        part = places[start : start + _STEP]
        x, y = part["x"].copy(), part["y"].copy()
        for ids, area, (left, bottom, right, top) in zip(found, areas, boxes, strict=True):
            near = (x >= left) & (x <= right) & (y >= bottom) & (y <= top) & (x != _NO_PLACE)
            at = np.flatnonzero(near)
            at = at[shapely.intersects_xy(area, x[at] / 1e7, y[at] / 1e7)]
            ids.append(part["id"][at])
    return [np.concatenate(ids) for ids in found]


def _gather_outside(path: Path, wanted: Sequence[Wanted]) -> list[Ids]:
    """Gather the ids of nodes that may lie outside of each area: of the ways that leave it."""
    found: list[set[int]] = [set() for _ in wanted]
    leaving = [one.ways - one.inner for one in wanted]
    ways = read_objects(path, WAY, filter_ids(path, set[int]().union(*leaving)))
    for way, update in _hand_out(ways, leaving, [ids.update for ids in found]):
        update(node.ref for node in way.nodes)
    return [_make_array(ids) for ids in found]


def _open_writer(part: Path, whole: Path) -> Any:  # noqa: ANN401
    """Open a part for writing, in the form of the whole, whose bounds it bears."""
    header = osmium.io.Header()
    header.set("sorting", "Type_then_ID")
    bounds, _ = read_header(whole)
    if bounds is not None:
        left, bottom, right, top = bounds.bounds
        header.add_box(osmium.osm.Box(left, bottom, right, top))
    file = osmium.io.File(str(part), name_format(part))
    return osmium.SimpleWriter(file, _BUFFER_BYTES, header)


def _write(
    path: Path, wanted: Sequence[Wanted], nodes: Sequence[Ids], writers: Sequence[Any]
) -> None:
    """Write each element to the parts of all areas that want it."""
    parts = (
        (NODE, nodes, [writer.add_node for writer in writers]),
        (WAY, [one.ways for one in wanted], [writer.add_way for writer in writers]),
        (RELATION, [one.relations for one in wanted], [writer.add_relation for writer in writers]),
    )
    for kind, ids, add in parts:
        known = IdFilter(_list_ids(ids))
        objects = read_objects(path, kind, known)
        for one, add_to in _hand_out(objects, ids, add):
            add_to(one)


def _hand_out(
    objects: Iterable[Any], ids_of: Sequence[set[int] | Ids], takers: Sequence[Taker]
) -> Iterator[tuple[Any, Taker]]:
    """Yield each object with each taker that wants its id; objects come in the order of ids.

    So that no dictionary of all ids is needed, both are walked through side by side.
    """
    arrays = [_make_array(ids) for ids in ids_of]
    ids, number_of = np.concatenate(arrays), [len(one) for one in arrays]
    areas = np.repeat(np.arange(len(arrays)), number_of)
    order = np.argsort(ids, kind="stable")
    pairs = _iterate(ids[order], areas[order])
    number, area = next(pairs)
    for one in objects:
        here = one.id
        while number < here:
            number, area = next(pairs)
        while number == here:
            yield one, takers[area]
            number, area = next(pairs)


def _iterate(ids: Ids, areas: Ids) -> Iterator[tuple[int, int]]:
    for start in range(0, len(ids), _STEP):
        part = slice(start, start + _STEP)
        yield from zip(ids[part].tolist(), areas[part].tolist(), strict=True)
    while True:
        yield _NOBODY


def _list_ids(ids_of: Sequence[set[int] | Ids]) -> Iterator[int]:
    """List ids piece by piece: Python's numbers take five times the memory of numpy's."""
    for ids in ids_of:
        yield from ids if isinstance(ids, set) else ids.tolist()


def _merge(one: Ids, other: Ids) -> Ids:
    """Merge ids, each once; faster than numpy's own `union1d`."""
    ids = np.sort(np.concatenate([one, other]))
    return ids[np.diff(ids, prepend=-1) > 0]


def _make_array(ids: set[int] | Ids) -> Ids:
    return np.fromiter(ids, dtype="int64") if isinstance(ids, set) else ids
