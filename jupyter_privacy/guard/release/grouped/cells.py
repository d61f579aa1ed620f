"""The cells of a table of groups: a value for each group, and why some are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.order_statistics import smooth_quantile
from jupyter_privacy.core.types import FloatArray, IntArray, NumberArray, Reason
from jupyter_privacy.frames import pandas_layout, pandas_tables
from jupyter_privacy.frames.amounts import contributions_of
from jupyter_privacy.frames.completing import completed_in, lacks_value
from jupyter_privacy.frames.pandas_tables import Groups, are_numbers
from jupyter_privacy.frames.storage import storage_of
from jupyter_privacy.guard.release.exactness import told_of_groups
from jupyter_privacy.guard.release.finish import rounded_sizes
from jupyter_privacy.guard.release.grouped.members import (
    Members,
    positions_by_group,
    rows_of_groups,
    statistic_of,
)
from jupyter_privacy.guard.release.grouped.request import Wanted, column_of
from jupyter_privacy.guard.release.judge import Sought, judge, rule_parameters, selected_rows
from jupyter_privacy.guard.release.margins import Totals, protect_counts_with, protect_statistic_with
from jupyter_privacy.guard.release.operations import STATISTICS
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.overlap import compared, shown
from jupyter_privacy.guard.release.remainders import dominated_remainders
from jupyter_privacy.guard.release.remainders_of_totals import are_of_source, leaving_one_over
from jupyter_privacy.guard.seal.desk import Desk
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.protocol import Refused
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Grouped, Kind, Withheld, kind_of

__all__ = ["Cell", "Cells", "Judged", "result_of"]

_STATISTICS = {**STATISTICS, "count": Statistic.COUNT, "size": Statistic.COUNT, "median": Statistic.POSITION}
_OF_NUMBERS = frozenset({*STATISTICS, "median", "quantile", "skew", "kurt"})
_SINGLE = frozenset({"first", "last", "nth"})
_TEXT = (
    "{name}() of groups with columns that are not numbers: choose number columns or pass numeric_only=True"
)
Reasons = NDArray[np.uint8]
Cell = tuple[Any, Reasons]
"""A Series with an entry for each group, and the reasons for which some are missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The values of one column of a table and why some are missing on their own account.

    `numbers` are what the column is made of, one a row, and `statistic` what of them, if it is a sum of
    amounts; `is_people` says that it counts the people of each group.
    """

    values: Any
    reasons: Reasons
    numbers: NumberArray | None = None
    statistic: Statistic | None = None
    is_people: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of the groups of one grouping."""

    desk: Desk
    members: Members

    @property
    def grouped(self) -> Grouped:
        """The grouping."""
        return self.members.grouped

    @property
    def groups(self) -> Groups:
        """The groups that the rows were settled into."""
        return self.members.groups

    @property
    def lineage(self) -> Lineage:
        """On whom the groups depend."""
        return self.members.lineage

    def of(self, wanted: Wanted, results: Sequence[object] | None = None) -> Cell:
        """Return the cells of one result column, masked so that none can be recomputed.

        `results` are those of the analyst's function.
        """
        return self.protected(self.judged(wanted, results), wanted.source)

    def protected(self, judged: Judged, source: Any = None) -> Cell:
        """Mask further cells of a column until none can be recomputed, by earlier results neither."""
        return judged.values, self.shown(judged, source, self.protected_with(judged, source, ())[0])

    def shown(self, judged: Judged, source: Any, reasons: Reasons) -> Reasons:
        """Remember the groups that are shown; return `reasons` with those masked that cannot be."""
        lineage, codes = self.lineage_of(source), self.groups.codes
        if judged.statistic is Statistic.TOTAL and judged.numbers is not None:
            cells, parameters = np.flatnonzero(reasons == 0), rule_parameters(lineage.source.policy)
            reasons = reasons.copy()
            hidden = leaving_one_over(lineage, codes, judged.numbers, cells, parameters)
            reasons[hidden] = Reason.COMPLEMENTARY
        reasons = shown(lineage, codes, reasons, is_count=judged.is_people)
        return self._without_near(lineage, judged, reasons)

    def _without_near(self, lineage: Lineage, judged: Judged, reasons: Reasons) -> Reasons:
        """Mask groups in which a computed column selects nearly the same people as one that was told of.

        `(x * (y > 200)).groupby(g).sum()` is a sum over some of each group, as `x[y > 200]` is.
        """
        values, codes, minimum = judged.numbers, self.groups.codes, lineage.source.policy.minimum
        if values is None or not lineage.is_plain or reasons.all() or are_of_source(lineage, values):
            return reasons
        for positions in selected_rows(values, minimum, is_plain=True):
            cells = _selected_cells(codes, positions, values, minimum)
            far = compared(lineage, cells, reasons, is_count=judged.is_people)
            reasons = shown(lineage, cells, far, is_count=judged.is_people)
        return reasons

    def protected_with(self, judged: Judged, source: Any, totals: Sequence[Totals]) -> list[Reasons]:
        """Return the reasons of the groups, and of each of the totals beside them, so that none can be had.

        This is the one place where columns of groups are protected.
        """
        groups, lineage, reasons = self.groups, self.lineage_of(source), judged.reasons
        if judged.is_people:
            return protect_counts_with(groups, lineage, reasons, totals)
        while True:
            found = protect_statistic_with(groups, lineage, reasons, totals, judged.numbers)
            if judged.statistic is None or judged.numbers is None:
                return found
            hidden = found[0] > 0
            further = dominated_remainders(groups, lineage, hidden, judged.numbers, judged.statistic)
            if not further.any():
                return found
            reasons = np.where(further, np.uint8(Reason.COMPLEMENTARY), reasons)

    def lineage_of(self, source: Any) -> Lineage:
        """Return on whom a column of the groups depends."""
        is_column = source is not None and kind_of(self.grouped.obj.value) is Kind.FRAME
        return self.lineage.of_column(source) if is_column else self.lineage

    def judged(self, wanted: Wanted, results: Sequence[object] | None = None) -> Judged:
        """Return one result column before any cell is masked to protect another."""
        if wanted.statistic == "size" and wanted.is_plain:
            sizes = rounded_sizes(self.lineage, self.groups)
            return Judged(sizes, self._judged(self.lineage, Statistic.COUNT, None), is_people=True)
        obstacle = self.lineage_of(wanted.source).obstacle
        if obstacle is Reason.SHOWN and results is None and wanted.statistic in _SINGLE:
            obstacle = Reason.SINGLE_RECORD
        if obstacle is not Reason.SHOWN:
            n_groups = len(self.groups.sizes)
            return Judged(self.groups.sizes.astype(float), np.full(n_groups, obstacle, dtype=np.uint8))
        if results is not None:
            return self.of_results([result_of(self.desk, result) for result in results])
        return self._of_column(wanted, column_of(self.grouped, wanted.source))

    def _of_column(self, wanted: Wanted, raw: Any) -> Judged:
        if wanted.statistic == "count" and wanted.is_plain:
            return self._counts(self.lineage_of(wanted.source), raw)
        is_number = are_numbers(raw.dtype)
        if not is_number and wanted.statistic in _OF_NUMBERS:
            raise Refusal(TypeError(_TEXT.format(name=wanted.statistic)))
        is_known = wanted.is_plain and wanted.statistic in _STATISTICS and raw.dtype.kind in "fiub"
        if not is_number or not is_known:
            return self.of_results(self._by_rule(wanted))
        return self._of_numbers(wanted, self._completed(raw))

    def _completed(self, raw: Any) -> Any:
        """Return a column in which no group lacks the values of a few people only."""
        storages = [None if not self.lineage.is_plain else storage_of(raw), storage_of(self.groups.codes)]
        remembered = self.lineage.source.remembered
        people = remembered.of(storages, "lacking", lambda: self._lacking(raw))
        few = (people > 0) & (people < self.lineage.source.policy.minimum)
        if not few.any():
            return raw
        return remembered.of(storages, "completed", lambda: self._completed_in(raw, np.flatnonzero(few)))

    def _completed_in(self, raw: Any, numbers: IntArray) -> Any:
        return completed_in(raw, rows_of_groups(self.groups, numbers))

    def _lacking(self, raw: Any) -> IntArray:
        """Return how many people of each group have no value."""
        lacking, codes, n_groups = lacks_value(raw), self.groups.codes, len(self.groups.sizes)
        if self.lineage.is_plain:
            return np.bincount(codes[lacking] + 1, minlength=n_groups + 1)[1:]
        return people_of_cells(self.lineage, np.where(lacking, codes, -1), n_groups)

    def _of_numbers(self, wanted: Wanted, raw: Any) -> Judged:
        numbers: Any = contributions_of(raw)  # a column of numbers has some
        lineage = self.lineage_of(wanted.source)
        reasons = self._judged(lineage, _STATISTICS[wanted.statistic], numbers)
        if wanted.statistic == "median":
            return self._medians(numbers, self._of_people_once(lineage, reasons))
        values = self.groups.statistic(raw, wanted.statistic)
        told = told_of_groups(lineage, self.groups, raw, wanted.statistic, values)
        return Judged(told, reasons, numbers, _STATISTICS[wanted.statistic])

    def _by_rule(self, wanted: Wanted) -> list[object]:
        outcomes = [
            statistic_of(self.desk, held, wanted.statistic, wanted.args, wanted.kwargs)
            for held in self.members.of(wanted.source)
        ]
        return [one if isinstance(one, Reason) else one.value for one in outcomes]

    def of_results(self, results: list[object]) -> Judged:
        """Return results, or reasons, for the groups that are large enough as a column of all."""
        numbers = self.members.numbers
        values: list[object] = [np.nan] * len(self.groups.sizes)
        reasons = np.full(len(values), Reason.THRESHOLD, dtype=np.uint8)
        for number, result in zip(numbers, results, strict=True):
            reasons[number] = result if isinstance(result, Reason) else Reason.SHOWN
            values[number] = np.nan if isinstance(result, Reason) else result
        return Judged(pandas_layout.objects(values, self.groups.index), reasons)

    def _of_people_once(self, lineage: Lineage, reasons: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Withhold what needs as many people as rows from groups in which somebody has several."""
        rows = self.groups.sizes.to_numpy()
        people = people_of_cells(lineage, self.groups.codes, len(rows))
        return np.where((people < rows) & (reasons == 0), np.uint8(Reason.REPEATED), reasons)

    def _counts(self, lineage: Lineage, raw: Any) -> Judged:
        """Count people with a value; a group that lacks fewer than k of them counts as complete."""
        missing = raw.isna().to_numpy(dtype=np.bool_)
        sizes, policy = self.groups.sizes, lineage.source.policy
        if not missing.any():
            reasons = self._judged(lineage, Statistic.COUNT, None)
            return Judged(rounded_sizes(lineage, self.groups), reasons, is_people=True)
        lacking = people_of_cells(lineage, np.where(missing, self.groups.codes, -1), len(sizes))
        is_few = lacking < policy.minimum
        counted = self.groups.statistic(raw, "count").where(~is_few, sizes)
        is_counted = ~missing | is_few[self.groups.codes]
        told = rounded_sizes(lineage, self.groups, counted, is_counted)
        present = np.where(is_counted, 1.0, np.nan)
        return Judged(told, self._judged(lineage, Statistic.COUNT, present), present)

    def _medians(self, numbers: FloatArray, reasons: NDArray[np.uint8]) -> Judged:
        minimum = self.lineage.source.policy.minimum
        found = [smooth_quantile(numbers[rows], 0.5, minimum) for rows in positions_by_group(self.groups)]
        unknown = np.isnan(found) & (reasons == 0)
        values = pandas_tables.series_like(self.groups.sizes, found, self.groups.index)
        return Judged(values, np.where(unknown, np.uint8(Reason.EXTREME), reasons), numbers)

    def _judged(
        self, lineage: Lineage, statistic: Statistic, values: NumberArray | None
    ) -> NDArray[np.uint8]:
        groups = self.groups
        return judge(Sought(lineage, groups.codes, len(groups.sizes), statistic, values, is_final=False))


def _selected_cells(codes: IntArray, positions: IntArray, values: NumberArray, minimum: int) -> IntArray:
    """Return the groups of selected rows, -1 for the others.

    That few of a group are not selected says nothing where what they have is no 0: people can have the
    same value by chance.
    """
    cells = np.full(len(codes), -1, dtype=np.intp)
    cells[positions] = codes[positions]
    left = np.flatnonzero((cells < 0) & (codes >= 0))
    if len(left) and values[left[0]] != 0 and not np.isnan(values[left[0]]):
        n_left = np.bincount(codes[left], minlength=int(codes.max()) + 1)
        cells[np.append(n_left < minimum, False)[cells]] = -1
    return cells


def result_of(desk: Desk, result: Any) -> object:
    """Return what a function of the analyst's has released, or the reason why it has not.

    A Series of some released numbers and some withheld ones is released with a mask.
    """
    if isinstance(result, Refused):
        return Reason.NO_RULE
    if type(result) is Sealed:
        return _reason(desk, result)
    if not pandas_layout.holds(result, Sealed):
        return result
    if kind_of(result) is not Kind.SERIES:
        return Reason.NO_RULE
    reasons = [_reason(desk, entry) if type(entry) is Sealed else Reason.SHOWN for entry in result]
    mask = np.array(reasons, dtype=np.uint8)
    return Released(pandas_layout.typed(result, mask > 0), mask[:, None])


def _reason(desk: Desk, proxy: Sealed) -> Reason:
    value = desk.open_proxy(proxy).value
    return value.reason if isinstance(value, Withheld) else Reason.NO_RULE
