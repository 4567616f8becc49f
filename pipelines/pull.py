"""Pull: data from Overpass, an OSM file, Overture's files or the sample, as the same raw tables."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import geopandas as gpd
import networkx as nx
import osmnx as ox
import pandas as pd

from geodata.cities.profile import City
from geodata.errors import SourceError
from geodata.layers import LAYERS, Layer, merge_query_tags
from geodata.snapshot.checksums import hash_file
from geodata.snapshot.origin import Origin, SourceKind
from pipelines.osm.clip import clip_file, outline_question
from pipelines.osm.dividing_layer import make_dividing_layer
from pipelines.osm.elements import Elements, gather_answers
from pipelines.osm.extent import tell_place
from pipelines.osm.features import fold_features, make_no_features, write_features
from pipelines.osm.file import check_file, read_header
from pipelines.osm.marks import Marks, read_marks
from pipelines.osm.mending import mend
from pipelines.osm.order import put_in_order
from pipelines.osm.osmnx_calls import Area, Tags, accept_nothing, ask_elements, set_up_osmnx
from pipelines.osm.overpass import (
    PUBLIC_SERVER,
    AnswerCheck,
    OverpassOptions,
    ask_patiently,
)
from pipelines.osm.questions import plan_questions
from pipelines.osm.raw_pull import RawPull
from pipelines.osm.relation_names import name_members
from pipelines.osm.resume import Piece, PieceStore, temporary_folder
from pipelines.osm.streets import fold_streets, make_no_streets, write_streets
from pipelines.overture.gather import gather_overture
from pipelines.progress import Report, stay_silent

Tables = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]

OVERTURE = "overture:"
"""Begins a source that is a folder of Overture Maps."""

LOG = logging.getLogger(__name__)


def pull(
    city: City,
    source: str,
    work: Path,
    *,
    overpass: OverpassOptions = PUBLIC_SERVER,
    report: Report = stay_silent,
) -> RawPull:
    """Pull a city from ``sample``, ``overpass``, ``overture:PATH`` or the OSM file of that path.

    Parameters
    ----------
    work
        Folder for files of the moment. What a pull by Overpass leaves there when it breaks off is
        where the next one goes on; after success nothing is left.

    Raises
    ------
    SourceError
        When the source cannot be had or read, or holds nothing in the study area.
    """
    work.mkdir(parents=True, exist_ok=True)
    if source == "sample":
        return pull_sample(city, work, report)
    if source == "overpass":
        return pull_overpass(city, overpass, work, report)
    if source.startswith(OVERTURE):
        return pull_overture(city, Path(source.removeprefix(OVERTURE)), work, report)
    return pull_file(city, Path(source), work, report)


def pull_sample(city: City, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull the modelled sample of a city; the study area shrinks to what the sample covers."""
    if city.sample is None:
        raise SourceError(f"{city.id} has no sample: pull it from overpass or a file")
    check_file(city.sample)
    bounds, _ = read_header(city.sample)
    covered = city.study_area if bounds is None else city.study_area.intersection(bounds)
    area = cast("Area", covered.buffer(0))  # without the lines of a mere touch
    if area.is_empty:
        raise SourceError(f"{city.sample}: lies outside the study area of {city.id}")
    return _pull_clip(SourceKind.SAMPLE, city, city.sample, area, work, report)


def pull_file(city: City, path: Path, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull a city from an OSM file: .osm, .osm.gz, .osm.bz2 or .osm.pbf."""
    check_file(path)
    return _pull_clip(SourceKind.FILE, city, path, cast("Area", city.study_area), work, report)


def _list_layers(city: City) -> list[Layer]:
    """List what is asked of OpenStreetMap for a city: what divides it may be in no layer."""
    ways = city.divide.ways
    return [*LAYERS, make_dividing_layer(ways)] if ways else list(LAYERS)


def pull_overture(city: City, path: Path, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull a city from Overture Maps' GeoParquet files in a folder."""
    area = cast("Area", city.study_area)
    found = gather_overture(path, area, report)
    with temporary_folder(work / "clip") as folder:
        layers = _list_layers(city)
        tables, notes = _make_tables(found.elements, area, folder, report, layers)
    if _is_empty(tables):
        raise SourceError(f"{path}: Overture's files hold nothing in the study area")
    origin = Origin(
        kind=SourceKind.OVERTURE,
        name=path.resolve().name,
        pulled_at=_now(),
        osm_date=found.edited_at,
        sha256=found.sha256,
        release=found.files.release,
        themes=found.files.themes,
    )
    return RawPull(*tables, area, origin, found.elements.edited, (*found.notes, *notes))


def _pull_clip(
    kind: SourceKind, city: City, path: Path, area: Area, work: Path, report: Report
) -> RawPull:
    layers = _list_layers(city)
    marks = read_marks(path)
    with temporary_folder(work / "clip") as folder:
        ordered = put_in_order(path, marks, folder)
        clip = clip_file(ordered, outline_question(area), report, layers)
        tables, notes = _make_tables(clip.elements, area, folder, report, layers)
    if _is_empty(tables):
        raise SourceError(f"{path}: holds nothing in the study area{tell_place(path, area)}")
    origin = Origin(
        kind=kind,
        name=path.name,
        pulled_at=_now(),
        osm_date=read_header(path)[1] or marks.osm_base or clip.edited_at,
        sha256=hash_file(path),
        is_modelled=kind is SourceKind.SAMPLE,
    )
    notes = [*_note_coverage(path, area), *_note_remarks(path, marks), *notes]
    return RawPull(*tables, area, origin, clip.elements.edited, tuple(notes))


def _note_coverage(path: Path, area: Area) -> list[str]:
    """Say so when a file, by its own header, covers only a part of the study area."""
    bounds, _ = read_header(path)
    share = 1.0 if bounds is None else area.intersection(bounds).area / area.area
    if share > 0.999:
        return []
    return [f"{path.name} covers {share:.0%} of the study area; the rest is empty here."]


def _note_remarks(path: Path, marks: Marks) -> list[str]:
    return [f"{path.name} bears a remark of Overpass: {remark}" for remark in marks.remarks]


def _make_tables(
    elements: Elements, area: Area, folder: Path, report: Report, layers: Sequence[Layer]
) -> tuple[Tables, list[str]]:
    """Make the tables of features, nodes and edges of elements; say what could not be drawn."""
    shapes, notes = mend(elements)
    name_members(elements)
    for note in notes:
        LOG.warning("%s", note)
    names = folder / "features.osm", folder / "streets.osm"
    try:
        write_features(elements, names[0], layers)
        write_streets(elements, names[1])
    except OSError as error:
        reason = error.strerror or error
        raise SourceError(f"{folder}: cannot be written to ({reason})") from error
    with set_up_osmnx():
        report("reading features", 2, 4)
        wide = make_no_features()
        with accept_nothing():
            wide = read_features(names[0], area, layers)
        report("reading streets", 3, 4)
        streets = make_no_streets()
        with accept_nothing():
            streets = fold_streets(read_graph(names[1], area))
    return (fold_features(wide, shapes, elements, area), *streets), notes


def _is_empty(tables: Tables) -> bool:
    features, _, edges = tables
    return features.empty and edges.empty


def pull_overpass(
    city: City,
    options: OverpassOptions,
    work: Path,
    report: Report = stay_silent,
    sleep: Callable[[float], None] = time.sleep,
) -> RawPull:
    """Pull a city from an Overpass server, one sector after the other."""
    area = cast("Area", city.study_area)
    layers = _list_layers(city)
    questions = plan_questions(layers)
    store = PieceStore.open(work, _make_key(city, options))
    pieces: list[Piece] = []
    answers = 0
    for number, (name, tags) in enumerate(questions.items()):
        say = _make_teller(report, number, len(questions))
        say(f"asking Overpass for {name}")
        piece = store.load(name)
        if piece is None:
            piece = _ask(area, tags, options, say, sleep, is_known_there=answers > 0)
            answers += 1
            store.save(name, piece)
        pieces.append(piece)
    dates = sorted({date for piece in pieces for date in piece.osm_dates})
    with temporary_folder(work / "clip") as folder:
        elements = _gather(pieces, options)
        tables, notes = _make_tables(elements, area, folder, report, layers)
    store.discard()
    if _is_empty(tables):
        raise SourceError(f"{options.url}: nothing is mapped in the study area")
    origin = Origin(
        kind=SourceKind.OVERPASS,
        name=options.url,
        pulled_at=_now(),
        osm_date=min(dates, default=None),
        sha256=_hash([query for piece in pieces for query in piece.queries]),
    )
    return RawPull(*tables, area, origin, elements.edited, (*_note_dates(dates), *notes))


def _note_dates(dates: Sequence[str]) -> list[str]:
    """Say so when a server's answers are not of one state of OpenStreetMap."""
    if len(dates) < 2:
        return []
    states = f"from {dates[0]} to {dates[-1]}"
    return [
        f"The server's answers are of several states of OpenStreetMap, {states}: the newest counts."
    ]


def _gather(pieces: Sequence[Piece], options: OverpassOptions) -> Elements:
    """Gather what a server answered, the newest last."""
    newest_last = sorted(pieces, key=lambda piece: max(piece.osm_dates, default=""))
    try:
        return gather_answers(piece.elements for piece in newest_last)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            f"{options.url} answered something that is no OpenStreetMap data ({error!r})"
        ) from error


def _make_teller(report: Report, done: int, total: int) -> Callable[[str], None]:
    return lambda what: report(what, done, total)


def _ask(
    area: Area,
    tags: Tags,
    options: OverpassOptions,
    say: Callable[[str], None],
    sleep: Callable[[float], None],
    *,
    is_known_there: bool,
) -> Piece:
    def ask_once() -> Piece:
        check = AnswerCheck(options.url)
        with set_up_osmnx(options, check):
            ask_elements(area, tags)
        return Piece(check.elements, check.queries, check.osm_dates)

    return ask_patiently(ask_once, options, say, sleep, is_known_there=is_known_there)


def read_features(path: Path, area: Area, layers: Iterable[Layer] = LAYERS) -> gpd.GeoDataFrame:
    """Let osmnx draw the features of a file; its own work and nothing else, as in the next."""
    return ox.features_from_xml(path, polygon=area, tags=dict(merge_query_tags(layers)))


def read_graph(path: Path, area: Area) -> nx.MultiDiGraph[int]:
    """Let osmnx read the street graph of a file, cut off at the area."""
    graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    return ox.truncate.truncate_graph_polygon(graph, area)


def _make_key(city: City, options: OverpassOptions) -> str:
    """Name everything that the answers of a server depend on."""
    questions = json.dumps(plan_questions(_list_layers(city)))
    asked = [city.id, city.study_area.wkt, options.url, questions]
    return _hash(asked)[:16]


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
