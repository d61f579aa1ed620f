"""Methods, attributes and `[...]` of polars frames."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_trees
from jupyter_privacy.guard.polars import grouping, joining, pandas_side, pivoting, selecting, summaries
from jupyter_privacy.guard.polars.reading import Unknown, without_data
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome, withheld
from jupyter_privacy.guard.seal.faces import Face, Form
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.values import Kind

__all__ = ["METHODS", "attribute", "face_of", "given_to", "item", "method", "types_of"]

Method = Callable[[Desk, Held, Request], Outcome]


def face_of(held: Held) -> Face:
    """Return the face of a polars object."""
    assert held.face is not None  # noqa: S101 (asked of polars objects only)
    return held.face


def types_of(held: Held) -> dict[str, Any]:
    """Return the names and types of the columns of a frame or lazy frame."""
    found: dict[str, Any] = dict(without_data(face_of(held).empty.collect_schema))
    return found


def given_to(held: Held, request: Request) -> dict[str, Any]:
    """Return the arguments of a polars method by parameter; a `TypeError` is the analyst's."""
    function = getattr(type(face_of(held).empty), request.name)
    bound = without_data(lambda: inspect.signature(function).bind(held, *request.args, **request.kwargs))
    bound.apply_defaults()
    given: dict[str, Any] = dict(list(bound.arguments.items())[1:])
    return given


def method(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a method of a frame; what is not known is withheld."""
    if request.name not in METHODS:
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    return METHODS[request.name](desk, held, request)


def attribute(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Answer what is public of a frame: its columns and their types; the number of rows is a count."""
    name, empty = request.name, face_of(held).empty
    if name in {"columns", "dtypes", "schema", "width"}:
        return Plain(getattr(empty, name))
    if name not in {"height", "shape"}:
        return None
    counted = registry.decide_attribute(Kind.FRAME, registry.Asked(desk, held, "shape"))
    if isinstance(counted, Released) and isinstance(counted.value, tuple):
        return Released(counted.value[0] if name == "height" else (counted.value[0], empty.width))
    return counted


def item(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `frame["x"]`, `frame[["x", "y"]]` and `frame[:5]`; one row is one person."""
    (key,) = request.args
    if isinstance(key, str):
        return column(desk, held, key)
    if isinstance(key, list) and key and all(isinstance(name, str) for name in key):
        return selecting.selected(desk, held, key, {})
    if isinstance(key, slice) and is_plain(key):
        return _like(held, pandas_side.chosen(desk, held, key))
    return desk.withhold(held.lineage, Reason.SINGLE_RECORD, "item")


def column(desk: Desk, held: Held, name: str) -> Held:
    """Return one column of a frame."""
    del desk
    empty = without_data(lambda: face_of(held).empty.get_column(name))
    return pandas_side.dressed(project(held, name), Form.SERIES, empty)


def _like(held: Held, result: Held) -> Held:
    """Return other rows of a frame, with the face that it has."""
    return pandas_side.dressed(result, Form.FRAME, face_of(held).empty)


# -- expressions ---------------------------------------------------------------------------


def _select(desk: Desk, held: Held, request: Request) -> Outcome:
    return selecting.selected(desk, held, request.args, request.kwargs)


def _with_columns(desk: Desk, held: Held, request: Request) -> Outcome:
    return selecting.with_columns(desk, held, request.args, request.kwargs)


def _filter(desk: Desk, held: Held, request: Request) -> Outcome:
    return selecting.filtered(desk, held, request.args, request.kwargs)


def _group_by(desk: Desk, held: Held, request: Request) -> Outcome:
    named = {name: value for name, value in request.kwargs.items() if name != "maintain_order"}
    return grouping.grouped(desk, held, request.args, named)


# -- columns -------------------------------------------------------------------------------


def _renaming(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `drop` and `rename` as on the frame without rows; functions of names are not called."""
    if any(map(callable, (*request.args, *request.kwargs.values()))):
        raise Unknown
    empty = face_of(held).empty
    new = without_data(lambda: getattr(empty, request.name)(*request.args, **request.kwargs))
    if request.name != "rename":
        return pandas_side.dressed(project(held, new.columns), Form.FRAME, new)
    names = dict(zip(empty.columns, new.columns, strict=True))
    return pandas_side.dressed(pandas_side.asked(desk, held, "rename", columns=names), Form.FRAME, new)


def _cast(desk: Desk, held: Held, request: Request) -> Outcome:
    types = without_data(lambda: face_of(held).empty.cast(*request.args, **request.kwargs).schema)
    changed = [
        polars_trees.cast(name, dtype)
        for name, dtype in types.items()
        if dtype != face_of(held).empty.schema[name]
    ]
    return selecting.with_columns(desk, held, changed, {})


def _fill_null(desk: Desk, held: Held, request: Request) -> Outcome:
    given = given_to(held, request)
    if given.pop("value") is None or given["strategy"] is not None or given["limit"] is not None:
        raise Unknown
    value = request.args[0] if request.args else request.kwargs["value"]
    if polars_trees.is_expression(value):
        raise Unknown
    names = [name for name, dtype in face_of(held).empty.schema.items() if polars_trees.is_like(value, dtype)]
    return selecting.with_columns(desk, held, [polars_trees.filled(name, value) for name in names], {})


def _get_column(desk: Desk, held: Held, request: Request) -> Outcome:
    return column(desk, held, given_to(held, request)["name"])


def _get_columns(desk: Desk, held: Held, request: Request) -> Outcome:
    del request
    return Plain([desk.keep(column(desk, held, name)) for name in face_of(held).empty.columns])


def _to_series(desk: Desk, held: Held, request: Request) -> Outcome:
    empty = without_data(lambda: face_of(held).empty.to_series(*request.args, **request.kwargs))
    return column(desk, held, empty.name)


# -- rows ----------------------------------------------------------------------------------


def _ends(desk: Desk, held: Held, request: Request) -> Outcome:
    n = given_to(held, request)["n"]
    name = "head" if request.name == "limit" else request.name
    return _like(held, pandas_side.asked(desk, held, name, n))


def _slice(desk: Desk, held: Held, request: Request) -> Outcome:
    given = given_to(held, request)
    offset, n = given["offset"], given["length"]
    if not is_plain([offset, n]) or not isinstance(offset, int):
        raise Unknown
    end = None if n is None or (offset < 0 <= offset + n) else offset + n
    return _like(held, pandas_side.chosen(desk, held, slice(offset, end)))


def _sample(desk: Desk, held: Held, request: Request) -> Outcome:
    given = given_to(held, request)
    if given["with_replacement"] or type(given["n"]) not in {int, type(None)}:
        raise Unknown
    options = {"n": given["n"], "frac": given["fraction"], "random_state": given["seed"]}
    named = {name: value for name, value in options.items() if value is not None}
    return _like(held, pandas_side.asked(desk, held, "sample", **named))


def _sort(desk: Desk, held: Held, request: Request) -> Outcome:
    given = given_to(held, request)
    by = given["by"] if isinstance(given["by"], (list, tuple)) else [given["by"]]
    names = without_data(lambda: polars_trees.plain_names([*by, *given["more_by"]], face_of(held).empty))
    down, last = given["descending"], given["nulls_last"]
    if names is None or not isinstance(last, bool) or not is_plain(down):
        raise Unknown
    ascending = [not one for one in (down if isinstance(down, list) else [down] * len(names))]
    order = {"kind": "stable", "na_position": "last" if last else "first"}
    return _like(held, pandas_side.asked(desk, held, "sort_values", names, ascending=ascending, **order))


def _unique(desk: Desk, held: Held, request: Request) -> Outcome:
    given = given_to(held, request)
    keep = {"any": "first", "first": "first", "last": "last", "none": False}.get(given["keep"])
    if keep is None:
        raise Unknown
    names = _subset(held, given["subset"])
    return _like(held, pandas_side.asked(desk, held, "drop_duplicates", subset=names, keep=keep))


def _drop_nulls(desk: Desk, held: Held, request: Request) -> Outcome:
    return _like(
        held, pandas_side.asked(desk, held, "dropna", subset=_subset(held, given_to(held, request)["subset"]))
    )


def _subset(held: Held, subset: Any) -> list[str] | None:
    if subset is None:
        return None
    listed = list(subset) if isinstance(subset, (list, tuple)) else [subset]
    names: list[str] | None = without_data(lambda: polars_trees.plain_names(listed, face_of(held).empty))
    if names is None:
        raise Unknown
    return names


# -- other forms ---------------------------------------------------------------------------


def _clone(desk: Desk, held: Held, request: Request) -> Outcome:
    del desk, request
    return held


def _lazy(desk: Desk, held: Held, request: Request) -> Outcome:
    del desk, request
    return pandas_side.dressed(held, Form.LAZY, face_of(held).empty.lazy(), base=held)


def _to_pandas(desk: Desk, held: Held, request: Request) -> Outcome:
    del desk, request
    return Held(held.value, held.lineage)


def _collect_schema(desk: Desk, held: Held, request: Request) -> Outcome:
    del desk, request
    return Plain(face_of(held).empty.collect_schema())


def _is_empty(desk: Desk, held: Held, request: Request) -> Outcome:
    del request
    found = registry.decide_attribute(Kind.FRAME, registry.Asked(desk, held, "empty"))
    return found or withheld(held.lineage, Reason.NO_RULE, "is_empty")


METHODS: Mapping[str, Method] = {
    **dict.fromkeys(("select", "select_seq"), _select),
    **dict.fromkeys(("with_columns", "with_columns_seq"), _with_columns),
    "filter": _filter,
    "group_by": _group_by,
    **dict.fromkeys(("drop", "rename"), _renaming),
    "cast": _cast,
    "fill_null": _fill_null,
    "get_column": _get_column,
    "get_columns": _get_columns,
    "to_series": _to_series,
    **dict.fromkeys(("head", "limit", "tail"), _ends),
    "slice": _slice,
    "sample": _sample,
    "sort": _sort,
    "unique": _unique,
    "drop_nulls": _drop_nulls,
    **dict.fromkeys(("clone", "copy", "rechunk", "shrink_to_fit", "set_sorted"), _clone),
    "lazy": _lazy,
    "to_pandas": _to_pandas,
    "collect_schema": _collect_schema,
    "is_empty": _is_empty,
    **summaries.METHODS,
    **joining.METHODS,
    **pivoting.METHODS,
}
