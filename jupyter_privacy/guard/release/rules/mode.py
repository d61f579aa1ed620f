"""`mode`: the most common value, where it leads clearly.

Enough people must share it, and it must be so far ahead of the next value that one person who changes
from the first to the second does not decide which of them it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.distinct import leading_counts, mode_of
from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage, columns_of, options_of
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["MODE", "judge_mode"]

_LEAD = 3
"""One person who changes from the most common value to the second takes two off the lead."""


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is not None:
        return _decide_function(asked)
    given = options_of(asked, "dropna", "axis", "numeric_only")
    if given is None or given.get("axis", 0) not in {0, "index"} or given.get("dropna", True) is not True:
        return None
    if kind_of(asked.held.value) is Kind.FRAME:
        return _of_frame(asked, numeric_only=bool(given.get("numeric_only", False)))
    reason = judge_mode(asked.held)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, reason, asked.name)
    return Released(mode_of(asked.held.value))


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `statistics.mode(x)`: the value itself."""
    found = asked.desk.lower(asked.args, {}).held
    if len(asked.args) != 1 or len(found) != 1 or asked.kwargs or kind_of(found[0].value) is not Kind.SERIES:
        return None
    outcome = _decide(Asked(asked.desk, found[0], "mode"))
    value: Any = outcome.value if isinstance(outcome, Released) else None
    return outcome if value is None else Released(value.tolist()[0])


def _of_frame(asked: Asked, *, numeric_only: bool) -> Outcome:
    held = asked.held
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = columns_of(asked) if numeric_only else held.value
    columns: dict[Any, Any] = {}
    reasons = []
    for j, name in enumerate(frame.columns):
        column = frame.iloc[:, j]
        reasons.append(judge_mode(Held(column, column_lineage(held, name))))
        columns[name] = mode_of(column) if reasons[-1] is Reason.SHOWN else np.nan
    if all(reasons):
        return asked.desk.withhold(held.lineage, reasons[0] if reasons else Reason.NO_RULE, asked.name)
    return Released(frame_of(columns), np.array(reasons, dtype=np.uint8)[None, :])


def judge_mode(held: Held) -> Reason:
    """Return why the mode of a column is not told, `SHOWN` if enough people share it and it leads."""
    reason = judge_count(held.lineage, len(held.value))
    if reason is not Reason.SHOWN:
        return reason
    first, second = leading_counts(held.value)
    is_told = first >= held.lineage.source.policy.minimum and first - second >= _LEAD
    return Reason.SHOWN if is_told else Reason.THRESHOLD


_NAMES = frozenset({"mode"})

MODE = Rule("mode", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES}, functions=_NAMES)
"""A value that enough people share and that nobody alone makes the most common."""
