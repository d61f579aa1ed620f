"""Medians and quantiles: the mean of the values around, never one person's value.

An exact quantile is somebody's value.  Released is the mean of the k order statistics around the
asked one (k is the fewest people behind any number), and only if at least k further values lie on
either side of them, so that no extreme value touches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.frames.pandas_tables import numbers_of, series_like
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import (
    LABELS_PRIVATE,
    column_lineage,
    columns_of,
    of_whole_columns,
)
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["QUANTILE", "judge_quantile", "smooth_quantile"]


def smooth_quantile(values: FloatArray, share: float, width: int) -> float:
    """Return the mean of the `width` sorted values around a quantile; NaN where too few lie beyond.

    `values` may hold NaN, which is ignored; `share` lies in [0, 1].  Cost: one partition.
    """
    present = np.sort(values[~np.isnan(values)])
    middle = share * (len(present) - 1)
    first = round(middle - (width - 1) / 2)
    if first < width or first + 2 * width > len(present):
        return float("nan")
    return float(present[first : first + width].mean())


def judge_quantile(lineage: Lineage, numbers: FloatArray | None) -> Reason:
    """Return why no quantile of a column may be released, `SHOWN` if one may."""
    if numbers is None:
        return Reason.NO_RULE
    return judge_one(lineage, len(numbers), Statistic.POSITION, numbers)


def _shares(asked: Asked) -> Any:
    return 0.5 if asked.name == "median" else asked.argument(0, "q", 0.5)


def _decide(asked: Asked) -> Outcome | None:
    shares = _shares(asked)
    if set(asked.kwargs) - {"q", "interpolation", "numeric_only", "axis"} or not _are_shares(shares):
        return None
    if kind_of(asked.held.value) is Kind.FRAME:
        return _of_frame(asked, shares)
    lineage, numbers = asked.held.lineage, numbers_of(asked.held.value)
    reason = judge_quantile(lineage, numbers)
    if reason is not Reason.SHOWN or numbers is None:
        return asked.desk.withhold(lineage, reason, asked.name)
    found = np.array(
        [smooth_quantile(numbers, share, lineage.source.policy.minimum) for share in np.atleast_1d(shares)]
    )
    reasons = np.where(np.isnan(found), np.uint8(Reason.EXTREME), np.uint8(0))
    if np.ndim(shares):
        return Released(series_like(asked.held.value, found, list(shares)), reasons[:, None])
    return (
        asked.desk.withhold(lineage, Reason.EXTREME, asked.name)
        if reasons.any()
        else Released(float(found[0]))
    )


def _are_shares(shares: Any) -> bool:
    try:
        numbers = np.asarray(shares, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    return numbers.ndim <= 1 and bool(((numbers >= 0) & (numbers <= 1)).all())


def _of_frame(asked: Asked, share: Any) -> Outcome | None:
    held = asked.held
    if not of_whole_columns(asked) or np.ndim(share):
        return None
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = columns_of(asked)
    found, reasons = [], []
    for name in frame.columns:
        numbers = numbers_of(frame[name])
        reason = judge_quantile(column_lineage(held, name), numbers)
        value = (
            float("nan")
            if numbers is None
            else smooth_quantile(numbers, share, held.lineage.source.policy.minimum)
        )
        found.append(value if reason is Reason.SHOWN else float("nan"))
        reasons.append(reason or (Reason.EXTREME if np.isnan(value) else Reason.SHOWN))
    return Released(
        series_like(None, np.array(found), list(frame.columns)), np.array(reasons, dtype=np.uint8)[:, None]
    )


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `np.median(x)`, `np.quantile(x, q)`, `np.percentile(x, 100 q)` and `statistics.median(x)`."""
    found = asked.desk.lower(asked.args[:1], {}).held
    if len(found) != 1 or kind_of(found[0].value) not in {Kind.SERIES, Kind.ARRAY} or len(asked.args) > 2:  # noqa: PLR2004 (x and q)
        return None
    q = 0.5 if "median" in asked.name else asked.argument(1, "q")
    if set(asked.kwargs) - {"q"} or q is None or not isinstance(q, (int, float, list, tuple, np.ndarray)):
        return None
    shares = np.asarray(q, dtype=np.float64) / (100 if "percentile" in asked.name else 1)
    given = float(shares) if shares.ndim == 0 else shares.tolist()
    outcome = _decide(Asked(asked.desk, found[0], "quantile", (given,)))
    if isinstance(outcome, Released) and shares.ndim:
        return Released(np.asarray(outcome.value), outcome.reasons, outcome.remark)
    return outcome


def _decide_either(asked: Asked) -> Outcome | None:
    return _decide(asked) if asked.function is None else _decide_function(asked)


_NAMES = frozenset({"median", "quantile"})
_NUMPY = frozenset("median nanmedian quantile nanquantile percentile nanpercentile".split())

QUANTILE = Rule(
    "quantile", _decide_either, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES}, functions=_NUMPY
)
"""Quantiles are smoothed over k values and stay k values away from either end."""
