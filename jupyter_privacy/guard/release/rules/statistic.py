"""Mean, sum, standard deviation, variance and standard error of columns.

Also as NumPy functions, those of `statistics`, and as the builtin `sum`.  The value is the library's own,
of data in which nobody can tell that a few values are missing (`frames.completing`); the rule decides
whether it may be seen.
"""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.amounts import amounts_of, contributions_of
from jupyter_privacy.frames.pandas_tables import series_like
from jupyter_privacy.guard.release.exactness import told_statistic
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.operations import STATISTICS
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import columns_in, is_table, options_of, reduced
from jupyter_privacy.guard.seal.callables import root_module
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["STATISTIC", "judge_column"]

_NUMPY = {
    **{name: name for name in STATISTICS if name != "sem"},
    "nanmean": "mean",
    "nansum": "sum",
    "nanstd": "std",
    "nanvar": "var",
    "average": "mean",
}
_PYTHON: dict[str, tuple[str, dict[str, int]]] = {
    "sum": ("sum", {}),
    "fsum": ("sum", {}),
    "mean": ("mean", {}),
    "fmean": ("mean", {}),
    "stdev": ("std", {"ddof": 1}),
    "pstdev": ("std", {"ddof": 0}),
    "variance": ("var", {"ddof": 1}),
    "pvariance": ("var", {"ddof": 0}),
}
"""Functions of the standard library: the method of a column that they are, and its options."""

_OPTIONS = ("axis", "numeric_only", "ddof", "skipna", "min_count")
_STANDARD_LIBRARY = frozenset({"builtins", "math", "statistics"})
_KINDS = {Kind.SERIES, Kind.FRAME, Kind.ARRAY}


def judge_column(lineage: Lineage, column: Any, name: str) -> Reason:
    """Return why a statistic of a column may not be released, `SHOWN` if it may."""
    contributions = contributions_of(column)
    if contributions is None:
        return Reason.NO_RULE
    return judge_one(lineage, len(contributions), STATISTICS[name], contributions)


def _decide(asked: Asked) -> Outcome | None:
    given = options_of(asked, *_OPTIONS)
    if given is None:
        return None
    given.pop("numeric_only", None)
    table = is_table(asked.held.value)
    axis = given.get("axis", 0 if kind_of(asked.held.value) is Kind.FRAME else None)
    if not table:
        given.pop("axis", None)
    return _reduced(asked, asked.name, lambda value: getattr(value, asked.name)(**given), axis)


def _reduced(asked: Asked, name: str, compute: Any, axis: Any) -> Outcome | None:
    return reduced(
        asked,
        lambda value: _as_exact(asked.held.lineage, compute(value), value, name),
        lambda lineage, column: judge_column(lineage, column, name),
        axis,
    )


def _as_exact(lineage: Lineage, found: Any, value: Any, name: str) -> Any:
    """Return a statistic of a column, or of each of a table, as exactly as counts are told.

    Errors: `ValueError` for one number of a whole table, which is no count's.
    """
    if lineage.source.policy.rounding == "none":
        return found
    if not is_table(value):
        return told_statistic(lineage, value, name, found)
    if np.ndim(found) == 0:
        raise ValueError
    told = [
        told_statistic(lineage, column, name, one)
        for column, one in zip(columns_in(value), found, strict=True)
    ]
    return np.array(told) if kind_of(found) is Kind.ARRAY else series_like(found, told, found.index)


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `np.mean(x)`, `statistics.stdev(x)`, `sum(x)` and their like."""
    found = asked.desk.lower(asked.args[:1], {}).held
    if len(asked.args) != 1 or len(found) != 1 or kind_of(found[0].value) not in _KINDS:
        return None
    column = Asked(asked.desk, found[0], asked.name, (), asked.kwargs, asked.function)
    library = root_module(asked.function)
    if library == "numpy" and asked.name in _NUMPY:
        return _of_numpy(column)
    if library in _STANDARD_LIBRARY and asked.name in _PYTHON and not asked.kwargs:
        return None if is_table(found[0].value) else _of_python(column)
    return None


def _of_numpy(asked: Asked) -> Outcome | None:
    given = dict(asked.kwargs)
    if set(given) - {"axis", "ddof"} or not all(type(option) in {int, NoneType} for option in given.values()):
        return None
    if given.get("axis") == 1 and kind_of(asked.held.value) is Kind.FRAME:
        return _across(asked, given)
    function: Any = asked.function
    return _reduced(asked, _NUMPY[asked.name], lambda value: function(value, **given), given.get("axis"))


def _across(asked: Asked, given: dict[str, Any]) -> Outcome:
    """Answer a function across the columns of a frame as its method, which is row by row."""
    name, frame = _NUMPY[asked.name], asked.desk.keep(asked.held)
    is_spread = STATISTICS[name] is Statistic.SPREAD
    found = getattr(frame, name)(**({"ddof": 0} | given if is_spread else given))
    return asked.desk.open_proxy(found)


def _of_python(asked: Asked) -> Outcome | None:
    """Answer a function of the standard library, which gives plain numbers and knows no missing values."""
    name, options = _PYTHON[asked.name]

    def compute(column: Any) -> Any:
        amounts = amounts_of(column)
        if amounts is None or np.isnan(amounts).any():
            return float("nan")
        found = getattr(column, name)(**options)
        is_whole = column.dtype.kind in "iub" and asked.name in {"sum", "mean"} and found == int(found)
        return int(found) if is_whole else float(found)

    return _reduced(asked, name, compute, None)


def _decide_either(asked: Asked) -> Outcome | None:
    return _decide(asked) if asked.function is None else _decide_function(asked)


_NAMES = frozenset(STATISTICS)

STATISTIC = Rule(
    "statistic",
    _decide_either,
    methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES, Kind.ARRAY: _NAMES - {"sem"}},
    functions=frozenset(_NUMPY) | frozenset(_PYTHON),
    follows_people=True,
)
"""Totals need support and no dominance, spreads degrees of freedom as well."""
