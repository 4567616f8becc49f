"""Build a snapshot: pull → cut → tag → link → claim → tile → publish, one log line a step."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.cities.consents import select_statements, tell_keys
from geodata.cities.names import store_names
from geodata.cities.profile import City
from geodata.cities.projects import store_projects
from geodata.cities.providers import store_providers
from geodata.cities.registries import Registries, load_registries
from geodata.cities.unknown import store_unknown
from geodata.claims import index_providers
from geodata.comparison.measure import derive_indicators
from geodata.crossings.crossing import store_crossings
from geodata.crs import GEOGRAPHIC, densify, project
from geodata.divide.banks import Divide
from geodata.divide.joins import find_joins
from geodata.errors import SnapshotError
from geodata.layers import CROSSING_WAYS, NEAR_GAPS, UTILITY_LINES
from geodata.name_index.index import open_index
from geodata.snapshot.facts import store_facts
from geodata.snapshot.folder import RELIEF, TILES
from geodata.snapshot.manifest import Manifest
from geodata.snapshot.store import Snapshot, open_snapshot
from geodata.snapshot.writing import KEEP, lock_data, write_snapshot
from pipelines.check import refuse_unservable
from pipelines.claim import tag_providers
from pipelines.cut import describe_divide, find_divide, tabulate_banks
from pipelines.dividing_ways import leave_out_dividing
from pipelines.elevation import read_elevations
from pipelines.hints import Hints
from pipelines.institutions import match_institutions
from pipelines.link import (
    join_areas,
    link_crossings,
    link_network,
    select_crossing_ways,
    select_near_gaps,
)
from pipelines.obstacles import note_obstacles
from pipelines.osm.overpass import PUBLIC_SERVER, OverpassOptions
from pipelines.osm.raw_pull import RawPull
from pipelines.progress import Report, stay_silent
from pipelines.publish import Layers, Tables, describe, finish_layer, publish
from pipelines.pull import pull
from pipelines.register import RegisterFile, TakenUp, take_up
from pipelines.registered_claims import add_areas
from pipelines.relief import draw_relief
from pipelines.tag import (
    find_outlines,
    split_layers,
    tag_disputes,
    tag_municipality,
    tag_names,
    tag_sides,
)
from pipelines.tiles import draw_tiles

LOG = logging.getLogger(__name__)

_STREETS = ("roads", "paths")


def build(  # noqa: PLR0913 - a parameter for each option of the command
    city: City,
    source: str,
    data: Path,
    *,
    overpass: OverpassOptions = PUBLIC_SERVER,
    report: Report = stay_silent,
    keep: int = KEEP,
    register: RegisterFile | None = None,
    registries: Registries | None = None,
    sign: Callable[[RawPull], RawPull] = lambda raw: raw,
    check: Callable[[Path], object] = refuse_unservable,
) -> Snapshot:
    """Build a snapshot of a city and make it the current one of a data folder.

    Parameters
    ----------
    source
        ``sample``, ``overpass``, ``overture:PATH`` or the path of an OSM file.
    report
        Is told how far each step is.
    keep
        How many snapshots stay.
    register
        Export of the city's register, whose projects and accepted claims are taken up.
    registries
        The city's, if they were read before.
    sign
        Lets a pull tell of the file that its source is a part of.
    check
        Refuses a data folder whose snapshot cannot be served, before it becomes current.

    Raises
    ------
    GeodataError
        With one clear sentence; the snapshot that was current before stays so.
    """
    registries = registries or load_registries(city)
    taken = take_up(city, registries, register) if register else TakenUp(registries.projects)
    providers = add_areas(registries.providers, taken.claims)
    registries = replace(registries, projects=taken.projects, providers=providers)
    with lock_data(data) as work:
        _refuse_other_city(data, city)
        with _log_step("pull"):
            raw = sign(pull(city, source, work, overpass=overpass, report=report))
        draft, layers, tables = _assemble(city, raw, registries, taken, report)
        del raw  # a server that checks the snapshot needs the memory

        def write(draft: Manifest, layers: Layers, tables: Tables) -> Snapshot:
            with _log_step("tile"):
                report("drawing tiles", 0, 0)
                ground = city.elevation
                relief = draw_relief(ground.file, draft.bounds) if ground else None
                pictures = {TILES: draw_tiles(layers, work, city.name), RELIEF: relief}
            with _log_step("publish"):
                report("publishing", 0, 0)
                return write_snapshot(
                    *(data, draft, layers, tables, pictures),
                    keep=keep,
                    check=check,
                    derive=_measure,
                )

        return publish(write, draft, layers, tables)


def _measure(snapshot: Snapshot) -> dict[str, bytes | None]:
    with _log_step("compare"):
        return derive_indicators(snapshot)


def _refuse_other_city(data: Path, city: City) -> None:
    """Keep one city a data folder, so that nobody loses a snapshot to another city's."""
    try:
        known = open_snapshot(data).manifest.city.id
    except SnapshotError:
        return
    if known != city.id:
        raise SnapshotError(f"{data}: holds {known}; give {city.id} a data folder of its own")


def _assemble(
    city: City,
    raw: RawPull,
    registries: Registries,
    taken: TakenUp,
    report: Report,
) -> tuple[Manifest, dict[str, gpd.GeoDataFrame], dict[str, pd.DataFrame]]:
    """Cut, tag and link a pull into a snapshot's description, layers and tables."""
    day = datetime.fromisoformat(raw.origin.pulled_at).date()
    with _log_step("cut"):
        report("finding the banks", 0, 0)
        features = raw.features.assign(geographic=raw.features.geometry.to_numpy())
        features = features.to_crs(city.crs)
        area = project(densify(raw.study_area), GEOGRAPHIC, city.crs)
        divide = find_divide(features, city, area)
    with _log_step("tag"):
        report("tagging sides and names", 0, 0)
        outlines = find_outlines(features, city)
        features, gaps = (
            tag_names(tag_municipality(tag_sides(found, divide, city.crs), outlines))
            for found in (features, select_near_gaps(raw.nodes, raw.edges, city.crs))
        )
    with _log_step("link"):
        report("linking crossings and streets", 0, 0)
        carriers = leave_out_dividing(features, city.divide)
        crossings = link_crossings(carriers, divide, city.crs, registries.crossings)
        edges = join_areas(features, raw.nodes, raw.edges, divide, crossings)
        nodes, edges = link_network(raw.nodes, edges, divide, city.crs, crossings)
        if city.elevation:
            elevation_m = read_elevations(city.elevation.file, nodes, edges, city.crs)
            nodes = nodes.assign(elevation_m=elevation_m)
        crossings = note_obstacles(crossings, nodes, edges)
    with _log_step("claim"):
        report("matching providers", 0, 0)
        layers = split_layers(features)
        layers["places"] = tag_disputes(layers["places"], registries.names)
        layers[CROSSING_WAYS.name] = select_crossing_ways(features, crossings)
        layers[NEAR_GAPS.name] = gaps.assign(layer=NEAR_GAPS.name)
        hints = _open_hints(raw, registries)
        layers, claims = tag_providers(
            layers, registries.providers, city.crs, day, taken.claims, hints
        )
        hinted = hints.report() if hints else ()
    tables = {
        "banks": tabulate_banks(divide, city.crs),
        "crossings": store_crossings(crossings, day),
        "projects": _tabulate_projects(registries, taken, layers, divide, city.crs),
        "claims": claims,
        "providers": store_providers([*registries.providers, *hinted]),
        "facts": store_facts(registries, match_institutions(layers, registries.institutions)),
        "network_nodes": nodes,
        "network_edges": edges,
        "names": store_names(registries.names),
        "unknown": store_unknown(registries.unknown),
        "edits": _tabulate_edits(raw),
    }
    finished = {name: finish_layer(frame) for name, frame in layers.items()}
    notes = [*describe_divide(divide, features, city), *_list_missing(city, outlines)]
    for note in notes:
        LOG.warning("%s", note)
    notes = [*raw.notes, *taken.notes, *notes]
    return describe(city, raw.origin, raw.study_area, notes), finished, tables


def _open_hints(raw: RawPull, registries: Registries) -> Hints | None:
    index = open_index(raw.study_area)
    if index is None:
        LOG.warning("The name index is missing: run make vendor for hints on providers.")
        return None
    return Hints(index, index_providers(registries.providers))


def _tabulate_edits(raw: RawPull) -> pd.DataFrame:
    """List the day of the newest edit of every feature of which the source tells it."""
    keys = zip(raw.features["element"], raw.features["id"], strict=True)
    rows = [(*key, raw.edited[key]) for key in keys if key in raw.edited]
    found = pd.DataFrame(rows, columns=["element", "id", "edited"])
    return found.astype({"element": "str", "id": "int64", "edited": "str"})


def _tabulate_projects(
    registries: Registries,
    taken: TakenUp,
    layers: Mapping[str, gpd.GeoDataFrame],
    divide: Divide,
    crs: str,
) -> gpd.GeoDataFrame:
    """Find what every project joins and make their table."""
    streets = pd.concat([layers[name] for name in _STREETS], ignore_index=True)
    lines = pd.concat([layers[name] for name in UTILITY_LINES], ignore_index=True)
    joins = [
        find_joins(
            None if one.geometry is None else project(one.geometry, GEOGRAPHIC, crs),
            divide,
            streets,
            lines,
        )
        for one in registries.projects
    ]
    keys = [
        tell_keys(registries.keys, select_statements(one.id, one.crossing, registries.statements))
        for one in registries.projects
    ]
    told = taken.signed, taken.assessments
    return store_projects(registries.projects, joins, keys, *told)


def _list_missing(city: City, outlines: Mapping[str, object]) -> list[str]:
    """Say which municipalities have no outline, so that an empty column is no riddle."""
    missing = [one for one in city.municipality if one.id not in outlines]
    return [
        f"The boundary of {one.id} (relation {one.osm_relation}) is not in this data: "
        "no feature carries this municipality."
        for one in missing
    ]


@contextmanager
def _log_step(name: str) -> Iterator[None]:
    """Log one line for a step: its name and how long it took."""
    start = time.perf_counter()
    yield
    LOG.info("%s: %.1f s", name, time.perf_counter() - start)
