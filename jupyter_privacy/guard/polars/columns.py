"""Methods, operators, attributes and `[...]` of polars columns: expressions on a frame of one column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.guard.polars import frames, pandas_side, pivoting, summaries
from jupyter_privacy.guard.polars.evaluate import Rows, Value
from jupyter_privacy.guard.polars.nodes import Tree, is_known
from jupyter_privacy.guard.polars.pandas_side import Column, Lost
from jupyter_privacy.guard.polars.reading import Unknown, results_of, without_data
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.faces import Form
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, kind_of

__all__ = ["METHODS", "attribute", "item", "method", "operate"]

_NAMESPACES = frozenset({"str", "dt"})
_OF_ROWS = frozenset("head tail limit slice sample sort drop_nulls".split())
"""Methods of columns that choose or order rows, as those of frames do."""

_NO_DATA = frozenset({"clone", "rechunk", "shrink_to_fit", "set_sorted"})
_OWN = "\0own"


def method(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a method of a column."""
    face, name = frames.face_of(held), request.name
    if face.form is Form.NAMESPACE:
        return _expression(desk, held, f"{face.name}.{name}", request)
    if name in METHODS:
        return METHODS[name](desk, held, request)
    return _expression(desk, held, name, request)


def attribute(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Answer the name and the type of a column, which are public, its length, and its namespaces."""
    name, empty = request.name, frames.face_of(held).empty
    if name in {"name", "dtype"}:
        return Plain(getattr(empty, name))
    if name == "shape":
        counted = pandas_side.counted(desk, held)
        return Released((counted.value,)) if isinstance(counted, Released) else counted
    if name in _NAMESPACES:
        return replace(pandas_side.dressed(held, Form.NAMESPACE, empty, name=name))
    return None


def item(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `column[:5]`; one entry is one person's."""
    (key,) = request.args
    if isinstance(key, slice) and is_plain(key):
        return _dressed(held, pandas_side.chosen(desk, held, key))
    return desk.withhold(held.lineage, Reason.SINGLE_RECORD, "item")


def operate(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer an operator; the operands are in the order in which they were written."""
    if request.name == "matmul" or frames.face_of(held).form is not Form.SERIES:
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    beside = _Beside(desk, held)
    operands = [beside.tree_of(one) for one in request.args]
    tree = without_data(lambda: polars_trees.applied(request.function, operands))
    return beside.answer(tree, request.name)


class _Beside:
    """A frame of one column and of those that it is combined with."""

    def __init__(self, desk: Desk, held: Held) -> None:
        self.desk, self.held = desk, held
        empty = frames.face_of(held).empty
        self.name: str = empty.name
        self.table = pandas_side.asked(desk, held, "to_frame", _OWN)
        self.types: dict[str, Any] = {_OWN: empty.dtype}

    def tree_of(self, value: Any) -> Any:
        """Return the tree of a sealed column; other values as they are, as only expressions see them."""
        if type(value) is Sealed:
            other = self.desk.open_proxy(value)
            if other is self.held:
                return polars_trees.column(_OWN)
            if other.face is None or kind_of(other.value) is not Kind.SERIES:
                raise Unknown
            name = f"\0{len(self.types)}"
            self.table = pandas_side.asked(self.desk, self.table, "assign", **{name: other})
            self.types[name] = other.face.empty.dtype
            return polars_trees.column(name)
        return value

    def answer(self, tree: Tree, operation: str) -> Outcome:
        """Return what an expression on the frame is: a column, a number, or nothing."""
        if not is_known(tree):
            raise Unknown
        empty = polars_pandas.empty_frame(self.types)
        (dtype,) = results_of([polars_trees.renamed(tree, _OWN)], empty).values()
        value: Value = Rows(self.desk, self.table, empty).value(tree)
        if isinstance(value, Column):
            named = pandas_side.asked(self.desk, value.held, "rename", self.name)
            return pandas_side.dressed(named, Form.SERIES, polars_pandas.empty_column(self.name, dtype))
        if isinstance(value, Lost) or value.reasons.any():
            reason = value.reason if isinstance(value, Lost) else Reason(int(value.reasons[0]))
            return self.desk.withhold(self.held.lineage, reason, operation)
        found = value.values.cast(dtype, strict=False).item()
        return pandas_side.told(self.desk, self.held, Released(found, remark=value.remark), operation)


def _expression(desk: Desk, held: Held, name: str, request: Request) -> Outcome:
    """Answer a method that expressions have as well."""
    if not polars_trees.is_method(name):
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    beside = _Beside(desk, held)
    args = [_operand(beside, one) for one in request.args]
    kwargs = {key: _operand(beside, one) for key, one in request.kwargs.items()}
    tree = without_data(lambda: polars_trees.called(_OWN, name, args, kwargs))
    return beside.answer(tree, request.name)


def _operand(beside: _Beside, value: Any) -> Any:
    found = beside.tree_of(value)
    return polars_trees.expression_of(found) if type(value) is Sealed else found


def _dressed(held: Held, result: Held) -> Held:
    return pandas_side.dressed(result, Form.SERIES, frames.face_of(held).empty)


# -- methods that are not those of expressions -----------------------------------------------


def _clone(desk: Desk, held: Held, request: Request) -> Outcome:
    del desk, request
    return held


def _renamed(desk: Desk, held: Held, request: Request) -> Outcome:
    empty = without_data(
        lambda: getattr(frames.face_of(held).empty, request.name)(*request.args, **request.kwargs)
    )
    return pandas_side.dressed(pandas_side.asked(desk, held, "rename", empty.name), Form.SERIES, empty)


def _to_frame(desk: Desk, held: Held, request: Request) -> Outcome:
    empty = without_data(lambda: frames.face_of(held).empty.to_frame(*request.args, **request.kwargs))
    return pandas_side.dressed(pandas_side.asked(desk, held, "to_frame", empty.columns[0]), Form.FRAME, empty)


def _as_frame(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a choice of rows as the frame of this column would."""
    empty = frames.face_of(held).empty
    frame = pandas_side.dressed(
        pandas_side.asked(desk, held, "to_frame", empty.name), Form.FRAME, empty.to_frame()
    )
    by_name = (empty.name,) if request.name == "sort" else ()
    result = frames.method(desk, frame, replace(request, args=(*by_name, *request.args)))
    if not isinstance(result, Held) or result.face is None:
        return result
    return frames.column(desk, result, empty.name)


def _filter(desk: Desk, held: Held, request: Request) -> Outcome:
    beside = _Beside(desk, held)
    condition = beside.tree_of(request.args[0]) if len(request.args) == 1 else None
    if not isinstance(condition, dict):
        raise Unknown
    return beside.answer({"Filter": {"input": polars_trees.column(_OWN), "by": condition}}, "filter")


def _value_counts(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `value_counts` with the rule that pandas has; the most common value comes first."""
    empty = frames.face_of(held).empty
    types = without_data(lambda: empty.value_counts(*request.args, **request.kwargs).schema)
    normalize = bool(request.kwargs.get("normalize", False))
    outcome = pandas_side.method(desk, held, "value_counts", normalize=normalize, dropna=False)
    if not isinstance(outcome, Released):
        return desk.withhold(held.lineage, pandas_side.reason_of(outcome), request.name)
    table, in_pandas, reasons = polars_pandas.labelled_table(outcome.value, outcome.reasons, dict(types))
    released = replace(outcome, value=table, reasons=reasons, table=in_pandas, n_keys=1)
    return pandas_side.told(desk, held, released, request.name)


def _distinct(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `unique` and `mode`: the values that enough people share, in order."""
    empty = frames.face_of(held).empty
    outcome = pandas_side.method(desk, held, request.name)
    if not isinstance(outcome, Released) or request.args or set(request.kwargs) - {"maintain_order"}:
        return desk.withhold(held.lineage, pandas_side.reason_of(None), request.name)
    values = polars_pandas.as_polars(outcome.value, empty.dtype, empty.name)
    return pandas_side.told(desk, held, replace(outcome, value=values.sort(), reasons=None), request.name)


def _described(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `describe` as the frame of this column would."""
    empty = frames.face_of(held).empty
    named = pandas_side.asked(desk, held, "to_frame", _VALUE)
    frame = pandas_side.dressed(named, Form.FRAME, empty.alias(_VALUE).to_frame())
    return summaries.METHODS["describe"](desk, frame, request)


def _duplicated(desk: Desk, held: Held, request: Request) -> Outcome:
    return summaries.METHODS["is_duplicated"](desk, held, request)


def _dummies(desk: Desk, held: Held, request: Request) -> Outcome:
    return pivoting.METHODS["to_dummies"](desk, held, request)


_VALUE = "value"


def _to_pandas(desk: Desk, held: Held, request: Request) -> Outcome:
    del desk, request
    return Held(held.value, held.lineage)


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    **dict.fromkeys(_NO_DATA, _clone),
    **dict.fromkeys(("alias", "rename"), _renamed),
    "to_frame": _to_frame,
    **dict.fromkeys(_OF_ROWS, _as_frame),
    "filter": _filter,
    "value_counts": _value_counts,
    "to_pandas": _to_pandas,
    **dict.fromkeys(("unique", "mode"), _distinct),
    "describe": _described,
    "is_duplicated": _duplicated,
    "to_dummies": _dummies,
}
