"""`query` and `eval`: an expression in text, worked out on the sealed frame.

pandas would run such a text on raw data, and it can hold anything that Python can.  So it is
parsed here and every step is done to proxies: names are columns, `@name` a variable of the
analyst's, and `and`, `or`, `not`, `in` and chained comparisons are what pandas makes of them.
"""

from __future__ import annotations

import ast
import io
import operator
import re
import token
import tokenize
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.errors import DisclosureError

__all__ = ["evaluate", "statements"]

_LOCAL = "__local_"
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
    ast.And: operator.and_,
    ast.Or: operator.or_,
    ast.Invert: operator.invert,
    ast.Not: operator.invert,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    name: getattr(np, name)
    for name in (
        "sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh exp expm1 log log10 log1p sqrt floor ceil"
    ).split()
} | {"abs": abs}
"""The functions that pandas knows in such a text."""

_ASSIGNMENT = re.compile(r"\s*(?:`(?P<quoted>[^`]+)`|(?P<name>[^\W\d]\w*))\s*=(?!=)(?P<value>.*)", re.DOTALL)
_UNKNOWN = "this expression is not possible on protected data: write it as df[condition]"


def evaluate(expression: str, frame: Any, variables: Mapping[str, Any]) -> Any:
    """Return what `expression` is of the columns of `frame`, a proxy.

    Errors: `KeyError` for an unknown column or variable, `SyntaxError` for a text that is none, and
    `DisclosureError` for a construct that has no meaning on columns.
    """
    tree = ast.parse(_as_python(expression), mode="eval")
    return _Evaluation(frame, variables).value(tree.body)


def statements(text: str) -> list[tuple[str | None, str]]:
    """Return the lines of an `eval`: the column that each is assigned to (None: it is not), and what.

    >>> statements("z = x + y"), statements("x == y")
    ([('z', 'x + y')], [(None, 'x == y')])
    """
    found: list[tuple[str | None, str]] = []
    for line in filter(str.strip, text.splitlines()):
        match = _ASSIGNMENT.fullmatch(line)
        name = None if match is None else match["quoted"] or match["name"]
        found.append((name, (line if match is None else match["value"]).strip()))
    return found


def _as_python(expression: str) -> str:
    """Return the expression with `@x`, backticks and the loose `&` and `|` of pandas as Python."""
    quoted = expression.split("`")
    expression = "".join(
        f"{_LOCAL}q_{part.encode().hex()}" if i % 2 else part for i, part in enumerate(quoted)
    )
    found = []
    is_local = False
    for piece in tokenize.generate_tokens(io.StringIO(expression.strip()).readline):
        if piece.type == token.OP and piece.string == "@":
            is_local = True
            continue
        text = (
            {"&": "and", "|": "or", "~": "not"}.get(piece.string, piece.string)
            if piece.type == token.OP
            else piece.string
        )
        found.append(
            (piece.type if text == piece.string else token.NAME, _LOCAL + text if is_local else text)
        )
        is_local = False
    return tokenize.untokenize(found).strip()


class _Evaluation:
    """The value of each part of an expression."""

    def __init__(self, frame: Any, variables: Mapping[str, Any]) -> None:
        self._frame = frame
        self._variables = variables

    def value(self, node: ast.AST) -> Any:
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise DisclosureError(_UNKNOWN)
        return handler(node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id.startswith(f"{_LOCAL}q_"):
            return self._frame[bytes.fromhex(node.id[len(_LOCAL) + 2 :]).decode()]
        if node.id.startswith(_LOCAL):
            return self._variables[node.id[len(_LOCAL) :]]
        return self._frame[node.id]

    def _list(self, node: ast.List | ast.Tuple) -> list[Any]:
        return [self.value(part) for part in node.elts]

    _tuple = _list

    def _boolop(self, node: ast.BoolOp) -> Any:
        first, *others = (self.value(part) for part in node.values)
        for other in others:
            first = _OPERATORS[type(node.op)](first, other)
        return first

    def _binop(self, node: ast.BinOp) -> Any:
        return _OPERATORS[type(node.op)](self.value(node.left), self.value(node.right))

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        return _OPERATORS[type(node.op)](self.value(node.operand))

    def _compare(self, node: ast.Compare) -> Any:
        result, left = None, self.value(node.left)
        for how, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            step = _membership(left, right, how) if isinstance(how, (ast.In, ast.NotIn)) else None
            step = _OPERATORS[type(how)](left, right) if step is None else step
            result, left = step if result is None else operator.and_(result, step), right
        return result

    def _attribute(self, node: ast.Attribute) -> Any:
        if node.attr.startswith("_"):
            raise DisclosureError(_UNKNOWN)
        return getattr(self.value(node.value), node.attr)

    def _call(self, node: ast.Call) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and not node.keywords:
            return _FUNCTIONS[node.func.id](*(self.value(part) for part in node.args))
        if not isinstance(node.func, ast.Attribute):
            raise DisclosureError(_UNKNOWN)
        named = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg}
        return self.value(node.func)(*(self.value(part) for part in node.args), **named)


def _membership(left: Any, right: Any, how: ast.cmpop) -> Any:
    among = left.isin(right)
    return operator.invert(among) if isinstance(how, ast.NotIn) else among
