"""`pivot_table`: a group-by by rows and columns, laid out as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_layout import missing_cells, pivoted, side_by_side
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.group_statistic import GROUP_STATISTIC
from jupyter_privacy.guard.release.rules.groupby import GROUPBY
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.values import Grouped, Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["PIVOT"]

_OPTIONS = frozenset({"values", "index", "columns", "aggfunc", "observed", "dropna"})
_NAMES = ("values", "index", "columns", "aggfunc")


def _decide(asked: Asked) -> Outcome | None:
    values, index, columns, how = (asked.argument(i, name) for i, name in enumerate(_NAMES))
    if not set(asked.kwargs) <= _OPTIONS or values is None or len(asked.args) > len(_NAMES):
        return None
    keys = [*_names(index), *_names(columns)]
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    how = "mean" if how is None else how
    grouped = GROUPBY.decide(Asked(asked.desk, asked.held, "groupby", (keys,)))
    if not isinstance(grouped, Held) or not isinstance(grouped.value, Grouped):
        return None
    project(asked.held, values)
    selected = Held(grouped.value.select(values), grouped.lineage)
    names = how if isinstance(how, list) else [how]
    outcomes = [GROUP_STATISTIC.decide(Asked(asked.desk, selected, "agg", (name,))) for name in names]
    if not all(isinstance(outcome, Released) for outcome in outcomes):
        return next(outcome for outcome in outcomes if not isinstance(outcome, Released))
    parts: Any = outcomes
    tables = [pivoted(part.value, len(_names(columns)), values) for part in parts]
    table = side_by_side(tables, names) if isinstance(how, list) else tables[0]
    reasons = np.where(missing_cells(table), np.uint8(Reason.THRESHOLD), np.uint8(0))
    return Released(table, reasons, next((part.remark for part in parts if part.remark), ""))


def _names(given: Any) -> list[Any]:
    if given is None:
        return []
    return given if isinstance(given, list) else [given]


PIVOT = Rule("pivot_table", _decide, methods={Kind.FRAME: frozenset({"pivot_table"})})
"""What the group-by hides stays hidden; margins are not laid out yet."""
