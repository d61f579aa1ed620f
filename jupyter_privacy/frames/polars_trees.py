"""Expressions of polars as trees that can be read, and pieces of them carried out on columns.

An expression is public: it is what the analyst wrote.  polars itself says in JSON what it consists of,
which columns its selectors stand for, and what the names and types of its result are.  It finds that out
on a frame without rows.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "Tree",
    "all_columns",
    "applied",
    "called",
    "cast",
    "column",
    "computed",
    "conjunction",
    "equality",
    "expanded",
    "expression_of",
    "filled",
    "is_expression",
    "is_like",
    "is_method",
    "literal",
    "literal_value",
    "named_type",
    "number_of_rows",
    "of_all",
    "plain_names",
    "renamed",
    "renamed_column",
    "schema_of",
    "trees_of",
    "type_or_none",
]

Tree = Any
"""A node of an expression as polars writes it: a word, or a mapping of one kind to its parts."""

_EXPANDS_INPUT = frozenset(
    "SumHorizontal MeanHorizontal MinHorizontal MaxHorizontal Coalesce AnyHorizontal AllHorizontal "
    "ConcatHorizontal Format AsStruct".split()
)
"""Functions whose selectors stand for several inputs, and not for several expressions."""


def is_expression(value: object) -> bool:
    """Whether a value is an expression of polars, or a `when` that could become one."""
    import polars as pl

    return isinstance(value, pl.Expr)


def trees_of(inputs: Iterable[Any], named: Mapping[str, Any]) -> list[Tree]:
    """Return the trees of expressions as `select` and its like take them; texts name columns."""
    listed: list[Any] = []
    for one in inputs:
        listed += list(one) if isinstance(one, (list, tuple)) else [one]
    found = [_expression(one) for one in listed]
    return [*map(_tree, found), *(_tree(_expression(one).alias(name)) for name, one in named.items())]


def _expression(value: Any) -> pl.Expr:
    import polars as pl

    if isinstance(value, pl.Expr):
        return value
    return pl.col(value) if isinstance(value, str) else pl.lit(value)


def _tree(expression: pl.Expr) -> Tree:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return json.loads(expression.meta.serialize(format="json"))


def _read(tree: Tree) -> pl.Expr:
    import polars as pl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pl.Expr.deserialize(io.BytesIO(json.dumps(tree).encode()), format="json")


def is_method(name: str) -> bool:
    """Whether expressions have a method; `namespace.method` for those of `.str` and `.dt`."""
    import polars as pl

    namespace, _, method = name.rpartition(".")
    owner: Any = getattr(pl.col(""), namespace) if namespace else pl.Expr
    return callable(getattr(owner, method, None))


def called(name: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Tree:
    """Return the tree of a method of a column; `namespace.method` for those of `.str` and `.dt`."""
    import polars as pl

    function: Any = pl.col(name)
    for part in method.split("."):
        function = getattr(function, part)
    return _tree(function(*args, **kwargs))


def expression_of(tree: Tree) -> pl.Expr:
    """Return the expression that a tree is."""
    return _read(tree)


def applied(function: Any, operands: Sequence[Any]) -> Tree:
    """Return the tree of an operator; operands that are trees stand for themselves."""
    parts = [_read(one) if isinstance(one, dict) else one for one in operands]
    return _tree(function(*parts))


def column(name: str) -> Tree:
    """Return the tree of a column."""
    return {"Column": name}


def renamed_column(name: str, new: str) -> pl.Expr:
    """Return the expression of a column under another name."""
    import polars as pl

    return pl.col(name).alias(new)


def renamed(tree: Tree, name: str) -> Tree:
    """Return an expression under another name."""
    return {"Alias": [tree, name]}


def equality(name: str, value: Any) -> pl.Expr:
    """Return the condition that a column has a value."""
    import polars as pl

    return pl.col(name).eq(value)


def conjunction(trees: Sequence[Tree]) -> Tree:
    """Return the condition that all conditions hold."""
    first, *others = trees
    for other in others:
        first = {"BinaryExpr": {"left": first, "op": "And", "right": other}}
    return first


def number_of_rows() -> pl.Expr:
    """Return the expression of the number of rows."""
    import polars as pl

    return pl.len()


def of_all(method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> pl.Expr:
    """Return the expression of a method of all columns."""
    import polars as pl

    found: pl.Expr = getattr(pl.all(), method)(*args, **kwargs)
    return found


def all_columns() -> Tree:
    """Return the tree of all columns."""
    return {"Selector": "Wildcard"}


def literal(values: pl.Series) -> Tree:
    """Return the tree of the one entry of a column, with its type."""
    import polars as pl

    return _tree(pl.lit(values.item(), dtype=values.dtype))


def literal_value(tree: Tree) -> Any:
    """Return what a literal says."""
    import polars as pl

    return pl.select(_read(tree)).item()


def schema_of(trees: Sequence[Tree], empty: pl.DataFrame, keys: Sequence[Tree] = ()) -> dict[str, Any]:
    """Return the names and types that polars gives to the results; an error of it has seen no data."""
    lazy, found = empty.lazy(), [_read(tree) for tree in trees]
    if keys:
        return dict(lazy.group_by([_read(tree) for tree in keys]).agg(found).collect_schema())
    return dict(lazy.select(found).collect_schema())


def named_type(tree: Tree, types: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the name and the type of one expression on columns of some types."""
    import polars as pl

    ((name, dtype),) = schema_of([tree], pl.DataFrame(schema=dict(types))).items()
    return name, dtype


def type_or_none(tree: Tree, empty: pl.DataFrame) -> Any:
    """Return the type of one expression, None if polars has none for columns of that type."""
    try:
        (dtype,) = schema_of([tree], empty).values()
    except Exception:  # noqa: BLE001 (whatever polars says of it)
        return None
    return dtype


def cast(name: str, dtype: Any) -> pl.Expr:
    """Return the expression of a column as another type."""
    import polars as pl

    return pl.col(name).cast(dtype)


def filled(name: str, value: Any) -> pl.Expr:
    """Return the expression of a column with a value for missing ones."""
    import polars as pl

    return pl.col(name).fill_null(value)


def is_like(value: Any, dtype: Any) -> bool:
    """Whether a value is of the kind that a column holds."""
    import polars as pl

    found = pl.select(pl.lit(value)).dtypes[0]
    return bool(found == dtype or (found.is_numeric() and dtype.is_numeric()))


def plain_names(inputs: Iterable[Any], empty: pl.DataFrame) -> list[str] | None:
    """Return the columns that names, columns and selectors stand for; None if any is computed."""
    trees = [tree for one in trees_of(inputs, {}) for tree in expanded(one, empty)]
    names = [tree["Column"] for tree in trees if isinstance(tree, dict) and set(tree) == {"Column"}]
    empty.select(names)
    return names if len(names) == len(trees) else None


def computed(tree: Tree, columns: Mapping[str, pl.Series]) -> pl.Series:
    """Carry out one node on its inputs."""
    import polars as pl

    found = pl.DataFrame(dict(columns)).select(_read(tree)).to_series()
    n_rows = len(next(iter(columns.values()))) if columns else 1
    return found.new_from_index(0, n_rows) if len(found) == 1 < n_rows else found


def expanded(tree: Tree, empty: pl.DataFrame) -> list[Tree]:
    """Return an expression as one tree for each column that its selectors stand for."""
    tree = _with_inputs(tree, empty)
    counts = {len(names) for names in _selected(tree, empty)}
    if not counts:
        return [tree]
    return [_at(tree, empty, i) for i in range(max(counts))] if len(counts) == 1 else [tree]


def _selected(tree: Tree, empty: pl.DataFrame) -> list[list[str]]:
    if isinstance(tree, dict):
        if "Selector" in tree:
            return [empty.select(_read(tree)).columns]
        return [names for part in tree.values() for names in _selected(part, empty)]
    if isinstance(tree, list) and not all(isinstance(part, int) for part in tree):
        return [names for part in tree for names in _selected(part, empty)]
    return []


def _at(tree: Tree, empty: pl.DataFrame, i: int) -> Tree:
    if isinstance(tree, dict):
        if "Selector" in tree:
            return column(empty.select(_read(tree)).columns[i])
        return {kind: _at(part, empty, i) for kind, part in tree.items()}
    if isinstance(tree, list) and not all(isinstance(part, int) for part in tree):
        return [_at(part, empty, i) for part in tree]
    return tree


def _with_inputs(tree: Tree, empty: pl.DataFrame) -> Tree:
    """Return a tree in which selectors that are several inputs of one function are written out."""
    if isinstance(tree, list) and not all(isinstance(part, int) for part in tree):
        return [_with_inputs(part, empty) for part in tree]
    if not isinstance(tree, dict):
        return tree
    tree = {kind: _with_inputs(part, empty) for kind, part in tree.items()}
    body = tree.get("Function")
    if isinstance(body, dict) and _words(body.get("function")) & _EXPANDS_INPUT:
        inputs = [one for part in body["input"] for one in expanded(part, empty)]
        return {"Function": {**body, "input": inputs}}
    return tree


def _words(function: Tree) -> set[str]:
    if isinstance(function, str):
        return {function}
    if isinstance(function, dict):
        return {word for kind, part in function.items() for word in ({kind} | _words(part))}
    return set()
