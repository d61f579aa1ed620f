"""Tables of people and their margins: no masked cell may be had by subtraction.

Margins are taken as known whether they are shown or not: `value_counts` and a group-by of one key
give them.  So every grouping is protected as the cross-tabulation that it is, together with the
earlier tables of the session that it shares cells with.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray, NumberArray, Reason
from jupyter_privacy.frames.pandas_outside import levels_outside
from jupyter_privacy.frames.pandas_tables import Cross, Groups
from jupyter_privacy.frames.storage import Storage, storage_of
from jupyter_privacy.guard.release.counted import CountTable, Keyed, count_table
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.linked import LinkedTables
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import most_rows, row_keys, shares_of_people
from jupyter_privacy.policy import Policy

__all__ = [
    "Totals",
    "protect_counts",
    "protect_counts_with",
    "protect_cross",
    "protect_statistic",
    "protect_statistic_with",
    "table_of_cross",
    "table_of_groups",
]

Reasons = NDArray[np.uint8]

_NEARLY_FREE = 1e-6
"""What it costs to mask what is masked already, in parts of the cheapest cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Totals of a table of groups that go on the screen with it.

    `axes` are the keys whose values are told apart, `levels` gives their values for every total, as
    numbered in the groups, and `reasons` why a total may not be shown.
    """

    axes: tuple[int, ...]
    levels: Sequence[IntArray]
    reasons: Reasons

    def places(self, table: CountTable) -> tuple[NDArray[np.intp], ...]:
        """Return where the totals stand in a table with all margins: over the rows that lack no key."""
        of_axes = [axis.ravel() for axis in table.complete_cases()]
        levels = dict(zip(self.axes, self.levels, strict=True))
        n_totals = len(self.reasons)
        return tuple(
            place[levels[axis]] if axis in levels else np.full(n_totals, place[-1])
            for axis, place in enumerate(of_axes)
        )


def protect_counts(groups: Groups, lineage: Lineage, reasons: Reasons) -> Reasons:
    """Return `reasons` of the sizes of groups, extended until none can be recomputed."""
    return protect_counts_with(groups, lineage, reasons, ())[0]


def protect_counts_with(
    groups: Groups, lineage: Lineage, reasons: Reasons, totals: Sequence[Totals]
) -> list[Reasons]:
    """Return the reasons of the sizes of groups, and of each of the totals beside them."""
    table = table_of_groups(groups, lineage)
    if table is None:
        return _all_or_nothing([reasons, *(one.reasons for one in totals)], lineage)
    own, on_screen = table.own_reasons(lineage.source.policy, reasons), _groups_of(table)
    _put(totals, table, own)
    for one in totals:
        on_screen[one.places(table)] = True
    found = _linked(table, own, on_screen, lineage)
    return [found.ravel()[table.groups], *(found[one.places(table)] for one in totals)]


def protect_statistic(
    groups: Groups, lineage: Lineage, reasons: Reasons, values: NumberArray | None = None
) -> Reasons:
    """Return `reasons` of a statistic of groups, extended until none can be recomputed."""
    return protect_statistic_with(groups, lineage, reasons, (), values)[0]


def protect_statistic_with(
    groups: Groups,
    lineage: Lineage,
    reasons: Reasons,
    totals: Sequence[Totals],
    values: NumberArray | None = None,
) -> list[Reasons]:
    """Return the reasons of a statistic of groups, and of each of the totals beside them.

    What the sizes of the groups hide stays hidden: a mean and a sum tell a size.  `values` are what
    the statistic is made of, one a row.
    """
    table = table_of_groups(groups, lineage)
    if table is None:
        return _all_or_nothing([reasons, *(one.reasons for one in totals)], lineage)
    policy = lineage.source.policy
    nothing = np.zeros(table.people.shape, dtype=np.bool_)
    counted = None if lineage.is_plain else Sought(lineage, groups.codes, len(reasons), Statistic.COUNT)
    small = table.own_reasons(policy, None if counted is None else judge(counted))
    sizes = _linked(table, small, nothing, lineage)
    own = table.own_reasons(policy, np.where(reasons > 0, reasons, sizes.ravel()[table.groups]))
    _put(totals, table, own)
    amounts = None if values is None else _totals(groups, values, lineage)
    prices = table.prices(policy.suppression_cost, amounts)
    if ((own > 0) & (sizes == 0)).any():
        alone = LinkedTables(lineage.source.linked.keys)
        wanted = table.counted(np.where(own > 0, own, sizes), nothing, prices)
        own = np.array(alone.protect(wanted, of_rows(lineage)), dtype=np.uint8).reshape(own.shape)
    masked = np.where(own > 0, own, sizes)
    further = _from_insiders(table, masked, prices, lineage)
    own, masked = np.where(further > 0, further, own), np.where(further > 0, further, masked)
    return [own.ravel()[table.groups], *(masked[one.places(table)] for one in totals)]


def _from_insiders(table: CountTable, masked: Reasons, prices: FloatArray, lineage: Lineage) -> Reasons:
    """Return the reasons of further cells that hide small groups from people who are alone in another one."""
    own = np.where(masked == Reason.COMPLEMENTARY, np.uint8(0), masked)
    nothing, insiders, further = np.zeros(masked.shape, dtype=np.bool_), masked * 0 > 0, masked * 0
    while True:
        new = table.insiders((masked > 0) | (further > 0), own > 0) & ~insiders
        if not new.any():
            return np.where(masked > 0, np.uint8(0), further)
        insiders = insiders | new
        nearly_free = np.where((masked > 0) | (further > 0), prices.min() * _NEARLY_FREE, prices)
        wanted = table.counted(own, nothing, nearly_free, insiders=insiders)
        found = LinkedTables(lineage.source.linked.keys).protect(wanted, of_rows(lineage))
        further = np.maximum(further, np.array(found, dtype=np.uint8).reshape(masked.shape))


def _put(totals: Sequence[Totals], table: CountTable, own: Reasons) -> None:
    """Write the reasons of totals to where they stand."""
    for one in totals:
        places = one.places(table)
        own[places] = np.where(one.reasons > 0, one.reasons, own[places])


def protect_cross(cross: Cross, lineage: Lineage, reasons: Reasons, *, margins: bool) -> Reasons:
    """Return why each cell of a cross-tabulation with its totals (last row and column) is masked.

    `reasons` are those of the inner cells; `margins` says whether the totals go on the screen.
    """
    table = table_of_cross(cross, lineage)
    if table is None:
        return _everything(np.pad(reasons, (0, 1)), lineage)
    on_screen = _groups_of(table)
    if margins:
        on_screen[table.complete_cases()] = True
    masked = _linked(table, table.own_reasons(lineage.source.policy, reasons.ravel()), on_screen, lineage)
    return masked[table.complete_cases()]


def table_of_cross(cross: Cross, lineage: Lineage) -> CountTable | None:
    """Return a cross-tabulation with all margins, None if it is too large or its rows are unknown."""
    if lineage.rows is None:
        return None
    n_rows, n_columns = cross.shape
    cells = cross.cells()
    outside = cells < 0
    levels = [np.repeat(np.arange(n_rows), n_columns), np.tile(np.arange(n_columns), n_rows)]
    lacking = [cross.row_codes[outside], cross.column_codes[outside]]
    return count_table(Keyed(cells, levels, lacking, row_keys(lineage), _shares(lineage)))


def table_of_groups(groups: Groups, lineage: Lineage, counted: BoolArray | None = None) -> CountTable | None:
    """Return groups as a table with all margins, None if it is too large or its rows are unknown.

    `counted` says which rows count, all if it is None.
    """
    if lineage.rows is None or not len(groups.sizes):
        return None
    if counted is None:
        return _table_of(groups, lineage)
    outside = [level[counted[groups.codes < 0]] for level in levels_outside(groups)]
    shares = [one[counted] for one in _shares(lineage)]
    return count_table(
        Keyed(groups.codes[counted], groups.levels, outside, row_keys(lineage)[counted], shares)
    )


def of_rows(lineage: Lineage) -> Policy:
    """Return the policy for a table of rows: as many of them have to be hidden as enough people may have.

    If somebody stands behind five rows, fifty hidden rows are ten people at least.
    """
    policy = lineage.source.policy
    if lineage.is_plain or lineage.rows is None:
        return policy
    most = max(most_rows(one) for one in lineage.standings())
    return replace(policy, threshold=max(policy.threshold, policy.minimum * most))


def _shares(lineage: Lineage) -> list[FloatArray]:
    """Return for each source which part of a person each row is; nothing if each row is one."""
    return [] if lineage.is_plain else [shares_of_people(one) for one in lineage.standings()]


def _table_of(groups: Groups, lineage: Lineage) -> CountTable | None:
    assert lineage.rows is not None  # noqa: S101 (asked before)
    rows = Storage((lineage.rows,), "rows") if lineage.is_plain else None
    storages = [rows, storage_of(groups.codes)]
    return lineage.source.remembered.of(storages, "count table", lambda: _counted(groups, lineage))


def _counted(groups: Groups, lineage: Lineage) -> CountTable | None:
    keys, shares = row_keys(lineage), _shares(lineage)
    return count_table(Keyed(groups.codes, groups.levels, levels_outside(groups), keys, shares))


def _totals(groups: Groups, values: NumberArray, lineage: Lineage) -> FloatArray:
    """Return the sum of the absolute contributions of each group."""
    storages = [storage_of(groups.codes), storage_of(values)]
    return lineage.source.remembered.of(storages, "totals", lambda: _summed(groups, values)).copy()


def _summed(groups: Groups, values: NumberArray) -> FloatArray:
    weights = np.abs(np.nan_to_num(values.astype(np.float64)))
    n_groups = len(groups.sizes)
    return np.bincount(groups.codes + 1, weights, n_groups + 1)[1:].astype(np.float64)


def _linked(table: CountTable, own: Reasons, on_screen: BoolArray, lineage: Lineage) -> Reasons:
    """Return the reasons of all cells, in the light of every earlier table of the source.

    Tables of fewer keys are protected first, on their own, so that a total is hidden or not
    whichever table is asked for first.
    """
    linked, policy = lineage.source.linked, lineage.source.policy
    for n_keys in range(1, own.ndim):
        for axes in itertools.combinations(range(own.ndim), n_keys):
            part = table.of_keys(axes)
            nothing = np.zeros(part.people.shape, dtype=np.bool_)
            prices = part.prices(policy.suppression_cost)
            linked.protect(part.counted(part.own_reasons(policy), nothing, prices), of_rows(lineage))
    prices = table.prices(policy.suppression_cost)
    found = linked.protect(table.counted(own, on_screen, prices), of_rows(lineage))
    return np.array(found, dtype=np.uint8).reshape(own.shape)


def _groups_of(table: CountTable) -> BoolArray:
    """Return which cells are groups."""
    result = np.zeros(table.people.shape, dtype=np.bool_)
    result.ravel()[table.groups] = True
    return result


def _all_or_nothing(parts: Sequence[Reasons], lineage: Lineage) -> list[Reasons]:
    """Mask all parts of a table that cannot be audited, if anything of it has to be masked."""
    whole = _everything(np.concatenate(parts), lineage)
    return np.split(whole, np.cumsum([len(part) for part in parts])[:-1])


def _everything(reasons: Reasons, lineage: Lineage) -> Reasons:
    """Mask all of a table that cannot be audited, if any of it has to be masked."""
    if not reasons.any():
        return reasons
    why = lineage.obstacle or Reason.COMPLEMENTARY
    return np.where(reasons > 0, reasons, np.uint8(why))
