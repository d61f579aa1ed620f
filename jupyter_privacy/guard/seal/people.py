"""How many people stand behind rows, when one may stand behind several and rows on several sources.

Where rows stand on records of several sources, there have to be enough of each: what is known of one
source by itself could be subtracted.  A key that a source has no record of counts like a record: that
it is missing says as much about whoever would have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.contributors import count_contributors
from jupyter_privacy.core.row_identity import Identities
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.storage import storage_of
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.standing import Standing, distinct

if TYPE_CHECKING:
    from jupyter_privacy.guard.source import Source

__all__ = [
    "are_few",
    "most_rows",
    "n_people",
    "one_a_person",
    "people_of_cells",
    "row_keys",
    "row_noise",
    "shares_of_people",
    "snapped_rows",
]

_PASSES = 4


def n_people(standing: Standing, chosen: BoolArray) -> int:
    """Return how many records of a source some rows stand on."""
    return len(distinct(standing.records[chosen]))


def are_few(standing: Standing, chosen: BoolArray) -> bool:
    """Whether some rows stand on somebody of a source, but on fewer people than its minimum."""
    return 0 < n_people(standing, chosen) < standing.source.policy.minimum


def most_rows(standing: Standing) -> int:
    """Return how many rows the record has that stands behind most."""
    return int(np.bincount(standing.records[standing.records >= 0], minlength=1).max())


def shares_of_people(standing: Standing) -> FloatArray:
    """Return which part of a person each row is: one over how many rows that person has, 0 for nobody's."""
    records = standing.records
    n_rows = np.bincount(records[records >= 0], minlength=1)
    return np.where(records >= 0, 1.0 / np.maximum(n_rows[np.maximum(records, 0)], 1), 0.0)


def row_keys(lineage: Lineage) -> Identities:
    """Return the random numbers of the records that rows stand on, of whichever source they are."""
    return _of_records(lineage, lambda source: source.linked.keys, np.uint64)


def row_noise(lineage: Lineage) -> FloatArray:
    """Return the keys that noise is drawn by, of the records that rows stand on."""
    return _of_records(lineage, lambda source: source.noise_keys, np.float64)


def _of_records(lineage: Lineage, keys_of: Callable[[Source], NDArray[Any]], dtype: Any) -> NDArray[Any]:
    """Return the key of each row: that of its record in the first source that has one."""
    if lineage.is_plain and lineage.rows is not None:
        return keys_of(lineage.source)[lineage.rows]
    keys: NDArray[Any] | None = None
    for one in lineage.standings():
        keys = np.zeros(len(one.records), dtype=dtype) if keys is None else keys
        is_free = (one.records >= 0) & (one.records < one.source.n_records) & (keys == 0)
        keys[is_free] = keys_of(one.source)[one.records[is_free]]
    return np.empty(0, dtype=dtype) if keys is None else keys


def one_a_person(value: Any, lineage: Lineage) -> Any:
    """Return the entries of a column, each once for a person; whatever else it is as it is."""
    if lineage.is_plain or lineage.rows is None or np.ndim(value) != 1 or len(value) != len(lineage.rows):
        return value
    return pandas_rows.distinct_entries(value, lineage.rows)


def people_of_cells(lineage: Lineage, cell_of_row: IntArray, n_cells: int) -> IntArray:
    """Return how many people stand behind each cell of rows: of the source that has fewest there."""
    if lineage.is_plain or lineage.rows is None:
        rows = cell_of_row
        known = lineage.source.remembered.of(
            [storage_of(rows)], ("people", n_cells), lambda: np.bincount(rows + 1, minlength=n_cells + 1)[1:]
        )
        return known.copy()
    counts = (count_contributors(cell_of_row, n_cells, one.records) for one in lineage.standings())
    return reduce(_fewest, counts)


def _fewest(one: IntArray, other: IntArray) -> IntArray:
    """Return the smaller of two counts, cell by cell; a source that a cell has nothing to do with is none."""
    return np.where(one == 0, other, np.where(other == 0, one, np.minimum(one, other)))


def snapped_rows(standings: Iterable[Standing], chosen: BoolArray) -> BoolArray:
    """Return which rows a data-dependent selection keeps, so that it singles nobody out.

    Of each source: rows that stand on fewer people than the minimum are not kept, and if those that
    are left out do, all are kept.
    """
    ordered, kept = list(standings), chosen
    for _ in range(_PASSES):
        before = kept
        for one in ordered:
            kept = _snapped_rows(one, kept)
        if np.array_equal(before, kept):
            return kept
    return np.zeros_like(chosen)


def _snapped_rows(standing: Standing, kept: BoolArray) -> BoolArray:
    part = standing.records >= 0
    if n_people(standing, kept & part) < standing.source.policy.minimum:
        return kept & ~part
    return kept | part if are_few(standing, ~kept & part) else kept
