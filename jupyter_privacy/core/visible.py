"""Which cells of displayed rows may be read: k^m-anonymity of what is visible.

An onlooker who knows up to m data points about somebody must not find fewer than k people
(Terrovitis, Mamoulis & Kalnis 2008).  A displayed row hands out its visible cells, so for every
displayed record and each combination S of at most m of its visible cells

    | { records of the population that match the record on every cell of S } | >= k.

Rows can be linked from one output to the next, so S ranges over the union of what is now shown
and what was shown before.  The fewest cells that restore the rule are not searched for (that is
NP-hard); a greedy pass goes from the least to the most telling column and keeps what it can, a
number in the narrowest band that passes.  m = all columns would be k-anonymity of whole rows, and
on wide data shows nothing: the price of a smaller m is an onlooker who knows more than m things.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.matches import Cell, Population
from jupyter_privacy.core.types import Codes, IntArray

__all__ = ["COUNTED", "MASKED", "Levels", "visible_levels", "witnesses"]

Levels = NDArray[np.int8]
"""The level that each cell is shown at: 0 the finest, `MASKED` for not at all."""

COUNTED = 1 << 16
"""In a larger population, only so many records spread evenly over it are counted.

Whoever has k look-alikes among some of the records has them among all, so the rule holds exactly; the
price is that a combination which fewer than about k / 65,536 of the people share may be masked
without need.  Counting all of 600,000 records took ten times as long.
"""

MASKED = -1
"""The level of a cell that is not shown at all."""


def visible_levels(
    columns: Sequence[Sequence[Codes]],
    records: IntArray,
    *,
    k: int,
    m: int,
    already: Sequence[Sequence[Codes]] = (),
) -> Levels:
    """Return the level at which each cell of the displayed records may be shown, -1 for masked.

    Formula: each combination of at most `m` visible cells of a record, what was shown earlier
        included, is matched by at least `k` records of the population.
    Shapes: `columns[c]` holds the codes of column c from the finest to the coarsest level, each
        with one code a record of the population; `records` are the positions of the displayed
        records; `already[i]` are the codes, over the population, that earlier outputs have shown
        of `records[i]`.  Returns n displayed x n columns, int8.
    Missing values: a missing value has a code of its own and can be shared.  The code -1 ("not
        known") matches nothing, itself included, so such a cell is never shown.
    Errors: ValueError when k or m is below 1, or `already` is not empty and not one for each of
        `records`.
    Cost: with c columns O(c^3) for a row and a constant sample of the population; combinations
        that fewer than about 0.2 % of it share are counted over at most `COUNTED` records.
    Source: M. Terrovitis, N. Mamoulis, P. Kalnis (2008), Privacy-preserving anonymization of
        set-valued data, PVLDB 1(1), section 3, doi 10.14778/1453856.1453874.

    >>> sex = np.array([1, 1, 1, 2], dtype=np.int32)
    >>> age = np.array([11, 12, 12, 12], dtype=np.int32)
    >>> band = np.array([1, 1, 1, 1], dtype=np.int32)
    >>> visible_levels([[sex], [age, band]], np.array([0, 1, 3]), k=2, m=2)
    array([[ 0,  1],
           [ 0,  0],
           [-1,  0]], dtype=int8)
    """
    if k < 1 or m < 1:
        raise ValueError("k and m must be at least 1")
    if already and len(already) != len(records):
        raise ValueError("already must hold one entry for each displayed record")
    levels = np.full((len(records), len(columns)), MASKED, dtype=np.int8)
    if not columns or not len(records):
        return levels
    numbers = _number_arrays([*columns, *already])
    counted, places = witnesses(len(columns[0][0]), records)
    population = Population([codes[counted] for codes, _ in numbers.values()], k)
    number_of = {key: number for key, (_, number) in numbers.items()}
    order = _least_telling_first(columns, records)
    for row, record in enumerate(places):
        shown = [population.cell(number_of[id(codes)], record) for codes in (already[row] if already else ())]
        for column in order[row]:
            candidates = [population.cell(number_of[id(codes)], record) for codes in columns[column]]
            levels[row, column] = _show_finest(population, candidates, shown, m)
    return levels


def witnesses(n_records: int, records: IntArray) -> tuple[IntArray | slice, IntArray]:
    """Return the records to count among, and where in them the displayed ones stand."""
    if n_records <= COUNTED + len(records):
        return slice(None), records
    spread = np.linspace(0, n_records - 1, COUNTED).astype(np.intp)
    counted = np.union1d(spread, records)
    return counted, np.searchsorted(counted, records)


def _number_arrays(groups: Iterable[Sequence[Codes]]) -> dict[int, tuple[Codes, int]]:
    """Number the distinct code arrays; the same array is often given for many rows."""
    numbers: dict[int, tuple[Codes, int]] = {}
    for codes in chain.from_iterable(groups):
        numbers.setdefault(id(codes), (codes, len(numbers)))
    return numbers


def _show_finest(population: Population, candidates: Sequence[Cell], shown: list[Cell], m: int) -> int:
    """Add the first of one column's cells that may join the shown ones; return its level or MASKED."""
    for level, cell in enumerate(candidates):
        if population.is_shared(cell, shown, m - 1):
            shown.append(cell)
            return level
    return MASKED


def _least_telling_first(columns: Sequence[Sequence[Codes]], records: IntArray) -> IntArray:
    """Return, for each displayed record, the columns by falling match count at the finest level."""
    counts = np.stack([_match_counts(levels[0], records) for levels in columns], axis=1)
    return np.argsort(-counts, axis=1, kind="stable")


def _match_counts(codes: Codes, records: IntArray) -> IntArray:
    """Return how many records match each displayed one; nobody matches the code -1."""
    displayed, which = np.unique(codes[records], return_inverse=True)
    if codes.max() < 4 * len(codes):
        tally = np.bincount(codes + 1, minlength=displayed[-1] + 2)[displayed + 1]
    else:
        tally = np.array([np.count_nonzero(codes == code) for code in displayed])
    return np.where(displayed < 0, 0, tally)[which].astype(np.intp, copy=False)
