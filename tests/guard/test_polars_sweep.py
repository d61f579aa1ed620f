"""Every method of polars' expressions, on data full of canaries: none of them gets out."""

import contextlib
import io
import warnings

import pytest

from tests.guard.planted import canaries_in, planted_columns, texts_of

pl = pytest.importorskip("polars")

NAMESPACES = ["", "str", "dt", "list", "cat", "struct", "bin", "arr", "name"]
ARGUMENTS = [(), (1,), ("code",), (pl.col("code"),), (pl.col("code"), 3)]
COLUMNS = {"str": "name", "bin": "name", "dt": "born"}


def methods(namespace):
    """Return the names of the methods of expressions in a namespace."""
    owner = getattr(pl.col("x"), namespace) if namespace else pl.col("x")
    return [
        name for name in dir(owner) if not name.startswith("_") and name not in {"meta", "show", "inspect"}
    ]


def expressions(namespace, column):
    """Yield every method of a namespace, called with each of some arguments that it takes."""
    for name in methods(namespace):
        owner = getattr(pl.col(column), namespace) if namespace else pl.col(column)
        for args in ARGUMENTS:
            with contextlib.suppress(Exception):
                found = getattr(owner, name)(*args)
                if isinstance(found, pl.Expr):
                    yield f"{namespace}.{name}{args}", found


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_no_expression_lets_a_value_out(namespace, seal):
    """Whatever an expression does to rows or groups, no planted value is shown, printed or raised."""
    frame = seal(pl.DataFrame(planted_columns()))
    printed, leaking = io.StringIO(), []
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        warnings.simplefilter("ignore")
        for column in {COLUMNS.get(namespace, "code"), "name"}:
            for what, expression in expressions(namespace, column):
                for ask in (
                    lambda e=expression: frame.select(e),
                    lambda e=expression: frame.lazy().group_by("group").agg(e).collect(),
                ):
                    leaking += [(what, found) for text in _said(ask) for found in canaries_in(text)]
    assert not leaking
    assert not canaries_in(printed.getvalue())


def _said(ask):
    try:
        return list(texts_of(ask()))
    except Exception as error:
        return [str(error)]


def test_plain_polars_does_let_values_out():
    """The canaries are there to be found: most expressions without arguments show some of plain data."""
    frame = pl.DataFrame(planted_columns())
    found = dict(expressions("", "code"))
    telling = [what for what, e in found.items() if any(map(canaries_in, _said(lambda e=e: frame.select(e))))]
    assert len(telling) > 50
