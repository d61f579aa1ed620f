"""`pd.crosstab`: counts of people by two variables, or a statistic of them, with totals.

The totals are taken as known even when they are not asked for, because `value_counts` gives
them: small cells are masked, and further ones until no masked cell can be recomputed.  Rows and
columns whose label fewer people share than the threshold are left out, label and all; they stay
in the totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, FloatArray, Reason
from jupyter_privacy.frames import grouping_keys, pandas_pivot
from jupyter_privacy.frames.pandas_tables import Cross
from jupyter_privacy.guard.release.finish import LEFT_OUT, rounded_cross
from jupyter_privacy.guard.release.grouped.crossed import Crossed, crossed
from jupyter_privacy.guard.release.grouped.keys import Keys
from jupyter_privacy.guard.release.grouped.pivoting import Part, asked_first, put_together
from jupyter_privacy.guard.release.grouped.request import how_of
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_cross
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.overlap import shown_cross
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.groupby import make_groups
from jupyter_privacy.guard.release.settle import settled_cross
from jupyter_privacy.guard.seal.callables import is_plain, is_written
from jupyter_privacy.guard.seal.desk import shared_rows
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["CROSSTAB"]

_NAMES = "index columns values rownames colnames aggfunc margins margins_name dropna normalize".split()
_ALONE = "{one} cannot be used without {other}."
_ADD_UP = frozenset({"sum", "count", "size"})
"""Statistics of which a cell can be a share."""
_LENGTHS = "arrays and names must have the same length"


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """What a call asks for: the keys of both sides, and how the table looks."""

    rows: list[Held]
    columns: list[Held]
    options: Mapping[str, Any]

    @property
    def has_totals(self) -> bool:
        """Whether the totals are asked for."""
        return self.options.get("margins", False) is True

    @property
    def total(self) -> str:
        """The label of the totals."""
        name: str = self.options.get("margins_name", "All")
        return name

    @property
    def shares(self) -> str | None:
        """What the counts are shares of: "all", "index" or "columns"; None for counts."""
        given = self.options.get("normalize", False)
        if given is False or given is None:
            return None
        return "all" if given is True else {0: "index", 1: "columns"}.get(given, given)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Counts with totals: the last row and column are the totals; `reasons` alike."""

    values: FloatArray
    reasons: NDArray[np.uint8]
    named_rows: BoolArray
    named_columns: BoolArray


def _decide(asked: Asked) -> Outcome | None:
    given = {**dict(zip(_NAMES, asked.args, strict=False)), **asked.kwargs}
    options = {name: given[name] for name in _NAMES[3:] if name in given}
    looks = {name: option for name, option in options.items() if name != "aggfunc"}
    if len(asked.args) > len(_NAMES) or not set(given) <= set(_NAMES) or not is_written(looks):
        return None
    base = _base(asked, given.get("values"), given.get("aggfunc"))
    if base is None:
        return None
    rows = _variables(asked, base, given.get("index"), options.get("rownames"), "row")
    columns = _variables(asked, base, given.get("columns"), options.get("colnames"), "col")
    if rows is None or columns is None:
        return None
    obstacle = shared_rows(base.lineage, [*rows, *columns])
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(base.lineage, obstacle, asked.name)
    looked_at = (one for held in (*rows, *columns) for one in held.lineage.standings())
    base = Held(base.value, base.lineage.chosen_by(looked_at))
    request = _Request(rows, columns, options)
    how = given.get("aggfunc")
    return _of_people(asked, base, request) if how is None else _of_values(asked, base, request, how)


def _base(asked: Asked, values: Any, how: Any) -> Held | None:
    """Return the column that is summarised, or any of the classifying ones if people are counted."""
    if (values is None) is not (how is None):
        names = ("values", "an aggfunc") if how is None else ("aggfunc", "values")
        raise Refusal(ValueError(_ALONE.format(one=names[0], other=names[1])))
    if values is None:
        return asked.held
    held = asked.desk.open_proxy(values) if type(values) is Sealed else None
    return held if held is not None and kind_of(held.value) is Kind.SERIES else None


def _variables(asked: Asked, base: Held, given: Any, names: Any, prefix: str) -> list[Held] | None:
    """Return the classifying variables of one side under their names; None if one is none."""
    several = isinstance(given, (list, tuple)) and any(type(one) is Sealed or np.ndim(one) for one in given)
    parts = list(given) if several else [given]
    if names is not None and len(names) != len(parts):
        raise Refusal(AssertionError(_LENGTHS))
    found = []
    for i, part in enumerate(parts):
        variable = _variable(asked, base, part)
        if variable is None or kind_of(variable.value) is not Kind.SERIES:
            return None
        own = variable.value.name if type(part) is Sealed else None
        name = names[i] if names is not None else f"{prefix}_{i}" if own is None else own
        found.append(Held(grouping_keys.renamed(variable.value, name), variable.lineage))
    return found


def _variable(asked: Asked, base: Held, part: Any) -> Held | None:
    """Return a column; a text stands for one column of that text, an array for the analyst's own labels."""
    if type(part) is Sealed:
        return asked.desk.open_proxy(part)
    if isinstance(part, str):
        return Held(grouping_keys.constant_labels(part, base.value), base.lineage)
    labels = grouping_keys.written_labels(part, base.value) if is_plain(part) else None
    return None if labels is None else Held(labels, base.lineage)


def _of_values(asked: Asked, base: Held, request: _Request, how: Any) -> Outcome | None:
    """Answer a statistic of a column: groups laid out as a table."""
    parts = []
    for one in how if isinstance(how, list) else [how]:
        wanted = how_of(one)
        if wanted is None or (request.shares is not None and wanted.statistic not in _ADD_UP):
            return None
        parts.append(Part((wanted.label,) if isinstance(how, list) else (), wanted))
    keys = Keys((*request.rows, *request.columns))
    grouping = make_groups(base, keys, {"dropna": request.options.get("dropna", True)})
    margins = request.has_totals or request.shares is not None
    table = crossed(asked.desk, grouping, len(request.rows), margins=margins)
    if request.shares is not None and not isinstance(how, list):
        return _shares_of_values(asked, request, table, parts[0])
    total = request.total if request.has_totals else None
    return asked_first(asked, table, parts) or put_together(asked, table, parts, total)


def _shares_of_values(asked: Asked, request: _Request, table: Crossed, part: Part) -> Outcome | None:
    rows, columns = table.rows, table.columns
    if rows is None or columns is None or part.wanted.function is not None:
        return None
    if not rows.named.any() or not columns.named.any():
        return asked.desk.withhold(table.inner.lineage, Reason.THRESHOLD, asked.name)
    block = table.block(part.wanted, iter(()))
    values = block.values.astype(np.float64)
    frame, reasons = _laid_out(request, values, block.reasons, rows.labels, columns.labels)
    remark = "" if table.is_whole else LEFT_OUT.format(minimum=table.inner.lineage.source.policy.threshold)
    return Released(frame, reasons, remark)


def _of_people(asked: Asked, base: Held, request: _Request) -> Outcome:
    rows, columns = ([held.value for held in side] for side in (request.rows, request.columns))
    options = {"dropna": request.options.get("dropna", True)}
    table = settled_cross(rows, columns, options, base.lineage)
    if 0 in table.shape:
        return asked.desk.withhold(base.lineage, Reason.THRESHOLD, asked.name)
    counts = _counted(table, base, margins=request.has_totals)
    policy, named_rows, named_columns = base.lineage.source.policy, counts.named_rows, counts.named_columns
    if not named_rows.any() or not named_columns.any():
        return asked.desk.withhold(base.lineage, Reason.THRESHOLD, asked.name)
    window = np.ix_(np.append(named_rows, True), np.append(named_columns, True))
    labels = map(pandas_pivot.own_index, (table.rows[named_rows], table.columns[named_columns]))
    values = rounded_cross(base.lineage, table, counts.values)[window]
    frame, reasons = _laid_out(request, values, counts.reasons[window], *labels)
    complete = bool(named_rows.all() and named_columns.all())
    return Released(frame, reasons, "" if complete else LEFT_OUT.format(minimum=policy.threshold))


def _laid_out(
    request: _Request, values: FloatArray, reasons: NDArray[np.uint8], rows: Any, columns: Any
) -> tuple[Any, NDArray[np.uint8]]:
    """Return cells and totals as a frame with the totals, and the shares, that were asked for."""
    last_row = last_column = request.has_totals
    if request.shares is not None:
        values, reasons = _shares(values, reasons, request.shares)
        last_row, last_column = (request.has_totals and request.shares != one for one in ("columns", "index"))
    window = np.s_[: None if last_row else -1, : None if last_column else -1]
    labels = (
        pandas_pivot.with_total(index, request.total if is_last else None)
        for index, is_last in ((rows, last_row), (columns, last_column))
    )
    return pandas_pivot.counts_frame(values[window], reasons[window] > 0, *labels), reasons[window]


def _counted(table: Cross, held: Held, *, margins: bool) -> _Counts:
    policy = held.lineage.source.policy
    n_rows, n_columns = table.shape
    cells = table.cells()
    inner = np.bincount(cells[cells >= 0], minlength=n_rows * n_columns).reshape(n_rows, n_columns)
    values = np.pad(inner, (0, 1)).astype(np.float64)
    values[:-1, -1], values[-1, :-1], values[-1, -1] = inner.sum(axis=1), inner.sum(axis=0), inner.sum()
    sought = Sought(held.lineage, cells, n_rows * n_columns, Statistic.COUNT, is_final=False)
    small = judge(sought).reshape(n_rows, n_columns)
    named_rows, named_columns = (
        people_of_cells(held.lineage, np.where(cells < 0, -1, codes), n) >= policy.threshold
        for codes, n in ((table.row_codes, n_rows), (table.column_codes, n_columns))
    )
    protected = protect_cross(table, held.lineage, small, margins=margins)
    reasons = shown_cross(table, held.lineage, protected, margins=margins)
    reasons[:-1][~named_rows] = Reason.LABEL
    reasons[:, :-1][:, ~named_columns] = Reason.LABEL
    return _Counts(values, reasons, named_rows, named_columns)


def _shares(values: FloatArray, reasons: NDArray[np.uint8], of: str) -> tuple[FloatArray, NDArray[np.uint8]]:
    """Return the table as shares of its rows, its columns or all; a share of a masked total is masked."""
    total = {"index": np.s_[:, -1:], "columns": np.s_[-1:, :]}.get(of, np.s_[-1:, -1:])
    with np.errstate(invalid="ignore", divide="ignore"):
        return values / values[total], np.where(reasons > 0, reasons, reasons[total])


CROSSTAB = Rule("crosstab", _decide, functions=frozenset({"crosstab"}), follows_people=True)
"""Small cells, unnamed lines and what would give them away are masked."""
