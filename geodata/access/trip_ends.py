"""Streets on which trips begin and end, and through which nobody passes: private, for residents.

A trip may use them at its start and at its end, and between the two only streets that are open to
all; a link over the divide is never one of them. Searches hold this exactly: each node on such a
street has a copy that is reached by such streets alone, from an open one or from another copy, so
that no way leads back::

    open streets      1 ──── 2 ──── 3         from 1 to the copy of 5: over 2, by private streets
                              ╲                from 5 to 1 likewise, in the search of the ways to 1
    private streets            4' ── 5'       through 4 and 5 leads nothing else

With them an independent program finds the same times: of three copies of the graph, the first with
private streets alone, the second with open ones, the third with private ones again, joined at each
node by steps of no time downwards, the way from the first or the second to the second or the third.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from geodata.arrays import Floats, Indices, Nodes


@dataclass(frozen=True, slots=True)
class TripEnds:
    """The nodes on streets of a network where trips only begin and end."""

    nodes: Indices
    """Shape (k,), in order; their copies are numbered n to n + k."""
    copy_of: Indices
    """Number of each node's copy, its own where it has none, shape (n,)."""

    @classmethod
    def of(cls, own_ends: csr_array | None, n: int) -> TripEnds:
        """Find them among n nodes by the times on such streets, sparse (n, n)."""
        copy_of = np.arange(n)
        if own_ends is None or not own_ends.nnz:
            return cls(np.empty(0, dtype=np.intp), copy_of)
        there = own_ends.tocoo()  # streets of no length, too
        nodes = np.unique(np.r_[there.row, there.col]).astype(np.intp)
        copy_of[nodes] = n + np.arange(len(nodes))
        return cls(nodes, copy_of)

    def attach(self, streets: csr_array, own_ends: csr_array | None) -> csr_array:
        """Add the copies to a network, sparse (n + k, n + k), as far as a search goes from it.

        For a search of the ways to a node, both matrices are transposed.
        """
        if own_ends is None or not len(self.nodes):
            return streets
        there, own, n = streets.tocoo(), own_ends.tocoo(), streets.shape[0] + len(self.nodes)
        rows = np.r_[there.row, own.row, self.copy_of[own.row]]
        columns = np.r_[there.col, self.copy_of[own.col], self.copy_of[own.col]]
        return csr_array(
            coo_array((np.r_[there.data, own.data, own.data], (rows, columns)), shape=(n, n))
        )

    def extend(self, values: Floats) -> Floats:
        """Give copies the values of their nodes: shape (…, n) becomes (…, n + k)."""
        return np.concatenate([values, values[..., self.nodes]], axis=-1)

    def read(self, values: Floats, nodes: Nodes) -> Floats:
        """Read the least of each node's and its copy's values: shape (…, n + k) gives (…, m)."""
        found = values[..., nodes]
        if len(self.nodes):
            at = np.flatnonzero(self.copy_of[nodes] != nodes)
            copies = self.copy_of[nodes[at]]
            found[..., at] = np.minimum(found[..., at], values[..., copies])
        return found
