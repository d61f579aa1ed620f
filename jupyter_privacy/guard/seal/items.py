"""`value[key]` and the indexers `.loc`, `.iloc`, `.at`, `.iat`.

Columns are schema, conditions choose rows, slices take rows by position.  One row or one cell is
one person: it is withheld, found or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.choosing import by_mask, by_positions, is_in_file_order
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.standing import Standing
from jupyter_privacy.guard.seal.values import Accessor, Grouped, Kind, Withheld, kind_of

__all__ = ["Mask", "get_item", "project", "row_mask"]

_TABLES = {Kind.FRAME, Kind.SERIES, Kind.ARRAY}


def get_item(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `value[key]`."""
    (key,) = request.args
    value = held.value
    if isinstance(value, Withheld):
        return held
    if isinstance(value, Grouped):
        return _columns_of_groups(held, value, key)
    if isinstance(value, Accessor):
        return _indexed(desk, held, value, key)
    if kind_of(value) is Kind.MODEL:
        part = registry.decide(Kind.MODEL, registry.Asked(desk, held, "__getitem__", (key,)))
        return part or desk.withhold(held.lineage, Reason.NO_RULE, "item")
    if callable(key) and type(key) is not Sealed:
        key = key(desk.keep(held))
    if is_array_columns(value, key):
        return Held(value[key], replace(held.lineage, operation="column", population=None))
    if kind_of(value) is Kind.FRAME and kind_of(key) is Kind.INDEX:
        key = list(key)
    if kind_of(value) is Kind.FRAME and is_columns_key(key):
        return project(held, key)
    if kind_of(value) in _TABLES:
        return _rows(desk, held, key, by_label=False)
    return withheld(held.lineage, Reason.SINGLE_RECORD, "item")


def is_array_columns(value: Any, key: object) -> bool:
    """Whether a key chooses columns of a matrix, all rows of them: `proba[:, 1]`."""
    if kind_of(value) is not Kind.ARRAY or value.ndim != 2 or type(key) is not tuple or len(key) != 2:  # noqa: PLR2004
        return False
    rows, columns = key
    is_one = isinstance(columns, int) and -value.shape[1] <= columns < value.shape[1]
    return type(rows) is slice and rows == slice(None) and (is_one or type(columns) is slice)


def is_columns_key(key: object) -> bool:
    """Whether a key names one column or a list of them."""
    if isinstance(key, (str, int)) and not isinstance(key, bool):
        return True
    return isinstance(key, list) and not any(isinstance(part, (bool, Sealed)) for part in key)


def project(held: Held, key: Any) -> Held:
    """Return one column (a Series) or some (a frame) of a held frame.

    An unknown column of a frame whose column names are public is a `KeyError`, as in pandas.
    """
    frame: Any = held.value
    missing = [name for name in (key if isinstance(key, list) else [key]) if name not in frame.columns]
    if missing and held.lineage.has_public_labels:
        raise Refusal(KeyError(missing[0]))
    if not held.lineage.has_public_labels:
        return withheld(held.lineage, Reason.LABEL, "column")
    return Held(frame[key], _projected(held.lineage, lambda value: value[key], key))


def _projected(lineage: Lineage, narrow: Callable[[Any], Any], key: Any) -> Lineage:
    population = lineage.population
    if population is not None:
        population = replace(population, value=narrow(population.value))
    narrowed = lineage.relabelled(key, key) if isinstance(key, list) else lineage.of_column(key)
    return replace(narrowed, population=population, operation="column")


def _columns_of_groups(held: Held, grouped: Grouped, key: Any) -> Held:
    frame: Any = grouped.obj.value
    names = list(key) if isinstance(key, (list, tuple)) else [key]
    missing = [name for name in names if kind_of(frame) is not Kind.FRAME or name not in frame.columns]
    if missing:
        raise Refusal(KeyError(missing[0]))
    return Held(grouped.select(list(key) if isinstance(key, tuple) else key), held.lineage)


def _rows(desk: Desk, held: Held, key: object, *, by_label: bool) -> Held:
    """Return the rows that `key` chooses."""
    mask = row_mask(desk, held, key)
    if mask is not None:
        return mask if isinstance(mask, Held) else _masked(held, mask)
    if by_label and _is_label_of_many(held.value, key):
        return _of_label(held, key)
    if type(key) is Sealed or not isinstance(key, (slice, list, np.ndarray, range)):
        return withheld(held.lineage, Reason.SINGLE_RECORD, "item")
    is_numbered = is_in_file_order(held) and not pandas_rows.labels_hold_data(held.value)
    if by_label and not is_numbered:
        return _labelled(held, key)
    positions = attempt(lambda: _positions(held.value, key, by_label=by_label))
    if isinstance(positions, Withheld):
        return withheld(held.lineage, Reason.SINGLE_RECORD, "item")
    return by_positions(held, positions, "rows")


def _masked(held: Held, mask: Mask) -> Held:
    """Return the rows that a condition chooses."""
    chosen = by_mask(held, mask.rows, looked_at=mask.looked_at)
    return Held(chosen.value, chosen.lineage.chosen_by_position()) if mask.is_own else chosen


def _labelled(held: Held, key: object) -> Held:
    """Return the rows with labels that are data, a condition like any other: found or not looks alike."""
    if isinstance(key, slice):
        return withheld(held.lineage, Reason.SINGLE_RECORD, "item")
    return by_mask(held, held.value.index.isin(list(key)))  # type: ignore[call-overload]


def _is_label_of_many(value: Any, key: object) -> bool:
    """Whether a key is one label, where labels are data and may stand at many rows."""
    is_one = type(key) in {str, int, float, date, datetime}
    return is_one and pandas_rows.labels_hold_data(value) and value.index.nlevels == 1


def _of_label(held: Held, key: object) -> Held:
    """Return the rows that have a label, if they are enough: one row looks like none, and like an error."""
    chosen = _labelled(held, [key])
    is_some = not isinstance(chosen.value, Withheld) and len(chosen.value) > 0
    return chosen if is_some else withheld(held.lineage, Reason.SINGLE_RECORD, "item")


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """A condition: the rows that fulfil it, and the records that it looked at.

    `is_own` says that the analyst wrote it down, and knows whom it chooses.
    """

    rows: BoolArray
    looked_at: tuple[Standing, ...] = ()
    is_own: bool = False


def row_mask(desk: Desk, held: Held, key: object) -> Mask | Held | None:
    """Return a condition; a withheld value if it does not fit; None if it is none.

    Rows that a person has several of cannot be written down one by one: a person's could be weighted so.
    """
    looked_at: tuple[Standing, ...] = ()
    is_own = type(key) is not Sealed
    if type(key) is Sealed:
        other = desk.open_proxy(key)
        obstacle = shared_rows(held.lineage, [other])
        if obstacle is not Reason.SHOWN:
            return withheld(held.lineage, obstacle, "filter")
        key, looked_at = other.value, tuple(other.lineage.standings())
        is_own = other.lineage.origin_of(None).isdisjoint(other.lineage.source.schema)
    elif held.lineage.marks is not None and pandas_rows.as_mask(key, len(held.value)) is not None:
        return withheld(held.lineage, Reason.REPEATED, "filter")
    rows = pandas_rows.as_mask(key, len(held.value))
    return None if rows is None else Mask(rows, looked_at, is_own)


def _positions(value: Any, key: Any, *, by_label: bool) -> IntArray:
    places = np.arange(len(value), dtype=np.intp)
    if by_label:
        chosen = np.atleast_1d(pandas_rows.labelled(places, value).loc[key].to_numpy())
    else:
        chosen = places[key]
    return np.asarray(chosen, dtype=np.intp)


def _indexed(desk: Desk, held: Held, accessor: Accessor, key: object) -> Outcome:
    if accessor.name == "str" and isinstance(key, (int, slice)):
        raw = accessor.parent.value
        return rowwise.compute(accessor.parent, [], lambda: raw.str[key], "str")
    if accessor.name not in {"loc", "iloc"}:
        return withheld(held.lineage, Reason.SINGLE_RECORD, accessor.name)
    parent = accessor.parent
    rows, columns = key if isinstance(key, tuple) and len(key) == 2 else (key, slice(None))  # noqa: PLR2004
    if kind_of(parent.value) is Kind.FRAME and not (isinstance(columns, slice) and columns == slice(None)):
        parent = _narrowed(parent, columns, by_label=accessor.name == "loc")
    if callable(rows) and type(rows) is not Sealed:
        rows = rows(desk.keep(accessor.parent))
    if isinstance(rows, slice) and rows == slice(None):
        return parent
    return _rows(desk, parent, rows, by_label=accessor.name == "loc")


def _narrowed(parent: Held, columns: Any, *, by_label: bool) -> Held:
    frame: Any = parent.value
    if by_label and is_columns_key(columns):
        return project(parent, columns)
    chosen = attempt(lambda: (frame.loc if by_label else frame.iloc)[:, columns])
    if isinstance(chosen, Withheld):
        return withheld(parent.lineage, Reason.FAILED, "columns")
    names = list(chosen.columns) if kind_of(chosen) is Kind.FRAME else chosen.name
    return project(parent, names)
