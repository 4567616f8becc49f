"""Pull: OpenStreetMap data from Overpass, a file or the bundled sample, as the same raw tables."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import osmnx as ox
from osmnx._errors import InsufficientResponseError

from geodata.checksums import hash_file
from geodata.errors import SourceError
from geodata.layers import LAYERS, merge_query_tags
from geodata.origin import Origin, SourceKind
from pipelines.osm_clip import Clip, clip_file, outline_question
from pipelines.osm_file import check_file, read_header
from pipelines.overpass import (
    CONNECT_S,
    PUBLIC_SERVER,
    AnswerCheck,
    OverpassOptions,
    Timeouts,
    ask_patiently,
)
from pipelines.progress import Report, stay_silent
from pipelines.raw_features import fold_features, make_no_features, merge_features
from pipelines.raw_pull import RawPull
from pipelines.raw_streets import (
    NETWORK_FILTER,
    STREET_SETTINGS,
    STREET_TAGS,
    fold_streets,
    make_no_streets,
)
from pipelines.resume import Piece, PieceStore, temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import networkx as nx
    import pandas as pd
    from shapely import MultiPolygon, Polygon

    from geodata.city import City

    Ask = Callable[[], dict[str, pd.DataFrame]]
    Area = Polygon | MultiPolygon
    Tags = Mapping[str, bool | list[str]]


def pull(
    city: City,
    source: str,
    work: Path,
    *,
    overpass: OverpassOptions = PUBLIC_SERVER,
    report: Report = stay_silent,
) -> RawPull:
    """Pull a city from ``sample``, ``overpass`` or the OSM file of that path.

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
    return _pull_clip(SourceKind.SAMPLE, city.sample, area, work, report)


def pull_file(city: City, path: Path, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull a city from an OSM file: .osm, .osm.gz, .osm.bz2 or .osm.pbf."""
    check_file(path)
    return _pull_clip(SourceKind.FILE, path, cast("Area", city.study_area), work, report)


def _pull_clip(kind: SourceKind, path: Path, area: Area, work: Path, report: Report) -> RawPull:
    with temporary_folder(work / "clip") as folder:
        clip = clip_file(path, outline_question(area), folder, report)
        with _osmnx_set_up():
            report("reading features", 2, 4)
            features = _read_features(clip, area)
            report("reading streets", 3, 4)
            nodes, edges = _read_streets(clip, area)
    if features.empty and edges.empty:
        raise SourceError(f"{path}: holds nothing in the study area")
    origin = Origin(
        kind=kind,
        name=path.name,
        pulled_at=_now(),
        osm_date=read_header(path)[1] or clip.edited_at,
        sha256=hash_file(path),
        is_modelled=kind is SourceKind.SAMPLE,
    )
    return RawPull(features, nodes, edges, area, origin, _note_coverage(path, area))


def _note_coverage(path: Path, area: Area) -> tuple[str, ...]:
    """Say so when a file, by its own header, covers only a part of the study area."""
    bounds, _ = read_header(path)
    share = 1.0 if bounds is None else area.intersection(bounds).area / area.area
    if share > 0.999:
        return ()
    return (f"{path.name} covers {share:.0%} of the study area; the rest is empty here.",)


def pull_overpass(
    city: City,
    options: OverpassOptions,
    work: Path,
    report: Report = stay_silent,
    sleep: Callable[[float], None] = time.sleep,
) -> RawPull:
    """Pull a city from an Overpass server: one layer after the other, then the streets."""
    area = cast("Area", city.study_area)
    questions: dict[str, Ask] = {
        layer.name: partial(_ask_layer, area, layer.query_tags) for layer in LAYERS
    }
    questions["streets"] = partial(_ask_streets, area)
    store = PieceStore.open(work, _make_key(city, options))
    pieces: list[Piece] = []
    answers = 0
    for number, (name, ask) in enumerate(questions.items()):
        say = _make_teller(report, number, len(questions))
        say(f"asking Overpass for {name.replace('_', ' ')}")
        piece = store.load(name)
        if piece is None:
            piece = _ask(ask, options, say, sleep, is_known_there=answers > 0)
            answers += 1
            store.save(name, piece)
        pieces.append(piece)
    store.discard()
    features = merge_features([piece.frames["features"] for piece in pieces[:-1]])
    nodes, edges = pieces[-1].frames["nodes"], pieces[-1].frames["edges"]
    if features.empty and edges.empty:
        raise SourceError(f"{options.url}: nothing is mapped in the study area")
    origin = Origin(
        kind=SourceKind.OVERPASS,
        name=options.url,
        pulled_at=_now(),
        osm_date=min((date for piece in pieces for date in piece.osm_dates), default=None),
        sha256=_hash([query for piece in pieces for query in piece.queries]),
    )
    return RawPull(features, gpd.GeoDataFrame(nodes), edges, area, origin)


def _make_teller(report: Report, done: int, total: int) -> Callable[[str], None]:
    return lambda what: report(what, done, total)


def _ask(
    ask: Ask,
    options: OverpassOptions,
    say: Callable[[str], None],
    sleep: Callable[[float], None],
    *,
    is_known_there: bool,
) -> Piece:
    def ask_once() -> Piece:
        check = AnswerCheck(options.url)
        with _osmnx_set_up(options, check):
            frames = ask()
        return Piece(frames, tuple(check.queries), tuple(check.osm_dates))

    return ask_patiently(ask_once, options, say, sleep, is_known_there=is_known_there)


def _ask_layer(area: Area, tags: Tags) -> dict[str, pd.DataFrame]:
    with _nothing_is_no_error():
        return {"features": fold_features(ask_features(area, tags), area)}
    return {"features": make_no_features()}


def _ask_streets(area: Area) -> dict[str, pd.DataFrame]:
    with _nothing_is_no_error():
        return dict(zip(("nodes", "edges"), fold_streets(ask_graph(area)), strict=True))
    return dict(zip(("nodes", "edges"), make_no_streets(), strict=True))


def _read_features(clip: Clip, area: Area) -> gpd.GeoDataFrame:
    with _nothing_is_no_error():
        return fold_features(read_features(clip.features, area), area)
    return make_no_features()


def _read_streets(clip: Clip, area: Area) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    with _nothing_is_no_error():
        return fold_streets(read_graph(clip.streets, area))
    return make_no_streets()


def ask_features(area: Area, tags: Tags) -> gpd.GeoDataFrame:
    """Ask Overpass for features; osmnx's own work and nothing else, as in the three below."""
    return ox.features_from_polygon(area, dict(tags))


def ask_graph(area: Area) -> nx.MultiDiGraph[int]:
    """Ask Overpass for the street graph."""
    return ox.graph_from_polygon(
        area, simplify=False, retain_all=True, custom_filter=NETWORK_FILTER
    )


def read_features(path: Path, area: Area) -> gpd.GeoDataFrame:
    """Read the features of a clip."""
    return ox.features_from_xml(path, polygon=area, tags=dict(merge_query_tags(LAYERS)))


def read_graph(path: Path, area: Area) -> nx.MultiDiGraph[int]:
    """Read the street graph of a clip, cut off at the area as `ask_graph` does."""
    graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    return ox.truncate.truncate_graph_polygon(graph, area)


@contextmanager
def _nothing_is_no_error() -> Iterator[None]:
    """Go on where osmnx complains that there is nothing: an empty layer is a fact, not a fault."""
    try:
        yield
    except InsufficientResponseError:
        return
    except ValueError as error:
        if "no graph nodes" not in str(error):
            raise


@contextmanager
def _osmnx_set_up(
    options: OverpassOptions = PUBLIC_SERVER, check: AnswerCheck | None = None
) -> Iterator[None]:
    """Set osmnx up, the only place that does, and leave no trace of it in the process.

    Also undone is what osmnx does to `socket.getaddrinfo`.
    """
    wanted: dict[str, Any] = {
        "doh_url_template": None,
        "http_referer": None,  # no header at all, rather than osmnx's own
        "http_user_agent": options.user_agent,
        "overpass_rate_limit": False,  # its pauses know no end; `ask_patiently` has bounds
        "overpass_url": options.url,
        "requests_kwargs": {"allow_redirects": False, "hooks": {"response": check}},
        "requests_timeout": Timeouts((min(CONNECT_S, options.timeout_s), options.timeout_s)),
        "use_cache": False,
        **STREET_SETTINGS,
    }
    before = {name: getattr(ox.settings, name) for name in wanted}
    resolve = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        socket.getaddrinfo = resolve


def _make_key(city: City, options: OverpassOptions) -> str:
    """Name everything that the answers of a server depend on."""
    asked = [city.id, city.study_area.wkt, options.url, NETWORK_FILTER, *STREET_TAGS]
    layers = json.dumps([(layer.name, layer.query_tags) for layer in LAYERS])
    return _hash([*asked, layers])[:16]


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
