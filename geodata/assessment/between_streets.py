"""The shortest bridge between two streets: where they come nearest to each other over the river."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry import LineString

from geodata.arrays import Floats, Nodes
from geodata.assessment.candidates import check_line
from geodata.assessment.model import CityModel
from geodata.assessment.request import LONGEST_CANDIDATE_M, Candidate, RequestError
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.divide.banks import Divide
from geodata.sentences import sentence
from geodata.streets.network import TravelMode

_MOST_TRIED = 60
"""Pairs of nodes, the nearest first: one that a bridge cannot join has others beside it."""

_NEAREST = 8
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Between:
    """A bridge from a node of one street to a node of another."""

    line: tuple[tuple[float, float], tuple[float, float]]
    """(lon, lat) in EPSG:4326."""
    length_m: float


def join_streets(model: CityModel, mode: TravelMode, one: Nodes, other: Nodes) -> Between:
    """Find the shortest line over the river from a street of one bank to one of the other.

    Parameters
    ----------
    mode
        Nodes that it can reach come first.
    one, other
        Nodes of the streets.

    Raises
    ------
    ValueError
        When there is none; says why.
    """
    points = model.get_mode(mode).network.points
    pairs = _list_pairs(points, *(_keep_reached(model, mode, nodes) for nodes in (one, other)))
    if not len(pairs):
        apart_m = float(np.min(KDTree(points[one]).query(points[other])[0]))
        raise ValueError(
            sentence(
                "They are %(metres)s m apart; at most %(most)s m are assessed.",
                metres=round(apart_m),
                most=round(LONGEST_CANDIDATE_M),
            )
        )
    for pair in pairs:
        if found := _try_line(model, points[pair]):
            return found
    raise ValueError(sentence("No straight line between them passes the river just once."))


def _keep_reached(model: CityModel, mode: TravelMode, nodes: Nodes) -> Nodes:
    """Keep the nodes where bridges of a mode can end; all, where none is."""
    kept = np.intersect1d(nodes, model.get_mode(mode).network.main_nodes)
    return kept if len(kept) else nodes


def _list_pairs(points: Floats, one: Nodes, other: Nodes) -> Nodes:
    """List pairs of nodes, shape (k, 2), the nearest first."""
    ranks = np.arange(1, min(_NEAREST, len(other)) + 1)
    tree = KDTree(points[other])
    gaps, at = tree.query(points[one], ranks, distance_upper_bound=LONGEST_CANDIDATE_M)
    gaps_m, found = np.asarray(gaps), np.asarray(at)
    row, column = np.nonzero(np.isfinite(gaps_m))
    order = np.argsort(gaps_m[row, column], kind="stable")[:_MOST_TRIED]
    pairs: Nodes = np.c_[one[row[order]], other[found[row, column][order]]]
    return pairs


def _try_line(model: CityModel, ends: Floats) -> Between | None:
    """Make a line of its ends, metric; None where a bridge could not follow it."""
    lon, lat = get_transformer(model.crs, GEOGRAPHIC).transform(*ends.T)
    (x1, x2), (y1, y2) = (np.round(degrees, _DECIMALS).tolist() for degrees in (lon, lat))
    line = (x1, y1), (x2, y2)
    try:
        found = check_line(Candidate(line), model.divide, model.crs, "line")
    except RequestError:
        return None
    return Between(line, found.length) if _passes_once(found, model.divide) else None


def _passes_once(line: LineString, divide: Divide) -> bool:
    return bool(shapely.intersection(line, divide.line).geom_type == "Point")
