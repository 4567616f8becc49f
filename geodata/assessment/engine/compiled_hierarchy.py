"""The loops of a contraction hierarchy in numba; imported by `engine.hierarchy` alone.

Nodes are numbered by their rank in the order of contraction. The machine code is kept on disk.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - numba's own signatures say the types

from __future__ import annotations

import numpy as np

from geodata.assessment.engine.compiled import compile_inside, compile_now


@compile_now("i4[::1](i4[::1], i4[::1])")
def find_parents(first, below):
    """Find the parent of each node in the elimination tree, -1 of a root, by Liu's algorithm.

    `below[first[v] : first[v + 1]]` are the neighbours of v that are contracted before it.
    """
    n = len(first) - 1
    parent, root = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    for node in range(n):
        for k in range(first[node], first[node + 1]):
            at = below[k]
            while root[at] >= 0 and root[at] != node:
                following = root[at]
                root[at] = node
                at = following
            if root[at] < 0:
                root[at] = parent[at] = node
    return parent


@compile_now("i8(i4[::1], i4[::1], i4[::1], i4[::1], i8[::1])")
def list_arcs(first, below, parent, heads, arcs):
    """List where each node's arcs to nodes of higher rank lead: those of streets and shortcuts.

    Node v has an arc to each of its ancestors below which, in the tree, a neighbour of the ancestor
    lies. `arcs` are the numbers of the nodes' first arcs, counted on; `heads` is filled, or empty
    to count alone. Returns the number of arcs.
    """
    n, total = len(first) - 1, 0
    seen = np.full(n, -1, np.int32)
    for node in range(n):
        seen[node] = node
        for k in range(first[node], first[node + 1]):
            at = below[k]
            while seen[at] != node:
                seen[at] = node
                if len(heads):
                    heads[arcs[at]] = node
                arcs[at] += 1
                total += 1
                at = parent[at]
    return total


@compile_now("void(i8[::1], i4[::1], f8[::1], f8[::1])")
def contract(arcs, heads, up, down):
    """Give each shortcut the time of the quickest way over nodes of lower rank."""
    for node in range(len(arcs) - 1):
        for i in range(arcs[node], arcs[node + 1]):
            at = arcs[heads[i]]
            for j in range(i + 1, arcs[node + 1]):
                while heads[at] != heads[j]:
                    at += 1
                up[at] = min(up[at], down[i] + up[j])
                down[at] = min(down[at], down[j] + up[i])


TOGETHER = 16
"""Sources whose times at a node fill two lines of the processor's cache."""

_SEARCH = "void(i4[::1], i8[::1], i4[::1], f8[::1], f8[::1], i4[::1], i4[::1], i4[::1], {}[:,::1])"


@compile_inside()
def _search_up(parent, arcs, heads, up, sources, known):
    """Measure times from each source to the nodes above it; `known` is of shape (n, sources)."""
    for k in range(len(sources)):
        node = sources[k]
        known[node, k] = 0.0
        while node >= 0:
            so_far = known[node, k]
            if so_far < np.inf:
                for arc in range(arcs[node], arcs[node + 1]):
                    known[heads[arc], k] = min(known[heads[arc], k], so_far + up[arc])
            node = parent[node]


@compile_inside()
def _search_down(arcs, heads, down, reached, known):
    """Measure times to the nodes that are reached from those above them, of all sources at once."""
    for i in range(len(reached)):
        row = known[reached[i]]
        for arc in range(arcs[reached[i]], arcs[reached[i] + 1]):
            above, rest = known[heads[arc]], down[arc]
            for k in range(len(row)):
                row[k] = min(row[k], above[k] + rest)


@compile_now([_SEARCH.format("f4"), _SEARCH.format("f8")])
def search(parent, arcs, heads, up, down, reached, sources, targets, times):
    """Measure times from each source to the targets.

    `reached` are the targets and all nodes above them, highest first.
    """
    step = min(len(sources), TOGETHER)
    known = np.empty((len(parent), step))
    for start in range(0, len(sources), max(step, 1)):
        # The last ones are measured with some that were measured already.
        first = min(start, len(sources) - step)
        some = sources[first : first + step]
        for i in range(len(reached)):
            known[reached[i]] = np.inf
        for node in some:
            while node >= 0:
                known[node] = np.inf
                node = parent[node]  # noqa: PLW2901 - up to the root
        _search_up(parent, arcs, heads, up, some, known)
        _search_down(arcs, heads, down, reached, known)
        for i in range(len(targets)):
            for k in range(step):
                times[first + k, i] = known[targets[i], k]
