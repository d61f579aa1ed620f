"""Counts: `len`, `count`, `size` - how many people, how many with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import with_missing
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage, of_whole_columns
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["COUNT", "judge_count", "safe_count"]


def judge_count(lineage: Lineage, n: int) -> Reason:
    """Return why a number of rows may not be released, `SHOWN` if it may."""
    return judge_one(lineage, n, Statistic.COUNT)


def safe_count(lineage: Lineage, n_with_value: int, n_rows: int) -> int | None:
    """Return how many of `n_rows` have a value, or None if that isolates too few people.

    A count that lacks fewer than k people of its rows is answered as all of them, so that the
    few cannot be told from none.
    """
    policy = lineage.source.policy
    if n_with_value < policy.threshold:
        return None
    snapped = n_rows if n_rows - n_with_value < policy.minimum else n_with_value
    return rounded_count(snapped, policy)


def _decide(asked: Asked) -> Outcome | None:
    held: Any = asked.held
    n_rows = len(held.value)
    reason = judge_count(held.lineage, n_rows)
    if kind_of(held.value) is Kind.FRAME and asked.name == "count":
        return _of_frame(asked, reason) if of_whole_columns(asked) else None
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, reason, asked.name)
    if asked.name == "count":
        counted = safe_count(held.lineage, int(held.value.notna().sum()), n_rows)
        return (
            asked.desk.withhold(held.lineage, Reason.THRESHOLD, "count")
            if counted is None
            else Released(counted)
        )
    return Released(rounded_count(n_rows, held.lineage.source.policy))


def _of_frame(asked: Asked, reason: Reason) -> Outcome:
    held, frame = asked.held, asked.held.value
    if reason is not Reason.SHOWN or not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, reason or LABELS_PRIVATE, "count")
    table = frame.count()
    counts = [safe_count(held.lineage, int(n), len(frame)) for n in table]
    obstacles = [column_lineage(held, name).taint for name in table.index]
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
)
"""Counts need the threshold; how many lack a value counts as a cell of its own."""
