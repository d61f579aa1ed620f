"""Row labels: a column becomes them (`set_index`), and they become a column (`reset_index`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, withheld
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["METHODS"]

_OPTIONS = {
    "set_index": frozenset({"keys", "drop", "append"}),
    "reset_index": frozenset({"level", "drop", "names"}),
    "rename_axis": frozenset({"mapper", "index", "columns", "axis"}),
}


def _given(held: Held, request: Request) -> dict[str, Any] | None:
    """Return the arguments of a method by parameter, None if it cannot be followed."""
    given = attempt(lambda: bound_arguments(held.value, request.name, request.args, request.kwargs))
    is_known = not isinstance(given, Withheld) and set(given) <= _OPTIONS[request.name]
    if not is_known or holds_sealed(given) or not is_plain(given) or not held.lineage.has_public_labels:
        return None
    return dict(given)


def _set_index(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `set_index`: the columns are still known when they become columns again.

    What row labels are made of is not followed column by column, so all columns depend on it.
    """
    given, lineage = _given(held, request), held.lineage
    if given is None or kind_of(held.value) is not Kind.FRAME:
        return desk.withhold(lineage, Reason.NO_RULE, request.name)
    keys = given["keys"] if isinstance(given["keys"], list) else [given["keys"]]
    if not all(isinstance(key, (str, int)) for key in keys):
        return desk.withhold(lineage, Reason.NO_RULE, request.name)
    project(held, keys)
    obstacle = next((lineage.obstacles[key] for key in keys if key in lineage.obstacles), Reason.SHOWN)
    if obstacle is not Reason.SHOWN:
        return desk.withhold(lineage, obstacle, request.name)
    result = attempt(lambda: held.value.set_index(**given))
    if isinstance(result, Withheld):
        return withheld(lineage, Reason.NO_RULE, request.name)
    looked_up = [one for one in lineage.beside if any(map(one.applies_to, keys))]
    levels = {key: lineage.origin_of(key) for key in keys}
    lineage = lineage.chosen_by(looked_up)
    levels |= lineage.levels if given.get("append") else {}
    names = list(result.columns)
    return Held(result, replace(lineage.same_rows("set_index").relabelled(names, names), levels=levels))


def _reset_index(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `reset_index`.

    Row labels that were a column are one again; from others, which are numbers of records, nothing is
    released.
    """
    given, raw = _given(held, request), held.value
    result = None if given is None else attempt(lambda: raw.reset_index(**given))
    if result is None or isinstance(result, Withheld):
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    lineage = held.lineage.same_rows("reset_index")
    if kind_of(result) is not Kind.FRAME:
        return Held(result, replace(lineage, levels={}))
    old = list(raw.columns) if kind_of(raw) is Kind.FRAME else [None]
    names = list(result.columns)
    new = names[: len(names) - len(old)]
    lineage = lineage.relabelled(old, names[len(new) :])
    made_of = pandas_rows.level_names(raw)
    known = dict(zip(new, made_of, strict=True)) if len(new) == len(made_of) else {}
    origins, obstacles = dict(lineage.origins), dict(lineage.obstacles)
    for name in new:
        origins[name] = lineage.levels.get(known.get(name), frozenset())
        if known.get(name) not in lineage.levels:
            obstacles[name] = Reason.NO_RULE
    return Held(result, replace(lineage, origins=origins, obstacles=obstacles, levels={}))


def _rename_axis(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `rename_axis`: the names of the row labels, and of the columns, as a whole."""
    given = _given(held, request)
    result = None if given is None else attempt(lambda: held.value.rename_axis(**given))
    if result is None or isinstance(result, Withheld):
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    return Held(result, replace(held.lineage.same_rows("rename_axis"), levels={}))


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "rename_axis": _rename_axis,
    "reset_index": _reset_index,
    "set_index": _set_index,
}
