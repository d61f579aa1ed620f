"""Mean, sum, standard deviation, variance and standard error of columns.

Also as NumPy functions and as the builtin `sum`.  The value is the library's own; the rule
decides whether it may be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import numbers_of, with_missing
from jupyter_privacy.guard.release.finish import rounded
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import (
    LABELS_PRIVATE,
    column_lineage,
    columns_of,
    of_whole_columns,
)
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["STATISTIC", "STATISTICS", "judge_column"]

STATISTICS = {
    "mean": Statistic.TOTAL,
    "sum": Statistic.TOTAL,
    "std": Statistic.SPREAD,
    "var": Statistic.SPREAD,
    "sem": Statistic.SPREAD,
}
_FUNCTIONS = {
    "nanmean": "mean",
    "nansum": "sum",
    "nanstd": "std",
    "nanvar": "var",
    "fmean": "mean",
    "stdev": "std",
    "pstdev": "std",
    "variance": "var",
    "pvariance": "var",
}
_OF_SAMPLE = frozenset({"stdev", "variance"})
_OPTIONS = frozenset({"axis", "numeric_only", "ddof"})


def judge_column(lineage: Lineage, column: Any, name: str) -> Reason:
    """Return why a statistic of a column may not be released, `SHOWN` if it may."""
    numbers = numbers_of(column)
    if numbers is None:
        return Reason.NO_RULE
    return judge_one(lineage, len(numbers), STATISTICS[name], numbers)


def _decide(asked: Asked) -> Outcome | None:
    if not set(asked.kwargs) <= _OPTIONS or len(asked.args) > 1:
        return None
    if kind_of(asked.held.value) is Kind.FRAME:
        return _of_frame(asked) if of_whole_columns(asked) else None
    reason = judge_column(asked.held.lineage, asked.held.value, asked.name)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, reason, asked.name)
    value = getattr(asked.held.value, asked.name)(*asked.args, **asked.kwargs)
    return Released(_count_rounded(value, asked.held))


def _count_rounded(value: Any, held: Held) -> Any:
    """Round the sum of a yes/no column: it is a count of people."""
    is_count = getattr(held.value, "dtype", None) == np.bool_ and not isinstance(value, float)
    return rounded(np.array([value]), held.lineage.source.policy)[0] if is_count else value


def _of_frame(asked: Asked) -> Outcome:
    held = asked.held
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = columns_of(asked)
    reasons = np.array(
        [judge_column(column_lineage(held, name), frame[name], asked.name) for name in frame.columns],
        dtype=np.uint8,
    )
    table = getattr(frame, asked.name)(
        **{name: option for name, option in asked.kwargs.items() if name != "axis"}
    )
    if all(dtype == np.bool_ for dtype in frame.dtypes):
        table = rounded(table, held.lineage.source.policy) if asked.name == "sum" else table
    return Released(with_missing(table, reasons > 0), reasons[:, None])


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `np.mean(x)`, `statistics.stdev(x)` and their like; NumPy's spread divides by n."""
    name = _FUNCTIONS.get(asked.name, asked.name)
    values = asked.desk.lower(asked.args[:1], {})
    if len(asked.args) != 1 or len(values.held) != 1 or isinstance(values.held[0].value, Withheld):
        return None
    if name not in STATISTICS or set(asked.kwargs) - {"ddof"}:
        return None
    kwargs = dict(asked.kwargs)
    if STATISTICS[name] is Statistic.SPREAD:
        kwargs.setdefault("ddof", int(asked.name in _OF_SAMPLE))
    if kind_of(values.held[0].value) not in {Kind.SERIES, Kind.FRAME, Kind.ARRAY}:
        return None
    return _decide(Asked(asked.desk, values.held[0], name, (), kwargs))


def _decide_either(asked: Asked) -> Outcome | None:
    return _decide(asked) if asked.function is None else _decide_function(asked)


_NAMES = frozenset(STATISTICS)

STATISTIC = Rule(
    "statistic",
    _decide_either,
    methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES, Kind.ARRAY: _NAMES},
    functions=_NAMES - {"sem"} | frozenset(_FUNCTIONS),
)
"""Totals need support and no dominance, spreads degrees of freedom as well."""
