"""Selections of rows: by position, by what the cells say, and putting them in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.guard.seal.desk import attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.expressions import evaluate
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.snap import snap_positions
from jupyter_privacy.guard.seal.values import Withheld
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk, Outcome

__all__ = ["METHODS", "by_mask", "by_positions", "choose", "is_in_file_order", "settled_positions"]

_PLAIN: Mapping[str, frozenset[str]] = {
    "head": frozenset({"n"}),
    "tail": frozenset({"n"}),
    "sample": frozenset({"n", "frac", "random_state"}),
    "dropna": frozenset({"subset", "how", "thresh", "ignore_index"}),
    "sort_values": frozenset({"by", "ascending", "kind", "na_position", "ignore_index"}),
    "nlargest": frozenset({"n", "columns", "keep"}),
    "nsmallest": frozenset({"n", "columns", "keep"}),
}
"""What they may be given, never sealed; `replace`, `weights` and `key` would change too much."""

METHODS = frozenset(_PLAIN) | {"query"}


def choose(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a row-selecting method such as `head`, `dropna`, `sort_values` or `query`."""
    name = request.name
    if name == "query":
        return _queried(desk, held, request)
    obstacle = shared_rows(held.lineage, [])
    given = attempt(lambda: bound_arguments(held.value, name, request.args, request.kwargs))
    if isinstance(given, Withheld) or set(given) - _PLAIN[name] or holds_sealed(given):
        return desk.withhold(held.lineage, obstacle or Reason.NO_RULE, name)
    looks_at_cells = name not in pandas_rows.TAKING
    obstacle = obstacle or (
        next(iter(held.lineage.obstacles.values()), Reason.SHOWN) if looks_at_cells else obstacle
    )
    if obstacle is not Reason.SHOWN:
        return desk.withhold(held.lineage, obstacle, name)
    found = attempt(lambda: pandas_rows.row_positions(held.value, name, (), given))
    if isinstance(found, Withheld):
        return withheld(held.lineage, found.reason, name)
    return _chosen(held, name, *found)


def _chosen(held: Held, name: str, value: Any, positions: IntArray) -> Held:
    if name in pandas_rows.TAKING:
        return Held(value, held.lineage.taken(held.value, positions, name))
    if name in pandas_rows.ORDERING:
        return Held(value, held.lineage.selected(positions, name, ordered=True))
    return _snapped(held, value, positions, name)


def _queried(desk: Desk, held: Held, request: Request) -> Outcome:
    """Work the condition out on the sealed frame, then filter by it."""
    frame = desk.keep(held)
    variables = request.kwargs.get("local_dict", {})
    condition = attempt(lambda: evaluate(request.args[0], frame, variables))
    if type(condition) is not Sealed:
        return desk.withhold(held.lineage, Reason.NO_RULE, "query")
    chosen = desk.open_proxy(condition)
    mask = None if isinstance(chosen.value, Withheld) else pandas_rows.as_mask(chosen.value, len(held.value))
    obstacle = shared_rows(held.lineage, [chosen])
    if mask is None or obstacle is not Reason.SHOWN:
        return desk.withhold(held.lineage, obstacle or Reason.NO_RULE, "query")
    return by_mask(held, mask, "query")


def _snapped(held: Held, value: Any, positions: IntArray, operation: str) -> Held:
    minimum = held.lineage.source.policy.minimum
    kept = snap_positions(positions, len(held.value), minimum)
    if kept is None:
        return Held(held.value, held.lineage)
    settled = settled_positions(held.lineage, kept)
    if settled is None:
        return withheld(held.lineage, Reason.DIFFERENCING, operation)
    if settled is not positions:
        value = pandas_rows.take(held.value, settled)
    return Held(value, held.lineage.selected(settled, operation))


def settled_positions(lineage: Lineage, positions: IntArray) -> IntArray | None:
    """Return the rows that a selection is answered as: an earlier one that fewer than k people tell apart.

    None if the earlier selection holds people who are not among the rows.
    """
    if lineage.rows is None:
        return positions
    records = lineage.rows[positions]
    settled = lineage.source.row_sets.settle(records)
    if settled is records:
        return positions
    place = np.full(lineage.source.n_records, -1, dtype=np.intp)
    place[lineage.rows] = np.arange(len(lineage.rows))
    found = np.sort(place[settled])
    return None if found.size and found[0] < 0 else found


def by_mask(held: Held, mask: BoolArray, operation: str = "filter") -> Held:
    """Return the rows that a condition chooses; conditions that single people out choose nobody."""
    positions = np.flatnonzero(mask)
    return _snapped(held, pandas_rows.take(held.value, positions), positions, operation)


def by_positions(held: Held, positions: IntArray, operation: str) -> Held:
    """Return the rows at positions that the analyst wrote down; each person counts once."""
    value = pandas_rows.take(held.value, positions)
    if len(np.unique(positions)) < len(positions):
        return withheld(held.lineage, Reason.LINEAGE, operation)
    return Held(value, held.lineage.taken(held.value, positions, operation))


def is_in_file_order(held: Held) -> bool:
    """Whether the rows are the source's own, all of them or some taken by position."""
    lineage: Lineage = held.lineage
    if lineage.rows is None or lineage.is_ordered_by_data:
        return False
    records = lineage.population.records if lineage.population else lineage.rows
    return len(records) == lineage.source.n_records
