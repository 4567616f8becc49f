"""The streets of who cannot take a step, and how much is known of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.access.passages import read_passages
from geodata.access.step_free import KEPT, Passage
from geodata.arrays import Objects
from geodata.cities.crossings import Mode
from geodata.streets.network import StreetNetwork


def keep_passages(
    edges: pd.DataFrame, passages: Objects, kept: Sequence[Passage] = KEPT
) -> pd.DataFrame:
    """Keep the rows of edges of which so much is known; what is not known stays, by default.

    Parameters
    ----------
    passages
        Of each row: see `geodata.access.step_free.read_step_free`.
    """
    found: pd.DataFrame = edges[np.isin(passages.astype(str), kept)]
    return found.reset_index(drop=True)


def measure_streets(
    network: StreetNetwork, nodes: pd.DataFrame, edges: pd.DataFrame, passages: Objects
) -> tuple[dict[str, float], dict[str, float]]:
    """Measure the ways of each bank that walkers pass, each once, by what is known of them.

    Parameters
    ----------
    network
        Of walkers.

    Returns
    -------
    tuple of dict
        `Passage` → m, of the left and of the right bank.
    """
    _, seconds = read_passages(nodes, edges, Mode.FOOT)
    is_street = np.isfinite(seconds) & ~edges["is_link"].to_numpy(dtype=bool)
    ends = np.sort(edges[["u", "v"]].to_numpy(dtype="int64"), axis=1)
    stretches = pd.DataFrame(
        {
            "u": ends[:, 0],
            "v": ends[:, 1],
            "way": edges["way"].to_numpy(),
            "passage": passages,
            "length_m": edges["length_m"].to_numpy(dtype=float),
        }
    )[is_street].drop_duplicates(["u", "v", "way"])  # a stretch has a row for each direction
    start = np.searchsorted(network.ids, stretches["u"].to_numpy())
    left, right = (
        stretches[bank[start]].groupby("passage")["length_m"].sum() for bank in network.banks
    )
    found = [{str(one): float(sums.get(one, 0.0)) for one in Passage} for sums in (left, right)]
    return found[0], found[1]
