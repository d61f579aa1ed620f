"""Tables of any number of dimensions with all their margins, hierarchies included.

A dimension is a list of nodes: its leaves, the groups of each level above them, and the total.  A
cell of the table stands for one node of each dimension.  Whatever the table, its equations are of
one kind: in one dimension a node is the sum of its children, while the others stand still.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.suppression.table import Equation, LinearTable
from jupyter_privacy.core.types import FloatArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NWay", "n_way"]

_Children = tuple[tuple[int, IntArray], ...]
"""The inner nodes of one dimension, each with the nodes that it is the sum of."""


@dataclass(frozen=True, slots=True, eq=False)
class NWay:
    """The cell numbers of a table with all its margins.

    `places` has one axis a dimension and one place a node: the leaves, the groups of each level
    from the finest up, the total last.  `interior` is the block of `places` that holds the leaves.
    """

    places: IntArray
    interior: IntArray
    equations: tuple[Equation, ...]
    children: tuple[_Children, ...]

    @property
    def n_cells(self) -> int:
        """The number of cells, margins included."""
        return self.places.size

    def with_margins(self, interior: NDArray[Any]) -> NDArray[Any]:
        """Return the values of all cells, in the shape of `places`, with the margins added up.

        The dtype stays: unsigned integers wrap around.
        """
        values = np.zeros(self.places.shape, dtype=interior.dtype)
        values[tuple(slice(n) for n in self.interior.shape)] = interior
        for axis, children in enumerate(self.children):
            nodes = np.moveaxis(values, axis, 0)
            for node, parts in children:
                nodes[node] = nodes[parts].sum(axis=0)
        return values

    def table(self, interior: FloatArray) -> LinearTable:
        """Return the linear table of the interior values, with the margins added up."""
        return LinearTable(self.with_margins(np.asarray(interior, dtype=np.float64)).ravel(), self.equations)


def n_way(shape: Sequence[int], hierarchies: Mapping[int, Sequence[IntArray]] | None = None) -> NWay:
    """Return the cell numbers and equations of a table with the sums over every subset of dimensions.

    Formula: in each dimension a group is the sum of the nodes of the next finer level that belong
        to it, and the total is the sum of the coarsest level; all other coordinates are kept.
    Shapes: `shape` gives the number of leaves of each dimension.  `hierarchies` gives for some
        dimensions the levels above the leaves, the finest first; a level is one group number
        (from 0) a leaf.  Returns places of shape (leaves + groups + 1) in each dimension.
    Missing values: do not apply.
    Errors: ValueError for a dimension without leaves, or a level that has another length than the
        dimension, skips a group number or splits a group of the level below.
    Cost: O(cells x dimensions).
    Source: P.-P. de Wolf (2002), HiTaS: a heuristic approach to cell suppression in hierarchical
        tables, LNCS 2316, section 2, doi 10.1007/3-540-47804-3_6.

    >>> layout = n_way((2, 2))
    >>> layout.places.tolist()
    [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    >>> [(equation.total, equation.parts.tolist()) for equation in layout.equations]
    [(6, [0, 3]), (7, [1, 4]), (8, [2, 5]), (2, [0, 1]), (5, [3, 4]), (8, [6, 7])]
    >>> regions = n_way((3,), {0: [np.array([0, 0, 1])]})
    >>> regions.with_margins(np.array([1.0, 2.0, 4.0])).tolist()
    [1.0, 2.0, 4.0, 3.0, 4.0, 7.0]
    """
    if not shape or min(shape) < 1:
        raise ValueError("a table has at least one dimension, and a dimension at least one leaf")
    levels = hierarchies or {}
    if not set(levels) <= set(range(len(shape))):
        raise ValueError("a hierarchy belongs to a dimension that the table does not have")
    children = tuple(_children(n, levels.get(axis, ())) for axis, n in enumerate(shape))
    n_nodes = [n + len(inner) for n, inner in zip(shape, children, strict=True)]
    places = np.arange(int(np.prod(n_nodes))).reshape(n_nodes)
    equations: list[Equation] = []
    for axis, inner in enumerate(children):
        lines = np.moveaxis(places, axis, 0).reshape(n_nodes[axis], -1)
        equations += [Equation(int(line[node]), line[parts]) for node, parts in inner for line in lines.T]
    return NWay(places, places[tuple(slice(n) for n in shape)], tuple(equations), children)


def _children(n_leaves: int, levels: Sequence[IntArray]) -> _Children:
    """Return the groups of each level and the total, with the nodes that they consist of."""
    children: list[tuple[int, IntArray]] = []
    below, first, n_nodes = np.arange(n_leaves), 0, n_leaves
    for level in [*levels, np.zeros(n_leaves, dtype=np.intp)]:
        group_of = _group_of(below, level)
        n_groups = int(group_of.max()) + 1
        children += [
            (n_nodes + group, first + np.flatnonzero(group_of == group)) for group in range(n_groups)
        ]
        below, first, n_nodes = level, n_nodes, n_nodes + n_groups
    return tuple(children)


def _group_of(below: IntArray, level: IntArray) -> IntArray:
    """Return the group that each group of the level below belongs to."""
    if level.shape != below.shape:
        raise ValueError("a level of a hierarchy gives one group for each leaf")
    group_of = np.zeros(int(below.max()) + 1, dtype=np.intp)
    group_of[below] = level
    if not np.array_equal(group_of[below], level):
        raise ValueError("a level of a hierarchy splits a group of the level below")
    if not np.array_equal(np.unique(level), np.arange(level.max() + 1)):
        raise ValueError("the groups of a level are numbered from 0 without a gap")
    return group_of
