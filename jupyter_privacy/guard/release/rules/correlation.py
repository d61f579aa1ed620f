"""Correlation and covariance of number columns.

Both are made of the products (x - mean x)(y - mean y) over the people who have both values.  They
are released if either column alone could show its spread among those people, and no single product
makes up most of the sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.frames.pandas_tables import numbers_of, with_missing
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage, columns_of
from jupyter_privacy.guard.seal.desk import shared_rows
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["CORRELATION"]

_MOST = 0.5
"""The share of the sum of products that one person may not reach, as for variances."""


def _judge_pair(lineage: Lineage, one: FloatArray, other: FloatArray) -> Reason:
    """Return why a correlation of two columns may not be released, `SHOWN` if it may."""
    both = ~(np.isnan(one) | np.isnan(other))
    x, y = (np.where(both, values, np.nan) for values in (one, other))
    for values in (x, y):
        reason = judge_one(lineage, len(values), Statistic.SPREAD, values)
        if reason is not Reason.SHOWN:
            return reason
    products = np.abs((x - np.nanmean(x)) * (y - np.nanmean(y)))
    largest, total = float(np.nanmax(products)), float(np.nansum(products))
    return Reason.DOMINANCE if largest > _MOST * total else Reason.SHOWN


def _decide(asked: Asked) -> Outcome | None:
    if set(asked.kwargs) - {"numeric_only"}:
        return None
    return _of_frame(asked) if kind_of(asked.held.value) is Kind.FRAME else _of_columns(asked)


def _of_columns(asked: Asked) -> Outcome | None:
    if len(asked.args) != 1 or type(asked.args[0]) is not Sealed:
        return None
    held, other = asked.held, asked.desk.open_proxy(asked.args[0])
    one, two = (
        numbers_of(held.value),
        numbers_of(other.value) if kind_of(other.value) is Kind.SERIES else None,
    )
    reason = shared_rows(held.lineage, [other])
    if reason is Reason.SHOWN:
        reason = Reason.NO_RULE if one is None or two is None else _judge_pair(held.lineage, one, two)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, reason, asked.name)
    value: Any = held.value.set_axis(range(len(held.value)))
    return Released(getattr(value, asked.name)(other.value.set_axis(range(len(value)))))


def _of_frame(asked: Asked) -> Outcome | None:
    held = asked.held
    if asked.args:
        return None
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = columns_of(asked)
    numbers = [numbers_of(frame.iloc[:, j]) for j in range(frame.shape[1])]
    lineages = [column_lineage(held, name) for name in frame.columns]
    reasons = np.zeros((len(numbers), len(numbers)), dtype=np.uint8)
    for i, one in enumerate(numbers):
        for j, other in enumerate(numbers[: i + 1]):
            lineage = lineages[i].tainted(lineages[j].taint)
            why = Reason.NO_RULE if one is None or other is None else _judge_pair(lineage, one, other)
            reasons[i, j] = reasons[j, i] = why
    return Released(with_missing(getattr(frame, asked.name)(), reasons > 0), reasons)


_NAMES = frozenset({"corr", "cov"})

CORRELATION = Rule("correlation", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES})
"""As much support as a variance, and no product that dominates."""
