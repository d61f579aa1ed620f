"""Statistics of groups, each group judged as a cell; groups too small to be named are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.grouped.cells import Cells
from jupyter_privacy.guard.release.grouped.layout import laid_out
from jupyter_privacy.guard.release.grouped.members import members_of
from jupyter_privacy.guard.release.grouped.request import Reading, Wanted, aggregated, called_with, of_method
from jupyter_privacy.guard.release.operations import STATISTICS
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.protocol import Calls
from jupyter_privacy.guard.seal.values import Grouped, Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["GROUP_STATISTIC", "obstacle_of"]

_OF_GROUPS = "count size median quantile nunique skew kurt min max any all".split()
_OF_ROWS = frozenset({"first", "last", "nth"})


def obstacle_of(asked: Asked) -> Reason:
    """Return why nothing may be released from these groups, `SHOWN` if something may."""
    grouped: Any = asked.held.value
    if kind_of(grouped.obj.value) is Kind.FRAME and not grouped.obj.lineage.has_public_labels:
        return LABELS_PRIVATE
    return asked.held.lineage.obstacle


def _decide(asked: Asked) -> Outcome | None:
    obstacle = obstacle_of(asked)
    if obstacle is Reason.SHOWN and asked.name in _OF_ROWS:
        obstacle = Reason.SINGLE_RECORD
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, obstacle, asked.name)
    reading = _read(asked.held.value, asked)
    if reading is None:
        return None
    cells = Cells(asked.desk, members_of(asked.held))
    functions = [column for column in reading.columns if column.function is not None]
    if functions and not asked.results:
        return _calls(asked, cells, functions)
    return laid_out(cells, reading, asked.results, asked.name)


def _read(grouped: Grouped, asked: Asked) -> Reading | None:
    if asked.name in {"agg", "aggregate"}:
        return aggregated(grouped, asked)
    return of_method(grouped, asked) if is_written((asked.args, dict(asked.kwargs))) else None


def _calls(asked: Asked, cells: Cells, functions: list[Wanted]) -> Calls:
    """Have each function called with its column of each group."""
    return Calls(
        tuple(
            (called_with(column), tuple(map(asked.desk.keep, cells.members.of(column.source))))
            for column in functions
        )
    )


GROUP_STATISTIC = Rule(
    "group_statistic",
    _decide,
    methods={Kind.GROUPS: frozenset({*STATISTICS, *_OF_GROUPS, *_OF_ROWS, "agg", "aggregate"})},
    follows_people=True,
)
"""What a column rule knows, group by group; the analyst's own functions get sealed groups."""
