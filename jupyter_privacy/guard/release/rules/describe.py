"""`describe`: count, mean, spread and smoothed quartiles; extremes stay hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.frames.pandas_tables import frame_of, numbers_of, series_like
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage
from jupyter_privacy.guard.release.rules.count import judge_count, safe_count
from jupyter_privacy.guard.release.rules.nunique import n_supported
from jupyter_privacy.guard.release.rules.quantile import judge_quantile, smooth_quantile
from jupyter_privacy.guard.release.rules.statistic import judge_column
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["DESCRIBE"]

_QUARTILES = {"25%": 0.25, "50%": 0.5, "75%": 0.75}
_NUMBERS = ("count", "mean", "std", "min", *_QUARTILES, "max")
_Described = tuple[list[Any], list[Reason]]


def _decide(asked: Asked) -> Outcome | None:
    held: Any = asked.held
    if asked.args or asked.kwargs:
        return None
    obstacle = judge_count(held.lineage, len(held.value))
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, obstacle, "describe")
    if kind_of(held.value) is Kind.SERIES:
        numbers = numbers_of(held.value) if held.value.dtype != np.bool_ else None
        values, reasons = (
            _numbers(held.value, held.lineage, numbers)
            if numbers is not None
            else _labels(held.value, held.lineage)
        )
        labels = _NUMBERS if numbers is not None else ("count", "unique", "top", "freq")
        return Released(
            series_like(held.value, values, list(labels)), np.array(reasons, dtype=np.uint8)[:, None]
        )
    return _of_frame(asked)


def _numbers(column: Any, lineage: Lineage, numbers: FloatArray) -> _Described:
    """Return the entries of a number column, NaN for missing, and why each is missing."""
    minimum = lineage.source.policy.minimum
    total, spread = judge_column(lineage, column, "mean"), judge_column(lineage, column, "std")
    found: dict[str, tuple[float | None, Reason]] = {
        "count": (safe_count(lineage, int((~np.isnan(numbers)).sum()), len(numbers)), Reason.THRESHOLD),
        "mean": (float(column.mean()) if total is Reason.SHOWN else None, total),
        "std": (float(column.std()) if spread is Reason.SHOWN else None, spread),
        "min": (None, Reason.EXTREME),
        "max": (None, Reason.EXTREME),
    }
    judged = judge_quantile(lineage, numbers)
    for label, share in _QUARTILES.items():
        value = smooth_quantile(numbers, share, minimum) if judged is Reason.SHOWN else float("nan")
        found[label] = (None if np.isnan(value) else value, judged or Reason.EXTREME)
    return _split([found[label] for label in _NUMBERS], np.nan)


def _labels(column: Any, lineage: Lineage) -> _Described:
    """Return count, number of shared values, the most common value and how many have it."""
    policy = lineage.source.policy
    counted = safe_count(lineage, int(column.notna().sum()), len(column))
    common = column.value_counts()
    has_top = len(common) > 0 and int(common.iloc[0]) >= policy.minimum and policy.rounding == "none"
    return _split(
        [
            (counted, Reason.THRESHOLD),
            (n_supported(column, lineage), Reason.THRESHOLD),
            (common.index[0] if has_top else None, Reason.LABEL),
            (int(common.iloc[0]) if has_top else None, Reason.LABEL),
        ],
        None,
    )


def _split(found: list[tuple[Any, Reason]], missing: Any) -> _Described:
    values = [missing if value is None else value for value, _ in found]
    return values, [Reason.SHOWN if value is not None else reason for value, reason in found]


def _of_frame(asked: Asked) -> Outcome:
    held, frame = asked.held, asked.held.value
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, "describe")
    columns, reasons = {}, []
    for name in frame.columns:
        column: Any = frame[name]
        numbers = numbers_of(column)
        if numbers is None or column.dtype == np.bool_:
            continue
        lineage = column_lineage(held, name)
        if lineage.obstacle is not Reason.SHOWN:
            continue
        values, why = _numbers(column, lineage, numbers)
        columns[name] = series_like(column, values, list(_NUMBERS))
        reasons.append(why)
    if not columns:
        return asked.desk.withhold(held.lineage, Reason.NO_RULE, "describe")
    return Released(frame_of(columns), np.array(reasons, dtype=np.uint8).T)


_NAMES = frozenset({"describe"})

DESCRIBE = Rule("describe", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES})
"""Each entry by the rule of its own statistic; minimum and maximum are two people's values."""
