"""Single numbers against each other, as tables are judged: what totals of a column leave over is nobody's.

`x.sum()` less the sums of filters is the sum of whoever is left, and a table would have hidden that if one
person makes up most of it (`remainders`).  Totals are told apart by the column of the source that they are
made of; a sum under a condition (`x.where(c, 0)`) is one of those who fulfil it.  Computed columns are not
compared.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.differencing import ToldTotals
from jupyter_privacy.core.judging import judge_records
from jupyter_privacy.core.rules import RuleParameters
from jupyter_privacy.core.types import FloatArray, IntArray, NumberArray, Reason
from jupyter_privacy.frames import Kind
from jupyter_privacy.frames.storage import Storage, storage_of
from jupyter_privacy.guard.seal.lineage import Lineage

if TYPE_CHECKING:
    from jupyter_privacy.guard.source import Source

__all__ = ["are_of_source", "leaves_one_over", "leaving_one_over"]

Said = TypeVar("Said", bool, list[int])

_ONE_PERSON = (Reason.DOMINANCE, Reason.P_PERCENT)
_MOST_GROUPS = 64
"""Groups of a table that are compared with earlier totals one by one."""


def leaves_one_over(lineage: Lineage, values: NumberArray, parameters: RuleParameters) -> bool:
    """Whether a total, with those that were told before, leaves over what is mostly one person's."""

    def compute() -> bool:
        found = _column(lineage, values, lineage.source.frame.numbers)
        return found is not None and not _told(lineage, found[0], parameters).admits(found[1])

    return _once(lineage, (storage_of(values),), compute)


def leaving_one_over(
    lineage: Lineage, cell_of_row: IntArray, values: NumberArray, cells: IntArray, parameters: RuleParameters
) -> list[int]:
    """Return which cells of a table have to be hidden, as their totals would leave one person over."""
    if len(cells) > _MOST_GROUPS:
        return []

    def compute() -> list[int]:
        found, numbers = [], cache(lineage.source.frame.numbers)
        for cell in cells.tolist():
            here = np.flatnonzero(cell_of_row == cell)
            column = _column(lineage.at(here), values[here], numbers)
            if column is not None and not _told(lineage, column[0], parameters).admits(column[1]):
                found.append(cell)
        return found

    return _once(lineage, (storage_of(values), storage_of(cell_of_row), cells.tobytes()), compute)


def are_of_source(lineage: Lineage, values: NumberArray) -> bool:
    """Whether contributions are a column of the source as it came in, or who lacks a value is."""
    found = _column(lineage, values, lineage.source.frame.numbers)
    if found is not None and found[1] is lineage.rows:
        return True
    places = [lineage.source.position_of(name) for name in lineage.origin_of(None)]
    missing, rows = np.isnan(values.astype(np.float64)), lineage.rows
    if rows is None or not missing.any() or not (values[~missing] == 1).all():
        return False
    return any(
        j is not None and not (missing & (lineage.source.frame.codes(j)[rows] > 0)).any() for j in places
    )


def _once(lineage: Lineage, about: tuple[Any, ...], compute: Callable[[], Said]) -> Said:
    """Return what was said of the same total before: what was told is told again, and what was not is not."""
    if lineage.rows is None or not lineage.is_plain:
        return compute()
    storages = [Storage((lineage.rows,), "rows"), *(one for one in about if not isinstance(one, bytes))]
    name = ("leaves one over", *(one for one in about if isinstance(one, bytes)))
    return lineage.source.remembered.of(storages, name, compute)


def _column(
    lineage: Lineage, values: NumberArray, numbers_of: Callable[[int], FloatArray]
) -> tuple[int, IntArray] | None:
    """Return the column of the source that some contributions are, and whose they are; None if of none."""
    names = lineage.origin_of(None)
    if lineage.rows is None or not lineage.is_plain or not names:
        return None
    for name in sorted(names):
        j = lineage.source.position_of(name)
        if j is None or lineage.source.frame.kind(j) not in {Kind.NUMBER, Kind.BOOLEAN}:
            continue
        numbers = numbers_of(j)
        if lineage.rows is not lineage.source.everyone:
            numbers = numbers[lineage.rows]
        is_own = (values == numbers) | np.isnan(numbers)
        counts = (values != 0) & (values == values)  # noqa: PLR0124 (NaN)
        if not (counts & ~is_own).any() and counts.any():
            everybody = bool(is_own.all())
            return j, lineage.rows if everybody else lineage.rows[counts]
    return None


def _told(lineage: Lineage, j: int, parameters: RuleParameters) -> ToldTotals:
    totals, source = lineage.source.linked.totals, weakref.ref(lineage.source)

    def sizes() -> FloatArray:
        return _sizes(source(), j)

    if j not in totals:
        totals[j] = ToldTotals(sizes, lambda parts: _is_of_one(parts, parameters))
    totals[j].sizes_of = sizes  # the same people may have been read again, and be another source now
    return totals[j]


def _sizes(source: Source | None, j: int) -> FloatArray:
    """Return the absolute values of a column, of whoever has one."""
    if source is None:
        raise ReferenceError
    whole = [Storage((source,), "source")]
    return source.remembered.of(
        whole, ("sizes", j), lambda: np.abs(np.nan_to_num(source.frame.numbers(j), posinf=0.0, neginf=0.0))
    )


def _is_of_one(parts: FloatArray, parameters: RuleParameters) -> bool:
    of_one = replace(parameters, threshold=1)  # whether it is few people is asked elsewhere
    reasons = judge_records(None, 1, parts, Statistic.TOTAL, of_one)
    return int(reasons[0]) in _ONE_PERSON
