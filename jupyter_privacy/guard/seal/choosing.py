"""Selections of rows: by position, by what the cells say, and putting them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.seal.desk import attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.snap import snap_positions
from jupyter_privacy.guard.seal.values import Withheld

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk
    from jupyter_privacy.guard.seal.wire import Lowered

__all__ = ["METHODS", "by_mask", "by_positions", "choose", "is_in_file_order"]

METHODS = pandas_rows.TAKING | pandas_rows.CHOOSING | pandas_rows.ORDERING


def choose(held: Held, name: str, lowered: Lowered, desk: Desk) -> Held:
    """Answer a row-selecting method such as `head`, `dropna` or `sort_values`."""
    obstacle = shared_rows(held.lineage, lowered.held)
    if lowered.held or _changes_columns(lowered.kwargs) or obstacle not in {Reason.SHOWN, Reason.LINEAGE}:
        return desk.withhold(held.lineage, obstacle or Reason.NO_RULE, name)
    found = attempt(lambda: pandas_rows.row_positions(held.value, name, lowered.args, lowered.kwargs))
    if isinstance(found, Withheld):
        return withheld(held.lineage, found.reason, name)
    value, positions = found
    if len(np.unique(positions)) < len(positions):
        return Held(value, held.lineage.lost(name))
    if name in pandas_rows.TAKING and not lowered.kwargs.get("weights"):
        return Held(value, held.lineage.taken(held.value, positions, name))
    if name in pandas_rows.ORDERING:
        return Held(value, held.lineage.selected(positions, name, ordered=True))
    return _snapped(held, value, positions, name)


def _changes_columns(kwargs: dict[str, Any]) -> bool:
    return kwargs.get("axis", 0) not in (0, "index", "rows") or bool(kwargs.get("weights"))


def _snapped(held: Held, value: Any, positions: IntArray, operation: str) -> Held:
    minimum = held.lineage.source.policy.minimum
    kept = snap_positions(positions, len(held.value), minimum)
    if kept is None:
        return Held(held.value, held.lineage)
    if len(kept) < len(positions):
        value = value.iloc[:0] if hasattr(value, "iloc") else value[:0]
    return Held(value, held.lineage.selected(kept, operation))


def by_mask(held: Held, mask: BoolArray, operation: str = "filter") -> Held:
    """Return the rows that a condition chooses; conditions that single people out choose nobody."""
    positions = np.flatnonzero(mask)
    return _snapped(held, pandas_rows.take(held.value, positions), positions, operation)


def by_positions(held: Held, positions: IntArray, operation: str) -> Held:
    """Return the rows at positions that the analyst wrote down; each person counts once."""
    value = pandas_rows.take(held.value, positions)
    if len(np.unique(positions)) < len(positions):
        return Held(value, held.lineage.lost(operation))
    return Held(value, held.lineage.taken(held.value, positions, operation))


def is_in_file_order(held: Held) -> bool:
    """Whether the rows are the source's own, all of them or some taken by position."""
    lineage: Lineage = held.lineage
    if lineage.rows is None or lineage.is_ordered_by_data:
        return False
    records = lineage.population.records if lineage.population else lineage.rows
    return len(records) == lineage.source.n_records
