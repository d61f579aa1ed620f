"""Columns of cells put together as pandas does, without the groups that are too small to name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, Reason
from jupyter_privacy.frames import pandas_layout
from jupyter_privacy.frames.pandas_layout import own_labels
from jupyter_privacy.frames.pandas_tables import with_missing
from jupyter_privacy.guard.release.finish import LEFT_OUT
from jupyter_privacy.guard.release.grouped.cells import Cell, Cells
from jupyter_privacy.guard.release.grouped.request import Reading
from jupyter_privacy.guard.release.outcome import Released

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["laid_out", "put_together", "reason_of_all"]

_OF_CELLS = frozenset(
    {
        Reason.THRESHOLD,
        Reason.GROUP_DISCLOSURE,
        Reason.DOMINANCE,
        Reason.P_PERCENT,
        Reason.DEGREES_OF_FREEDOM,
        Reason.COMPLEMENTARY,
        Reason.DIFFERENCING,
    }
)


def laid_out(cells: Cells, reading: Reading, results: Sequence[Sequence[object]], name: str) -> Outcome:
    """Return the table that was read; `results` are those of the analyst's functions, in order."""
    of_functions = iter(results)
    found = [
        cells.of(column, next(of_functions) if column.function is not None else None)
        for column in reading.columns
    ]
    return put_together(cells, reading, found, name)


def put_together(cells: Cells, reading: Reading, found: list[Cell], name: str) -> Outcome:
    """Return the released table of columns that have been worked out."""
    policy, named = cells.lineage.source.policy, cells.members.named
    if not named.any() or not found:
        return cells.desk.withhold(cells.lineage, Reason.NO_RULE if not found else Reason.THRESHOLD, name)
    reasons = np.column_stack([reason for _, reason in found])[named]
    whole = reason_of_all(reasons)
    if whole is not Reason.SHOWN:
        return cells.desk.withhold(cells.lineage, whole, name)
    parts = [own_labels(_shown(value[named], reasons[:, j] > 0)) for j, (value, _) in enumerate(found)]
    table, reasons = _arranged(reading, parts, reasons)
    if not cells.grouped.options.get("as_index", True):
        table, reasons = _without_index(table, reasons, is_size=reading.columns[0].source is None)
    elif cells.grouped.freq is not None and named.all():
        table = pandas_layout.with_freq(table, cells.grouped.freq)
    return Released(table, reasons, "" if named.all() else LEFT_OUT.format(minimum=policy.threshold))


def _shown(value: Any, hidden: BoolArray) -> Any:
    """Return a column with missing cells; results of functions get the dtype that they have in pandas."""
    return pandas_layout.typed(value, hidden) if value.dtype == object else with_missing(value, hidden)


def reason_of_all(reasons: NDArray[np.uint8]) -> Reason:
    """Return why a result is withheld as a whole, `SHOWN` if it is not.

    It is if all cells are masked, and one at least for a reason that is none of single cells.
    """
    if not reasons.all():
        return Reason.SHOWN
    found = map(Reason, np.unique(reasons).tolist())
    return next((reason for reason in found if reason not in _OF_CELLS), Reason.SHOWN)


def _arranged(reading: Reading, parts: list[Any], reasons: NDArray[np.uint8]) -> tuple[Any, Any]:
    if reading.stacked:
        table = pandas_layout.stacked(parts, [column.label for column in reading.columns])
        reasons = reasons.reshape(len(reasons), -1, len(reading.stacked)).swapaxes(1, 2)
        reasons = reasons.reshape(-1, reasons.shape[2])
        return table.iloc[:, 0] if reading.is_series else table, reasons
    if reading.is_series:
        return parts[0].rename(reading.columns[0].label), reasons
    return pandas_layout.columns_of(parts, [column.label for column in reading.columns]), reasons


def _without_index(table: Any, reasons: NDArray[np.uint8], *, is_size: bool) -> tuple[Any, Any]:
    """Return a table whose group labels are columns (`as_index=False`)."""
    table = (table.rename("size") if is_size and table.ndim == 1 else table).reset_index()
    keys = np.zeros((len(reasons), table.shape[1] - reasons.shape[1]), dtype=np.uint8)
    return table, np.hstack([keys, reasons])
