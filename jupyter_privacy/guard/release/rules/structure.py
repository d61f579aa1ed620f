"""Schema: shape, columns, dtypes, names.  Column names of a source are public, cells never are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import public_dtype, row_labels, series_like
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.choosing import is_in_file_order
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["DERIVED", "STRUCTURE", "dtype_texts"]

DERIVED = "derived"
"""What stands for the type of a computed column."""


def dtype_texts(held: Held) -> list[Any]:
    """Return the dtype of every column that is still the source's own, `derived` for the others.

    The dtype of a computed column can depend on single cells (whether a missing value came up).
    """
    frame: Any = held.value
    schema = held.lineage.source.schema
    return [
        public_dtype(dtype) if str(name) in schema and schema[str(name)] == dtype else DERIVED
        for name, dtype in zip(frame.columns, frame.dtypes, strict=True)
    ]


def _decide(asked: Asked) -> Outcome | None:
    held, name = asked.held, asked.name
    value: Any = held.value
    if name == "ndim":
        return Plain(value.ndim)
    if name in {"shape", "size", "empty"}:
        return _of_rows(asked)
    if name == "index":
        return Plain(row_labels(value)) if is_in_file_order(held) and row_labels(value) is not None else None
    if name == "name":
        return Plain(value.name) if held.lineage.has_public_labels else None
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, name)
    if name == "dtype":
        schema, label = held.lineage.source.schema, str(value.name)
        is_known = label in schema and schema[label] == value.dtype
        return Plain(public_dtype(value.dtype) if is_known else DERIVED)
    if name == "columns" or asked.name in {"__iter__", "keys"}:
        return Plain(value.columns.copy())
    return Plain(series_like(None, dtype_texts(held), value.columns))


def _of_rows(asked: Asked) -> Outcome:
    held, value = asked.held, asked.held.value
    reason = judge_count(held.lineage, len(value))
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, reason, asked.name)
    n_rows = rounded_count(held.lineage, len(value))
    if asked.name == "empty":
        return Released(value=False)
    shape: Any = (n_rows, *value.shape[1:])
    n_cells = n_rows * (shape[1] if len(shape) > 1 else 1)
    return Released(shape if asked.name == "shape" else n_cells)


_OF_ALL = frozenset({"shape", "size", "ndim"})

STRUCTURE = Rule(
    "structure",
    _decide,
    methods={Kind.FRAME: frozenset({"__iter__", "keys"})},
    attributes={
        Kind.FRAME: _OF_ALL | {"columns", "dtypes", "empty", "index"},
        Kind.SERIES: _OF_ALL | {"dtype", "name", "empty", "index"},
        Kind.ARRAY: _OF_ALL,
    },
    follows_people=True,
)
"""The number of rows is a count like any other."""
