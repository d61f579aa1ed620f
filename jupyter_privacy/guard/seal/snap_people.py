"""Snapping computed columns by people: fewer than k of them make no difference, however many rows they have.

Where rows stand on records of several sources, each source's rows are snapped by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.frames import pandas_categories, pandas_rows, shapes
from jupyter_privacy.frames.completing import completed_at
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import are_few, people_of_cells
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.standing import Standing, first_rows

__all__ = ["snapped", "with_nearest_steps", "without_rare_labels"]

_GLANCE = 64
"""How many times as many rows as people are looked at first, to find so many people."""


def snapped(value: Any, lineage: Lineage, operands: Sequence[Any] = ()) -> Any:
    """Return a computed column, or frame of those, without what only a few people make different."""
    if lineage.is_plain or lineage.rows is None:
        return snap(value, lineage.source.policy.minimum, operands)
    if shapes.shape_of(value) is not shapes.Shape.FRAME:
        return _snapped_column(value, lineage, operands)
    frames = [
        one for one in operands if shapes.shape_of(one) is shapes.Shape.FRAME and one.shape == value.shape
    ]
    names = list(value.columns)
    return pandas_rows.map_columns(
        value,
        lambda column, j: _snapped_column(
            column, lineage.of_column(names[j]), [one.iloc[:, j] for one in frames]
        ),
    )


def without_rare_labels(column: Any, lineage: Lineage) -> Any:
    """Return a column that a table of the analyst's gave, without labels that fewer than k people got.

    Who is looked up in `{"Thule": "odd", "Bath": "west"}` and is the only one from Thule has no label, as
    somebody from nowhere in the table has none: a mask would tell them apart.  Numbers that (nearly)
    everybody got are left alone: a sum of them is about everybody.
    """
    if np.ndim(column) != 1 or lineage.rows is None or shapes.shape_of(column) is shapes.Shape.FRAME:
        return column
    minimum = lineage.source.policy.minimum
    codes, n_labels = pandas_categories.labels_of(column)
    is_number = getattr(column.dtype, "kind", "O") in "iuf"
    if is_number and int(np.count_nonzero(codes < 0)) < minimum:
        return column
    is_rare = people_of_cells(lineage, codes, n_labels) < minimum
    gone = np.append(is_rare, False)[codes]
    return pandas_categories.without_labels(column, gone) if gone.any() else column


def with_nearest_steps(column: Any, lineage: Lineage) -> Any:
    """Return a column of bins or steps in which few people in rare ones are in the nearest one that is not.

    The analyst chooses the edges: if a bin of one person looked otherwise than an empty one, moving an edge
    would find the largest value.  Where rare bins hold as many as are needed together, they stay, and are
    left out of tables as small groups are.
    """
    if shapes.shape_of(column) is shapes.Shape.FRAME:
        names = list(column.columns)
        return pandas_rows.map_columns(
            column, lambda one, j: with_nearest_steps(one, lineage.of_column(names[j]))
        )
    if np.ndim(column) != 1 or lineage.rows is None:
        return column
    codes, n_labels = pandas_categories.labels_of(column)
    is_rare = people_of_cells(lineage, codes, n_labels) < lineage.source.policy.minimum
    gone = np.append(is_rare, False)[codes]
    if not gone.any() or not all(are_few(standing, gone) for standing in lineage.standings()):
        return column
    return pandas_categories.with_nearest_labels(column, gone)


def _snapped_column(column: Any, lineage: Lineage, operands: Sequence[Any]) -> Any:
    if np.ndim(column) != 1:
        return column
    for standing in lineage.standings():
        column = _without_few(column, standing, operands)
    return column


def _without_few(column: Any, standing: Standing, operands: Sequence[Any]) -> Any:
    part = standing.records >= 0
    sample = _first_rows(standing)
    if len(sample) < standing.source.policy.minimum:
        return column
    common = int(sample[pandas_rows.most_common_position(pandas_rows.take(column, sample))])
    odd = part & ~pandas_rows.equals_entry(column, common)
    if are_few(standing, odd):
        return pandas_rows.with_entry(column, odd, common)
    nearly = next((one for one in operands if _is_nearly(column, one, standing)), None)
    if nearly is not None:
        return pandas_rows.entries_of(nearly, column)
    missing = pandas_rows.is_missing(column) & part
    return completed_at(column, missing) if are_few(standing, missing) else column


def _first_rows(standing: Standing) -> IntArray:
    """Return the first rows of so many people that a value which few lack has the majority among them."""
    n_wanted = 2 * standing.source.policy.minimum
    n_looked_at = min(_GLANCE * n_wanted, len(standing.records))
    first = first_rows(standing.records[:n_looked_at])
    if len(first) < n_wanted and n_looked_at < len(standing.records):
        first = first_rows(standing.records)
    return first[:n_wanted]


def _is_nearly(column: Any, operand: Any, standing: Standing) -> bool:
    """Whether a computed column differs from an operand for a few people only."""
    if np.ndim(operand) != 1 or len(operand) != len(column):
        return False
    differing: BoolArray = pandas_rows.differing(column, operand) & (standing.records >= 0)
    return are_few(standing, differing)
