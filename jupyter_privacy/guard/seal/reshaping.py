"""Long tables: `melt`, `stack`, `wide_to_long`, `explode`.

Each person has several rows in them.  The rows about one variable are a table by themselves, which is
looked at as if the others were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.frames import pandas_reshape, pandas_rows
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.frames.pandas_reshape import Long
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import are_few
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.standing import NOBODY, Standing
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["FUNCTIONS", "METHODS"]

_OPTIONS = {
    "melt": "id_vars value_vars var_name value_name ignore_index".split(),
    "stack": ["future_stack"],
    "wide_to_long": "stubnames i j sep suffix".split(),
    "explode": ["column", "ignore_index"],
}


def _reshaped(
    desk: Desk, held: Held, name: str, given: Mapping[str, Any], compute: Callable[[], Long | None]
) -> Outcome:
    """Return a long table of a sealed one, where its rows can be followed."""
    lineage = held.lineage
    if not set(given) <= set(_OPTIONS[name]) or holds_sealed(given) or not is_plain(given):
        return desk.withhold(lineage, Reason.NO_RULE, name)
    if lineage.obstacle is not Reason.SHOWN or not lineage.has_public_labels:
        return desk.withhold(lineage, lineage.obstacle or Reason.LABEL, name)
    long = attempt(compute)
    if long is None or isinstance(long, Withheld):
        return withheld(lineage, Reason.NO_RULE, name)
    return Held(long.value, _lineage(lineage, long, name))


def _lineage(lineage: Lineage, long: Long, name: str) -> Lineage:
    """Return the lineage of a long table: rows, marks, and what each column was made of."""
    rows = lineage.selected(long.positions, name)
    origins, obstacles = {}, {}
    for label, sources in long.made_of.items():
        origins[label] = frozenset[str]().union(*(lineage.origin_of(source) for source in sources))
        why = next((lineage.obstacles[one] for one in sources if one in lineage.obstacles), None)
        if why is not None:
            obstacles[label] = why
    standings = [_standing(one, long) for one in lineage.beside]
    long_rows = replace(
        rows,
        has_source_schema=False,
        origins=origins,
        obstacles={} if None in origins else obstacles,
        levels=_levels(lineage, long),
        layers=_layers(lineage, long),
        beside=tuple(one for one in standings if one.chose_rows or one.columns),
    )
    return long_rows.tainted(obstacles.get(None, Reason.SHOWN)).simplified()


def _levels(lineage: Lineage, long: Long) -> dict[object, frozenset[str]]:
    """Return what is known of the row labels: they are columns of the people's own, or column names."""
    return {
        label: frozenset[str]().union(*(lineage.origin_of(source) for source in sources))
        for label, sources in long.levels.items()
        if not any(source in lineage.obstacles for source in sources)
        and not any(one.columns & set(sources) for one in lineage.beside)
    }


def _standing(one: Standing, long: Long) -> Standing:
    """Return records beside a long table; a row of values stands on them if its own column did."""
    columns = {
        label for label, sources in long.made_of.items() if any(map(one.columns.__contains__, sources))
    }
    records = one.records[long.positions]
    kept = {label for label, sources in long.made_of.items() if list(sources) == [label]}
    if not one.chose_rows and not columns & kept:
        is_made = np.array([slot in one.columns for slot in long.slots], dtype=np.bool_)
        records = np.where(is_made[long.slot_of_row], records, NOBODY) if is_made.any() else records
    return replace(one, columns=frozenset(columns), records=records)


def _layers(lineage: Lineage, long: Long) -> IntArray | None:
    """Return the tables that a long one is made of: each variable is one, in each of those it had before."""
    before = None if lineage.layers is None else lineage.layers[long.positions]
    if not long.are_tables:
        return before
    return long.slot_of_row if before is None else before * len(long.slots) + long.slot_of_row


def _bound(held: Held, request: Request) -> dict[str, Any]:
    given = attempt(lambda: bound_arguments(held.value, request.name, request.args, request.kwargs))
    return {"\0": None} if isinstance(given, Withheld) else dict(given)


def _melt(desk: Desk, held: Held, request: Request) -> Outcome:
    if kind_of(held.value) is not Kind.FRAME:
        return desk.withhold(held.lineage, Reason.NO_RULE, "melt")
    given = _bound(held, request)
    return _reshaped(desk, held, "melt", given, lambda: pandas_reshape.melted(held.value, given))


def _stack(desk: Desk, held: Held, request: Request) -> Outcome:
    if kind_of(held.value) is not Kind.FRAME:
        return desk.withhold(held.lineage, Reason.NO_RULE, "stack")
    given = _bound(held, request)
    return _reshaped(desk, held, "stack", given, lambda: pandas_reshape.stacked(held.value, given))


def _explode(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `explode`; as many entries of each person are kept as enough people have."""
    given = _bound(held, request)
    column = given.get("column")
    is_frame = kind_of(held.value) is Kind.FRAME
    if is_frame is not isinstance(column, str) or given.get("ignore_index"):
        return desk.withhold(held.lineage, Reason.NO_RULE, "explode")
    return _reshaped(desk, held, "explode", given, lambda: _with_shared_parts(held, column))


def _with_shared_parts(held: Held, column: Any) -> Long | None:
    long = pandas_reshape.exploded(held.value, column)
    if long is None:
        return None
    standings = [one.selected(long.positions) for one in held.lineage.standings()]
    n_shared, n_most = 1, len(long.slots)
    while n_shared < n_most and not any(are_few(one, long.slot_of_row >= n_shared) for one in standings):
        n_shared += 1
    kept = np.flatnonzero(long.slot_of_row < n_shared)
    value = pandas_rows.take(long.value, kept)
    return replace(long, value=value, positions=long.positions[kept], slot_of_row=long.slot_of_row[kept])


def _function(name: str) -> Callable[[Desk, Held, Request], Outcome]:
    """Return what answers a function of pandas that takes the frame first."""

    def answer(desk: Desk, held: Held, request: Request) -> Outcome:
        names = ["df" if name == "wide_to_long" else "frame", *_OPTIONS[name]]
        given = {**dict(zip(names, request.args, strict=False)), **request.kwargs}
        frame = given.pop(names[0], None)
        if type(frame) is not Sealed or len(request.args) > len(names):
            return desk.withhold(held.lineage, Reason.NO_RULE, name)
        owner = desk.open_proxy(frame)
        if kind_of(owner.value) is not Kind.FRAME:
            return desk.withhold(owner.lineage, Reason.NO_RULE, name)
        compute = pandas_reshape.widened if name == "wide_to_long" else pandas_reshape.melted
        return _reshaped(desk, owner, name, given, lambda: compute(owner.value, given))

    return answer


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "explode": _explode,
    "melt": _melt,
    "stack": _stack,
}
FUNCTIONS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "melt": _function("melt"),
    "wide_to_long": _function("wide_to_long"),
}
