"""The nodes of an expression: which are row by row, which are statistics, and what each is made of.

Only what stands in these tables is carried out.  `shift`, `rank`, `cum_sum`, `sort` and their like mix rows
and are left out on purpose, as is everything that holds code of the analyst's (`map_elements`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Aggregate",
    "Tree",
    "aggregate_of",
    "is_known",
    "is_literal",
    "operation_of",
    "parts",
    "with_parts",
]

Tree = Any

_OPERATORS = frozenset(
    "Eq NotEq EqValidity NotEqValidity Lt LtEq Gt GtEq Plus Minus Multiply Divide TrueDivide FloorDivide "
    "Modulus And Or Xor LogicalAnd LogicalOr".split()
)
_FUNCTIONS = frozenset(
    "Negate Abs Sign Floor Ceil Round RoundSF Log Log1p Exp Pow Clip FillNull Coalesce SumHorizontal "
    "MeanHorizontal MinHorizontal MaxHorizontal Trigonometry Replace ReplaceStrict Cut".split()
)
_BOOLEAN = frozenset(
    "IsNull IsNotNull IsFinite IsInfinite IsIn IsBetween Not AnyHorizontal AllHorizontal".split()
)
_STRING = frozenset(
    "Contains StartsWith EndsWith Lowercase Uppercase Titlecase LenChars LenBytes Slice Head Tail Replace "
    "StripChars StripCharsStart StripCharsEnd StripPrefix StripSuffix Extract CountMatches ZFill PadStart "
    "PadEnd ConcatHorizontal Format Strptime Reverse".split()
)
_TEMPORAL = frozenset(
    "Year IsoYear Quarter Month Week WeekDay Day OrdinalDay Hour Minute Second Date Time ToString Truncate "
    "Round TotalDays TotalHours TotalMinutes TotalSeconds DaysInMonth IsLeapYear "
    "Millisecond Microsecond".split()
)
_WRITTEN = frozenset({"IsIn", "Replace", "ReplaceStrict", "Pow", "Strptime"})
"""Functions whose further inputs have to be written down.

Those of rows would be looked up in others, or fail for single ones: a pattern that is none, a negative power.
"""
_OF_COLUMNS = frozenset({"ConcatHorizontal", "Format"})

_LOGICAL = {
    "And": "and_",
    "LogicalAnd": "and_",
    "Or": "or_",
    "LogicalOr": "or_",
    "Xor": "xor",
    "Not": "invert",
    "IsNull": "isna",
    "IsNotNull": "notna",
    "Replace": "replace",
    "ReplaceStrict": "replace",
}
"""The pandas operations that the rules know by name."""

_CHILDREN = {
    "BinaryExpr": ("left", "right"),
    "Ternary": ("predicate", "truthy", "falsy"),
    "Cast": ("expr",),
    "RenameAlias": ("expr",),
    "Filter": ("input", "by"),
}
_RENAMES = frozenset({"Prefix", "Suffix", "ToUppercase", "ToLowercase", "Keep", "KeepName"})
_STATISTICS = {
    "Mean": "mean",
    "Sum": "sum",
    "Median": "median",
    "NUnique": "nunique",
    "Min": "min",
    "Max": "max",
    "Std": "std",
    "Var": "var",
    "First": "first",
    "Last": "last",
}
_LIKE_STATISTICS = {"Any": "any", "All": "all", "NullCount": "null_count", "Quantile": "quantile"}
_PAIRS = {"Pearson": "corr", "Covariance": "cov"}


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A statistic of columns, under the name and with the options that it has in pandas."""

    name: str
    inputs: tuple[Tree, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def kind_of_node(tree: Tree) -> tuple[str, Any]:
    """Return the kind of a node and its body."""
    if isinstance(tree, str):
        return tree, None
    if isinstance(tree, dict) and len(tree) == 1:
        ((kind, body),) = tree.items()
        return str(kind), body
    return "", None


def is_literal(tree: Tree) -> bool:
    """Whether a node is a single value that the analyst wrote."""
    kind, body = kind_of_node(tree)
    return kind == "Literal" and isinstance(body, dict) and set(body) <= {"Dyn", "Scalar"}


def parts(tree: Tree) -> list[Tree]:
    """Return the nodes that a node is made of."""
    kind, body = kind_of_node(tree)
    if kind == "Function":
        return list(body["input"])
    if kind == "Alias":
        return [body[0]]
    return [body[name] for name in _CHILDREN.get(kind, ())]


def with_parts(tree: Tree, new: list[Tree]) -> Tree:
    """Return a node made of others."""
    kind, body = kind_of_node(tree)
    if kind == "Function":
        return {kind: {**body, "input": new}}
    if kind == "Alias":
        return {kind: [new[0], body[1]]}
    return {kind: {**body, **dict(zip(_CHILDREN.get(kind, ()), new, strict=True))}}


def _function(tree: Tree) -> tuple[str, str, Any]:
    """Return the family of a function ("" for none), its name, and its options."""
    kind, body = kind_of_node(tree)
    if kind != "Function":
        return "", "", None
    name, options = kind_of_node(body["function"])
    if name in {"Boolean", "StringExpr", "TemporalExpr"}:
        return (name, *kind_of_node(options))
    return "", name, options


def operation_of(tree: Tree) -> str | None:
    """Return the name of the row by row operation that a node is, None if it is none that is known."""
    kind, body = kind_of_node(tree)
    if kind == "BinaryExpr":
        return _LOGICAL.get(body["op"], body["op"].lower()) if body["op"] in _OPERATORS else None
    if kind in {"Ternary", "Cast"}:
        return "where" if kind == "Ternary" else "cast"
    family, name, _ = _function(tree)
    known = {"": _FUNCTIONS, "Boolean": _BOOLEAN, "StringExpr": _STRING, "TemporalExpr": _TEMPORAL}[family]
    if name not in known:
        return None
    is_about_texts = family in {"StringExpr", "TemporalExpr"} and name not in _OF_COLUMNS
    if (name in _WRITTEN or is_about_texts) and not all(map(is_literal, parts(tree)[1:])):
        return None
    is_named = family in {"", "Boolean"}
    return _LOGICAL.get(name, name.lower()) if is_named else f"{family[:3].lower()}.{name.lower()}"


def lenient(tree: Tree) -> Tree:
    """Return a conversion that makes null of what it cannot read: whether one failed must not show."""
    kind, body = kind_of_node(tree)
    if kind == "Cast":
        dtype = {"Literal": "String"} if makes_categories(body["dtype"]) else body["dtype"]
        return {kind: {**body, "dtype": dtype, "options": "NonStrict"}}
    _, name, options = _function(tree)
    if name == "Strptime" and isinstance(options, list):
        read = {"StringExpr": {name: [options[0], {**options[1], "strict": False}]}}
        return {kind: {**body, "function": read}}
    if name == "ReplaceStrict" and len(body["input"]) == _WITHOUT_DEFAULT:
        return {kind: {**body, "input": [*body["input"], {"Literal": {"Scalar": {"Null": "Null"}}}]}}
    return tree


_WITHOUT_DEFAULT = 3


def makes_categories(tree: Tree) -> bool:
    """Whether a node would make categories of texts: anybody may read the list of them."""
    if isinstance(tree, dict):
        return "Categorical" in tree or any(map(makes_categories, tree.values()))
    is_bytes = isinstance(tree, list) and all(isinstance(part, int) for part in tree)
    return isinstance(tree, list) and not is_bytes and any(map(makes_categories, tree))


def aggregate_of(tree: Tree) -> Aggregate | None:
    """Return the statistic that a node is, None if it is none."""
    kind, body = kind_of_node(tree)
    if kind == "Len":
        return Aggregate("size")
    if kind == "Agg":
        return _of_agg(*kind_of_node(body))
    family, name, options = _function(tree)
    if family not in {"", "Boolean"}:
        return None
    if name == "Correlation":
        return _of_pair(options["method"], parts(tree))
    if name == "Quantile":
        column, share = parts(tree)
        return Aggregate("quantile", (column, share), {"interpolation": str(options["method"]).lower()})
    if name in {"Any", "All"} and not options.get("ignore_nulls", True):
        return None
    return Aggregate(_LIKE_STATISTICS[name], tuple(parts(tree))) if name in _LIKE_STATISTICS else None


def _of_agg(kind: str, body: Any) -> Aggregate | None:
    if kind == "Sum" and _function(body)[:2] == ("Boolean", "IsDuplicated"):
        return Aggregate("duplicated", tuple(parts(body)))
    if kind == "Count":
        return Aggregate("size" if body["include_nulls"] else "count", (body["input"],))
    if kind not in _STATISTICS:
        return None
    if kind in {"Std", "Var"}:
        return Aggregate(_STATISTICS[kind], (body[0],), {"ddof": body[1]})
    if kind in {"Min", "Max"}:
        return None if body["propagate_nans"] else Aggregate(_STATISTICS[kind], (body["input"],))
    return Aggregate(_STATISTICS[kind], (body,))


def _of_pair(method: Any, inputs: list[Tree]) -> Aggregate | None:
    kind, ddof = kind_of_node(method)
    if kind not in _PAIRS or len(inputs) != 2:  # noqa: PLR2004 (of two columns)
        return None
    return Aggregate(_PAIRS[kind], tuple(inputs), {"ddof": ddof} if kind == "Covariance" else {})


def is_known(tree: Tree) -> bool:
    """Whether every node of an expression is one that can be carried out, or is a refused statistic."""
    kind, body = kind_of_node(tree)
    if kind in {"Column", "Selector", "Len"} or is_literal(tree):
        return True
    if kind == "Over":
        inner = [body["function"], *body["partition_by"]]
        return body["order_by"] is None and body["mapping"] == "GroupsToRows" and all(map(is_known, inner))
    aggregate = aggregate_of(tree)
    if aggregate is not None:
        return all(map(is_known, aggregate.inputs))
    if kind == "RenameAlias" and kind_of_node(body["function"])[0] not in _RENAMES:
        return False
    is_passed_on = kind in {"Alias", "RenameAlias", "Filter"} or is_drop_nulls(tree)
    return (is_passed_on or operation_of(tree) is not None) and all(map(is_known, parts(tree)))


def is_drop_nulls(tree: Tree) -> bool:
    """Whether a node leaves out missing values, which statistics do by themselves."""
    return _function(tree)[:2] == ("", "DropNulls")
