"""Streets that bear a name, each with its bank and its nodes, to be found by what they are called.

Streets of one name on one bank that lie apart, as a city has several, are several streets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geodata.arrays import Floats, Nodes
from geodata.assessment.neighbourhoods import Neighbourhood
from geodata.assessment.request import LONGEST_CANDIDATE_M
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.divide.banks import Divide
from geodata.gazetteer.index import NameIndex
from geodata.names import LANGUAGES, UNSAID, Names, pair_names
from geodata.streets.network import StreetNetwork

APART_M = 300.0
"""Parts of one name that are further from each other are two streets."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedStreet:
    """A street on one bank."""

    names: Names
    bank: str
    """Id of the bank."""
    nodes: Nodes
    """In the networks of all modes."""
    apart_m: float
    """From the divide to the nearest of its nodes."""
    near: Names
    """The place that tells it from others of its name; empty where there are none, or no place."""
    number: int = 0
    """From 1, where no place tells it from others of its name; the nearest to the divide first."""

    def write_label(self, order: Sequence[str] = LANGUAGES) -> str:
        """Write its name, and what tells it from others of its name, in brackets."""
        name = _choose_name(self.names, order)
        near = _choose_name(self.near, order) if self.near else ""
        more = " ".join([near, *([str(self.number)] if self.number else [])]).strip()
        return f"{name} ({more})" if more else name


def _choose_name(names: Names, order: Sequence[str]) -> str:
    """Choose the name in a reader's language, else the one on the ground, else any."""
    return names.get(order[0]) or names.get(UNSAID) or pair_names(names, order)[0][1]


def list_named_streets(
    network: StreetNetwork,
    edges: pd.DataFrame,
    names: Mapping[int, str],
    spoken: Mapping[str, Names],
    divide: Divide,
    neighbourhoods: Sequence[Neighbourhood],
) -> tuple[NamedStreet, ...]:
    """List the named streets of both banks, the nearest to the divide first.

    Parameters
    ----------
    network
        Whose nodes they have.
    edges
        The snapshot's table of streets: `u`, `v` (OSM ids of nodes), `way`, `is_link`. Ways over
        the divide are no streets of a bank.
    names
        Of some ways, by OSM id.
    spoken
        Such a name → the names of the street by language; itself alone where it is not there.
    """
    ends = _list_ends(network, edges, names)
    points = np.asarray(shapely.points(network.points), dtype=object)
    places = _Places(neighbourhoods, network.crs)
    found: list[NamedStreet] = []
    for bank, is_here in zip((divide.left_id, divide.right_id), network.banks, strict=True):
        for name, rows in ends[is_here[ends["node"]]].groupby("name"):
            parts = _part(network.points, rows["node"].unique())
            called = spoken.get(str(name)) or {UNSAID: str(name)}
            gaps_m = [float(shapely.distance(points[one], divide.line).min()) for one in parts]
            streets = [
                NamedStreet(called, bank, part, apart_m, {})
                for part, apart_m in sorted(zip(parts, gaps_m, strict=True), key=lambda one: one[1])
            ]
            found += _tell_apart(streets, network.points, places)
    return tuple(sorted(found, key=lambda one: (one.apart_m, one.write_label())))


def _list_ends(
    network: StreetNetwork, edges: pd.DataFrame, names: Mapping[int, str]
) -> pd.DataFrame:
    """List the ends of all named ways: `name` and `node`, an index of the network."""
    over = set(edges["way"][edges["is_link"]])
    named = edges[edges["way"].isin([way for way in names if way not in over])]
    ids = pd.concat([named["u"], named["v"]]).to_numpy(dtype="int64")
    ways = pd.concat([named["way"], named["way"]])
    order = np.argsort(network.ids)
    nodes = order[np.searchsorted(network.ids, ids, sorter=order)]
    return pd.DataFrame({"name": ways.map(names).to_numpy(), "node": nodes}).drop_duplicates()


def _part(points: Floats, nodes: Nodes) -> list[Nodes]:
    """Part nodes into streets that lie more than `APART_M` from each other."""
    pairs = KDTree(points[nodes]).query_pairs(APART_M, output_type="ndarray")
    joins = csr_array((np.ones(len(pairs), dtype=int), pairs.T), shape=(len(nodes), len(nodes)))
    number, part = connected_components(joins, directed=False)
    return [nodes[part == one] for one in range(number)]


class _Places:
    """Named neighbourhoods of both banks, by where they are."""

    def __init__(self, neighbourhoods: Sequence[Neighbourhood], crs: str) -> None:
        self._named = [one for one in neighbourhoods if one.name]
        degrees = np.array([(one.lon, one.lat) for one in self._named]).reshape(-1, 2)
        self._points = np.c_[get_transformer(GEOGRAPHIC, crs).transform(*degrees.T)]

    def find(self, point: Floats, bank: str) -> Names:
        """Find the names of the nearest one of a bank; nothing where there is none."""
        here = [at for at, one in enumerate(self._named) if one.bank == bank]
        if not here:
            return {}
        nearest = int(np.hypot(*(self._points[here] - point).T).argmin())
        names: Names = self._named[here[nearest]].name
        return names


def _tell_apart(
    streets: Sequence[NamedStreet], points: Floats, places: _Places
) -> Iterator[NamedStreet]:
    """Tell streets of one name apart by places, and by numbers where these are the same."""
    if len(streets) == 1:
        yield streets[0]
        return
    placed = [
        replace(one, near=places.find(points[one.nodes].mean(axis=0), one.bank)) for one in streets
    ]
    for _, group in groupby(sorted(placed, key=_write_place), _write_place):
        same = list(group)
        for number, one in enumerate(same, 1):
            yield replace(one, number=number) if len(same) > 1 else one


def _write_place(street: NamedStreet) -> str:
    return str(sorted(street.near.items()))


class StreetFinder:
    """Finds named streets by what somebody types."""

    def __init__(self, streets: Sequence[NamedStreet]) -> None:
        self._streets = streets
        spelled = [[*one.names.values(), one.write_label()] for one in streets]
        # Of equally near names, the street that is nearest to the divide comes first.
        self._index = NameIndex(spelled, range(len(streets)))

    def find_tiers(self, query: str, bank: str) -> Iterator[list[NamedStreet]]:
        """List streets of a bank by how well their names fit, as `NameIndex.find_tiers` does."""
        for tier in self._index.find_tiers(query):
            yield [self._streets[at] for at in dict.fromkeys(tier) if self._is_on(at, bank)]

    def suggest(self, query: str, bank: str, limit: int) -> list[NamedStreet]:
        """List streets that a bridge could reach, whose names fit; the nearest ones without any."""
        tiers = self.find_tiers(query, bank) if query.strip() else [self._list_bank(bank)]
        found = dict.fromkeys(one for tier in tiers for one in tier)
        return [one for one in found if one.apart_m <= LONGEST_CANDIDATE_M][:limit]

    def _list_bank(self, bank: str) -> list[NamedStreet]:
        return [one for one in self._streets if one.bank == bank]

    def _is_on(self, at: int, bank: str) -> bool:
        return self._streets[at].bank == bank
