"""Tables of counts and their margins: no masked cell may be had by subtraction.

Margins are taken as known whether they are shown or not: `value_counts` and a group-by of one key
give them.  So a grouping by several keys is protected as the cross-tabulation that it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.suppression import complementary, two_way
from jupyter_privacy.core.types import FloatArray, IntArray, Reason
from jupyter_privacy.guard.release.finish import hide_remainder
from jupyter_privacy.policy import Policy

__all__ = ["protect_counts", "protect_groups", "with_margins"]

_NEVER = 1e9
_AUDITED = 4_000
"""Tables of more cells are protected line by line: all of a line that has a masked cell is masked."""


def with_margins(inner: NDArray[Any]) -> NDArray[Any]:
    """Return a two-way table with its row totals, column totals and grand total."""
    with_rows = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([with_rows, with_rows.sum(axis=0)])


def protect_counts(values: FloatArray, reasons: NDArray[np.uint8], policy: Policy) -> NDArray[np.uint8]:
    """Return `reasons` of a table with margins, extended until no masked cell can be recomputed.

    First no line may be left with a hidden remainder of few people, then the attacker's linear
    program must leave every masked cell an interval as wide as the threshold.
    """
    if not reasons.any():
        return reasons
    minimum = policy.minimum
    result = _hide_remainders(values, reasons, minimum)
    if values.size > _AUDITED:
        return _all_of_hidden_lines(result)
    layout = two_way(
        values.shape[0] - 1, values.shape[1] - 1, row_totals=True, column_totals=True, grand_total=True
    )
    order = _layout_order(values.shape)
    # Margins are known anyway, so hiding one protects nothing: it is the last resort.
    weights = np.where(np.arange(order.size) < layout.interior.size, 1.0 + values.ravel()[order], _NEVER)
    primary = result.ravel()[order] > 0
    masked = complementary(
        layout.table(values[:-1, :-1]), primary, np.full(order.size, minimum - 1.0), weights
    )
    flat = result.ravel()
    flat[order[masked & (flat[order] == 0)]] = Reason.COMPLEMENTARY
    return flat.reshape(values.shape)


def _hide_remainders(values: FloatArray, reasons: NDArray[np.uint8], minimum: int) -> NDArray[np.uint8]:
    """Apply `hide_remainder` to all rows and columns until nothing changes."""
    result, before = reasons.copy(), None
    people = values.astype(np.int64)
    while before is None or not np.array_equal(before, result):
        before = result.copy()
        result[:-1, -1] = hide_remainder(people[:-1, -1], result[:-1, -1], minimum)
        result[-1, :-1] = hide_remainder(people[-1, :-1], result[-1, :-1], minimum)
        for i in range(values.shape[0] - 1):
            if result[i, -1] == 0:
                result[i, :-1] = hide_remainder(people[i, :-1], result[i, :-1], minimum)
        for j in range(values.shape[1] - 1):
            if result[-1, j] == 0:
                result[:-1, j] = hide_remainder(people[:-1, j], result[:-1, j], minimum)
    return result


def _layout_order(shape: tuple[int, int]) -> NDArray[np.intp]:
    """Return where the cells of a linear two-way table stand in the table with margins."""
    places = np.arange(shape[0] * shape[1]).reshape(shape)
    return np.concatenate([places[:-1, :-1].ravel(), places[:-1, -1], places[-1, :-1], places[-1:, -1]])


def _all_of_hidden_lines(reasons: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mask every inner cell of a row or column that holds a masked one: nothing of it can be subtracted."""
    inner = reasons[:-1, :-1] > 0
    hidden = inner.any(axis=1, keepdims=True) | inner.any(axis=0, keepdims=True)
    result = reasons.copy()
    result[:-1, :-1][hidden & ~inner] = Reason.COMPLEMENTARY
    return result


def protect_groups(
    levels: list[IntArray], people: IntArray, reasons: NDArray[np.uint8], policy: Policy, n_outside: int
) -> NDArray[np.uint8]:
    """Return `reasons` of groups by one or several keys, extended until none can be recomputed.

    `levels` gives for each key the number of its value in every group.  Combinations that do not
    occur are cells with nobody in them.  Each key is crossed with the combination of all others.
    `n_outside` people stand in no group, as they lack a key.
    """
    result = hide_remainder(people, reasons, policy.minimum, n_outside)
    if len(levels) == 1 or not result.any():
        return result
    for i, rows in enumerate(levels if len(levels) > 2 else levels[:1]):  # noqa: PLR2004 (two keys are one table)
        others = np.column_stack([level for j, level in enumerate(levels) if j != i])
        columns = np.unique(others, axis=0, return_inverse=True)[1].ravel()
        result = _protect_crossed(rows, columns, people, result, policy)
    return result


def _protect_crossed(
    rows: IntArray, columns: IntArray, people: IntArray, reasons: NDArray[np.uint8], policy: Policy
) -> NDArray[np.uint8]:
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    inner, why = np.zeros(shape), np.full(shape, Reason.THRESHOLD, dtype=np.uint8)
    inner[rows, columns], why[rows, columns] = people, reasons
    values = with_margins(inner)
    margins = np.zeros(values.shape, dtype=np.uint8)
    margins[:-1, :-1] = why
    margins[:-1, -1] = _unnamed(values[:-1, -1], policy)
    margins[-1, :-1] = _unnamed(values[-1, :-1], policy)
    return protect_counts(values, margins, policy)[rows, columns]


def _unnamed(totals: FloatArray, policy: Policy) -> NDArray[np.uint8]:
    """Return `LABEL` for the lines that too few people stand in to be named."""
    return np.where(np.less(totals, policy.threshold), Reason.LABEL, Reason.SHOWN).astype(np.uint8)
