"""The keys of a grouping: columns by name or sealed, row labels, written labels, bins of dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import grouping_keys
from jupyter_privacy.guard.release.registry import Asked
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Calls
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = ["Keys", "key_of", "keys_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Columns that rows are grouped by, and the frequency if they are one column of dates."""

    columns: tuple[Held, ...]
    in_tuples: bool = False
    freq: object = None


def keys_of(asked: Asked) -> Keys | Calls | None:
    """Return what `groupby(by, level)` groups by; None for keys that have no rule.

    A function of row labels is called first, with all of them as one sealed column.
    """
    by, level = asked.argument(0, "by"), asked.argument(1, "level")
    if level is not None:
        return _of_levels(asked.held, level) if by is None else None
    if callable(by) and type(by) is not Sealed:
        return _of_function(asked, by)
    if isinstance(by, list) and not _is_written(asked.held, by):
        found = [key_of(asked, part) for part in by]
        keys = [key for key in found if key is not None]
        return Keys(tuple(keys), in_tuples=True) if keys and len(keys) == len(found) else None
    key = key_of(asked, by)
    freq = grouping_keys.freq_of(by) if grouping_keys.is_grouper(by) else None
    return None if key is None else Keys((key,), freq=freq)


def _is_written(held: Held, by: list[Any]) -> bool:
    """Whether a list holds a label for each row, and not keys."""
    known = _names(held)
    return not any(
        type(part) is Sealed
        or grouping_keys.is_grouper(part)
        or (isinstance(part, (str, int, tuple)) and part in known)
        for part in by
    )


def _names(held: Held) -> list[Any]:
    columns = list(held.value.columns) if kind_of(held.value) is Kind.FRAME else []
    return [*columns, *(name for name in grouping_keys.index_names(held.value) if name is not None)]


def key_of(asked: Asked, part: Any) -> Held | None:
    """Return one key; None for one that has no rule, `KeyError` for an unknown name."""
    held = asked.held
    if type(part) is Sealed:
        key = asked.desk.open_proxy(part)
        if kind_of(key.value) is Kind.ARRAY:
            column = attempt(lambda: grouping_keys.of_array(key.value, held.value))
            return None if column is None or isinstance(column, Withheld) else Held(column, key.lineage)
        return key if kind_of(key.value) in {Kind.SERIES, Kind.WITHHELD} else None
    if grouping_keys.is_grouper(part):
        return _of_dates(held, part)
    if isinstance(part, (str, int)):
        if kind_of(held.value) is Kind.FRAME and part in held.value.columns:
            return project(held, part)
        names = grouping_keys.index_names(held.value)
        if part in names:
            return _level(held, names.index(part))
        raise Refusal(KeyError(part))
    if isinstance(part, dict):
        return _of_table(held, part)
    return _of_written(held, part)


def _of_levels(held: Held, level: Any) -> Keys | None:
    names = grouping_keys.index_names(held.value)
    levels = level if isinstance(level, (list, tuple)) else [level]
    places = [names.index(one) if one in names else one for one in levels]
    if not all(isinstance(place, int) and -len(names) <= place < len(names) for place in places):
        return None
    return Keys(tuple(_level(held, place) for place in places), in_tuples=isinstance(level, (list, tuple)))


def _level(held: Held, place: int) -> Held:
    """Return a level of the row labels as a column, with what stood against it as a column."""
    column = grouping_keys.index_column(held.value, place)
    lineage = replace(
        held.lineage,
        operation="index",
        obstacles={},
        origins={None: held.lineage.origin_of(column.name)},
        population=None,
    )
    return Held(column, lineage.tainted(held.lineage.obstacles.get(column.name, Reason.SHOWN)))


def _of_table(held: Held, table: Mapping[Any, Any]) -> Held | None:
    labels = _level(held, 0)
    if not is_plain(table):
        return None
    return rowwise.compute(labels, [], lambda: grouping_keys.mapped(labels.value, table), "map")


def _of_written(held: Held, given: Any) -> Held | None:
    column = attempt(lambda: grouping_keys.written_labels(given, held.value)) if is_plain(given) else None
    if column is None or isinstance(column, Withheld):
        return None
    origins: dict[object, frozenset[str]] = {None: frozenset()}
    lineage = replace(held.lineage, operation="labels", obstacles={}, origins=origins, population=None)
    return Held(column, lineage)


def _of_dates(held: Held, grouper: Any) -> Held | None:
    """Return the bin of each date; a grouper without a frequency is a key by name."""
    column = _dates(held, grouper)
    if column is None or isinstance(column.value, Withheld) or getattr(grouper, "freq", None) is None:
        return column
    if grouping_keys.freq_of(grouper) is None:
        return None
    return rowwise.compute(column, [], lambda: grouping_keys.date_bins(column.value, grouper), "bins")


def _dates(held: Held, grouper: Any) -> Held | None:
    if grouper.key is not None:
        return project(held, grouper.key)
    levels = _of_levels(held, 0 if grouper.level is None else grouper.level)
    return None if levels is None else levels.columns[0]


def _of_function(asked: Asked, function: Any) -> Keys | Calls | None:
    if not asked.results:
        return Calls(((function, (asked.desk.keep(_level(asked.held, 0)),)),))
    ((result,),) = asked.results
    key = key_of(asked, result) if type(result) is Sealed else None
    return None if key is None else Keys((key,))
