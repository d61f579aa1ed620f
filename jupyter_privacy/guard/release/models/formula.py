"""Formulas in text: `score ~ idaci + C(region) * fsm + np.log(absence)`.

patsy would run every part of such a text as Python on raw data.  Here patsy only reads it into terms.  The
parts are worked out on the sealed frame, step by step, as `query` is: columns, arithmetic, comparisons and
NumPy's own functions.  What comes out are columns with a lineage, snapped and settled like all others, and
patsy builds its design out of those, so that terms, contrasts and labels are its own.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames.pandas_operations import is_numpy_ufunc
from jupyter_privacy.frames.shapes import module_of

__all__ = ["Factor", "Formula", "design_of", "read"]

_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Invert: operator.invert,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_CONTRASTS = frozenset({"Treatment", "Sum", "Helmert", "Diff", "Poly"})
_NUMPY = frozenset({"np", "numpy"})
_UNKNOWN = (
    "this formula is not possible on protected data: it may hold column names, C(), Q(), I(), arithmetic, "
    "comparisons and NumPy functions such as np.log; compute other columns before, df['z'] = ..."
)


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """One part of a term, as patsy asks for it; its column stands in the data under `code`."""

    code: str
    expression: ast.expr
    categories: Callable[[Any], Any] | None = None
    origin: None = None

    def name(self) -> str:
        """Return the label, which is the text in patsy's own spelling."""
        return self.code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Factor) and self.code == other.code

    def __hash__(self) -> int:
        return hash(self.code)

    def memorize_passes_needed(self, state: object, eval_env: object) -> int:
        """Return 0: nothing is learnt from the data."""
        return 0

    def eval(self, state: object, data: Any) -> Any:
        """Return the column, as categories if the formula says `C()`."""
        column = data[self.code]
        return column if self.categories is None else self.categories(column)


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A formula that was read: the terms of either side, each made of factors."""

    outcome: tuple[tuple[Factor, ...], ...]
    terms: tuple[tuple[Factor, ...], ...]

    @property
    def factors(self) -> dict[str, Factor]:
        """All factors by label."""
        return {factor.code: factor for term in (*self.outcome, *self.terms) for factor in term}

    def columns(self, frame: Any, *, with_outcome: bool = True) -> dict[str, Any]:
        """Return the column of each factor, worked out on a frame (plain or sealed)."""
        used = (*self.outcome, *self.terms) if with_outcome else self.terms
        found = {factor.code: factor for term in used for factor in term}
        return {code: _Columns(frame).value(factor.expression) for code, factor in found.items()}


def read(text: str) -> Formula:
    """Return a formula; nothing of it is evaluated.

    Errors: `DisclosureError` for a part that is not possible on protected data; those of patsy for a text
    that is no formula.
    """
    patsy: Any = module_of("patsy")
    if patsy is None:
        raise DisclosureError(_UNKNOWN)
    description = patsy.ModelDesc.from_formula(text)
    sides = (description.lhs_termlist, description.rhs_termlist)
    outcome, terms = (tuple(tuple(map(_factor, term.factors)) for term in side) for side in sides)
    return Formula(outcome, terms)


def _factor(factor: Any) -> Factor:
    code = str(factor.name())
    parsed = ast.parse(code, mode="eval").body
    if not (isinstance(parsed, ast.Call) and _called(parsed) == "C"):
        return Factor(code, parsed)
    inner, *rest = parsed.args
    named = {keyword.arg: keyword.value for keyword in parsed.keywords}
    contrast = rest[0] if rest else named.pop("contrast", None)
    levels = named.pop("levels", None)
    if named or len(rest) > 1:
        raise DisclosureError(_UNKNOWN)
    given = {
        "contrast": None if contrast is None else _contrast(contrast),
        "levels": None if levels is None else ast.literal_eval(levels),
    }
    return Factor(code, inner, lambda column: module_of("patsy").builtins.C(column, **given))


def _contrast(node: ast.expr) -> Any:
    """Return one of patsy's own ways of coding categories."""
    patsy: Any = module_of("patsy")
    name = _called(node) if isinstance(node, ast.Call) else getattr(node, "id", "")
    if name not in _CONTRASTS:
        raise DisclosureError(_UNKNOWN)
    made = getattr(patsy.builtins, name, None) or getattr(patsy, name)
    if not isinstance(node, ast.Call):
        return made
    named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in node.keywords}
    return made(*map(ast.literal_eval, node.args), **named)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


class _Columns:
    """The value of each part of an expression, on the columns of a frame."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def value(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Name):
            return self._frame[node.id]
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
            return node.value
        if isinstance(node, ast.BinOp):
            return self._operator(node.op)(self.value(node.left), self.value(node.right))
        if isinstance(node, ast.UnaryOp):
            return self._operator(node.op)(self.value(node.operand))
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._operator(node.ops[0])(self.value(node.left), self.value(node.comparators[0]))
        if isinstance(node, ast.Call) and not node.keywords:
            return self._call(node)
        raise DisclosureError(_UNKNOWN)

    def _operator(self, node: ast.AST) -> Callable[..., Any]:
        found = _OPERATORS.get(type(node))
        if found is None:
            raise DisclosureError(_UNKNOWN)
        return found

    def _call(self, node: ast.Call) -> Any:
        name = _called(node)
        if name == "Q" and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
            return self._frame[node.args[0].value]
        if name == "I" and len(node.args) == 1:
            return self.value(node.args[0])
        return _numpy_function(node.func)(*map(self.value, node.args))


def _numpy_function(node: ast.expr) -> Callable[..., Any]:
    owner = node.value if isinstance(node, ast.Attribute) else None
    if isinstance(owner, ast.Name) and owner.id in _NUMPY and isinstance(node, ast.Attribute):
        function: Any = getattr(np, node.attr, None)
        if is_numpy_ufunc(function):
            return function  # type: ignore[no-any-return]
    raise DisclosureError(_UNKNOWN)


def design_of(terms: Sequence[Sequence[Factor]], columns: Any) -> Any:
    """Return patsy's design matrix of raw columns, a frame with its labels; it keeps how it was built."""
    patsy: Any = module_of("patsy")
    description = patsy.ModelDesc([], [patsy.Term(list(term)) for term in terms])
    return patsy.dmatrix(description, columns, return_type="dataframe")
