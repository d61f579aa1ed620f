"""Groups whose people were settled: each cell is equal to, or far from, all that was answered before.

A group that differs by fewer than k people from an earlier selection is answered as that selection,
so neither its number nor a mask tells who makes the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames.pandas_merged import small_merged
from jupyter_privacy.frames.pandas_tables import Cross, Groups, cross, group
from jupyter_privacy.frames.storage import Remembered
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.settling import settled_positions
from jupyter_privacy.guard.seal.tabled import Tabled, tabled
from jupyter_privacy.policy import Policy

__all__ = ["groups_by_policy", "settled", "settled_cells", "settled_cross", "settled_groups"]

_NO_CELL = -1


def groups_by_policy(
    keys: Sequence[Any], options: Mapping[str, Any], policy: Policy, remembered: Remembered | None = None
) -> Groups:
    """Group rows by keys; the small groups of one key are merged if the policy says so."""
    groups = group(keys, options, remembered)
    return small_merged(groups, policy.minimum) if policy.small_groups == "merge" else groups


def settled_groups(keys: Sequence[Any], options: Mapping[str, Any], lineage: Lineage) -> Groups:
    """Group rows by keys and settle each group that is large enough to be shown."""
    source = lineage.source
    groups = groups_by_policy(keys, options, source.policy, source.remembered)
    found = settled(groups, lineage)
    return groups if found is groups else found.occurring(groups)


def settled(groups: Groups, lineage: Lineage) -> Groups:
    """Return groups of which each is answered as an earlier set of people that it is near to."""
    if lineage.rows is None:
        return groups
    if not lineage.is_plain:
        return _settled_one_by_one(groups, lineage)
    codes = settled_cells(groups.codes, len(groups.sizes), lineage)
    return groups if codes is groups.codes else groups.with_codes(codes)


def _settled_one_by_one(groups: Groups, lineage: Lineage) -> Groups:
    """Settle groups of rows of which a person may have several."""
    codes = groups.codes.copy()
    for cell, n in enumerate(groups.sizes):
        positions = np.flatnonzero(groups.codes == cell)
        settled = positions if n < lineage.source.policy.minimum else settled_positions(lineage, positions)
        if settled is not None and settled is not positions:
            codes[positions] = _NO_CELL
            codes[settled] = cell
    return groups if np.array_equal(codes, groups.codes) else groups.with_codes(codes)


def settled_cross(
    rows: Sequence[Any], columns: Sequence[Any], options: Mapping[str, Any], lineage: Lineage
) -> Cross:
    """Cross-tabulate rows and settle each cell that is large enough to be shown."""
    table = cross(rows, columns, options, lineage.source.remembered)
    cells = table.cells()
    settled = settled_cells(cells, len(table.rows) * len(table.columns), lineage)
    return table if settled is cells else table.with_cells(settled)


def settled_cells(cell_of_row: IntArray, n_cells: int, lineage: Lineage) -> IntArray:
    """Return the cell of each row (-1: none), so that each cell is equal to or far from all earlier sets.

    The same array is returned if no row has to move.
    """
    if lineage.rows is None or not lineage.is_plain or lineage.source.policy.differencing != "snap":
        return cell_of_row
    table = tabled(lineage.source.row_sets, cell_of_row, n_cells, lineage.rows)
    wanted = {} if table is None else table.instead()
    if table is None or not wanted:
        return cell_of_row
    return _moved(cell_of_row, table, wanted, lineage.rows)


def _moved(cell_of_row: IntArray, table: Tabled, wanted: Mapping[int, IntArray], rows: IntArray) -> IntArray:
    """Move the people in whom cells and wanted sets differ.

    Who has to leave a cell goes to the largest one that stays as it is: a table that counted them nowhere
    would tell that they are left out.  A cell whose wanted set has people outside of the table stays.
    """
    row_of_record = np.full(len(table.people.cell_of_record), -1, dtype=np.intp)
    row_of_record[rows] = np.arange(len(rows))
    places = {cell: row_of_record[records] for cell, records in wanted.items()}
    places = {cell: found for cell, found in places.items() if found.min(initial=0) >= 0}
    moved = cell_of_row.copy()
    moved[np.isin(cell_of_row, list(places))] = table.largest_new_cell(without=places)
    for cell, found in places.items():
        moved[found] = cell
    return moved
