"""Selections of rows: by position, by what the cells say, and putting them in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.distinct import few_rare_rows
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.guard.seal.desk import attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.expressions import evaluate
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import snapped_rows
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.settling import settled_positions
from jupyter_privacy.guard.seal.snap import snap_positions
from jupyter_privacy.guard.seal.standing import Standing
from jupyter_privacy.guard.seal.values import Withheld
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk, Outcome

__all__ = ["METHODS", "by_mask", "by_positions", "by_positions_of_data", "choose", "is_in_file_order"]

_PLAIN: Mapping[str, frozenset[str]] = {
    "head": frozenset({"n"}),
    "tail": frozenset({"n"}),
    "sample": frozenset({"n", "frac", "random_state"}),
    "drop_duplicates": frozenset({"subset", "keep", "ignore_index"}),
    "dropna": frozenset({"subset", "how", "thresh", "ignore_index"}),
    "sort_values": frozenset({"by", "ascending", "kind", "na_position", "ignore_index"}),
    "nlargest": frozenset({"n", "columns", "keep"}),
    "nsmallest": frozenset({"n", "columns", "keep"}),
}
"""What they may be given, never sealed; `replace`, `weights` and `key` would change too much."""

_LOOKED_AT = ("subset", "by", "columns")
"""The parameters that name the columns which a choice of rows depends on."""

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
    return _chosen(held, name, given, *found)


def _chosen(held: Held, name: str, given: Mapping[str, Any], value: Any, positions: IntArray) -> Held:
    if given.get("ignore_index"):
        held = Held(held.value, replace(held.lineage, levels={}))
    if name in pandas_rows.TAKING:
        return Held(value, held.lineage.taken(held.value, positions, name))
    looked_at = _looked_at(held.lineage, next((given[key] for key in _LOOKED_AT if key in given), None))
    if name in pandas_rows.ORDERING:
        lineage = held.lineage.chosen_by(looked_at)
        return Held(value, lineage.selected(positions, name, ordered=True))
    if name == "drop_duplicates":
        value, positions = _without_rare(held, given.get("subset"), value, positions)
    return _snapped(held, value, positions, name, looked_at)


def _without_rare(held: Held, subset: Any, value: Any, positions: IntArray) -> tuple[Any, IntArray]:
    """Return distinct rows without those of a few people who have no other: one row would tell of each."""
    rows = (
        held.value
        if subset is None
        else held.value[list(subset) if isinstance(subset, (list, tuple)) else [subset]]
    )
    is_rare = few_rare_rows(rows, held.lineage.source.policy.minimum)[positions]
    if not is_rare.any():
        return value, positions
    kept = positions[~is_rare]
    return pandas_rows.take(held.value, kept), kept


def _looked_at(lineage: Lineage, names: Any) -> tuple[Standing, ...]:
    """Return the records of further sources that a choice by some columns (None: all) depends on."""
    if names is None:
        return lineage.beside
    listed = names if isinstance(names, list) else [names]
    return tuple(one for one in lineage.beside if any(map(one.applies_to, listed)))


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
    return by_mask(held, mask, "query", tuple(chosen.lineage.standings()))


def _snapped(
    held: Held,
    value: Any,
    positions: IntArray,
    operation: str,
    looked_at: Iterable[Standing] = (),
    mask: BoolArray | None = None,
) -> Held:
    """Return the rows at positions that the cells have chosen, or those that they are answered as."""
    lineage = held.lineage.chosen_by(looked_at)
    kept = _kept(lineage, positions, len(held.value))
    if kept is None:
        return Held(held.value, held.lineage)
    settled = settled_positions(lineage, kept, mask=mask if kept is positions else None)
    if settled is None:
        return withheld(lineage, Reason.DIFFERENCING, operation)
    if settled is not positions:
        value = pandas_rows.take(held.value, settled)
    return Held(value, lineage.selected(settled, operation))


def _kept(lineage: Lineage, positions: IntArray, n_rows: int) -> IntArray | None:
    """Return the positions that are kept once few people make no difference; None if all are."""
    if lineage.is_plain or lineage.rows is None:
        return snap_positions(positions, n_rows, lineage.source.policy.minimum)
    chosen = np.zeros(n_rows, dtype=np.bool_)
    chosen[positions] = True
    kept = snapped_rows(lineage.standings(), chosen)
    return None if kept.all() else positions if np.array_equal(kept, chosen) else np.flatnonzero(kept)


def by_mask(
    held: Held, mask: BoolArray, operation: str = "filter", looked_at: Iterable[Standing] = ()
) -> Held:
    """Return the rows that a condition chooses; conditions that single people out choose nobody.

    `looked_at` are the records that the condition depends on.
    """
    positions = np.flatnonzero(mask)
    return _snapped(held, pandas_rows.take(held.value, positions), positions, operation, looked_at, mask)


def by_positions_of_data(
    held: Held, positions: IntArray, operation: str, looked_at: Iterable[Standing] = ()
) -> Held:
    """Return the rows at positions that the data say, such as those of a group."""
    return _snapped(held, pandas_rows.take(held.value, positions), positions, operation, looked_at)


def by_positions(held: Held, positions: IntArray, operation: str) -> Held:
    """Return the rows at positions that the analyst wrote down; each person counts once."""
    value = pandas_rows.take(held.value, positions)
    if len(np.unique(positions)) < len(positions):
        return withheld(held.lineage, Reason.LINEAGE, operation)
    if held.lineage.marks is not None and not bool((np.diff(positions) == 1).all()):
        return withheld(held.lineage, Reason.REPEATED, operation)
    return Held(value, held.lineage.taken(held.value, positions, operation))


def is_in_file_order(held: Held) -> bool:
    """Whether the rows are the source's own, all of them or some taken by position."""
    lineage: Lineage = held.lineage
    if lineage.rows is None or lineage.is_ordered_by_data or not lineage.is_plain:
        return False
    records = lineage.population.records if lineage.population else lineage.rows
    return len(records) == lineage.source.n_records
