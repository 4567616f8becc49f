"""Makes the raw tables of a pull of OSM elements: osmnx draws features and reads streets."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import networkx as nx
import osmnx as ox
import pandas as pd

from geodata.errors import SourceError
from geodata.layers import LAYERS, Layer, merge_query_tags
from pipelines.osm.elements import Elements
from pipelines.osm.features import fold_features, make_no_features, write_features
from pipelines.osm.mending import mend
from pipelines.osm.osmnx_calls import accept_nothing, set_up_osmnx
from pipelines.osm.raw_pull import Area
from pipelines.osm.relation_names import name_members
from pipelines.osm.streets import fold_streets, make_no_streets, write_streets
from pipelines.progress import Report

Tables = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]
"""Features, nodes and edges."""

LOG = logging.getLogger(__name__)


def make_tables(
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


def is_empty(tables: Tables) -> bool:
    """Tell whether a pull found neither features nor streets."""
    features, _, edges = tables
    return features.empty and edges.empty


def read_features(path: Path, area: Area, layers: Iterable[Layer] = LAYERS) -> gpd.GeoDataFrame:
    """Let osmnx draw the features of a file; its own work and nothing else, as in the next."""
    return ox.features_from_xml(path, polygon=area, tags=dict(merge_query_tags(layers)))


def read_graph(path: Path, area: Area) -> nx.MultiDiGraph[int]:
    """Let osmnx read the street graph of a file, cut off at the area."""
    graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    return ox.truncate.truncate_graph_polygon(graph, area)
