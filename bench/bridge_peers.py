"""Claim: portals give the base matrix of igraph, pandana and networkx, and sooner than any of them.

2,000 × 2,000 homes from the left bank to the right, each engine on the same streets and bridges;
networkx, the slowest, from a few homes only, its time taken times the rest. pandana keeps its
times in whole thousandths, so that it may differ by the number of edges of a way / 1000.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import igraph
import networkx as nx
import numpy as np
import pandana
import pandas as pd
from setup.machine import describe_machine, time_in_turns_s
from setup.streets import Streets, make_streets

from geodata.assessment.engine.kernels import load_compiled
from geodata.assessment.engine.portals import PortalSearch, make_scenario, measure_times

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOMES = 2_000
FEW = 20
RUNS = 3
CLAIMED_DIFFERENCE_S = {"igraph": 1e-3, "networkx": 1e-3, "pandana": 0.5}


def main() -> int:
    load_compiled()
    streets = make_streets()
    left, right = (bank.nodes for bank in streets.choose_homes(HOMES))
    graph, net, digraph = make_peers(streets)

    def use_portals() -> NDArray[np.float32]:
        scenario = make_scenario(PortalSearch(streets.network), streets.links)
        return measure_times(scenario, left, right)

    def use_networkx() -> list[list[float]]:
        ways = (
            nx.single_source_dijkstra_path_length(digraph, int(one), weight="weight")
            for one in left[:FEW]
        )
        return [[times[int(node)] for node in right] for times in ways]

    works = {
        "igraph": lambda: graph.distances(left.tolist(), right.tolist(), weights="seconds"),
        "pandana": lambda: net.shortest_path_lengths(
            np.repeat(left, HOMES).tolist(), np.tile(right, HOMES).tolist()
        ),
        "networkx": use_networkx,
    }
    ours_s, *theirs_s = time_in_turns_s([use_portals, *works.values()], RUNS)
    found = use_portals()
    print(describe_machine("igraph", "pandana", "networkx", "scipy", "numba"))
    print(f"{len(streets.network.ids):,} nodes, {HOMES:,} × {HOMES:,} homes, one direction")
    print(f"portals, searches and all {ours_s * 1e3:9.1f} ms")
    holds = True
    for (name, work), taken_s in zip(works.items(), theirs_s, strict=True):
        times = np.array(work()).reshape(-1, HOMES)
        difference_s = np.abs(found[: len(times)] - times).max()
        whole_s = taken_s * HOMES / len(times)
        ratio = whole_s / ours_s
        print(f"{name:25} {whole_s * 1e3:9.1f} ms, ratio {ratio:.0f}, differs {difference_s:.1e} s")
        holds &= ratio > 1 and bool(difference_s <= CLAIMED_DIFFERENCE_S[name])
    return 0 if holds else 1


def make_peers(streets: Streets) -> tuple[igraph.Graph, pandana.Network, nx.DiGraph]:
    """Give the same streets and bridges to each engine."""
    edges = streets.rebuild(streets.links).tocoo()
    n = edges.shape[0]
    pairs = np.c_[edges.row, edges.col]
    graph = igraph.Graph(n, pairs.tolist(), directed=True, edge_attrs={"seconds": edges.data})
    points = pd.DataFrame(streets.network.points, columns=["x", "y"])
    weights = pd.DataFrame({"seconds": edges.data})
    ends = pd.Series(edges.row.astype("int64")), pd.Series(edges.col.astype("int64"))
    net = pandana.Network(points["x"], points["y"], *ends, weights, twoway=False)
    digraph = nx.DiGraph()
    digraph.add_nodes_from(range(n))
    rows = zip(edges.row.tolist(), edges.col.tolist(), edges.data.tolist(), strict=True)
    digraph.add_weighted_edges_from(rows)
    return graph, net, digraph


if __name__ == "__main__":
    sys.exit(main())
