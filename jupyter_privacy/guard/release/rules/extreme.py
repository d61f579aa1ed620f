"""Minimum, maximum and their places: each is one person's value.

They are withheld, or under the policy `extremes = "tail_mean"` the mean of the k smallest or largest
values stands for them, if nobody makes up most of it.  Where an extreme stands is always withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.amounts import amounts_of, in_units_of
from jupyter_privacy.frames.pandas_tables import series_like
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import (
    LABELS_PRIVATE,
    column_lineage,
    columns_of,
    complete,
    is_table,
    of_whole_columns,
    options_of,
)
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["EXTREME"]

_NAMES = frozenset({"min", "max", "idxmin", "idxmax", "argmin", "argmax", "ptp", "argsort"})
_FUNCTIONS = {"amin": "min", "nanmin": "min", "min": "min", "amax": "max", "nanmax": "max", "max": "max"}
_COLUMNS = {Kind.SERIES, Kind.ARRAY}
_REMARK = "the mean of the {minimum} outermost values stands for a minimum or maximum"


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is not None:
        return _decide_function(asked)
    if kind_of(asked.held.value) is Kind.GROUPS or asked.name not in {"min", "max"}:
        return _withheld(asked) if of_whole_columns(asked) else None
    given = options_of(asked, "axis", "skipna", "numeric_only")
    axis = 0 if given is None else given.get("axis", 0)
    if axis not in {0, "index", "rows", None}:
        return None
    if given is None or asked.held.lineage.source.policy.extremes == "withhold":
        return _withheld(asked)
    if is_table(asked.held.value):
        return _of_frame(asked) if kind_of(asked.held.value) is Kind.FRAME else _withheld(asked)
    return _of_column(asked, asked.held)


def _withheld(asked: Asked) -> Outcome:
    return asked.desk.withhold(asked.held.lineage, Reason.EXTREME, asked.name)


def _decide_function(asked: Asked) -> Outcome:
    """Answer `np.max(x)`, `min(x)` and their like."""
    found = asked.desk.lower(asked.args[:1], {}).held
    is_single = len(asked.args) == 1 and len(found) == 1 and not asked.kwargs
    if asked.name not in _FUNCTIONS or not is_single or kind_of(found[0].value) not in _COLUMNS:
        return _withheld(asked)
    if asked.held.lineage.source.policy.extremes == "withhold" or is_table(found[0].value):
        return _withheld(asked)
    return _of_column(Asked(asked.desk, found[0], _FUNCTIONS[asked.name]), found[0])


def _of_column(asked: Asked, held: Held) -> Outcome:
    value, reason = _tail_mean(held.value, held.lineage, asked.name)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, reason, asked.name)
    return Released(value, remark=_REMARK.format(minimum=held.lineage.source.policy.minimum))


def _of_frame(asked: Asked) -> Outcome:
    held = asked.held
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = columns_of(asked)
    found = [
        _tail_mean(frame.iloc[:, j], column_lineage(held, name), asked.name)
        for j, name in enumerate(frame.columns)
    ]
    table = series_like(None, [value for value, _ in found], frame.columns)
    reasons = np.array([reason for _, reason in found], dtype=np.uint8)[:, None]
    return Released(table, reasons, _REMARK.format(minimum=held.lineage.source.policy.minimum))


def _tail_mean(column: Any, lineage: Lineage, name: str) -> tuple[Any, Reason]:
    """Return the mean of the outermost values of a column, in its unit, and why it may not be seen."""
    minimum = lineage.source.policy.minimum
    amounts = amounts_of(complete(column, lineage))
    reason = Reason.NO_RULE if amounts is None else judge_count(lineage, len(column))
    if amounts is None or reason is not Reason.SHOWN:
        return np.nan, reason
    present = np.flatnonzero(~np.isnan(amounts))
    if len(present) < 2 * minimum:
        return np.nan, Reason.THRESHOLD
    order = np.argsort(amounts[present] * (1 if name == "min" else -1), kind="stable")
    outermost = present[order[:minimum]]
    values = amounts[outermost]
    reason = judge_one(lineage.selected(outermost, name), minimum, Statistic.TAIL, values)
    if reason is not Reason.SHOWN:
        return np.nan, reason
    return in_units_of(column, np.array([values.mean()]))[0], Reason.SHOWN


EXTREME = Rule(
    "extreme",
    _decide,
    methods=dict.fromkeys((Kind.SERIES, Kind.FRAME, Kind.ARRAY, Kind.GROUPS), _NAMES),
    functions=frozenset(_FUNCTIONS) | {"ptp"},
)
"""Withheld whatever the data are, unless the policy asks for the mean of the tail."""
