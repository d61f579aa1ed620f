"""`isna().sum()`: how many people lack a value.

Whether a few people lack one is not told from whether none does: `isna()` has already been
snapped, so 0 stands for any number below the minimum, as in `count()` and `info()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_tables
from jupyter_privacy.frames.pandas_tables import with_missing
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import column_lineage
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["MISSING"]

_REMARK = "0 stands for fewer than {minimum} people"


def _decide(asked: Asked) -> Outcome | None:
    held, value = asked.held, asked.held.value
    if held.lineage.operation not in {"isna", "isnull"} or asked.args or asked.kwargs:
        return None
    if not pandas_tables.is_boolean(value):
        return None
    reason = judge_count(held.lineage, len(value))
    if reason is not Reason.SHOWN or not held.lineage.has_public_labels:
        return None
    remark = _REMARK.format(minimum=held.lineage.source.policy.minimum)
    if kind_of(value) is Kind.SERIES:
        counted, why = _counted(value, held.lineage)
        return (
            Released(counted, remark=remark)
            if why is Reason.SHOWN
            else asked.desk.withhold(held.lineage, why, "sum")
        )
    table: Any = value.sum()
    found = [_counted(value.iloc[:, j], column_lineage(held, name)) for j, name in enumerate(table.index)]
    table[:] = [counted for counted, _ in found]
    reasons = np.array([why for _, why in found], dtype=np.uint8)
    return Released(with_missing(table, reasons > 0), reasons[:, None], remark)


def _counted(column: Any, lineage: Lineage) -> tuple[int, Reason]:
    """Return the number of missing values, which is 0 or at least the minimum, and whether it may show."""
    policy = lineage.source.policy
    n_present, n_missing = people_of_cells(lineage, column.to_numpy().astype(np.intp), 2)
    reason = lineage.taint or (
        Reason.THRESHOLD if 0 < n_missing < policy.threshold or n_present < policy.threshold else Reason.SHOWN
    )
    return rounded_count(int(column.sum()), policy), reason


MISSING = Rule(
    "missing",
    _decide,
    methods={Kind.SERIES: frozenset({"sum"}), Kind.FRAME: frozenset({"sum"})},
    follows_people=True,
)
"""Asked before other sums."""
