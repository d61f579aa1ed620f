"""Pandera schemas of protected data: what they ask is asked of the sealed columns, by their own checks.

Nothing here sees a raw value.  Names and dtypes are public; missing values, duplicates and failed checks
are asked for by `any()`, so fewer people than `threshold` never fail a schema, and nobody
learns from an error that there is somebody.
"""

from __future__ import annotations

import importlib
import operator
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.callables import name_of, root_module
from jupyter_privacy.guard.seal.proxy import Sealed

__all__ = ["validated", "validates"]

_UNJUDGED = (
    "{what} cannot be judged without telling about single people; check columns of the table by pandera's "
    "own checks (Check.ge, Check.isin, ...) or by a function of a whole column"
)
_POLARS = (
    "a protected polars table is not checked by pandera: check df.to_pandas(), the same people, by a schema "
    "for pandas"
)
_BUILT_IN = "pandera.backends.pandas.builtin_checks"


def validates(function: Any) -> bool:
    """Whether a call checks its first argument against a schema of pandera."""
    if isinstance(function, type):
        return _is_model(function)
    owner = getattr(function, "__self__", None)
    if owner is None:
        return root_module(type(function)) == "pandera" and hasattr(function, "validate")
    return name_of(function) == "validate" and (_is_model(owner) or root_module(type(owner)) == "pandera")


def validated(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return the sealed table, its columns coerced as the schema asks, if nothing fails.

    Errors
        pandera's `SchemaError` without data and cases; `DisclosureError` for what cannot be judged.
        All that fails is told at once, as with `lazy=True`.
    """
    schema = _schema_of(function)
    data = args[0] if args else kwargs.get("check_obj", kwargs.get("data"))
    if type(data) is not Sealed:
        raise DisclosureError(_UNJUDGED.format(what="a part of a table"))
    if data.__class__.__module__.startswith("polars"):
        raise DisclosureError(_POLARS)
    if not hasattr(schema, "columns"):
        data = data.astype(schema.dtype.type) if schema.coerce and schema.dtype is not None else data
        return _told(schema, data, _column_problems("the column", schema, data))
    for what in ("index", "parsers"):
        if getattr(schema, what, None):
            raise DisclosureError(_UNJUDGED.format(what=f"the {what} of a schema"))
    data = _coerced(schema, data)
    return _told(schema, data, _table_problems(schema, data))


def _told(schema: Any, data: Sealed, problems: Iterable[str]) -> Sealed:
    found = list(problems)
    if found:
        raise sys.modules["pandera"].errors.SchemaError(schema, None, "; ".join(found))
    return data


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and any(
        one.__module__.partition(".")[0] == "pandera" and hasattr(one, "to_schema") for one in value.__mro__
    )


def _schema_of(function: Any) -> Any:
    owner: Any = function if isinstance(function, type) else getattr(function, "__self__", function)
    return owner.to_schema() if _is_model(owner) else owner


def _coerced(schema: Any, data: Any) -> Any:
    wanted = {
        name: column.dtype.type
        for name, column in schema.columns.items()
        if (column.coerce or schema.coerce) and column.dtype is not None and name in data.columns
    }
    return data.astype(wanted) if wanted else data


def _table_problems(schema: Any, data: Any) -> Iterator[str]:
    names = list(data.columns)
    for name, column in schema.columns.items():
        if column.regex:
            raise DisclosureError(_UNJUDGED.format(what=f"a column by pattern ({name})"))
        if name in names:
            yield from _column_problems(f"column {name!r}", column, data[name], schema_coerces=schema.coerce)
        elif column.required:
            yield f"column {name!r} not in dataframe"
    if schema.strict is True:
        yield from (f"column {name!r} not in the schema" for name in names if name not in schema.columns)
    if schema.unique:
        keys = [schema.unique] if isinstance(schema.unique, str) else list(schema.unique)
        yield from _failing("the table", "uniqueness", data.duplicated(subset=keys))
    yield from _check_problems("the table", schema.checks, data)


def _column_problems(what: str, column: Any, data: Any, *, schema_coerces: bool = False) -> Iterator[str]:
    if column.parsers:
        raise DisclosureError(_UNJUDGED.format(what=f"a parser of {what}"))
    is_given = column.dtype is not None and not (column.coerce or schema_coerces)
    if is_given and not column.dtype.check(_pandera_dtype(data.dtype)):
        yield f"expected {what} to have type {column.dtype}, got {data.dtype}"
        return
    if not column.nullable:
        yield from _failing(what, "not nullable", data.isna())
    if column.unique:
        yield from _failing(what, "uniqueness", data.duplicated())
    yield from _check_problems(what, column.checks, data)


def _pandera_dtype(dtype: Any) -> Any:
    return sys.modules["pandera"].engines.pandas_engine.Engine.dtype(dtype)


def _check_problems(what: str, checks: Iterable[Any], data: Any) -> Iterator[str]:
    for check in checks:
        if check.groupby is not None:
            raise DisclosureError(_UNJUDGED.format(what=f"a check of groups of {what}"))
        holds = _holds(check, data)
        title = check.error or check.name or "check"
        if type(holds) is Sealed:
            yield from _failing(what, title, operator.invert(holds))
        elif not np.all(holds):
            yield f"{what} failed {title}"


def _holds(check: Any, data: Any) -> Any:
    """Return where a check holds, sealed, or a released truth."""
    built_in = getattr(importlib.import_module(_BUILT_IN), check.name or "", None)
    if built_in is not None and check.statistics:
        holds = built_in(data, **check.statistics)
    else:
        function = check._check_fn  # noqa: SLF001 (it has no public name)
        holds = data.map(function) if check.element_wise else function(data)
    skips_missing = check.ignore_na and type(holds) is Sealed and not hasattr(data, "columns")
    return holds | data.isna() if skips_missing else holds


def _failing(what: str, title: str, fails: Any) -> Iterator[str]:
    """Yield a problem if enough people fail: few are nobody, in every condition."""
    found = fails.any()
    if type(found) is Sealed:
        raise DisclosureError(_UNJUDGED.format(what=f"{title} of {what}"))
    if found.any():  # of a table there is one a column
        number = fails.sum()
        yield f"{what} failed {title}" + ("" if type(number) is Sealed else f" for {number.sum()} values")
