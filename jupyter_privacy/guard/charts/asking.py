"""The questions of charts, put to proxies as an analyst would; None for what is not released."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from jupyter_privacy.errors import DisclosureError, GuardError
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, holder_of, reveal

__all__ = [
    "ask",
    "columns_in",
    "in_pandas",
    "is_frame",
    "is_sealed",
    "kind_of_column",
    "mean_of",
    "n_people",
    "name_of_column",
    "numeric_columns",
    "or_none",
    "quantiles",
    "sealed_in",
]


def is_sealed(value: object) -> bool:
    """Whether a value is protected."""
    return type(value) is Sealed


def sealed_in(value: object) -> Iterator[Sealed]:
    """Yield the protected values in arguments."""
    if type(value) is Sealed:
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from sealed_in(item)
    elif isinstance(value, dict):
        yield from sealed_in(list(value.values()))


def in_pandas(value: Any) -> Any:
    """Return arguments with the protected values of polars as those of pandas, which stay protected."""
    if is_sealed(value):
        kind = value.__class__
        if not kind.__module__.startswith("polars"):
            return value
        return (value.collect() if kind.__name__ == "LazyFrame" else value).to_pandas()
    if isinstance(value, dict):
        return {key: in_pandas(one) for key, one in value.items()}
    return type(value)(in_pandas(one) for one in value) if type(value) in {list, tuple} else value


def ask(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return what a library function tells of protected arguments, sealed if it is nothing."""
    holder = holder_of(next(sealed_in((args, kwargs))))
    return reveal(holder, holder.ask(Request(Verb.FUNCTION, None, "", args, kwargs, function)))


def or_none(question: Callable[[], Any]) -> Any:
    """Return a released answer, None for one that stays protected or is refused."""
    try:
        answer = question()
    except (DisclosureError, GuardError):
        return None
    return None if is_sealed(answer) else answer


def n_people(column: Any) -> int | None:
    """Return how many people have a value, None if that is not told."""
    is_array = shape_of(column) is Shape.ARRAY
    found = or_none(lambda: len(column) if is_array else column.count())
    return None if found is None else int(found)


def quantiles(column: Any, shares: list[float]) -> Any:
    """Return quantiles of a protected column or array, None if they are not told."""
    if shape_of(column) is Shape.ARRAY:
        return or_none(lambda: ask(np.quantile, column, shares))
    return or_none(lambda: column.quantile(shares))


def mean_of(column: Any) -> Any:
    """Return the mean of a column, None if it is not told."""
    return or_none(lambda: ask(np.mean, column)) if is_sealed(column) else np.mean(column)


def is_frame(value: object) -> bool:
    """Whether a protected value is a table."""
    return is_sealed(value) and shape_of(value) is Shape.FRAME


def numeric_columns(frame: Any) -> list[Any]:
    """Return the names of the columns of numbers of a protected table."""
    return or_none(lambda: list(frame.select_dtypes("number").columns)) or []


def columns_in(value: Any) -> list[Any]:
    """Return what is drawn as a data set each: the columns of a table, the entries of a list, or one."""
    if is_frame(value):
        return [value[name] for name in numeric_columns(value)]
    if isinstance(value, (list, tuple)) and any(map(is_sealed, value)):
        return [column for one in value for column in (columns_in(one) if is_frame(one) else [one])]
    return [value]


def name_of_column(column: Any) -> Any:
    """Return the name of a protected column, None if it has none."""
    return or_none(lambda: column.name) if shape_of(column) is Shape.SERIES else None


def kind_of_column(column: Any) -> str:
    """Return the letter of NumPy for a column's type, "" where it is not told."""
    kind = getattr(or_none(lambda: column.dtype), "kind", "")
    return kind if isinstance(kind, str) else ""
