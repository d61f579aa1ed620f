"""Medians and quantiles: values that many share, or means of k neighbours (`core.order_statistics`).

An exact quantile is somebody's value.  What is released is made of values that at least k people have (k is
the fewest people behind any number), so a median school grade is 12 and not 11.97, and of means of k
people next to each other.  The outermost k on either side tell nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.order_statistics import order_statistic, smooth_quantile
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.frames.amounts import amounts_of, in_units_of
from jupyter_privacy.frames.pandas_tables import frame_of, numbered, series_like
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import (
    LABELS_PRIVATE,
    column_lineage,
    columns_of,
    complete,
    is_table,
    options_of,
)
from jupyter_privacy.guard.seal.callables import root_module
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["QUANTILE", "judge_quantile"]

_BETWEEN = frozenset({"linear", "lower", "higher", "midpoint", "nearest"})
_ENDS = {"exclusive": 1, "inclusive": -1}
"""How many more steps than n lie between the ends of n values, by the method of `statistics.quantiles`."""


def judge_quantile(lineage: Lineage, numbers: FloatArray | None) -> Reason:
    """Return why no quantile of a column may be released, `SHOWN` if one may."""
    if numbers is None:
        return Reason.NO_RULE
    return judge_one(lineage, len(numbers), Statistic.POSITION, numbers)


def _decide(asked: Asked) -> Outcome | None:
    given = options_of(asked, "q", "interpolation", "numeric_only", "axis", "skipna")
    if given is None or given.get("skipna", True) is not True:
        return None
    shares = 0.5 if asked.name == "median" else given.get("q", 0.5)
    how = given.get("interpolation", "linear")
    if not _are_shares(shares) or how not in _BETWEEN:
        return None
    if kind_of(asked.held.value) is Kind.FRAME:
        return _of_frame(asked, shares, how) if given.get("axis", 0) in {0, "index", "rows"} else None
    return _released(asked, _quantiles(asked.held.lineage, asked.held.value, shares, how), shares)


def _released(asked: Asked, found: tuple[Any, list[Reason]], shares: Any) -> Outcome:
    values, reasons = found
    if np.ndim(shares):
        table = series_like(asked.held.value, values, list(shares))
        return Released(table, np.array(reasons, dtype=np.uint8)[:, None])
    if reasons[0] is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, reasons[0], asked.name)
    return Released(values[0])


def _quantiles(lineage: Lineage, column: Any, shares: Any, how: str) -> tuple[Any, list[Reason]]:
    """Return quantiles of a column, in its own unit, and why some are missing."""
    minimum = lineage.source.policy.minimum
    numbers = amounts_of(complete(column, lineage))
    judged = judge_quantile(lineage, numbers)
    wanted: Sequence[float] = np.atleast_1d(shares).tolist()
    if judged is not Reason.SHOWN or numbers is None:
        return in_units_of(column, np.full(len(wanted), np.nan)), [judged] * len(wanted)
    found = np.array([smooth_quantile(numbers, share, minimum, how) for share in wanted])
    reasons = [Reason.EXTREME if missing else Reason.SHOWN for missing in np.isnan(found)]
    return in_units_of(column, found), reasons


def _are_shares(shares: Any) -> bool:
    try:
        numbers = np.asarray(shares, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    return numbers.ndim <= 1 and bool(((numbers >= 0) & (numbers <= 1)).all())


def _of_frame(asked: Asked, shares: Any, how: str) -> Outcome | None:
    held = asked.held
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = columns_of(asked)
    found = [_quantiles(column_lineage(held, name), frame[name], shares, how) for name in frame.columns]
    reasons = np.array([why for _, why in found], dtype=np.uint8)
    if np.ndim(shares):
        columns = {
            name: series_like(None, values, list(shares))
            for name, (values, _) in zip(frame.columns, found, strict=True)
        }
        return Released(frame_of(columns), reasons.T)
    table = series_like(None, np.array([values[0] for values, _ in found]), list(frame.columns))
    return Released(table.rename(None if asked.name == "median" else shares), reasons)


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `np.median(x)`, `np.quantile(x, q)`, `np.percentile(x, 100 q)` and `statistics.median(x)`."""
    found = asked.desk.lower(asked.args[:1], {}).held
    if len(found) != 1 or kind_of(found[0].value) not in _COLUMNS or len(asked.args) > 2:  # noqa: PLR2004 (x and q)
        return None
    if is_table(found[0].value):
        return None
    column = Held(numbered(found[0].value), found[0].lineage)
    if asked.name == "quantiles":
        return _cut_points(asked, column)
    q = 0.5 if "median" in asked.name else asked.argument(1, "q")
    if set(asked.kwargs) - {"q", "method"} or q is None or not isinstance(q, _SHARES):
        return None
    shares = np.asarray(q, dtype=np.float64) / (100 if "percentile" in asked.name else 1)
    options = {"q": float(shares) if shares.ndim == 0 else shares.tolist()}
    if asked.kwargs.get("method") is not None:
        options["interpolation"] = asked.kwargs["method"]
    outcome = _decide(Asked(asked.desk, column, "quantile", (), options))
    if isinstance(outcome, Released) and root_module(asked.function) == "statistics":
        return Released(_as_python(outcome.value, column.value))
    if isinstance(outcome, Released) and shares.ndim:
        return Released(np.asarray(outcome.value), outcome.reasons, outcome.remark)
    return outcome


_COLUMNS = {Kind.SERIES, Kind.ARRAY}
_SHARES = (int, float, list, tuple, np.ndarray, np.number)


def _as_python(median: Any, column: Any) -> Any:
    """Return a median as the standard library gives it: a whole number if it is a middle one of such."""
    is_whole = column.dtype.kind in "iub" and len(column) % 2 and median == int(median)
    return int(median) if is_whole else float(median)


def _cut_points(asked: Asked, held: Held) -> Outcome | None:
    """Answer `statistics.quantiles(x, n=4)`: a list of numbers."""
    n, method = asked.argument(1, "n", 4), asked.kwargs.get("method", "exclusive")
    if set(asked.kwargs) - {"n", "method"} or type(n) is not int or method not in _ENDS or n < 1:
        return None
    minimum = held.lineage.source.policy.minimum
    numbers = amounts_of(complete(held.value, held.lineage))
    reason = judge_quantile(held.lineage, numbers)
    if reason is not Reason.SHOWN or numbers is None or np.isnan(numbers).any():
        return asked.desk.withhold(held.lineage, reason or Reason.NO_RULE, asked.name)
    positions = (i / n * (len(numbers) + _ENDS[method]) - (method == "exclusive") for i in range(1, n))
    found = [order_statistic(numbers, max(position, 0.0), minimum) for position in positions]
    reasons = np.where(np.isnan(found), np.uint8(Reason.EXTREME), np.uint8(0))
    return Released(found, reasons[:, None])


def _decide_either(asked: Asked) -> Outcome | None:
    return _decide(asked) if asked.function is None else _decide_function(asked)


_NAMES = frozenset({"median", "quantile"})
_FUNCTIONS = frozenset("median nanmedian quantile nanquantile percentile nanpercentile quantiles".split())

QUANTILE = Rule(
    "quantile", _decide_either, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES}, functions=_FUNCTIONS
)
"""Quantiles are values that many share, or smoothed over k; both stay k values away from either end."""
