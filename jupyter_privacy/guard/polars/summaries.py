"""Statistics of all columns of a frame: `mean`, `null_count`, `describe` and their like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.guard.polars import selecting
from jupyter_privacy.guard.polars.evaluate import Rows, Value
from jupyter_privacy.guard.polars.nodes import is_known
from jupyter_privacy.guard.polars.pandas_side import Lost, Told
from jupyter_privacy.guard.polars.reading import without_data
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request

__all__ = ["METHODS"]

_OF_COLUMNS = "mean sum std var median min max count null_count quantile".split()


def _of_columns(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a statistic of each column; null where polars has none for the type."""
    assert held.face is not None  # noqa: S101 (it is a polars frame)
    if not is_written((request.args, dict(request.kwargs))):
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    empty = held.face.empty
    values: dict[str, Value] = {}
    types: dict[str, Any] = {}
    rows = Rows(desk, held, empty)
    trees = without_data(
        lambda: {
            name: polars_trees.called(name, request.name, request.args, request.kwargs)
            for name in empty.columns
        }
    )
    for name, dtype in polars_pandas.names_and_types(empty).items():
        tree = trees[name]
        found = polars_trees.type_or_none(tree, empty)
        types[name] = dtype if found is None else found
        if found is None or not is_known(tree):
            values[name] = nothing(types[name]) if found is None else Lost(Reason.NO_RULE)
        else:
            values[name] = rows.value(tree)
    return selecting.one_row(desk, held, values, types, request.name)


def nothing(dtype: Any) -> Told:
    """Return the null that polars gives for a statistic that a type does not have."""
    return Told(polars_pandas.as_polars([None], dtype), np.zeros(1, dtype=np.uint8))


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = dict.fromkeys(_OF_COLUMNS, _of_columns)
