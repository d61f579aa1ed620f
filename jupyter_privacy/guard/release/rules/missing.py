"""`isna().sum()` and its like: how many people lack a value, or have one.

Whether a few people lack one is not told from whether none does: `isna()` has already been
snapped, so 0 stands for any number below the minimum, as in `count()` and `info()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_tables
from jupyter_privacy.frames.pandas_operations import TELL_MISSING
from jupyter_privacy.frames.pandas_tables import with_missing
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import column_lineage, columns_in, is_table
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["MISSING"]

_REMARK = "0 stands for fewer than {minimum} people"
_PRESENT = frozenset({"notna", "notnull"})
_Counted = tuple[float, Reason]


def _decide(asked: Asked) -> Outcome | None:
    held, value = asked.held, asked.held.value
    is_about = held.lineage.operation in TELL_MISSING and pandas_tables.is_boolean(value)
    if not is_about or asked.args or asked.kwargs:
        return None
    if judge_count(held.lineage, len(value)) is not Reason.SHOWN or not held.lineage.has_public_labels:
        return None
    remark = _REMARK.format(minimum=held.lineage.source.policy.minimum)
    if not is_table(value):
        counted, why = _counted(value, held.lineage, asked.name)
        return _single(asked, counted, why, remark)
    found = _of_columns(held, asked.name)
    reasons = np.array([why for _, why in found], dtype=np.uint8)
    if kind_of(value) is Kind.ARRAY:
        over_all = [counted for counted, _ in found]
        counted = sum(over_all) / (len(over_all) if asked.name == "mean" else 1)
        return _single(asked, counted, Reason(int(reasons.max(initial=0))), remark)
    table: Any = getattr(value.iloc[:0], asked.name)().astype(float if asked.name == "mean" else int)
    table[:] = [counted for counted, _ in found]
    return Released(with_missing(table, reasons > 0), reasons[:, None], remark)


def _of_columns(held: Held, name: str) -> list[_Counted]:
    value = held.value
    labels = value.columns if kind_of(value) is Kind.FRAME else range(value.shape[1])
    columns = zip(labels, columns_in(value), strict=True)
    return [_counted(column, column_lineage(held, label), name) for label, column in columns]


def _counted(column: Any, lineage: Lineage, name: str) -> _Counted:
    """Return how many lack a value (or have one), of which few are none, and why it may not be seen."""
    policy, entries = lineage.source.policy, np.asarray(column, dtype=np.bool_)
    n_true = int(np.count_nonzero(entries))
    people = [len(entries) - n_true, n_true]
    if not lineage.is_plain:
        people = people_of_cells(lineage, entries.astype(np.intp), 2).tolist()
    n_present, n_lacking = people[::-1] if lineage.operation in _PRESENT else people
    is_safe = (n_lacking == 0 or n_lacking >= policy.threshold) and n_present >= policy.threshold
    counted = rounded_count(lineage, n_true, entries)
    share = counted / rounded_count(lineage, len(entries)) if name == "mean" else counted
    return share, lineage.taint or (Reason.SHOWN if is_safe else Reason.THRESHOLD)


def _single(asked: Asked, counted: float, why: Reason, remark: str) -> Outcome:
    if why is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, why, asked.name)
    return Released(np.float64(counted) if asked.name == "mean" else np.int64(counted), remark=remark)


_NAMES = frozenset({"sum", "mean"})

MISSING = Rule(
    "missing",
    _decide,
    methods=dict.fromkeys((Kind.SERIES, Kind.FRAME, Kind.ARRAY), _NAMES),
    follows_people=True,
)
"""Asked before other sums."""
