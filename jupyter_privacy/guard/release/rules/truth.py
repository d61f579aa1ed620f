"""`any` and `all`: whether enough people fulfil a condition, never whether somebody does.

`any()` is true if at least k people fulfil it, and `all()` is false if at least k do not.  So few cannot
be told from none, as in every condition (`guard.seal.snap`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import numbers_of, with_missing
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import (
    LABELS_PRIVATE,
    column_lineage,
    columns_in,
    is_table,
    options_of,
)
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["TRUTH"]

_REMARK = "conditions that fewer than {minimum} people fulfil count as fulfilled by nobody"


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is not None:
        return _decide_function(asked)
    given = options_of(asked, "axis", "skipna", "bool_only")
    if given is None or given.pop("skipna", True) is not True or given.pop("bool_only", False) is not False:
        return None
    return _answered(asked, given.get("axis", 0 if kind_of(asked.held.value) is Kind.FRAME else None))


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `np.any(x)`, `np.all(x)` and the builtins."""
    found = asked.desk.lower(asked.args[:1], {}).held
    if len(asked.args) != 1 or len(found) != 1 or asked.kwargs:
        return None
    if kind_of(found[0].value) not in {Kind.SERIES, Kind.ARRAY}:
        return None
    return _answered(Asked(asked.desk, found[0], asked.name), None)


def _answered(asked: Asked, axis: Any) -> Outcome | None:
    held = asked.held
    remark = _REMARK.format(minimum=held.lineage.source.policy.minimum)
    if not is_table(held.value):
        answer, reason = _truth(held.value, held.lineage, asked.name)
        return _single(asked, answer, reason, remark) if axis in {0, "index", None} else None
    if axis not in {0, "index", None} or (kind_of(held.value) is not Kind.FRAME and axis is not None):
        return None
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    found = _of_columns(held, asked.name)
    reasons = np.array([reason for _, reason in found], dtype=np.uint8)
    answers = np.array([answer for answer, _ in found], dtype=np.bool_)
    if axis is None:
        over_all = getattr(answers, asked.name)()
        return _single(asked, over_all, Reason(int(reasons.max(initial=0))), remark)
    table = getattr(held.value.iloc[:0], asked.name)().astype(bool)
    table[:] = answers
    return Released(with_missing(table, reasons > 0), reasons[:, None], remark)


def _of_columns(held: Held, name: str) -> list[tuple[bool, Reason]]:
    names = held.value.columns if kind_of(held.value) is Kind.FRAME else range(held.value.shape[1])
    columns = zip(names, columns_in(held.value), strict=True)
    return [_truth(column, column_lineage(held, label), name) for label, column in columns]


def _truth(column: Any, lineage: Lineage, name: str) -> tuple[bool, Reason]:
    """Return whether enough people fulfil (or do not fulfil) a column, and why that may not be said."""
    numbers = numbers_of(column)
    reason = Reason.NO_RULE if numbers is None else judge_count(lineage, len(column))
    if numbers is None or reason is not Reason.SHOWN:
        return False, reason
    minimum = lineage.source.policy.minimum
    n_true = int(np.count_nonzero(numbers[~np.isnan(numbers)]))
    n_false = int(np.count_nonzero(numbers == 0))
    return (n_true >= minimum if name == "any" else n_false < minimum), Reason.SHOWN


def _single(asked: Asked, answer: object, reason: Reason, remark: str) -> Outcome:
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, reason, asked.name)
    return Released(np.bool_(bool(answer)), remark=remark)


_NAMES = frozenset({"any", "all"})

TRUTH = Rule(
    "any_all",
    _decide,
    methods=dict.fromkeys((Kind.SERIES, Kind.FRAME, Kind.ARRAY), _NAMES),
    functions=_NAMES,
)
"""A statement about at least k people, whichever way it comes out."""
