"""Tables of several statistics by rows and columns, put together as `pivot_table` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_pivot
from jupyter_privacy.guard.release.finish import LEFT_OUT
from jupyter_privacy.guard.release.grouped.crossed import Block, Crossed
from jupyter_privacy.guard.release.grouped.layout import reason_of_all
from jupyter_privacy.guard.release.grouped.request import Wanted, called_with
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked
from jupyter_privacy.guard.seal.protocol import Calls

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["Part", "asked_first", "put_together"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One statistic of a table and the labels above its columns."""

    labels: tuple[Any, ...]
    wanted: Wanted


def asked_first(asked: Asked, table: Crossed, parts: Sequence[Part]) -> Calls | None:
    """Have the analyst's functions called with each group, and with everybody in each line."""
    functions = [part.wanted for part in parts if part.wanted.function is not None]
    if not functions or asked.results:
        return None
    return Calls(
        tuple(
            (called_with(wanted), tuple(map(asked.desk.keep, cells.members.of(wanted.source))))
            for wanted in functions
            for cells in table.parts
        )
    )


def put_together(
    asked: Asked, table: Crossed, parts: Sequence[Part], total: str | None, fill: object = None
) -> Outcome:
    """Return the released table; `total` is the label of the totals, None for a table without.

    `fill` stands in cells that nobody is in, if the policy shows that nobody is.
    """
    lineage = table.inner.lineage
    if any(line is not None and not line.named.any() for line in (table.rows, table.columns)):
        return asked.desk.withhold(lineage, Reason.THRESHOLD, asked.name)
    results = iter(asked.results)
    blocks = [table.block(part.wanted, results) for part in parts]
    reasons = np.hstack([block.reasons for block in blocks])
    whole = reason_of_all(reasons)
    if whole is not Reason.SHOWN:
        return asked.desk.withhold(lineage, whole, asked.name)
    frames = [_frame(table, block, total, fill) for block in blocks]
    labels = [part.labels for part in parts]
    value: Any
    if table.rows is None:
        value = pandas_pivot.under_each_other(frames, labels)
        reasons = np.vstack([block.reasons for block in blocks])
    else:
        value = pandas_pivot.beside_each_other(frames, labels, has_columns=table.columns is not None)
    if table.columns is None and not any(labels):
        value = pandas_pivot.only_column(value)
    minimum = lineage.source.policy.threshold
    return Released(value, reasons, "" if table.is_whole else LEFT_OUT.format(minimum=minimum))


def _frame(table: Crossed, block: Block, total: str | None, fill: object) -> Any:
    rows, columns = (
        None if line is None else pandas_pivot.with_total(line.labels, total)
        for line in (table.rows, table.columns)
    )
    hidden = block.reasons > 0
    cells = block.values if fill is None else pandas_pivot.filled_cells(block.values, hidden, fill)
    return pandas_pivot.table_of(cells, hidden, rows, columns)
