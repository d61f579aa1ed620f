"""Which pandas and NumPy operations are row by row, and what each of their parameters may be.

Only what stands here is carried out on raw data.  An operation is row by row if each row of the
result depends on that row of its operands alone; that is a property of the operation *and* of the
parameter: `a.where(b)` pairs rows, `a.map(b)` looks values of one row up in the rows of others.
So each parameter either takes other columns of the same rows (`columns`), or values that the
analyst wrote (`plain`), and a call with any other parameter is not followed.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "ACCESSORS",
    "ACROSS_COLUMNS",
    "COERCING",
    "EXPANDING",
    "FRAME_METHODS",
    "FUNCTIONS",
    "KEEPS_CELLS",
    "SERIES_METHODS",
    "TELL_MISSING",
    "Parameters",
    "accessor_parameters",
    "bound_arguments",
    "is_numpy_ufunc",
    "named_arguments",
    "runs_along_rows",
]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What an operation may be given: other columns of the same rows, and plain values."""

    columns: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Whether the parameter is known."""
        return name in self.columns or name in self.plain


def _parameters(columns: str = "", plain: str = "") -> Parameters:
    return Parameters(frozenset(columns.split()), frozenset(plain.split()))


_ARITHMETIC = "add sub subtract mul multiply truediv div divide floordiv mod pow".split()
_BINARY = [
    *_ARITHMETIC,
    *(f"r{name}" for name in "add sub mul truediv div floordiv mod pow".split()),
]
_COMPARISONS = "eq ne lt le gt ge".split()

_BOTH: Mapping[str, Parameters] = {
    **dict.fromkeys([*_BINARY, *_COMPARISONS], _parameters("other", "fill_value")),
    **dict.fromkeys(
        "abs copy isna isnull notna notnull infer_objects convert_dtypes".split(),
        _parameters(),
    ),
    "astype": _parameters("", "dtype copy errors"),
    "clip": _parameters("lower upper"),
    "round": _parameters("", "decimals"),
    "fillna": _parameters("value"),
    "isin": _parameters("", "values"),
    "combine_first": _parameters("other"),
    "replace": _parameters("", "to_replace value regex"),
    "where": _parameters("cond other"),
    "mask": _parameters("cond other"),
    "to_numpy": _parameters("", "dtype copy na_value"),
}
SERIES_METHODS: Mapping[str, Parameters] = {
    **_BOTH,
    "between": _parameters("left right", "inclusive"),
    "map": _parameters("", "arg func na_action"),
    "rename": _parameters("", "index copy"),
    "to_frame": _parameters("", "name"),
}
FRAME_METHODS: Mapping[str, Parameters] = {
    **_BOTH,
    "rename": _parameters("", "columns errors copy"),
    "add_prefix": _parameters("", "prefix"),
    "add_suffix": _parameters("", "suffix"),
    "drop": _parameters("", "columns labels axis errors"),
    "set_axis": _parameters("", "labels axis"),
    "filter": _parameters("", "items like regex axis"),
}
KEEPS_CELLS = frozenset(
    ("rename copy to_frame to_numpy add_prefix add_suffix drop set_axis filter lists").split()
)
"""Operations that change names or containers but no cell; types can hang on single ones."""

TELL_MISSING = frozenset("isna isnull isnan notna notnull".split())
"""Operations that tell who lacks a value, or who has one."""

ACROSS_COLUMNS = frozenset("sum mean median min max std var count any all nunique prod".split())
"""Reductions of a frame that are row by row when they run along the columns."""

FUNCTIONS: Mapping[str, tuple[tuple[str, ...], Parameters]] = {
    "to_numeric": (("arg", "errors", "downcast"), _parameters("arg", "errors")),
    "to_datetime": (
        ("arg", "errors", "dayfirst"),
        _parameters("arg", "errors dayfirst yearfirst format utc unit"),
    ),
    **dict.fromkeys(["isna", "isnull", "notna", "notnull"], (("obj",), _parameters("obj"))),
    "cut": (
        ("x", "bins", "right", "labels"),
        _parameters("x", "bins right labels precision include_lowest duplicates ordered"),
    ),
    "where": (("condition", "x", "y"), _parameters("condition x y")),
    "select": (("condlist", "choicelist", "default"), _parameters("condlist choicelist", "default")),
    "clip": (("a", "a_min", "a_max"), _parameters("a a_min a_max")),
    "nan_to_num": (("x",), _parameters("x", "nan")),
    "array": (("object",), _parameters("object", "dtype")),
    "asarray": (("a",), _parameters("a", "dtype")),
    "isin": (("element", "test_elements"), _parameters("element", "test_elements invert")),
    "digitize": (("x", "bins", "right"), _parameters("x", "bins right")),
    **dict.fromkeys(["round", "around"], (("a", "decimals"), _parameters("a", "decimals"))),
}
"""Library functions by name: their positional parameters in order, and what those may be."""

COERCING = {"to_numeric": {"errors": "coerce"}, "to_datetime": {"errors": "coerce"}}
"""Conversions make a cell that they cannot read missing: whether one failed must not show."""

_TEXT = (
    "lower upper title capitalize swapcase casefold strip lstrip rstrip len contains startswith "
    "endswith match fullmatch slice get replace count find zfill pad center ljust rjust isalpha "
    "isdigit isnumeric isdecimal isalnum isspace islower isupper istitle normalize removeprefix "
    "removesuffix repeat"
).split()
_TIME = (
    "year month day hour minute second weekday dayofweek day_of_week dayofyear day_of_year "
    "quarter date time is_month_start is_month_end is_quarter_start is_quarter_end "
    "is_year_start is_year_end days seconds strftime floor ceil round normalize month_name "
    "day_name to_period total_seconds"
).split()
ACCESSORS: Mapping[str, frozenset[str]] = {"str": frozenset(_TEXT), "dt": frozenset(_TIME)}
"""What of `.str` and `.dt` is row by row and gives one column; categories and their codes are ranks."""

EXPANDING: Mapping[str, Parameters] = {
    "split": _parameters("", "pat n expand regex"),
    "rsplit": _parameters("", "pat n expand"),
    "partition": _parameters("", "sep expand"),
    "rpartition": _parameters("", "sep expand"),
    "extract": _parameters("", "pat flags expand"),
    "cat": _parameters("others", "others sep na_rep"),
}
"""What of `.str` cuts texts into lists or columns, or puts columns of them together."""


def accessor_parameters() -> Parameters:
    """Return what methods of accessors may be given: plain values only, whatever their names."""
    return Parameters(plain=_Anything())


class _Anything(frozenset[str]):
    """The set of all names."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


def bound_arguments(
    value: Any, method: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the given arguments of a method by parameter; `TypeError` if they do not fit it."""
    signature = inspect.signature(getattr(type(value), method))
    bound = signature.bind(value, *args, **kwargs).arguments
    variadic = {p.name for p in signature.parameters.values() if p.kind in {p.VAR_POSITIONAL, p.VAR_KEYWORD}}
    given = {name: argument for name, argument in list(bound.items())[1:] if name not in variadic}
    for name in variadic:
        extra = bound.get(name, {})
        given |= extra if isinstance(extra, dict) else {name: extra}
    return given


def named_arguments(
    value: Any, method: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the given arguments of a reduction by parameter; `TypeError` for one that it does not have.

    pandas still takes by position what its signatures say is given by name.
    """
    parameters = list(inspect.signature(getattr(type(value), method)).parameters.values())[1:]
    names = [p.name for p in parameters if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}]
    by_position = dict(zip(names, args, strict=False))
    is_known = isinstance(value, np.ndarray) or set(kwargs) <= set(names)
    if len(args) > len(names) or not is_known or set(by_position) & set(kwargs):
        raise TypeError(method)
    return {**by_position, **kwargs}


def runs_along_rows(method: str, given: Mapping[str, Any]) -> bool:
    """Whether a frame method that can work on either axis was asked to work on columns."""
    axis = given.get("axis")
    if method == "drop":
        return "columns" in given or axis in (1, "columns")
    if method == "set_axis":
        return axis in (1, "columns")
    return method != "filter" or axis in (None, 1, "columns")


def is_numpy_ufunc(function: Any) -> bool:
    """Whether `function` is one of NumPy's own ufuncs, and not one made of somebody's code."""
    return isinstance(function, np.ufunc) and getattr(np, function.__name__, None) is function
