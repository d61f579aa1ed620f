"""A table of people as the attacker sees it: every combination of its keys, and every total.

Whoever reads a table can ask for its totals too (`value_counts` and a group-by of one key give
them), and for how many people lack a key.  So a grouping is laid out as the full cross-tabulation
of its keys: observed and empty cells, people without a key, complete and whole totals.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.row_identity import Identities, row_identities
from jupyter_privacy.core.suppression import NWay, n_way
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray, Reason
from jupyter_privacy.guard.release.linked import LARGEST, Counted
from jupyter_privacy.policy.model import Policy, SuppressionCost

__all__ = ["CountTable", "Keyed", "count_table"]

_TWO = 2
_ROUNDING = 1e-6
"""Shares such as thirds do not add up to whole people exactly."""


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Rows by one or more keys.

    `cell_of_row` gives each row its group (-1: it lacks a key); `levels` for each key the number of
    its value in every group; `outside` for each key the value of the rows in no group, in their
    order (-1: none); `keys` are the random numbers of the rows' records.  Where people have several
    rows, `shares` says for each of the sources which part of a person each row is.
    """

    cell_of_row: IntArray
    levels: Sequence[IntArray]
    outside: Sequence[IntArray]
    keys: Identities
    shares: Sequence[FloatArray] = ()

    @property
    def n_groups(self) -> int:
        """The number of groups."""
        return len(self.levels[0])

    @property
    def n_levels(self) -> list[int]:
        """The number of values of each key."""
        return [int(level.max(initial=-1)) + 1 for level in self.levels]


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """People, and the numbers of their sets, in the shape of a layout with all margins.

    `groups` says where each group stands; `n_levels` leaves out the level of those without a key.
    Where people have several rows, `people` are rows, and `supporters` no more than the people in each
    cell: shares of people add up as rows do.
    """

    layout: NWay
    people: IntArray
    people_ids: Identities
    groups: IntArray
    n_levels: Sequence[int]
    supporters: FloatArray | None = None

    @property
    def nbytes(self) -> int:
        """The memory that it takes, about, with its equations."""
        return 20 * self.people.nbytes

    def own_reasons(self, policy: Policy, of_groups: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
        """Return why each cell may not be shown on its own account: its size, or what is said of a group."""
        least = np.full(self.people.shape, policy.threshold)
        for axis, n in enumerate(self.n_levels):
            if self.layout.interior.shape[axis] > n:  # the leaf and the group of those who lack the key
                np.moveaxis(least, axis, 0)[[n, n + 2]] = policy.minimum
        supporters = self.people if self.supporters is None else self.supporters
        is_small = (supporters < least) & ((self.people > 0) | policy.zero_cells)
        reasons = np.where(is_small, np.uint8(Reason.THRESHOLD), np.uint8(0))
        if of_groups is not None:
            reasons.ravel()[self.groups] = of_groups
        reasons[(-1,) * reasons.ndim] = 0  # how many rows there are is known
        return reasons

    def complete_cases(self) -> tuple[NDArray[np.intp], ...]:
        """Return the places of the cells with complete-case margins: pandas' table with `margins=True`."""
        lacks = [size > n for size, n in zip(self.layout.interior.shape, self.n_levels, strict=True)]
        return np.ix_(
            *(np.append(np.arange(n), n + lack) for n, lack in zip(self.n_levels, lacks, strict=True))
        )

    def of_keys(self, axes: Sequence[int]) -> CountTable:
        """Return the table of some of the keys: a margin of this one, with margins of its own."""
        shape = [self.layout.interior.shape[axis] for axis in axes]
        window = tuple(slice(None) if axis in axes else -1 for axis in range(self.people.ndim))
        n_levels = [self.n_levels[axis] for axis in axes]
        layout = n_way(shape, _hierarchies(n_levels, shape))
        inner = layout.interior[tuple(slice(n) for n in n_levels)]
        supporters = None if self.supporters is None else self.supporters[window]
        ids = self.people_ids[window]
        return CountTable(layout, self.people[window], ids, inner.ravel(), n_levels, supporters)

    def prices(self, cost: SuppressionCost, totals: FloatArray | None = None) -> FloatArray:
        """Return the information that is lost with each cell: 1, its people, or its total.

        `totals` are the absolute totals of the groups; a table of counts has none but its people.
        """
        if cost == "constant":
            return np.ones(self.people.shape, dtype=np.float64)
        if cost == "count" or totals is None:
            return 1.0 + self.people.astype(np.float64)
        leaves = np.zeros(self.people.shape)
        leaves.ravel()[self.groups] = totals
        inner = tuple(slice(n) for n in self.layout.interior.shape)
        summed: FloatArray = self.layout.with_margins(leaves[inner])
        summed += (summed.max() or 1.0) / summed.size  # no cell is free
        return summed

    def insiders(self, hidden: BoolArray, small: BoolArray) -> BoolArray:
        """Return hidden cells of one person, who could subtract themselves from a line: one other is hidden.

        The other is one that must be hidden on its own account, among `small`; what only protects it may
        be had by somebody who is in it.

        What somebody earns is known to them; that nobody else is counted there is not, so this is for
        statistics and not for counts.
        """
        supporters = self.people if self.supporters is None else self.supporters
        singles = (hidden & (self.people > 0) & (supporters < _TWO)).ravel()
        found, flat = np.zeros(hidden.size, dtype=np.bool_), hidden.ravel()
        if not singles.any():
            return found.reshape(hidden.shape)
        for one in self.layout.equations:
            line = np.append(one.parts, one.total)
            line = line[flat[line]]
            is_pair = len(line) == _TWO and singles[line].any() and not singles[one.total]
            if is_pair and (small.ravel()[line] & ~singles[line] | singles[line].all()).any():
                found[line[singles[line]]] = True
        return found.reshape(hidden.shape)

    def counted(
        self,
        reasons: NDArray[np.uint8],
        on_screen: BoolArray,
        prices: FloatArray,
        *,
        insiders: BoolArray | None = None,
    ) -> Counted:
        """Return the cells as linked tables know them: by definition, by people, with all sums.

        `insiders` are cells of one person, who knows them.
        """
        definitions = self._definitions()
        sums = [
            (definitions[one.total], [definitions[part] for part in one.parts])
            for one in self.layout.equations
        ]
        return Counted(
            definitions,
            self.people_ids.ravel().tolist(),
            self.people.ravel().astype(np.float64).tolist(),
            reasons.ravel().tolist(),
            on_screen.ravel().tolist(),
            self._margins().ravel().tolist(),
            prices.ravel().tolist(),
            [False] * self.people.size if insiders is None else insiders.ravel().tolist(),
            [(total, parts) for total, parts in sums if parts != [total]],
        )

    def _margins(self) -> BoolArray:
        """Return which cells are totals over all values of some key."""
        result = np.zeros(self.people.shape, dtype=np.bool_)
        if result.ndim > 1:
            for axis in range(result.ndim):
                np.moveaxis(result, axis, 0)[-1] = True
        return result

    def _definitions(self) -> list[tuple[int, ...]]:
        """Return what defines each cell: the people of its value of each key; totals define nothing."""
        whole = tuple(n - 1 for n in self.people.shape)
        values = []
        for axis in range(self.people.ndim):
            margin = np.moveaxis(self.people_ids, axis, -1)[tuple(np.delete(whole, axis))]
            ids = margin[:-1].tolist()  # a value that nobody has any more is no other one
            values.append([*(one or -1 - axis - level * len(whole) for level, one in enumerate(ids)), None])
        base = int(self.people_ids[whole])
        return [
            (base, *sorted(value for value in combination if value is not None))
            for combination in itertools.product(*values)
        ]


def count_table(rows: Keyed) -> CountTable | None:
    """Return the table of all combinations of the keys, None if it is too large."""
    n_levels = rows.n_levels
    lacks = [bool((level < 0).any()) for level in rows.outside]
    shape = [n + lack for n, lack in zip(n_levels, lacks, strict=True)]
    if np.prod([float(n + 1 + 2 * lack) for n, lack in zip(shape, lacks, strict=True)]) > LARGEST:
        return None
    layout = n_way(shape, _hierarchies(n_levels, shape))
    leaf, groups = _leaves(rows, shape)
    n_leaves = layout.interior.size
    people = np.bincount(leaf, minlength=n_leaves).reshape(shape)
    ids = row_identities(leaf, n_leaves, rows.keys).reshape(shape)
    places = layout.interior.ravel()[groups]
    supporters = _supporters(leaf, layout, rows.shares)
    people, ids = layout.with_margins(people), layout.with_margins(ids)
    return CountTable(layout, people, ids, places, n_levels, supporters)


def _supporters(leaf: IntArray, layout: NWay, shares: Sequence[FloatArray]) -> FloatArray | None:
    """Return the fewest people that any source has in each cell; None if each row is one person."""
    if not shares:
        return None
    shape = layout.interior.shape
    counted = [np.bincount(leaf, one, layout.interior.size).reshape(shape) for one in shares]
    whole = [layout.with_margins(one) for one in counted]
    fewest: FloatArray = np.min([np.where(one > 0, one, np.inf) for one in whole], axis=0)
    return np.where(np.isfinite(fewest), fewest + _ROUNDING, 0.0)


def _hierarchies(n_levels: Sequence[int], shape: Sequence[int]) -> dict[int, list[IntArray]]:
    """Return complete cases and those who lack the key as groups of each axis that needs them."""
    return {
        axis: [np.append(np.zeros(n, dtype=np.intp), 1)]
        for axis, (n, size) in enumerate(zip(n_levels, shape, strict=True))
        if size > n
    }


def _leaves(rows: Keyed, shape: Sequence[int]) -> tuple[IntArray, IntArray]:
    """Return the leaf of the layout that each row, and that each group, stands in."""
    groups = np.ravel_multi_index(tuple(rows.levels), shape)
    if not any(map(len, rows.outside)):  # every row stands in a group
        is_numbering = np.array_equal(groups, np.arange(len(groups)))
        return rows.cell_of_row if is_numbering else groups[rows.cell_of_row], groups
    outside = [np.where(level < 0, n, level) for level, n in zip(rows.outside, rows.n_levels, strict=True)]
    inside = rows.cell_of_row >= 0
    leaf = np.empty(len(rows.cell_of_row), dtype=np.intp)
    leaf[inside] = groups[rows.cell_of_row[inside]]
    leaf[~inside] = np.ravel_multi_index(tuple(outside), shape)
    return leaf, groups
