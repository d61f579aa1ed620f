"""`nunique`: how many distinct values a column has, counting only values that enough people share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.distinct import n_missing
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage, options_of
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["NUNIQUE", "REMARK"]

REMARK = "values that fewer than {minimum} people share are not counted"


def _n_shared(column: Any, minimum: int, *, dropna: bool) -> int:
    """Return the number of distinct values that at least `minimum` records share; missing may be one."""
    n_values = int((column.value_counts() >= minimum).sum())
    return n_values + (not dropna and n_missing(column) >= minimum)


def _decide(asked: Asked) -> Outcome | None:
    held, value = asked.held, asked.held.value
    given = options_of(asked, "axis", "dropna")
    if given is None or given.get("axis", 0) not in {0, "index", "rows"}:
        return None
    minimum, dropna = held.lineage.source.policy.minimum, bool(given.get("dropna", True))
    remark = REMARK.format(minimum=minimum)
    obstacle = judge_count(held.lineage, len(value))
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, obstacle, asked.name)
    if kind_of(value) is Kind.SERIES:
        return Released(_n_shared(value, minimum, dropna=dropna), remark=remark)
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame: Any = value
    table = frame.iloc[:0].nunique()
    reasons = np.array([column_lineage(held, name).taint for name in frame.columns], dtype=np.uint8)
    table[:] = [_n_shared(frame.iloc[:, j], minimum, dropna=dropna) for j in range(frame.shape[1])]
    return Released(table.mask(reasons > 0) if reasons.any() else table, reasons[:, None], remark)


NUNIQUE = Rule(
    "nunique", _decide, methods={Kind.FRAME: frozenset({"nunique"}), Kind.SERIES: frozenset({"nunique"})}
)
"""One rare value more or less never shows."""
