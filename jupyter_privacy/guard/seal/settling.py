"""Rows that were chosen by what the data say are answered as an earlier choice that is near.

Rows of which a person may have several are looked at twice: as whole rows (`marked_sets`) and as the
set of people that they belong to (`row_sets`).  In the second case somebody whom the earlier choice
had comes in with all rows, and somebody whom it had not goes out with all of them.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.differencing import People
from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.standing import Standing, distinct

__all__ = ["is_settled", "settled_positions"]


def settled_positions(
    lineage: Lineage, positions: IntArray, *, in_pairs: bool = False, mask: BoolArray | None = None
) -> IntArray | None:
    """Return the rows that a selection is answered as: an earlier one that fewer than k people tell apart.

    `positions` themselves if there is none, or if the policy does not snap.  None if the earlier selection
    holds people who are not among the rows, or if the rows cannot be answered about at all.  `in_pairs` is
    for rows that no total is told of.  `mask` says of each row whether it is selected, if that is known.
    """
    if lineage.rows is None or lineage.source.policy.differencing != "snap":
        return positions
    if lineage.is_plain:
        own = next(lineage.own())
        is_whole = own.records is own.source.everyone
        records = positions if is_whole else own.records[positions]
        people = People(records, own.source.n_records, mask if is_whole else None)
        return _with_people(own, positions, records, own.source.row_sets.settled(people, in_pairs=in_pairs))
    settled = _as_earlier_rows(lineage, positions)
    for standing in lineage.standings(positions):
        settled = None if settled is None else _as_earlier_people(standing, settled)
    return settled if settled is not None and is_settled(lineage, settled) else None


def is_settled(lineage: Lineage, positions: IntArray, *, in_pairs: bool = False) -> bool:
    """Whether some rows are the same as, or far from, every set of rows that was answered about.

    If they are, they are remembered; `in_pairs` only to be compared, if no total of them is told.
    """
    here = lineage.at(positions)
    for standing in here.standings():
        records = _records(standing, np.arange(len(positions)))
        if standing.source.row_sets.settle(records, in_pairs=in_pairs) is not records:
            return False
    if here.rows is None or here.marks is None:
        return True
    owned = here.rows >= 0
    return here.source.row_sets.marked.is_settled(here.rows[owned], _marks(here)[owned])


def _records(standing: Standing, positions: IntArray) -> IntArray:
    """Return the records that rows stand on; each once, unless every row has its own."""
    records = standing.records[positions]
    found = distinct(records)
    found = found[: np.searchsorted(found, standing.source.n_records)]
    return records if len(found) == len(records) else found


def _as_earlier_people(standing: Standing, positions: IntArray) -> IntArray | None:
    records = _records(standing, positions)
    if len(records) < standing.source.policy.minimum:
        return positions
    known = standing.source.row_sets.near(records)
    return _with_people(standing, positions, records, records if known is None else known)


def _with_people(
    standing: Standing, positions: IntArray, records: IntArray, known: IntArray
) -> IntArray | None:
    """Return the rows with those of the people in `known`, who are nearly those in `records`."""
    if known is records:
        return positions
    if not len(known):
        return None
    is_wanted = np.zeros(standing.source.n_records + 1, dtype=np.bool_)
    is_known = is_wanted.copy()
    is_wanted[known], is_known[records] = True, True
    owner = np.where(standing.records < standing.source.n_records, standing.records, -1)
    chosen = np.zeros(len(owner), dtype=np.bool_)
    chosen[positions] = True
    is_lacking = (owner >= 0) & is_wanted[owner] & ~is_known[owner]
    is_extra = (owner >= 0) & is_known[owner] & ~is_wanted[owner]
    found = np.flatnonzero((chosen & ~is_extra) | is_lacking)
    return found if len(distinct(owner[found])) == len(known) else None


def _marks(lineage: Lineage) -> IntArray:
    """Return what tells all rows of a record apart: the layer, and the mark within it."""
    assert lineage.marks is not None  # noqa: S101 (asked before)
    if lineage.layers is None:
        return lineage.marks
    return lineage.layers * (int(lineage.marks.max()) + 1) + lineage.marks


def _as_earlier_rows(lineage: Lineage, positions: IntArray) -> IntArray | None:
    """Return the rows that are answered for rows of people with several; None if they are not here."""
    rows = lineage.rows
    if rows is None or lineage.marks is None:
        return positions
    marks = _marks(lineage)
    owned = positions[rows[positions] >= 0]
    known = lineage.source.row_sets.marked.near(rows[owned], marks[owned])
    if known is None:
        return positions
    n_marks = int(max(marks.max(), known[1].max())) + 1
    wanted = np.isin(rows * n_marks + marks, known[0] * n_marks + known[1]) & (rows >= 0)
    if np.count_nonzero(wanted) < len(known[0]):
        return None
    return np.union1d(np.flatnonzero(wanted), positions[rows[positions] < 0])
