"""Counts: `len`, `count`, `size` - how many people, how many with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, Reason
from jupyter_privacy.frames.pandas_tables import with_missing
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage, columns_of, options_of
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import are_few, n_people
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["COUNT", "count_of", "judge_count", "safe_count"]


def judge_count(lineage: Lineage, n: int) -> Reason:
    """Return why a number of rows may not be released, `SHOWN` if it may."""
    return judge_one(lineage, n, Statistic.COUNT)


def safe_count(lineage: Lineage, present: BoolArray) -> int | None:
    """Return how many rows have a value, or None if that isolates too few people.

    A count that lacks fewer than k people of its rows is answered as all of them, so that the
    few cannot be told from none.
    """
    policy, n_with_value = lineage.source.policy, int(np.count_nonzero(present))
    if n_with_value < policy.threshold:
        return None
    if len(present) - n_with_value < policy.minimum:
        return rounded_count(lineage, len(present))
    return rounded_count(lineage, n_with_value, present)


def count_of(lineage: Lineage, column: Any) -> int | None:
    """Return how many rows of a column have a value, or None if too few people have one."""
    present = column.notna().to_numpy(dtype=np.bool_)
    if lineage.is_plain:
        return safe_count(lineage, present)
    standings = list(lineage.standings())
    n_present = [n_people(one, present) for one in standings]
    if any(0 < n < one.source.policy.threshold for n, one in zip(n_present, standings, strict=True)):
        return None
    if not any(n_present):
        return None
    for one in standings:
        part = one.records >= 0
        present = present | part if are_few(one, ~present & part) else present
    return rounded_count(lineage, int(np.count_nonzero(present)), present)


def _decide(asked: Asked) -> Outcome | None:
    held: Any = asked.held
    n_rows = len(held.value)
    reason = judge_count(held.lineage, n_rows)
    if asked.name != "count":
        if reason is not Reason.SHOWN:
            return asked.desk.withhold(held.lineage, reason, asked.name)
        return Released(rounded_count(held.lineage, n_rows))
    given = options_of(asked, "axis", "numeric_only")
    if given is None or given.get("axis", 0) not in {0, "index", "rows"}:
        return None
    if kind_of(held.value) is Kind.FRAME:
        return _of_frame(asked, reason)
    counted = count_of(held.lineage, held.value)
    if reason is not Reason.SHOWN or counted is None:
        return asked.desk.withhold(held.lineage, reason or Reason.THRESHOLD, "count")
    return Released(np.int64(counted))


def _of_frame(asked: Asked, reason: Reason) -> Outcome:
    held, frame = asked.held, asked.held.value
    if reason is not Reason.SHOWN or not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, reason or LABELS_PRIVATE, "count")
    frame = columns_of(asked) if asked.kwargs.get("numeric_only") else frame
    table = frame.count()
    lineages = [column_lineage(held, name) for name in table.index]
    counts = [count_of(lineage, frame.iloc[:, j]) for j, lineage in enumerate(lineages)]
    obstacles = [lineage.taint for lineage in lineages]
    reasons = np.array(
        [
            obstacle or (Reason.THRESHOLD if n is None else Reason.SHOWN)
            for n, obstacle in zip(counts, obstacles, strict=True)
        ],
        dtype=np.uint8,
    )
    table[:] = [0 if n is None else n for n in counts]
    return Released(with_missing(table, reasons > 0), reasons[:, None])


COUNT = Rule(
    "count",
    _decide,
    methods={
        Kind.FRAME: frozenset({"__len__", "count"}),
        Kind.SERIES: frozenset({"__len__", "count"}),
        Kind.ARRAY: frozenset({"__len__"}),
    },
    follows_people=True,
)
"""Counts need the threshold; how many lack a value counts as a cell of its own."""
