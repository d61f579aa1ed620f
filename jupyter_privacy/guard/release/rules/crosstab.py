"""`pd.crosstab`: counts of people by two variables, with margins.

The margins are taken as known even when they are not asked for, because `value_counts` gives
them: small cells are masked, and further ones until no masked cell can be recomputed.  Rows and
columns whose label fewer people share than the threshold are left out, label and all; they stay
in the totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, FloatArray, Reason
from jupyter_privacy.frames.pandas_layout import constant_series, counts_frame
from jupyter_privacy.frames.pandas_tables import Cross, cross
from jupyter_privacy.guard.release.finish import LEFT_OUT, rounded
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_cross
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.desk import shared_rows
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["CROSSTAB"]

_OPTIONS = frozenset({"index", "columns", "margins", "margins_name", "normalize", "dropna"})


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Counts with margins: the last row and column are the totals; `reasons` alike."""

    values: FloatArray
    reasons: NDArray[np.uint8]
    named_rows: BoolArray
    named_columns: BoolArray


def _decide(asked: Asked) -> Outcome | None:
    if not set(asked.kwargs) <= _OPTIONS or len(asked.args) > 2:  # noqa: PLR2004 (index and columns)
        return None
    sides = [_variables(asked, asked.argument(i, name)) for i, name in enumerate(("index", "columns"))]
    held = asked.held
    everything = [variable for side in sides if side for variable in side]
    if not all(sides) or any(kind_of(variable.value) is not Kind.SERIES for variable in everything):
        return None
    obstacle = shared_rows(held.lineage, everything)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, obstacle, asked.name)
    raw: Any = [[variable.value for variable in side] for side in sides if side]
    table = cross(raw[0], raw[1], {"dropna": asked.kwargs.get("dropna", True)})
    counts = _counted(table, held, margins=bool(asked.kwargs.get("margins", False)))
    if not counts.named_rows.any() or not counts.named_columns.any():
        return asked.desk.withhold(held.lineage, Reason.THRESHOLD, asked.name)
    return _released(asked, table, counts)


def _variables(asked: Asked, given: Any) -> list[Held] | None:
    """Return the classifying variables of one side; a text stands for one column of that name."""
    parts = given if isinstance(given, list) else [given]
    found: list[Any] = []
    for part in parts:
        if type(part) is Sealed:
            found.append(asked.desk.open_proxy(part))
        elif isinstance(part, str):
            found.append(Held(constant_series(asked.held.value, part), asked.held.lineage))
        else:
            return None
    return found


def _counted(table: Cross, held: Held, *, margins: bool) -> _Counts:
    policy = held.lineage.source.policy
    n_rows, n_columns = table.shape
    cells = table.cells()
    inner = np.bincount(cells[cells >= 0], minlength=n_rows * n_columns).reshape(n_rows, n_columns)
    values = np.pad(inner, (0, 1)).astype(np.float64)
    values[:-1, -1], values[-1, :-1], values[-1, -1] = inner.sum(axis=1), inner.sum(axis=0), inner.sum()
    small = judge(Sought(held.lineage, cells, n_rows * n_columns, Statistic.COUNT)).reshape(n_rows, n_columns)
    named_rows, named_columns = values[:-1, -1] >= policy.threshold, values[-1, :-1] >= policy.threshold
    reasons = protect_cross(table, held.lineage, small, margins=margins)
    reasons[:-1][~named_rows] = Reason.LABEL
    reasons[:, :-1][:, ~named_columns] = Reason.LABEL
    return _Counts(values, reasons, named_rows, named_columns)


def _released(asked: Asked, table: Cross, counts: _Counts) -> Released:
    policy, kwargs = asked.held.lineage.source.policy, asked.kwargs
    margins = bool(kwargs.get("margins", False))
    keep_rows, keep_columns = np.append(counts.named_rows, margins), np.append(counts.named_columns, margins)
    normalize = kwargs.get("normalize", False)
    values = rounded(counts.values, policy)
    if normalize is not False:
        values, keep_rows, keep_columns = _shares(values, normalize, keep_rows, keep_columns)
    window = np.ix_(keep_rows, keep_columns)
    name = kwargs.get("margins_name", "All")
    frame = counts_frame(
        values[window],
        counts.reasons[window] > 0,
        table,
        (counts.named_rows, counts.named_columns),
        tuple(name if kept else None for kept in (keep_rows[-1], keep_columns[-1])),
    )
    complete = bool(counts.named_rows.all() and counts.named_columns.all())
    return Released(
        frame, counts.reasons[window], "" if complete else LEFT_OUT.format(minimum=policy.threshold)
    )


def _shares(
    values: FloatArray, normalize: Any, rows: BoolArray, columns: BoolArray
) -> tuple[FloatArray, BoolArray, BoolArray]:
    """Return the table as shares of rows, of columns or of all, and which margins pandas shows."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if normalize in ("index", 0):
            return values / values[:, -1:], rows, np.append(columns[:-1], False)
        if normalize in ("columns", 1) and normalize is not True:
            return values / values[-1:, :], np.append(rows[:-1], False), columns
        return values / values[-1, -1], rows, columns


CROSSTAB = Rule("crosstab", _decide, functions=frozenset({"crosstab"}))
"""Small cells, unnamed lines and what would give them away are masked."""
