"""Which categories to merge so that masked cells of a table would show.

A remedy must not tell what is hidden.  So it is worked out from the finished table alone: its
labels, its shown values, and which cells are masked - not for which of the reasons.  Two tables
that look alike have the same remedies.  What can be promised rests on two laws of released counts:

    a count that is shown is of at least `threshold` people;
    what is hidden of a line is together of at least `threshold` people, for the total is known.

So the cells of a line that are merged are large enough if one of them is shown, or if nothing else
of the line is hidden; in the latter case the merged cell is what the total and the shown cells tell
anyway.  A table in which all merged cells are so has nothing left to protect, and shows whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from jupyter_privacy.core.types import BoolArray, FloatArray, Reason
from jupyter_privacy.frames.pandas_keys import KeyedCells, TableKey, keyed_cells
from jupyter_privacy.guard.release.outcome import Released, count_reasons
from jupyter_privacy.policy import Policy

__all__ = ["Merge", "Pattern", "best_for_cell", "best_for_table", "pattern_of"]

_COUNTS = frozenset({"value_counts", "crosstab", "groupby.size"})
_LARGEST = 20_000
"""Cells of a table, combinations that it does not show included, beyond which no remedy is looked for."""
_MOST_PAIRS = 500
_MOST_PARTIAL = 2


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """What a table shows of each combination of its keys; the last axis are its statistics.

    A combination that is not in the table is hidden, but not masked: there is nothing to see.
    `has_rest` says that groups are left out of the table, `rest_has_labels` that these are whole
    lines and not single combinations; `known` are the merges that were worked out.
    """

    keys: tuple[TableKey, ...]
    masked: BoolArray
    hidden: BoolArray
    large: BoolArray
    values: FloatArray
    places: dict[tuple[int, int], tuple[int, ...]]
    has_rest: bool
    rest_has_labels: bool
    is_of_counts: bool
    is_of_small_cells: bool
    known: dict[tuple[int, tuple[int, ...]], Merge] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """Categories of one key to merge, with all that is left out where `with_rest`.

    `n_left` masked cells would be left, `n_gained` merged ones would be large enough; `lost`
    is the sum of the shown values that would be merged.
    `is_sure` says that the whole table will show (if there are several keys: as far as nobody lacks
    a value of them); `is_closed` that the merged cells are what the shown ones leave of the totals.
    """

    pattern: Pattern
    axis: int
    members: tuple[int, ...]
    with_rest: bool
    n_left: int
    n_gained: int
    lost: float
    is_closed: bool
    is_sure: bool

    @property
    def key(self) -> TableKey:
        """The key whose categories are merged."""
        return self.pattern.keys[self.axis]

    @property
    def leaves_out_key(self) -> bool:
        """Whether all categories are merged."""
        return len(self.members) == len(self.key.categories) and not self.with_rest


def pattern_of(released: Released, policy: Policy) -> Pattern | None:
    """Return what a masked table of groups shows; None for anything else, and for very large ones."""
    if released.reasons is None or not released.has_keys:
        return None
    cells = keyed_cells(released.in_pandas, released.totals, released.n_keys)
    if cells is None or released.reasons.shape != (len(cells.rows), len(cells.columns) + cells.n_before):
        return None
    shape = (*(len(key.categories) for key in cells.keys), int(cells.statistics.max(initial=0)) + 1)
    if np.prod(np.array(shape, dtype=np.float64)) > _LARGEST:
        return None
    masked, shown, values = np.zeros(shape, bool), np.zeros(shape, bool), np.full(shape, np.nan)
    places = _places(cells)
    for (i, j), place in places.items():
        reason = released.reasons[i, j]
        masked[place] = reason not in {Reason.SHOWN, Reason.EXTREME}  # larger groups have extremes, too
        shown[place], values[place] = not masked[place], cells.values[i, j - cells.n_before]
    found = set(count_reasons(released.reasons)) - {Reason.COMPLEMENTARY, Reason.EXTREME}
    is_of_counts = released.operation in _COUNTS
    return Pattern(
        cells.keys,
        masked,
        ~shown,
        shown & ~np.isnan(values) & ~((values == 0) & is_of_counts),
        values,
        places,
        bool(released.remark),
        bool(released.remark) and (len(cells.keys) == 1 or released.operation == "crosstab"),
        is_of_counts,
        found <= {Reason.THRESHOLD} and policy.threshold == policy.minimum,
    )


def _places(cells: KeyedCells) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return where each cell of the table, totals excepted, stands among the values of the keys."""
    return {
        (i, j + cells.n_before): (*map(int, row), *map(int, column), int(cells.statistics[j]))
        for i, row in enumerate(cells.rows)
        for j, column in enumerate(cells.columns)
        if min((*row, *column)) >= 0
    }


def best_for_cell(pattern: Pattern, row: int, column: int) -> Merge | None:
    """Return the merge that shows one masked cell and loses the least; None if there is none."""
    place = pattern.places.get((row, column))
    if place is None:
        return None
    found = []
    for axis, members in dict.fromkeys(_around(pattern, place)):
        merge = _merged(pattern, axis, members)
        line = _line(pattern, place, axis)
        inside = np.isin(np.arange(len(merge.key.categories)), members)
        is_large = bool(pattern.large[line][inside].any())
        is_rest = not pattern.hidden[line][~inside].any() and (merge.with_rest or not pattern.has_rest)
        if is_large or (is_rest and pattern.is_of_small_cells):
            lost = float(np.nansum(np.abs(pattern.values[line][inside])))
            found.append(((*_cost(merge, is_large=is_large), lost, axis, members), merge))
    return min(found, key=lambda one: one[0])[1] if found else None


def _cost(merge: Merge, *, is_large: bool) -> tuple[float, ...]:
    """Return what to keep low: promises and what tells nothing new first, then few categories."""
    size = len(merge.members)
    if not merge.pattern.is_of_small_cells:
        return (merge.leaves_out_key, not is_large, size, merge.n_left)
    return (merge.leaves_out_key, not merge.is_sure, not merge.is_closed, size, merge.n_left)


def best_for_table(pattern: Pattern, n: int = 2) -> tuple[Merge, ...]:
    """Return at most `n` merges that show the most of a table for the fewest categories."""
    if not pattern.masked.any():
        return ()
    found = [_merged(pattern, axis, members) for axis, members in dict.fromkeys(_everywhere(pattern))]
    found = [merge for merge in found if merge.n_gained]
    found.sort(key=_cost_of_table)
    best: list[Merge] = []
    for merge in found:
        if not any(one.axis == merge.axis and set(one.members) <= set(merge.members) for one in best):
            best.append(merge)
    sure = [merge for merge in best if merge.is_sure and not _keeps_one_key(merge)]
    partial = [merge for merge in best if merge not in sure]
    if not sure:
        return tuple(partial[: min(n, _MOST_PARTIAL)])
    is_coarse = 2 * len(sure[0].members) > len(sure[0].key.categories)
    return tuple([*sure[:1], *(partial[:1] if is_coarse else []), *sure[1:]][:n])


def _cost_of_table(merge: Merge) -> tuple[float, ...]:
    size = len(merge.members)
    return (
        _keeps_one_key(merge),
        not merge.is_sure,
        not merge.is_closed,
        size if merge.is_sure else size / merge.n_gained,
        merge.lost,
    )


def _keeps_one_key(merge: Merge) -> bool:
    """Whether a table of two keys would be one of a single key."""
    return merge.leaves_out_key and len(merge.pattern.keys) == 2  # noqa: PLR2004


def _around(pattern: Pattern, place: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Return the sets of categories that could be merged with those of one cell."""
    for axis, key in enumerate(pattern.keys):
        line, own = _line(pattern, place, axis), place[axis]
        yield from _usable(pattern, axis, [*np.flatnonzero(pattern.hidden[line]).tolist(), own])
        yield from _usable(pattern, axis, _hidden_somewhere(pattern, axis))
        yield from _usable(pattern, axis, range(len(key.categories)))
        partners = np.flatnonzero(pattern.large[line])
        if key.is_ordered:
            below, above = partners[partners < own][-1:], partners[partners > own][:1]
            partners = np.concatenate([below, above])
        for partner in partners.tolist():
            yield from _usable(pattern, axis, [own, partner])


def _everywhere(pattern: Pattern) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Return the sets of categories that could be merged for the sake of the whole table."""
    for axis, key in enumerate(pattern.keys):
        n = len(key.categories)
        yield from _usable(pattern, axis, _hidden_somewhere(pattern, axis))
        yield from _usable(pattern, axis, range(n))
        pairs: Iterable[tuple[int, int]] = zip(range(n), range(1, n), strict=False)
        if not key.is_ordered and n * n <= _MOST_PAIRS:
            pairs = combinations(range(n), 2)
        for pair in pairs:
            yield from _usable(pattern, axis, pair)


def _hidden_somewhere(pattern: Pattern, axis: int) -> list[int]:
    others = tuple(other for other in range(pattern.hidden.ndim) if other != axis)
    return np.flatnonzero(pattern.hidden.any(axis=others)).tolist()


def _usable(pattern: Pattern, axis: int, members: Iterable[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Return a set of categories if merging it leaves a table; ordered ones are merged without a gap."""
    found = sorted({int(member) for member in members})
    if found and pattern.keys[axis].is_ordered:
        found = list(range(found[0], found[-1] + 1))
    n_categories = len(pattern.keys[axis].categories)
    least = 1 if _takes_rest(pattern, axis, found) else 2
    most = n_categories - 1 if len(pattern.keys) == 1 else n_categories
    if least <= len(found) <= most:
        yield axis, tuple(found)


def _takes_rest(pattern: Pattern, axis: int, members: Sequence[int]) -> bool:
    """Whether what is left out, or lacks the only key, can be merged with these.

    That is everything but the categories that show whole.  A yes/no variable with some stray values
    is left alone: the condition that chooses the ones is the variable itself but for a few (`seal.snap`).
    """
    categories = pattern.keys[axis].categories
    kept = [category.literal for i, category in enumerate(categories) if i not in members]
    if not pattern.is_of_small_cells or kept in ([], ["1"]):
        return False
    is_wanted = pattern.rest_has_labels or len(pattern.keys) == 1
    return is_wanted and set(_hidden_somewhere(pattern, axis)) <= set(members)


def _line(pattern: Pattern, place: tuple[int, ...], axis: int) -> tuple[int | slice, ...]:
    return (*place[:axis], slice(None), *place[axis + 1 :])


def _merged(pattern: Pattern, axis: int, members: tuple[int, ...]) -> Merge:
    """Return what follows from a merge; many cells ask for the same one."""
    if (axis, members) not in pattern.known:
        pattern.known[axis, members] = _worked_out(pattern, axis, members)
    return pattern.known[axis, members]


def _worked_out(pattern: Pattern, axis: int, members: tuple[int, ...]) -> Merge:
    """Work out what follows from a merge, line by line."""
    hidden, masked, large = (
        np.moveaxis(cells, axis, 0) for cells in (pattern.hidden, pattern.masked, pattern.large)
    )
    inside = np.isin(np.arange(len(hidden)), members)
    with_rest = _takes_rest(pattern, axis, members)
    has_hidden = hidden[inside].any(axis=0)
    is_rest = ~hidden[~inside].any(axis=0) & (with_rest or not pattern.has_rest)
    is_fine = large[inside].any(axis=0) | (is_rest & pattern.is_of_small_cells) | ~has_hidden
    was_masked = masked[inside].any(axis=0)
    n_left = int(masked[~inside].sum() + (was_masked & ~is_fine).sum())
    is_simple = len(pattern.keys) == 1 or (len(pattern.keys) == 2 and not pattern.has_rest)  # noqa: PLR2004
    is_sure = pattern.is_of_counts and pattern.is_of_small_cells and is_simple and bool(is_fine.all())
    is_closed = bool((is_rest | ~has_hidden).all())
    n_gained = int((was_masked & is_fine).sum())
    lost = float(np.nansum(np.abs(np.moveaxis(pattern.values, axis, 0)[inside])))
    return Merge(pattern, axis, members, with_rest, n_left, n_gained, lost, is_closed, is_sure and not n_left)
