"""Who is singled out by how many data points: minimal sample uniques up to size three.

A set of columns is a *minimal sample unique* of a record when the record's values there are held
by nobody else and no smaller set would do (Elliot, Manning & Ford 2002).  A record has one of size
at most s exactly when some set of s columns makes it unique (adding columns keeps it so), hence

    D_s = { records unique on some set of at most s columns },   D_1 <= D_2 <= D_3.

Only membership is wanted, so the search is a union over sets of columns, not SUDA's list of
minimal sets.  Three savings keep it exact: a value that one record holds settles this record and
can be nobody else's match, so all such values of a column become one code; columns that then hold
one code drop out; and the search ends when everybody is settled.

The number of sets grows as columns^3, so work is estimated beforehand.  Beyond the budget a size
is searched on the key variables alone, whose D_s is a subset: a lower bound, and said to be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np

from jupyter_privacy.core.equivalence import class_ids
from jupyter_privacy.core.types import BoolArray, Codes, IntArray

__all__ = ["LARGEST_SIZE", "WORK_BUDGET", "SingledOut", "singled_out"]

LARGEST_SIZE = 3
"""Data points counted up to; the k^m rule of the display speaks of three as well."""

WORK_BUDGET = 400_000_000
"""Steps for one size; a step is one record of one set of columns, about 5 ns (so 2 seconds)."""

OVERHEAD = 3_000
"""Steps that one set of columns costs beside its records."""

COUNTED = 1 << 22
"""Combinations of codes that are counted in a table; more are sorted."""

SORTED = 8
"""How many times the steps of counting sorting takes."""


@dataclass(frozen=True, slots=True)
class SingledOut:
    """People singled out by at most `size` values; `n` is None when that was too much work.

    `is_exact` is False when only the key variables were searched, and `n` is a lower bound.
    """

    size: int
    n: int | None
    is_exact: bool
    note: str = ""


def singled_out(
    columns: Sequence[Codes],
    keys: Sequence[Codes],
    n_records: int,
    *,
    budget: int = WORK_BUDGET,
    cancelled: Callable[[], bool],
) -> tuple[SingledOut, ...]:
    """Return how many people at most one, two and three data points single out.

    Formula: n_s = |{ records unique on some set of at most s columns }|, s = 1, 2, 3.
    Shapes: codes, one >= 0 a record; `keys` are the columns to fall back on.
    Missing values: have a code of their own; a lone missing value singles out.
    Errors: those of `class_ids`.
    Cost: columns x records for s = 1; at most `budget` steps each for s = 2 and 3.
    Source: M.J. Elliot, A.M. Manning, R.W. Ford (2002), A computational algorithm for handling
        the special uniques problem, IJUFKS 10(5), doi 10.1142/S0218488502001600.

    >>> sex, age = np.array([1, 1, 2, 2]), np.array([1, 2, 1, 2])
    >>> [found.n for found in singled_out([sex, age], [], 4, cancelled=lambda: False)]
    [0, 4, 4]
    """
    settled = np.zeros(n_records, dtype=np.bool_)
    note = f"at least: only the {len(keys)} key variables were searched"
    everything, key_scope = _Scope(is_whole=True), _Scope(is_whole=False, note=note)
    for codes in columns:
        if cancelled():
            return tuple(_unknown(size, "cancelled") for size in range(1, LARGEST_SIZE + 1))
        settled |= (everything.add(codes) == 1)[codes]
    for codes in keys:
        key_scope.add(codes)
    scopes = [everything, key_scope] if keys else [everything]
    found = [SingledOut(1, int(settled.sum()), is_exact=True)]
    for size in range(2, LARGEST_SIZE + 1):
        scope = next((scope for scope in scopes if scope.work(size, n_records) <= budget), None)
        found.append(_of_size(size, scope, settled, cancelled))
    return tuple(found)


def _unknown(size: int, note: str) -> SingledOut:
    return SingledOut(size, None, is_exact=False, note=note)


class _Scope:
    """Columns to search: those on which two records with shared codes can differ."""

    def __init__(self, *, is_whole: bool, note: str = "") -> None:
        self.is_whole = is_whole
        self.note = note
        self._columns: list[tuple[int, Codes]] = []

    def add(self, codes: Codes) -> IntArray:
        """Take a column in, if it can tell anybody apart, and return how often each code occurs."""
        tally = _tally(codes)
        n_shared = int((tally > 1).sum())
        if n_shared > 1 or (n_shared == 1 and (tally == 1).any()):
            self._columns.append((n_shared + 1, codes))
            self._columns.sort(key=lambda column: column[0])
        return tally

    @property
    def radix(self) -> list[int]:
        """The number of codes of each column once it is recoded, rising."""
        return [radix for radix, _ in self._columns]

    def recoded(self) -> list[Codes]:
        """Return the columns with all lone values as code 0, the others as 1, 2, ..."""
        recoded = []
        for _, codes in self._columns:
            shared = _tally(codes) > 1
            recoded.append(np.where(shared, np.cumsum(shared), 0).astype(np.int32)[codes])
        return recoded

    def work(self, size: int, n_records: int) -> float:
        """Return the steps of searching all sets of `size` columns, or infinity for far too many."""
        size = min(size, len(self._columns))
        n_sets = comb(len(self._columns), size)
        if n_sets * OVERHEAD > WORK_BUDGET:
            return float("inf")
        sorts = sum(_is_sorted(radix, n_records) for radix in combinations(self.radix, size))
        return n_sets * (OVERHEAD + n_records) + sorts * (SORTED - 1) * n_records


def _is_sorted(radix: Sequence[int], n_records: int) -> bool:
    """Return whether a set of columns has too many combinations of codes to be counted."""
    return min(prod(radix[:-1]), n_records) * prod(radix[-1:]) > COUNTED


def _of_size(
    size: int, scope: _Scope | None, settled: BoolArray, cancelled: Callable[[], bool]
) -> SingledOut:
    """Settle whom sets of `size` columns single out; nobody is left out of a smaller size's count."""
    if settled.all():
        return SingledOut(size, len(settled), is_exact=True)
    if scope is None:
        return _unknown(size, "too many columns to search all of them")
    for unique in _uniques(scope, size, len(settled)):
        if cancelled():
            return _unknown(size, "cancelled")
        settled |= unique
        if settled.all():
            return SingledOut(size, len(settled), is_exact=True)
    return SingledOut(size, int(settled.sum()), scope.is_whole, scope.note)


def _uniques(scope: _Scope, size: int, n_records: int) -> Iterator[BoolArray]:
    """Yield who is unique on each set of `size` columns (or of all, when there are fewer)."""
    columns, radix = scope.recoded(), scope.radix
    size = min(size, len(columns))
    for first in combinations(range(len(columns)), size - 1) if size else ():
        start = first[-1] + 1 if first else 0
        if start == len(columns):
            continue
        ids, n_ids = _joined([columns[i] for i in first], n_records)
        for last in range(start, len(columns)):
            yield _is_alone(ids, n_ids, columns[last], radix[last])


def _joined(columns: Sequence[Codes], n_records: int) -> tuple[IntArray, int]:
    """Return one id for the columns together; one column is its own."""
    if len(columns) == 1:
        return columns[0].astype(np.intp), int(columns[0].max(initial=0)) + 1
    return class_ids(columns, n_records)


def _is_alone(ids: IntArray, n_ids: int, codes: Codes, radix: int) -> BoolArray:
    """Return which records share their id and code with nobody."""
    if n_ids * radix <= COUNTED:
        key = ids * radix + codes
    else:
        key, _ = class_ids([ids.astype(np.int32), codes], len(ids))
    alone: BoolArray = _tally(key)[key] == 1
    return alone


def _tally(codes: Codes | IntArray) -> IntArray:
    return np.bincount(codes, minlength=1)
