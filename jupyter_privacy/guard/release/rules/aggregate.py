"""`agg` of columns and frames: each entry by the rule of its own statistic.

Statistics are asked for by name; functions of the analyst's own are called with the sealed column, so
they can do what could be done without `agg`.  pandas says how the entries are laid out.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.aggregating import Cell, filled, layout_of, method_name
from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE
from jupyter_privacy.guard.seal.callables import is_plain, name_of
from jupyter_privacy.guard.seal.desk import Desk, quarantine
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Calls, Refused
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["AGGREGATE"]

_BUILTINS = {builtins.sum: "sum", builtins.min: "min", builtins.max: "max", builtins.len: "__len__"}
_DOWN = (0, "index", "rows")


def _decide(asked: Asked) -> Outcome | None:
    function, named = asked.argument(0, "func"), dict(asked.kwargs)
    named.pop("func", None)
    if named.pop("axis", 0) not in _DOWN or len(asked.args) > 1:
        return None
    held = asked.held
    if isinstance(function, str):
        return _by_name(asked.desk, held, function, named) if is_plain(named) else None
    if not _is_known(function, named) or (asked.name == "apply" and (named or not callable(function))):
        return None
    if kind_of(held.value) is Kind.FRAME and not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    return _laid_out(asked, function, named)


def _is_known(function: Any, named: dict[str, Any]) -> bool:
    """Whether all that is asked for are names and functions with a name."""
    parts = [*_parts(function), *(part for value in named.values() for part in _parts(value))]
    return not holds_sealed(parts) and all(
        part is None or isinstance(part, str) or (callable(part) and name_of(part)) for part in parts
    )


def _parts(asked: Any) -> list[Any]:
    if isinstance(asked, dict):
        return [part for value in asked.values() for part in _parts(value)]
    if isinstance(asked, (list, tuple)):
        return [part for value in asked for part in _parts(value)]
    return [asked]


def _by_name(desk: Desk, held: Held, name: str, options: dict[str, Any]) -> Outcome | None:
    kind = kind_of(held.value)
    found = registry.decide(kind, Asked(desk, held, name, (), options))
    if found is None and not options:
        return registry.decide_attribute(kind, Asked(desk, held, name))
    return found


def _laid_out(asked: Asked, function: Any, named: dict[str, Any]) -> Outcome | None:
    held = asked.held
    try:
        with quarantine():
            layout = layout_of(held.value, function, named)
    except Exception as error:  # it saw no data
        raise Refusal(type(error)(*error.args)) from None
    columns = [_column(held, cell) for cell in layout.cells]
    calls = [
        (cell.function, (asked.desk.keep(column),))
        for cell, column in zip(layout.cells, columns, strict=True)
        if cell is not None and _is_own(cell)
    ]
    if calls and not asked.results:
        return Calls(tuple(calls))  # type: ignore[arg-type]  # names are not the analyst's own functions
    given = [result for (result,) in asked.results]
    if asked.name == "apply" and any(_is_column(asked.desk, result) for result in given):
        return _side_by_side(asked, [cell.column for cell in layout.cells if cell is not None], given)
    results = iter(given)
    found = [
        (np.nan, Reason.SHOWN)
        if cell is None
        else _result(asked.desk, next(results))
        if _is_own(cell)
        else _entry(asked.desk.quietly(), column, cell.function)
        for cell, column in zip(layout.cells, columns, strict=True)
    ]
    if any(np.ndim(entry) for entry, _ in found):
        return _tables_beside(asked, layout.cells, [entry for entry, _ in found])
    table = filled(layout, [entry for entry, _ in found])
    reasons = np.array([reason for _, reason in found], dtype=np.uint8)
    if len(found) == 1 and not hasattr(table, "index"):
        return asked.desk.withhold(held.lineage, found[0][1], asked.name) if found[0][1] else Released(table)
    return Released(table, reasons.reshape(len(table), -1))


def _is_column(desk: Desk, result: object) -> bool:
    return type(result) is Sealed and kind_of(desk.open_proxy(result).value) is Kind.SERIES


def _side_by_side(asked: Asked, names: list[Any], results: list[Any]) -> Outcome | None:
    """Return the sealed columns that a function gave for the columns of a frame, as a sealed frame."""
    if not all(type(result) is Sealed for result in results):
        return None
    frame: Any = asked.desk.keep(project(asked.held, names))
    for name, result in zip(names, results, strict=True):
        frame[name] = result
    return asked.desk.open_proxy(frame)


def _tables_beside(asked: Asked, cells: list[Cell | None], entries: list[Any]) -> Outcome | None:
    """Return the released columns that a function gave for the columns of a frame, as a frame."""
    if asked.name != "apply" or not all(kind_of(entry) is Kind.SERIES for entry in entries):
        return None
    return Released(frame_of({cell.column: one for cell, one in zip(cells, entries, strict=True) if cell}))


def _column(held: Held, cell: Cell | None) -> Held:
    return held if cell is None or kind_of(held.value) is Kind.SERIES else project(held, cell.column)


def _is_own(cell: Cell) -> bool:
    """Whether a function has to be called, and is no name for one of ours."""
    return _name_of(cell.function) is None


def _name_of(function: Any) -> str | None:
    """Return the method that a name, a builtin or a method of pandas stands for, None for other functions."""
    return function if isinstance(function, str) else _BUILTINS.get(function) or method_name(function)


def _entry(desk: Desk, column: Held, function: Any) -> tuple[Any, Reason]:
    """Return one entry of the result, NaN where there is none, and why it is missing."""
    outcome = _by_name(desk, column, str(_name_of(function)), {})
    if isinstance(outcome, Held) and isinstance(outcome.value, Withheld):
        return np.nan, outcome.value.reason
    if outcome is None or isinstance(outcome, Held):
        return np.nan, Reason.NO_RULE
    return getattr(outcome, "value", np.nan), Reason.SHOWN


def _result(desk: Desk, result: object) -> tuple[Any, Reason]:
    """Return what a function of the analyst's gave: a released value, or why there is none."""
    if isinstance(result, Refused):
        return np.nan, Reason.NO_RULE
    if type(result) is not Sealed:
        return result, Reason.SHOWN
    value = desk.open_proxy(result).value
    return np.nan, value.reason if isinstance(value, Withheld) else Reason.NO_RULE


AGGREGATE = Rule(
    "aggregate",
    _decide,
    methods={
        Kind.SERIES: frozenset({"agg", "aggregate"}),
        Kind.FRAME: frozenset({"agg", "aggregate", "apply"}),
    },
)
"""As if each statistic had been asked for by itself."""
