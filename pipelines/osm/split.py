"""Cuts an OSM file into one small file for each of many areas, by a few readings in all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import NODE, RELATION, WAY
from shapely import Polygon

from pipelines.osm.file import name_format, read_header, read_objects
from pipelines.osm.selection import Wanted, filter_ids, find_wanted
from pipelines.progress import Report

_STEP = 100_000
_BUFFER_BYTES = 256 * 1024
_LOCATIONS = "locations"
_NOBODY = 2**63 - 1
"""An id that no element has: after the last one that is wanted."""


def split_file(
    path: Path, whole: Path, areas: Mapping[str, Polygon], folder: Path, report: Report
) -> dict[str, Path]:
    """Write for each area what `pipelines.osm.clip.clip_file` reads there of the whole file.

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

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file.
    """
    report("looking for what lies in the study areas", 0, 3)
    index = folder / _LOCATIONS
    locations = osmium.index.create_map(f"sparse_file_array,{index}")
    wanted = find_wanted(path, list(areas.values()), locations)
    del locations
    index.unlink()
    report("gathering the corners of ways", 1, 3)
    nodes = _gather_nodes(path, wanted)
    report("writing a file for each city", 2, 3)
    paths = {name: folder / name / whole.name for name in areas}
    with ExitStack() as open_files:
        writers = []
        for one in paths.values():
            one.parent.mkdir()
            writers.append(open_files.enter_context(_open_writer(one, whole)))
        _write(path, wanted, nodes, writers)
    return paths


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


def _gather_nodes(path: Path, wanted: Sequence[Wanted]) -> list[NDArray[np.int64]]:
    """Gather the ids of all nodes that each area needs."""
    ways = set[int]().union(*(one.ways for one in wanted))
    takers = _Takers([one.ways for one in wanted])
    found: list[list[NDArray[np.int64]]] = [[_list_nodes(one)] for one in wanted]
    batches: list[list[int]] = [[] for _ in wanted]
    for way in read_objects(path, WAY, filter_ids(path, ways)):
        refs = [node.ref for node in way.nodes]
        for area in takers.take(way.id):
            batches[area] += refs
            if len(batches[area]) > _STEP:
                found[area].append(np.unique(np.array(batches[area], dtype="int64")))
                batches[area].clear()
    for area, batch in enumerate(batches):
        found[area].append(np.array(batch, dtype="int64"))
    return [np.unique(np.concatenate(parts)) for parts in found]


def _list_nodes(wanted: Wanted) -> NDArray[np.int64]:
    members = {ref for kind, ref in wanted.members if kind == "n"}
    return np.fromiter(wanted.nodes | members, dtype="int64")


def _write(
    path: Path,
    wanted: Sequence[Wanted],
    nodes: Sequence[NDArray[np.int64]],
    writers: Sequence[Any],
) -> None:
    """Write each element to all areas that take it."""
    takers = [
        _Takers(nodes),
        _Takers([one.ways for one in wanted]),
        _Takers([one.relations for one in wanted]),
    ]
    ways = set[int]().union(*(one.ways for one in wanted))
    relations = set[int]().union(*(one.relations for one in wanted))
    add_node = [writer.add_node for writer in writers]
    take = takers[0].take
    for node in read_objects(path, NODE, filter_ids(path, np.unique(np.concatenate(nodes)))):
        for area in take(node.id):
            add_node[area](node)
    more = filter_ids(path, ways, WAY), filter_ids(path, relations, RELATION)
    for one in read_objects(path, WAY | RELATION, *more):
        is_way = one.is_way()
        for area in takers[1 if is_way else 2].take(one.id):
            writers[area].add_way(one) if is_way else writers[area].add_relation(one)


class _Takers:
    """Tells which areas take an element, when asked in the order of ids: no dictionary of all."""

    def __init__(self, ids_of: Sequence[Collection[int] | NDArray[np.int64]]) -> None:
        arrays = [np.fromiter(ids, dtype="int64", count=len(ids)) for ids in ids_of]
        ids = np.concatenate(arrays)
        order = np.argsort(ids, kind="stable")
        areas = np.repeat(np.arange(len(arrays), dtype="int32"), [len(one) for one in arrays])
        self._pairs = _iterate(ids[order], areas[order])
        self._next, self._area = next(self._pairs)

    def take(self, number: int) -> list[int]:
        """List the areas that take an element; ids that were passed over are of nothing there."""
        found: list[int] = []
        while self._next <= number:
            if self._next == number:
                found.append(self._area)
            self._next, self._area = next(self._pairs)
        return found


def _iterate(ids: NDArray[np.int64], areas: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(ids), _STEP):
        part = slice(start, start + _STEP)
        yield from zip(ids[part].tolist(), areas[part].tolist(), strict=True)
    while True:
        yield _NOBODY, 0
