"""What is hidden of a line of totals, taken together, must not be one person's.

Whoever knows the total of a line subtracts the cells that are shown.  That the rest is two cells or more
keeps each of them unknown, but not a person who makes up most of both: their value is the rest, nearly.
So the hidden cells of every line are judged as one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.contributors import judge_contributors
from jupyter_privacy.core.judging import judge_records
from jupyter_privacy.core.types import BoolArray, IntArray, NumberArray, Reason
from jupyter_privacy.frames.pandas_tables import Groups
from jupyter_privacy.frames.storage import storage_of
from jupyter_privacy.guard.release.judge import rule_parameters
from jupyter_privacy.guard.seal.lineage import Lineage

__all__ = ["dominated_remainders"]

_ONE_PERSON = (Reason.DOMINANCE, Reason.P_PERCENT)


def dominated_remainders(
    groups: Groups, lineage: Lineage, hidden: BoolArray, values: NumberArray, statistic: Statistic
) -> BoolArray:
    """Return which groups have to be hidden as well: the smallest one of each line that tells of a person.

    A line is all groups with the same values of some of the keys, or all groups.  Lines whose total is
    itself somebody's are left alone, as nobody is told it.
    """
    if not hidden.any() or hidden.all():
        return np.zeros(len(hidden), dtype=np.bool_)
    storages = [storage_of(groups.codes), storage_of(values)] if lineage.is_plain else [None]
    what = ("remainders", statistic, hidden.tobytes())
    return lineage.source.remembered.of(
        storages, what, lambda: _dominated(groups, lineage, hidden, values, statistic)
    ).copy()


def _dominated(
    groups: Groups, lineage: Lineage, hidden: BoolArray, values: NumberArray, statistic: Statistic
) -> BoolArray:
    further = np.zeros(len(hidden), dtype=np.bool_)
    sizes = groups.sizes.to_numpy()
    for line_of_group in _lines(groups):
        n_lines = int(line_of_group.max()) + 1
        line_of_row = np.where(groups.codes >= 0, line_of_group[groups.codes], -1)
        of_hidden = np.where((groups.codes >= 0) & hidden[groups.codes], line_of_row, -1)
        is_told = ~_are_of_one(lineage, line_of_row, n_lines, values, statistic)
        for line in np.flatnonzero(_are_of_one(lineage, of_hidden, n_lines, values, statistic) & is_told):
            shown = np.flatnonzero((line_of_group == line) & ~hidden)
            if len(shown):
                further[shown[np.argmin(sizes[shown])]] = True
    return further


def _lines(groups: Groups) -> Iterator[IntArray]:
    """Return for every kind of total the line that each group stands in."""
    levels = groups.levels
    yield np.zeros(len(groups.sizes), dtype=np.intp)
    for n_keys in range(1, len(levels)):
        for axes in itertools.combinations(range(len(levels)), n_keys):
            keys = np.column_stack([levels[axis] for axis in axes])
            yield np.unique(keys, axis=0, return_inverse=True)[1].ravel()


def _are_of_one(
    lineage: Lineage, cells: IntArray, n_cells: int, values: NumberArray, statistic: Statistic
) -> BoolArray:
    """Return which cells of rows are mostly one person's, or can be estimated by one."""
    if lineage.is_plain:
        reasons = judge_records(cells, n_cells, values, statistic, rule_parameters(lineage.source.policy))
        return np.isin(reasons, _ONE_PERSON)
    found = np.zeros(n_cells, dtype=np.bool_)
    for one in lineage.standings():
        parameters = rule_parameters(one.source.policy)
        numbers = values.astype(np.float64)
        reasons = judge_contributors(cells, n_cells, one.records, numbers, statistic, parameters)
        found |= np.isin(reasons, _ONE_PERSON)
    return found
