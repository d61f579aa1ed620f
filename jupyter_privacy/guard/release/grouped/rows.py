"""Sealed rows made group by group: `transform`, and what `apply` makes of frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.frames import pandas_layout
from jupyter_privacy.guard.release.grouped.cells import Cells
from jupyter_privacy.guard.release.grouped.members import Members, members_of
from jupyter_privacy.guard.release.grouped.request import Wanted, aggregated, called_with, sources_of
from jupyter_privacy.guard.release.operations import WINDOWS
from jupyter_privacy.guard.release.registry import Asked
from jupyter_privacy.guard.release.settle import groups_by_policy
from jupyter_privacy.guard.seal.desk import attempt, shared_rows
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.protocol import Calls, Refused
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.settling import settled_positions
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.values import Grouped, Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["joined", "transformed"]


def transformed(asked: Asked) -> Outcome | None:
    """Answer `transform`: each row gets the released statistic of its group, or what a function makes of it.

    Rows of groups that are too small, or unsafe, lack a value.
    """
    how = asked.argument(0, "func")
    if not isinstance(how, str) and (not callable(how) or type(how) is Sealed):
        return None
    if isinstance(how, str) and how in WINDOWS:
        return asked.desk.withhold(asked.held.lineage, Reason.WINDOW, "transform")
    reading = aggregated(asked.held.value, asked)
    if reading is None:
        return None
    cells, columns = Cells(asked.desk, members_of(asked.held)), reading.columns
    if columns[0].function is not None and not asked.results:
        return Calls(
            tuple(
                (called_with(column), tuple(map(asked.desk.keep, cells.members.of(column.source))))
                for column in columns
            )
        )
    if asked.results:
        made = [_of_function(asked, cells, *pair) for pair in zip(columns, asked.results, strict=True)]
    else:
        made = [_of_statistic(cells, column) for column in columns]
    return made[0] if reading.is_series else _side_by_side(cells.grouped, columns, made)


def _of_statistic(cells: Cells, column: Wanted) -> Held:
    """Return the statistic of each row's own group, as looking its keys up in the released table would."""
    values, reasons = cells.of(column)
    keys = [key.value for key in cells.grouped.keys]
    source = cells.lineage.source
    groups = groups_by_policy(keys, cells.grouped.options, source.policy, source.remembered)
    base = _base(cells.grouped, column.source)
    released = pandas_layout.with_holes(values, reasons > 0)
    if len(released) < len(groups.sizes):  # groups that have moved to others as a whole
        released = released.reindex(groups.index)
    entries = pandas_layout.looked_up(released, groups.codes, base.value)
    return _made(base, entries.rename(column.label), [key.lineage for key in cells.grouped.keys])


def _base(grouped: Grouped, source: Any) -> Held:
    obj = grouped.obj
    if kind_of(obj.value) is Kind.SERIES:
        return obj
    return project(obj, source if source is not None else sources_of(grouped)[0])


def _of_function(asked: Asked, cells: Cells, column: Wanted, results: Sequence[object]) -> Held:
    """Put together what a function made of each group: a number for all its rows, or sealed rows."""
    base = _base(cells.grouped, column.source)
    pairs = zip(cells.members.of(column.source), results, strict=True)
    parts = [part for group_, result in pairs if (part := _part(asked, group_, result)) is not None]
    placed = [(_places(base.lineage, part.lineage), part.value) for part in parts]
    entries = attempt(lambda: pandas_layout.pieced_together(placed, base.value))
    if isinstance(entries, Withheld):
        return asked.desk.withhold(base.lineage, Reason.NO_RULE, "transform")
    return _made(base, entries.rename(column.label), [part.lineage for part in parts])


def _part(asked: Asked, group_: Held, result: object) -> Held | None:
    """Return the rows that a function made of a group; None if they are not those of the group."""
    if type(result) is not Sealed:
        is_number = not isinstance(result, Refused) and pandas_layout.is_scalar(result)
        return Held(result, group_.lineage) if is_number else None
    made = asked.desk.open_proxy(result)
    fits = kind_of(made.value) is Kind.SERIES and shared_rows(group_.lineage, [made]) is Reason.SHOWN
    return made if fits else None


def _places(base: Lineage, part: Lineage) -> IntArray:
    """Return where the records of a part stand among the rows of the whole; -1 for those that do not."""
    place = np.full(base.source.n_records, -1, dtype=np.intp)
    if base.rows is not None:
        place[base.rows] = np.arange(len(base.rows))
    return place[part.rows] if part.rows is not None else np.zeros(0, dtype=np.intp)


def _made(base: Held, entries: Any, sources: Sequence[Lineage]) -> Held:
    """Return a computed column of the rows of `base`, made of it and of other columns."""
    origins = base.lineage.origin_of(_name(base)).union(*(one.origin_of(None) for one in sources))
    value = snap(entries, base.lineage.source.policy.minimum, [base.value])
    return Held(value, replace(base.lineage.same_rows("transform"), obstacles={}, origins={None: origins}))


def _name(held: Held) -> Any:
    return None if None in held.lineage.origins else getattr(held.value, "name", None)


def _side_by_side(grouped: Grouped, columns: Sequence[Wanted], made: Sequence[Held]) -> Held:
    labels = [column.label for column in columns]
    taints = {label: one.lineage.taint for label, one in zip(labels, made, strict=True)}
    lineage = replace(
        grouped.obj.lineage.same_rows("transform"),
        obstacles={label: taint for label, taint in taints.items() if taint is not Reason.SHOWN},
        origins={label: one.lineage.origin_of(None) for label, one in zip(labels, made, strict=True)},
    )
    return Held(pandas_layout.columns_of([one.value for one in made], labels), lineage)


def joined(asked: Asked, members: Members, parts: Sequence[Held]) -> Held:
    """Return what `apply` made of each group as one sealed value.

    If every part has the rows of its group, all rows are there, in their own order; those of small
    groups lack values, as do columns that nothing may be released from.  Else the parts are a selection
    of rows, in the order of the groups.
    """
    base = members.grouped.obj
    pairs = zip(parts, members.rows(with_keys=True), strict=True)
    kept = [
        (_without_obstacles(part), _places(base.lineage, part.lineage), _places(base.lineage, group_.lineage))
        for part, group_ in pairs
        if part.lineage.taint is Reason.SHOWN
    ]
    kinds = {(kind_of(part.value), pandas_layout.labels_of(part.value)) for part, _, _ in kept}
    positions = np.concatenate([rows for _, rows, _ in kept]) if kept else np.zeros(0, dtype=np.intp)
    is_followed = len(np.unique(positions)) == len(positions) and all(
        np.isin(rows, whole).all() for _, rows, whole in kept
    )
    if len(kinds) != 1 or not is_followed:
        return asked.desk.withhold(base.lineage, Reason.LINEAGE, "apply")
    made = [part for part, _, _ in kept]
    if any(len(rows) < len(whole) for _, rows, whole in kept):
        return _chosen(asked, base, made, positions)
    value = pandas_layout.pieced_together([(rows, part.value) for part, rows, _ in kept], base.value)
    minimum = base.lineage.source.policy.minimum
    return Held(snap(value, minimum, [base.value]), _lineage(base.lineage.same_rows("apply"), made))


def _without_obstacles(part: Held) -> Held:
    """Return a part whose columns that nothing may be released from are missing."""
    names = list(part.lineage.obstacles)
    if not names:
        return part
    return Held(pandas_layout.with_missing_columns(part.value, names), replace(part.lineage, obstacles={}))


def _chosen(asked: Asked, base: Held, parts: Sequence[Held], positions: IntArray) -> Held:
    """Return parts that are some of the rows: a selection, withheld if it is near an earlier one."""
    minimum, in_order = base.lineage.source.policy.minimum, np.sort(positions)
    n_left = len(base.value) - len(positions)
    if len(positions) < minimum:
        return asked.desk.withhold(base.lineage, Reason.THRESHOLD, "apply")
    if 0 < n_left < minimum or settled_positions(base.lineage, in_order) is not in_order:
        return asked.desk.withhold(base.lineage, Reason.DIFFERENCING, "apply")
    value = pandas_layout.under_each_other([part.value for part in parts])
    return Held(value, _lineage(base.lineage.selected(positions, "apply", ordered=True), parts))


def _lineage(rows: Lineage, parts: Sequence[Held]) -> Lineage:
    """Return the lineage of parts put together: the columns are made of what those of any part are."""
    first: Any = parts[0].value
    names = list(first.columns) if kind_of(first) is Kind.FRAME else [None]
    origins = {name: frozenset().union(*(part.lineage.origin_of(name) for part in parts)) for name in names}
    is_public = all(part.lineage.has_public_labels for part in parts)
    return replace(rows, origins=origins, obstacles={}, has_public_labels=is_public, has_source_schema=False)
