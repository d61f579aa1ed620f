"""What is asked of groups: each way of writing it down, read as the columns of the result.

agg("mean")   agg(["mean", f])   agg({"x": "mean"})   agg(y=("x", "mean"))   mean()
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.pandas_layout import parts_of_named_agg
from jupyter_privacy.frames.pandas_tables import are_numbers
from jupyter_privacy.guard.release.registry import Asked
from jupyter_privacy.guard.seal.callables import is_library_function, is_written, name_of, root_module
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Grouped, Kind, kind_of

__all__ = [
    "Reading",
    "Wanted",
    "aggregated",
    "called_with",
    "column_of",
    "how_of",
    "is_single",
    "of_method",
    "sources_of",
]

_BUILTINS = {sum: "sum", min: "min", max: "max", len: "size"}
_NUMPY: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **{name: (name, {}) for name in ("mean", "sum", "median", "min", "max", "size")},
    "amin": ("min", {}),
    "amax": ("max", {}),
    "std": ("std", {"ddof": 0}),
    "var": ("var", {"ddof": 0}),
}
_LAMBDA = "<lambda>"
_UNKNOWN = "'SeriesGroupBy' object has no attribute {name!r}"
_NO_PAIR = "Must provide 'func' or tuples of '(column, aggfunc)'."
_NO_LABELS = "Label(s) {names} do not exist"


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One column of the result: its label, the column that it summarises, and how.

    `function` is one of the analyst's own; else `statistic` names one that pandas knows.
    """

    label: Any
    source: Any
    statistic: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    function: Callable[..., Any] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the statistic was asked for without any option."""
        return self.function is None and not self.args and not self.kwargs


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The columns of a result, and whether they are one Series.

    `stacked` are the shares of several quantiles: columns of one source are put under each other.
    """

    columns: list[Wanted]
    is_series: bool
    stacked: tuple[float, ...] = ()


def called_with(column: Wanted) -> Callable[[Any], Any]:
    """Return the analyst's function of a column as one of the values of a group alone."""
    function, args, kwargs = column.function, column.args, column.kwargs
    return lambda values: function(values, *args, **kwargs)  # type: ignore[misc]  # there is one


def is_single(grouped: Grouped) -> bool:
    """Whether the groups are those of one column."""
    return kind_of(grouped.obj.value) is Kind.SERIES or not (
        grouped.selection is None or isinstance(grouped.selection, list)
    )


def sources_of(grouped: Grouped) -> list[Any]:
    """Return the columns that are summarised: the selected ones, or all that are not keys."""
    if kind_of(grouped.obj.value) is Kind.SERIES:
        return [None]
    if grouped.selection is not None:
        return grouped.selection if isinstance(grouped.selection, list) else [grouped.selection]
    keys = {getattr(key.value, "name", None) for key in grouped.keys if key.value is not None}
    return [name for name in grouped.obj.value.columns if name not in keys]


def column_of(grouped: Grouped, source: Any) -> Any:
    """Return the raw column that a result column summarises."""
    value: Any = grouped.obj.value
    return value if kind_of(value) is Kind.SERIES else value[source]


def of_method(grouped: Grouped, asked: Asked) -> Reading:
    """Read a statistic that was asked for by its own method, such as `groups.x.mean()`."""
    if asked.name == "size":
        return Reading([Wanted(None, None, "size")], is_series=True)
    sources, options = _numeric(grouped, asked.kwargs)
    shares = asked.argument(0, "q") if asked.name == "quantile" else None
    if isinstance(shares, (list, tuple, np.ndarray)):
        return _of_quantiles(grouped, sources, tuple(shares))
    wanted = Wanted(None, None, asked.name, asked.args, options)
    return Reading([_of_source(grouped, source, wanted) for source in sources], is_single(grouped))


def _of_quantiles(grouped: Grouped, sources: list[Any], shares: tuple[float, ...]) -> Reading:
    columns = [
        Wanted((_name(grouped, source), share), source, "quantile", (share,))
        for source in sources
        for share in shares
    ]
    return Reading(columns, is_single(grouped), shares)


def _numeric(grouped: Grouped, kwargs: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return the columns that a statistic is about, and its options without `numeric_only`."""
    sources = sources_of(grouped)
    if kwargs.get("numeric_only", False) is True:
        sources = [name for name in sources if are_numbers(column_of(grouped, name).dtype)]
    return sources, {name: option for name, option in kwargs.items() if name != "numeric_only"}


def _of_source(grouped: Grouped, source: Any, wanted: Wanted) -> Wanted:
    return replace(wanted, label=_name(grouped, source), source=source)


def _name(grouped: Grouped, source: Any) -> Any:
    return grouped.obj.value.name if kind_of(grouped.obj.value) is Kind.SERIES else source


def aggregated(grouped: Grouped, asked: Asked) -> Reading | None:
    """Read `agg`, in whichever of its forms; None for one that has no rule."""
    how = asked.argument(0, "func")
    args, kwargs = asked.args[1:], {name: value for name, value in asked.kwargs.items() if name != "func"}
    if how is None:
        columns = [_named(grouped, label, spec) for label, spec in kwargs.items()]
    elif isinstance(how, dict):
        columns = list(_by_column(grouped, how, args, kwargs)) if not is_single(grouped) else []
    elif isinstance(how, list):
        columns = list(_of_list(grouped, how, args, kwargs))
    else:
        return _alike(grouped, how, args, kwargs)
    known = [column for column in columns if column is not None]
    return Reading(known, is_series=False) if known and len(known) == len(columns) else None


def _alike(grouped: Grouped, how: Any, args: Any, kwargs: Any) -> Reading | None:
    """Read one statistic of every column."""
    sources, options = _numeric(grouped, kwargs)
    wanted = how_of(how, args, options)
    if wanted is None:
        return None
    if wanted.statistic == "size" and wanted.is_plain and not is_single(grouped):
        return Reading([replace(wanted, label=None)], is_series=True)
    return Reading([_of_source(grouped, source, wanted) for source in sources], is_single(grouped))


def _of_list(grouped: Grouped, how: list[Any], args: Any, kwargs: Any) -> Iterator[Wanted | None]:
    parts = _told_apart([_part(one, args, kwargs) for one in how])
    for source in sources_of(grouped):
        for one in parts:
            label = one and (one.label if is_single(grouped) else (source, one.label))
            yield one and replace(one, label=label, source=source)


def _by_column(grouped: Grouped, how: dict[Any, Any], args: Any, kwargs: Any) -> Iterator[Wanted | None]:
    _check_labels(grouped, list(how))
    several = any(isinstance(names, list) for names in how.values())
    for source, given in how.items():
        names = given if isinstance(given, list) else [given]
        for one in _told_apart([_part(name, args, kwargs) for name in names]):
            label = one and ((source, one.label) if several else source)
            yield one and replace(one, label=label, source=source)


def _named(grouped: Grouped, label: str, spec: Any) -> Wanted | None:
    if is_single(grouped):
        source, wanted = sources_of(grouped)[0], how_of(spec, (), {})
    else:
        parts = parts_of_named_agg(spec)
        if parts is None:
            raise Refusal(TypeError(_NO_PAIR))
        source, how, args, kwargs = parts
        _check_labels(grouped, [source])
        wanted = how_of(how, args, kwargs)
    return wanted and replace(wanted, label=label, source=source)


def _check_labels(grouped: Grouped, names: list[Any]) -> None:
    known = sources_of(grouped) if grouped.selection is not None else list(grouped.obj.value.columns)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Refusal(KeyError(_NO_LABELS.format(names=unknown)))


def _part(one: Any, args: Any, kwargs: Any) -> Wanted | None:
    """Read one entry of a list: a statistic, or a pair of its label and itself."""
    if not (isinstance(one, tuple) and len(one) == 2):  # noqa: PLR2004 (a label and a statistic)
        return how_of(one, args, kwargs)
    wanted = how_of(one[1], args, kwargs)
    return wanted and replace(wanted, label=one[0])


def how_of(how: Any, args: Any = (), kwargs: Mapping[str, Any] = MappingProxyType({})) -> Wanted | None:
    """Return the statistic that a text or a function stands for; None for anything else."""
    if isinstance(how, str):
        if not is_written((tuple(args), dict(kwargs))):
            return None
        if how not in pandas_rows.groupby_names():
            raise Refusal(AttributeError(_UNKNOWN.format(name=how)))
        return Wanted(how, None, how, tuple(args), kwargs)
    if not callable(how) or type(how) is Sealed:
        return None
    label = _function_name(how)
    known = None if args or kwargs else _known(how)
    if known is not None:
        return Wanted(label, None, known[0], (), known[1])
    return Wanted(label, None, label, tuple(args), kwargs, how)


def _known(function: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Return the statistic that a library function is: `np.mean`, `sum`, `pd.Series.mean`."""
    name = name_of(function)
    if not is_library_function(function):
        return None
    if root_module(function) == "numpy" and getattr(np, name, None) is function:
        return _NUMPY.get(name)
    if root_module(function) == "pandas" and pandas_rows.is_series_method(function):
        return (name, {}) if name in pandas_rows.groupby_names() else None
    return next(((known, {}) for builtin, known in _BUILTINS.items() if builtin is function), None)


def _function_name(function: Any) -> str:
    inner = getattr(function, "func", None)
    return name_of(function) or (_function_name(inner) if callable(inner) else type(function).__name__)


def _told_apart(columns: list[Wanted | None]) -> list[Wanted | None]:
    """Number the lambdas of a list of several functions, as pandas does."""
    if len(columns) < 2:  # noqa: PLR2004 (one needs no number)
        return columns
    numbers = itertools.count()
    return [
        replace(column, label=f"<lambda_{next(numbers)}>")
        if column is not None and column.label == _LAMBDA
        else column
        for column in columns
    ]
