"""Rows by their labels and places: `drop(index=...)`, `take`, `truncate`, `sort_index`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.choosing import by_mask, by_positions, is_in_file_order
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.values import Withheld
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["METHODS"]

_ROWS = (0, "index", "rows")


def _given(held: Held, request: Request, *allowed: str) -> dict[str, Any] | None:
    """Return the arguments of a method by parameter, None if it cannot be followed."""
    given = attempt(lambda: bound_arguments(held.value, request.name, request.args, request.kwargs))
    is_known = not isinstance(given, Withheld) and set(given) <= set(allowed)
    if not is_known or holds_sealed(given) or not is_plain(given):
        return None
    return dict(given)


def _columns(desk: Desk, held: Held, names: Any, operation: str) -> Outcome:
    if isinstance(names, Withheld):
        return desk.withhold(held.lineage, Reason.NO_RULE, operation)
    return project(held, names)


def _drop(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Answer `drop` of rows, a condition like any other: it tells nothing whether somebody was there."""
    given = _given(held, request, "labels", "index", "axis", "errors") or {}
    labels = given.get("index", given.get("labels"))
    if labels is None or given.get("axis", 0) not in _ROWS:
        return None
    obstacle = shared_rows(held.lineage, [])
    if obstacle is not Reason.SHOWN:
        return desk.withhold(held.lineage, obstacle, "drop")
    return by_mask(held, ~pandas_rows.has_label(held.value, labels), "drop", held.lineage.beside)


def _take(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `take`: rows, or columns, at positions that were written down."""
    given = _given(held, request, "indices", "axis") or {}
    indices = attempt(lambda: np.asarray(given["indices"], dtype=np.intp))
    axis = given.get("axis", 0)
    obstacle = shared_rows(held.lineage, [])
    if isinstance(indices, Withheld) or indices.ndim != 1 or obstacle is not Reason.SHOWN:
        return desk.withhold(held.lineage, obstacle or Reason.NO_RULE, "take")
    if axis not in _ROWS:
        names = attempt(lambda: list(held.value.columns[indices]))
        return (
            desk.withhold(held.lineage, Reason.NO_RULE, "take")
            if isinstance(names, Withheld)
            else project(held, names)
        )
    places = attempt(lambda: np.arange(len(held.value), dtype=np.intp)[indices])
    if isinstance(places, Withheld):
        return desk.withhold(held.lineage, Reason.SINGLE_RECORD, "take")
    return by_positions(held, places, "take")


def _truncate(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `truncate` of rows that are numbered as in the file."""
    given = _given(held, request, "before", "after")
    is_numbered = is_in_file_order(held) and not pandas_rows.labels_hold_data(held.value)
    if given is None or not is_numbered:
        return desk.withhold(held.lineage, Reason.NO_RULE, "truncate")
    places = attempt(lambda: pandas_rows.places(held.value).truncate(**given).to_numpy())
    if isinstance(places, Withheld):
        return desk.withhold(held.lineage, Reason.NO_RULE, "truncate")
    return by_positions(held, places, "truncate")


def _sort_index(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `sort_index`: rows, or columns, in the order of their labels."""
    given = _given(held, request, "axis", "ascending", "kind", "na_position", "ignore_index")
    obstacle = shared_rows(held.lineage, [])
    if given is None or obstacle is not Reason.SHOWN:
        return desk.withhold(held.lineage, obstacle or Reason.NO_RULE, "sort_index")
    if given.get("axis", 0) not in _ROWS:
        names = attempt(lambda: list(held.value.iloc[:0].sort_index(**given).columns))
        return (
            desk.withhold(held.lineage, Reason.NO_RULE, "sort_index")
            if isinstance(names, Withheld)
            else project(held, names)
        )
    given.pop("axis", None)
    again = given.pop("ignore_index", False)
    order = attempt(lambda: pandas_rows.places(held.value).sort_index(**given).to_numpy())
    if isinstance(order, Withheld):
        return desk.withhold(held.lineage, Reason.NO_RULE, "sort_index")
    value = pandas_rows.take(held.value, order)
    lineage = (
        held.lineage.chosen_by(held.lineage.beside)
        if pandas_rows.labels_hold_data(held.value)
        else held.lineage
    )
    is_same = np.array_equal(order, np.arange(len(order)))
    lineage = (
        lineage.same_rows("sort_index") if is_same else lineage.selected(order, "sort_index", ordered=True)
    )
    return Held(pandas_rows.renumbered(value), lineage) if again else Held(value, lineage)


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome | None]] = {
    "drop": _drop,
    "sort_index": _sort_index,
    "take": _take,
    "truncate": _truncate,
}
"""None: the method is carried out in the ordinary way."""
