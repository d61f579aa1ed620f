"""Tables of groups: `describe`, and correlations within each group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import are_numbers
from jupyter_privacy.guard.release.grouped.assembly import assembled
from jupyter_privacy.guard.release.grouped.cells import Cell, Cells
from jupyter_privacy.guard.release.grouped.layout import put_together
from jupyter_privacy.guard.release.grouped.members import members_of, statistic_of
from jupyter_privacy.guard.release.grouped.request import (
    Reading,
    Wanted,
    column_of,
    is_single,
    sources_of,
)
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.group_statistic import obstacle_of
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.desk import shared_rows
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["GROUP_TABLE"]


def _decide(asked: Asked) -> Outcome | None:
    obstacle = obstacle_of(asked)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, obstacle, asked.name)
    return _described(asked) if asked.name == "describe" else _correlated(asked)


def _described(asked: Asked) -> Outcome | None:
    """Answer `describe()`: each entry by its own rule, group by group."""
    grouped: Any = asked.held.value
    if not is_written((asked.args, dict(asked.kwargs))):
        return None
    sources = sources_of(grouped)
    if not is_single(grouped):
        numeric = [name for name in sources if are_numbers(column_of(grouped, name).dtype)]
        sources = numeric or sources
    cells = Cells(asked.desk, members_of(asked.held))
    columns, found = [], list[Cell]()
    for source in sources:
        for entry, cell in _entries(asked, cells, source):
            columns.append(Wanted(entry if is_single(grouped) else (source, entry), source, "describe"))
            found.append(cell)
    return put_together(cells, Reading(columns, is_series=False), found, "describe")


def _entries(asked: Asked, cells: Cells, source: Any) -> list[tuple[Any, Cell]]:
    """Return the entries of `describe` of one column, each with its cells."""
    if source in cells.lineage.obstacles:
        return []
    outcomes = [
        statistic_of(asked.desk, held, "describe", asked.args, asked.kwargs)
        for held in cells.members.of(source)
    ]
    tables: list[Any] = [outcome.value for outcome in outcomes if isinstance(outcome, Released)]
    labels = list(tables[0].index) if tables else []
    return [
        (label, cells.protected(cells.of_results([_entry(one, j) for one in outcomes])))
        for j, label in enumerate(labels)
    ]


def _entry(outcome: Released | Reason, j: int) -> object:
    if isinstance(outcome, Reason):
        return outcome
    value: Any = outcome.value
    reason = Reason.SHOWN if outcome.reasons is None else Reason(int(outcome.reasons[j, 0]))
    return reason if reason is not Reason.SHOWN else value.iloc[j]


def _correlated(asked: Asked) -> Outcome | None:
    """Answer `corr` and `cov`, of the columns of each group or of two columns."""
    grouped: Any = asked.held.value
    cells = Cells(asked.desk, members_of(asked.held))
    if not is_single(grouped):
        if not is_written((asked.args, dict(asked.kwargs))):
            return None
        parts = cells.members.rows(with_keys=False)
        outcomes = [statistic_of(asked.desk, part, asked.name, asked.args, asked.kwargs) for part in parts]
        return assembled(cells, outcomes, asked.name)
    if len(asked.args) != 1 or type(asked.args[0]) is not Sealed or asked.kwargs:
        return None
    other = asked.desk.open_proxy(asked.args[0])
    obstacle = shared_rows(cells.lineage, [other])
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(cells.lineage, obstacle, asked.name)
    pairs = zip(cells.members.of(sources_of(grouped)[0]), cells.members.cut(other), strict=True)
    results = [statistic_of(asked.desk, one, asked.name, (asked.desk.keep(two),), {}) for one, two in pairs]
    wanted = Wanted(asked.held.value.selection or grouped.obj.value.name, None, asked.name)
    plain = [one.value if isinstance(one, Released) else one for one in results]
    found = [cells.protected(cells.of_results(plain))]
    return put_together(cells, Reading([wanted], is_series=True), found, asked.name)


_CORRELATIONS = frozenset({"corr", "cov"})

GROUP_TABLE = Rule("group_table", _decide, methods={Kind.GROUPS: frozenset({"describe", *_CORRELATIONS})})
"""Several numbers a group, each by the rule that it has for a column."""
