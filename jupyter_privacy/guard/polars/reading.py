"""Expressions as the analyst wrote them -> trees that can be carried out, and what polars says of those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.guard.polars.nodes import Tree, is_known
from jupyter_privacy.guard.polars.pandas_side import asked
from jupyter_privacy.guard.seal.desk import Desk, quarantine
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, kind_of

__all__ = ["Unknown", "read", "results_of", "without_data"]


class Unknown(Exception):  # noqa: N818 (not an error: the operation is withheld for its reason)
    """An expression that cannot be carried out."""

    def __init__(self, reason: Reason = Reason.NO_RULE) -> None:
        super().__init__()
        self.reason = reason


def without_data(run: Callable[[], Any]) -> Any:
    """Run polars on frames without rows; an error of it is the analyst's, as it has seen no data."""
    try:
        with quarantine():
            return run()
    except Exception as error:
        raise Refusal(_anew(error)) from None


def _anew(error: Exception) -> Exception:
    """Return a copy of an error without its traceback."""
    return type(error)(*error.args)


def read(
    desk: Desk, frame: Held, inputs: Iterable[Any], named: Mapping[str, Any] | None = None
) -> tuple[Held, Any, list[Tree]]:
    """Return a frame, the same without rows, and the trees of expressions on it.

    Sealed columns among the expressions become columns of the frame.
    """
    assert frame.face is not None  # noqa: S101 (it is a polars frame)
    added: dict[str, Held] = {}
    empty = frame_empty = frame.face.empty

    def lowered(value: Any) -> Any:
        nonlocal empty
        if type(value) in {list, tuple}:
            return [lowered(one) for one in value]
        if type(value) is not Sealed:
            return value
        held = desk.open_proxy(value)
        if held.face is None or kind_of(held.value) is not Kind.SERIES:
            raise Unknown
        name = f"\0column {len(added)}"
        added[name] = held
        empty = polars_pandas.with_column(empty, name, held.face.empty.dtype)
        return polars_trees.renamed_column(name, held.face.empty.name)

    listed = [lowered(one) for one in inputs]
    by_name = {name: lowered(one) for name, one in (named or {}).items()}
    found = without_data(lambda: polars_trees.trees_of(listed, by_name))
    trees: list[Tree] = without_data(
        lambda: [tree for one in found for tree in polars_trees.expanded(one, frame_empty)]
    )
    if not all(map(is_known, trees)):
        raise Unknown
    table = asked(desk, frame, "assign", **added) if added else frame
    return table, empty, trees


def results_of(trees: Sequence[Tree], empty: Any, keys: Sequence[Tree] = ()) -> dict[str, Any]:
    """Return the names and types of the results, or refuse with the error that polars has for them."""
    found: dict[str, Any] = without_data(lambda: polars_trees.schema_of(trees, empty, keys))
    return found
