"""Correlation and covariance of number columns.

Both are made of the products (x - mean x)(y - mean y) over the people who have both values; Spearman's
and Kendall's of their ranks.  They are released if either column alone could show its spread among
those people, and no single product makes up most of the sum.

A correlation with the row before (`autocorr`) stays withheld: who stands next to whom is the file's order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.frames.pandas_tables import numbered, numbers_of, ranks_of, with_missing
from jupyter_privacy.guard.release.exactness import about_one, told_numbers
from jupyter_privacy.guard.release.judge import judge_one, one_dominates
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import (
    LABELS_PRIVATE,
    column_lineage,
    columns_of,
    complete,
    options_of,
)
from jupyter_privacy.guard.seal.callables import is_plain, root_module
from jupyter_privacy.guard.seal.desk import shared_rows
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["CORRELATION", "judge_pair"]

_METHODS = frozenset({"pearson", "spearman", "kendall"})
_PYTHON = {"linear": "pearson", "ranked": "spearman"}
_COLUMNS = {Kind.SERIES, Kind.ARRAY}


def judge_pair(lineage: Lineage, one: Any, other: Any, method: str) -> Reason:
    """Return why a correlation of two columns may not be released, `SHOWN` if it may."""
    first, second = numbers_of(one), numbers_of(other)
    if first is None or second is None:
        return Reason.NO_RULE
    both = ~(np.isnan(first) | np.isnan(second))
    x, y = (_amounts(np.where(both, values, np.nan), method) for values in (first, second))
    for values in (x, y):
        reason = judge_one(lineage, len(values), Statistic.SPREAD, values)
        if reason is not Reason.SHOWN:
            return reason
    with np.errstate(all="ignore"):
        products = np.abs((x - np.nanmean(x)) * (y - np.nanmean(y)))
    return Reason.DOMINANCE if one_dominates(products) else Reason.SHOWN


def _amounts(values: FloatArray, method: str) -> FloatArray:
    return values if method == "pearson" else ranks_of(values)


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is not None:
        return _decide_function(asked)
    if asked.name == "corrwith":
        return _of_each(asked)
    if kind_of(asked.held.value) is Kind.FRAME:
        return _of_frame(asked)
    if len(asked.args) == 0 or type(asked.args[0]) is not Sealed:
        return None
    given = options_of(
        Asked(asked.desk, asked.held, asked.name, (0, *asked.args[1:]), asked.kwargs),
        *("other", "method", "min_periods", "ddof"),
    )
    if given is None:
        return None
    del given["other"]
    other, method = asked.desk.open_proxy(asked.args[0]), given.get("method", "pearson")
    if method not in _METHODS or kind_of(other.value) is not Kind.SERIES:
        return None
    return _of_pair(asked, other, method, lambda one, two: getattr(one, asked.name)(two, **given))


def _of_frame(asked: Asked) -> Outcome | None:
    given = options_of(asked, "method", "min_periods", "numeric_only", "ddof")
    if given is None or given.get("method", "pearson") not in _METHODS:
        return None
    given.pop("numeric_only", None)
    method = given.get("method", "pearson")
    return _matrix(asked, method, lambda frame: getattr(frame, asked.name)(**given))


def _matrix(asked: Asked, method: str, compute: Callable[[Any], Any]) -> Outcome:
    """Return what `compute` makes of each pair of the columns of a frame, where it may be shown."""
    held = asked.held
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    frame = complete(columns_of(asked), held.lineage)
    lineages = [column_lineage(held, name) for name in frame.columns]
    reasons = np.zeros((len(lineages), len(lineages)), dtype=np.uint8)
    for i, first in enumerate(lineages):
        for j, second in enumerate(lineages[: i + 1]):
            own = _own(held, frame.columns[i], held, frame.columns[j])
            lineage, pair = first.tainted(second.taint).tainted(own), (frame.iloc[:, i], frame.iloc[:, j])
            reasons[i, j] = reasons[j, i] = judge_pair(lineage, *pair, method)
    found = _as_exact(asked, compute(frame), len(frame))
    return Released(with_missing(found, reasons > 0), reasons)


def _own(held: Held, name: object, other: Held, column: object) -> Reason:
    """Return `OWN_NUMBERS` if a product of two columns would be data weighted by the analyst."""
    mixes = held.lineage.mixes_own(name, other.lineage, column)
    return Reason.OWN_NUMBERS if mixes else Reason.SHOWN


def _of_each(asked: Asked) -> Outcome | None:
    """Answer `frame.corrwith(column)`: the correlation of each column with one."""
    held, other = asked.held, asked.argument(0, "other")
    options = {name: option for name, option in asked.kwargs.items() if name != "other"}
    if len(asked.args) > 1 or set(options) - {"method", "numeric_only"} or type(other) is not Sealed:
        return None
    opened, method = asked.desk.open_proxy(other), options.get("method", "pearson")
    if kind_of(opened.value) is not Kind.SERIES or method not in _METHODS:
        return None
    obstacle = shared_rows(held.lineage, [opened])
    if obstacle is not Reason.SHOWN or not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, obstacle or LABELS_PRIVATE, asked.name)
    frame, column = complete(columns_of(asked), held.lineage), complete(opened.value, opened.lineage)
    reasons = np.array(
        [
            judge_pair(
                column_lineage(held, name).tainted(_own(held, name, opened, None)),
                frame.iloc[:, j],
                column,
                method,
            )
            for j, name in enumerate(frame.columns)
        ],
        dtype=np.uint8,
    )
    found = _as_exact(asked, frame.corrwith(column, method=method), len(frame))
    return Released(with_missing(found, reasons > 0), reasons[:, None])


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `np.corrcoef(x, y)`, `np.cov(x, y)` and `statistics.correlation(x, y)`."""
    if len(asked.args) == 1 and asked.kwargs.get("rowvar") is False:
        return _of_numpy_columns(asked)
    if len(asked.args) != 2 or any(type(part) is not Sealed for part in asked.args):  # noqa: PLR2004 (x and y)
        return None
    one, other = map(asked.desk.open_proxy, asked.args)
    if (
        not {kind_of(one.value), kind_of(other.value)} <= _COLUMNS
        or max(one.value.ndim, other.value.ndim) > 1
    ):
        return None
    column = Asked(asked.desk, one, asked.name, (), asked.kwargs, asked.function)
    return (_of_numpy if root_module(asked.function) == "numpy" else _of_python)(column, other)


def _of_numpy(asked: Asked, other: Held) -> Outcome | None:
    """Return the matrix that NumPy gives, which is missing where a value is."""
    if set(asked.kwargs) - ({"ddof"} if asked.name == "cov" else set()) or not is_plain(dict(asked.kwargs)):
        return None
    function: Any = asked.function
    return _of_pair(asked, other, "pearson", lambda one, two: function(one, two, **asked.kwargs))


def _of_numpy_columns(asked: Asked) -> Outcome | None:
    """Answer `np.corrcoef(frame, rowvar=False)`."""
    given, frame = dict(asked.kwargs), asked.args[0]
    held = asked.desk.open_proxy(frame) if type(frame) is Sealed else None
    is_plain_call = set(given) <= {"rowvar", "ddof"} and is_plain(given)
    if held is None or kind_of(held.value) is not Kind.FRAME or not is_plain_call:
        return None
    function: Any = asked.function
    columns = Asked(asked.desk, held, asked.name, (), {}, function)
    return _matrix(columns, "pearson", lambda numbers: function(numbers.to_numpy(dtype=float), **given))


def _of_python(asked: Asked, other: Held) -> Outcome | None:
    """Return the number that the standard library gives: `correlation` or `covariance`."""
    method = _PYTHON.get(asked.kwargs.get("method", "linear"))
    if asked.name not in {"correlation", "covariance"} or set(asked.kwargs) - {"method"} or method is None:
        return None
    if asked.name == "covariance":
        return None if asked.kwargs else _of_pair(asked, other, method, lambda one, two: float(one.cov(two)))
    return _of_pair(asked, other, method, lambda one, two: float(one.corr(two, method=method)))


def _of_pair(asked: Asked, other: Held, method: str, compute: Callable[[Any, Any], Any]) -> Outcome:
    """Return what `compute` makes of two columns of the same rows, which are paired by position."""
    lineage = asked.held.lineage
    reason = shared_rows(lineage, [other]) or _own(asked.held, None, other, None)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(lineage, reason, asked.name)
    one, two = (numbered(complete(held.value, held.lineage)) for held in (asked.held, other))
    reason = judge_pair(lineage, one, two, method)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(lineage, reason, asked.name)
    return Released(_as_exact(asked, compute(one, two), len(one)))


def _as_exact(asked: Asked, found: Any, n_rows: int) -> Any:
    """Return correlations and covariances as exactly as counts are told."""
    policy = asked.held.lineage.source.policy
    if asked.name in {"cov", "covariance"}:
        return told_numbers(found, policy)
    return about_one(found, n_rows, policy)


_NAMES = frozenset({"corr", "cov"})

CORRELATION = Rule(
    "correlation",
    _decide,
    methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES | {"corrwith"}},
    functions=frozenset({"corrcoef", "cov", "correlation", "covariance"}),
)
"""As much support as a variance, and no product that dominates."""
