"""Overlap with earlier results: what subtracting results from each other would tell of a few people.

By policy a set of people near an earlier one is answered as that one (`snap`: selections and groups have
been settled before anything was computed), withheld (`withhold`), or counted with rounded counts, all
other numbers of it withheld (`round`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.frames.pandas_tables import Cross
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.tabled import Tabled, tabled

__all__ = ["compared", "shown", "shown_cross"]

Reasons = NDArray[np.uint8]


def compared(lineage: Lineage, cell_of_row: IntArray | None, reasons: Reasons, *, is_count: bool) -> Reasons:
    """Return the reasons of cells, with those masked that are near an earlier set of people."""
    if lineage.rows is None or _is_rounded(lineage, is_count=is_count):
        return reasons
    table = _table(lineage, cell_of_row, reasons)
    return np.full_like(reasons, Reason.LINEAGE) if table is None else table.without_near(reasons)


def shown(
    lineage: Lineage, cell_of_row: IntArray | None, reasons: Reasons, *, is_count: bool = False
) -> Reasons:
    """Return the reasons of cells when all masks are known, and remember the people of those that show.

    Cells that would isolate a few people together with earlier ones are masked, and all of them where the
    rows were chosen by position once too often.  Where rows are not records, `judge` has remembered them.
    """
    if not lineage.is_plain or _is_rounded(lineage, is_count=is_count) or reasons.all():
        return reasons
    table = _table(lineage, cell_of_row, reasons)
    if table is None:
        return np.full_like(reasons, Reason.LINEAGE)
    if not lineage.source.row_sets.allows(lineage.by_position):
        return np.where(reasons == 0, np.uint8(Reason.COMBINATION), reasons)
    return table.release(reasons)


def shown_cross(cross: Cross, lineage: Lineage, reasons: Reasons, *, margins: bool) -> Reasons:
    """Return the reasons of a cross-tabulation with its totals, after a look at all earlier results.

    Totals come first: they are what later tables have in common with this one.
    """
    result, cells = reasons.copy(), cross.cells()
    if margins:
        for view, codes in ((result[:-1, -1], cross.row_codes), (result[-1, :-1], cross.column_codes)):
            complete = np.where(cells < 0, -1, codes)
            far = compared(lineage, complete, view, is_count=True)
            view[:] = shown(lineage, complete, far, is_count=True)
    inner = shown(lineage, cells, result[:-1, :-1].ravel(), is_count=True)
    result[:-1, :-1] = inner.reshape(cross.shape)
    return result


def _table(lineage: Lineage, cell_of_row: IntArray | None, reasons: Reasons) -> Tabled | None:
    if lineage.rows is None:
        return None
    return tabled(lineage.source.row_sets, cell_of_row, reasons.size, lineage.rows)


def _is_rounded(lineage: Lineage, *, is_count: bool) -> bool:
    """Whether the policy lets rounding alone protect counts."""
    return is_count and lineage.source.policy.differencing == "round"
