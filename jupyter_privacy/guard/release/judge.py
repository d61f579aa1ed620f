"""The one function that every release rule asks.

A rule says which rows stand in which cell and which values they contribute; `judge` looks at
lineage, support, dominance and overlap, and answers with a reason for every cell.  A rule that
went round it would be the hole that the whole guard has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic, count_cells, summarise_cells
from jupyter_privacy.core.contributors import judge_contributors
from jupyter_privacy.core.judging import judge_records
from jupyter_privacy.core.rules import RuleParameters, judge_cells
from jupyter_privacy.core.rules.dominance import LARGEST_SPREAD_SHARE
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray, NumberArray, Reason
from jupyter_privacy.frames.storage import storage_of
from jupyter_privacy.guard.release.overlap import compared, shown
from jupyter_privacy.guard.release.remainders_of_totals import leaves_one_over
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import row_keys
from jupyter_privacy.guard.seal.settling import is_settled
from jupyter_privacy.guard.seal.standing import Standing, have_repeats
from jupyter_privacy.policy import Policy

__all__ = ["Sought", "judge", "judge_one", "one_dominates", "rule_parameters", "selected_rows"]


_GLANCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """The cells that a rule wants to release.

    `cell_of_row` gives for each row of the value its cell, -1 for none, and is None where all
    `n_rows` are one cell; `values` is each one's contribution (NaN for no value), or None when
    people are counted.  `is_final` says that what is not masked now will be shown; where `protect_counts`
    and its like have their say afterwards, it is they who tell.
    """

    lineage: Lineage
    cell_of_row: IntArray | None
    n_cells: int
    statistic: Statistic
    values: NumberArray | None = None
    n_rows: int = 0
    is_final: bool = True


def judge(sought: Sought) -> NDArray[np.uint8]:
    """Return for each cell why it may not be released, `SHOWN` (0) where it may."""
    lineage, cells = sought.lineage, sought.cell_of_row
    if lineage.obstacle is not Reason.SHOWN:
        return np.full(sought.n_cells, lineage.obstacle, dtype=np.uint8)
    if not lineage.is_plain and lineage.rows is not None:
        if not is_settled(lineage, np.arange(len(lineage.rows), dtype=np.intp)):
            return np.full(sought.n_cells, Reason.DIFFERENCING, dtype=np.uint8)
        return _judge_standings(sought)
    is_count = sought.statistic is Statistic.COUNT
    reasons = compared(lineage, cells, _judged(sought), is_count=is_count)
    return shown(lineage, cells, reasons, is_count=is_count) if sought.is_final else reasons


def _judged(sought: Sought) -> NDArray[np.uint8]:
    """Look at support and dominance of rows that are one person each, unless that was done before."""
    arrays = (sought.cell_of_row, sought.values)
    storages = [storage_of(one) for one in arrays if one is not None]
    what = ("judged", sought.statistic, sought.n_cells, sought.n_rows, *(one is None for one in arrays))
    return sought.lineage.source.remembered.of(storages, what, lambda: _judged_anew(sought)).copy()


def _judged_anew(sought: Sought) -> NDArray[np.uint8]:
    parameters = rule_parameters(sought.lineage.source.policy)
    cells, n_cells, values = sought.cell_of_row, sought.n_cells, sought.values
    if values is None:
        return _judge_counts(sought, parameters)
    return judge_records(cells, n_cells, values, sought.statistic, parameters)


def _judge_counts(sought: Sought, parameters: RuleParameters) -> NDArray[np.uint8]:
    cells, n_cells = sought.cell_of_row, sought.n_cells
    if cells is None:
        counts = count_cells(np.array([sought.n_rows]), parameters.n_top)
    else:
        counts = summarise_cells(cells, n_cells, None, parameters.n_top)
    return judge_cells(counts, sought.statistic, parameters)


def judge_one(
    lineage: Lineage,
    n_rows: int,
    statistic: Statistic,
    values: NumberArray | None = None,
    *,
    is_told: bool = True,
) -> Reason:
    """Return why a single number over all rows may not be released, `SHOWN` if it may.

    A number of people that a table hides is hidden here too, and one that is shown here is known to
    later tables.  What a model is made of is judged alike, but not told.
    """
    reason = Reason(int(judge(Sought(lineage, None, 1, statistic, values, n_rows, is_told))[0]))
    if reason is not Reason.SHOWN or lineage.rows is None:
        return reason
    if values is not None and not lineage.has_source_schema:
        owners, minimum = lineage.of_owners(), lineage.source.policy.minimum
        selected = selected_rows(values, minimum, is_plain=lineage.is_plain)
        if not all(is_settled(owners, positions, in_pairs=True) for positions in selected):
            return Reason.DIFFERENCING
    linked, people = lineage.source.linked, _identity(lineage)
    counted = [(people, n_rows)] if statistic is Statistic.COUNT else []
    if values is not None and _is_yes_no(values):
        keys = row_keys(lineage)[values == 1]
        yes = int(keys.sum(dtype=np.uint64))
        counted += [(yes, len(keys)), ((people - yes) % 2**64, n_rows - len(keys))]
    if any(linked.hides(one) for one, _ in [(people, n_rows), *counted]):
        return Reason.COMPLEMENTARY
    if is_told and _leaves_one_over(lineage, statistic, values):
        return Reason.COMPLEMENTARY
    for one, n in counted:
        linked.show(one, n)
    return Reason.SHOWN


def _leaves_one_over(lineage: Lineage, statistic: Statistic, values: NumberArray | None) -> bool:
    if values is None or statistic is not Statistic.TOTAL:
        return False
    return leaves_one_over(lineage, values, rule_parameters(lineage.source.policy))


def _identity(lineage: Lineage) -> int:
    """Return the number of all rows as a set of people."""
    if lineage.is_plain and lineage.rows is not None:
        return lineage.source.identity_of(lineage.rows)
    return int(row_keys(lineage).sum(dtype=np.uint64))


def selected_rows(values: NumberArray, minimum: int, *, is_plain: bool) -> list[IntArray]:
    """Return the rows that computed contributions select: who has one, who has not the usual one.

    `score.where(age > 15, 0)` has a contribution of everybody and is about some.  Columns as they came
    in are left alone: who lacks a value there was not chosen by anybody.  So are the usual values of
    rows that were looked up, or that people have several of.
    """
    present = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=np.bool_)
    found = [] if present.all() else [np.flatnonzero(present)]
    glance, times = np.unique(values[:_GLANCE], return_counts=True)
    if is_plain and times.max() > 1:
        others = present & (values != glance[np.argmax(times)])
        if np.count_nonzero(present) - np.count_nonzero(others) >= minimum:
            found.append(np.flatnonzero(others))
    return found


def _is_yes_no(values: NumberArray) -> bool:
    """Whether a sum of these contributions is a number of people."""
    return all(bool(((part == 0) | (part == 1)).all()) for part in (values[:_GLANCE], values))


def one_dominates(parts: FloatArray) -> bool:
    """Whether one person makes up more than half of a sum of amounts; NaN is nobody's.

    For what is made of products or powers, which no statistic of the cell rules is.
    """
    with np.errstate(all="ignore"):
        largest, total = np.nanmax(parts, initial=0.0), np.nansum(parts)
    return not bool(largest <= LARGEST_SPREAD_SHARE * total < np.inf)


def rule_parameters(policy: Policy) -> RuleParameters:
    """Return the thresholds of the cell rules under a policy."""
    return RuleParameters(
        threshold=policy.threshold,
        zero_cells=policy.zero_cells,
        p_percent=policy.p_percent,
        dominance_n=policy.dominance_n,
        dominance_k=policy.dominance_k,
        degrees_of_freedom=policy.degrees_of_freedom,
    )


def _judge_standings(sought: Sought) -> NDArray[np.uint8]:
    """Judge rows of which a person may have several, or that stand on records of several sources.

    The contributors of each source and layer are judged by themselves, in the cells that they contribute
    to: what all but one of them contribute may be known.
    """
    lineage, n_cells, cells = sought.lineage, sought.n_cells, sought.cell_of_row
    result, n_sources = np.zeros(n_cells, dtype=np.uint8), np.zeros(n_cells, dtype=np.intp)
    for one in lineage.standings():
        cells = np.zeros(len(one.records), dtype=np.intp) if cells is None else cells
        reasons, concerned = _judge_standing(sought, one, cells)
        result = np.where((result == 0) & concerned, reasons, result)
        n_sources += concerned
    result[(n_sources == 0) & (result == 0)] = Reason.THRESHOLD
    if n_cells == 1 or cells is None:
        return result
    order = np.argsort(cells, kind="stable")
    bounds = np.searchsorted(cells[order], np.arange(n_cells + 1))
    for cell in np.flatnonzero(result == 0):
        if not is_settled(lineage, order[bounds[cell] : bounds[cell + 1]], in_pairs=True):
            result[cell] = Reason.DIFFERENCING
    return result


def _judge_standing(
    sought: Sought, standing: Standing, cells: IntArray
) -> tuple[NDArray[np.uint8], BoolArray]:
    """Judge the contributors of one source or layer; return also the cells that they contribute to."""
    here = np.flatnonzero((standing.records >= 0) & (cells >= 0))
    values = None if sought.values is None else sought.values[here].astype(np.float64)
    if values is not None and sought.statistic is not Statistic.COUNT:
        here, values = here[~np.isnan(values)], values[~np.isnan(values)]
    owners, places, n_cells = standing.records[here], cells[here], sought.n_cells
    concerned = np.bincount(places, minlength=n_cells) > 0
    parameters = rule_parameters(standing.source.policy)
    if have_repeats(owners):
        reasons = judge_contributors(places, n_cells, owners, values, sought.statistic, parameters)
    elif values is None:
        reasons = _judge_counts(replace(sought, cell_of_row=places), parameters)
    else:
        reasons = judge_records(places, n_cells, values, sought.statistic, parameters)
    return reasons, concerned
