"""Group-by: statistics for each group, released group by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_tables
from jupyter_privacy.frames.pandas_tables import Groups, numbers_of, with_missing
from jupyter_privacy.guard.release.finish import LEFT_OUT, rounded
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_counts, protect_statistic
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.quantile import smooth_quantile
from jupyter_privacy.guard.release.rules.statistic import STATISTICS
from jupyter_privacy.guard.release.settle import settled_groups
from jupyter_privacy.guard.seal.choosing import by_mask
from jupyter_privacy.guard.seal.desk import shared_rows
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.protocol import Plain
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Grouped, Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["GROUPBY"]

_PER_COLUMN = frozenset({*STATISTICS, "count", "median"})
_ALIKE = {**STATISTICS, "count": Statistic.COUNT, "size": Statistic.COUNT, "median": Statistic.POSITION}
_TEXT = (
    "{name}() of groups with columns that are not numbers: choose number columns or pass numeric_only=True"
)


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One column of the result: its label, the column that it summarises, and how."""

    label: object
    source: str | None
    statistic: str


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    asked: Asked
    grouped: Grouped
    groups: Groups

    @property
    def lineage(self) -> Lineage:
        return self.asked.held.lineage

    def column(self, name: str | None) -> Any:
        value: Any = self.grouped.obj.value
        return value if kind_of(value) is Kind.SERIES else value[name]

    def cells(self, column: _Column) -> tuple[Any, NDArray[np.uint8]]:
        """Return the values of one result column and why some are missing."""
        lineage = self.lineage_of(column.source)
        if column.statistic == "size":
            sizes = rounded(self.groups.sizes, self.lineage.source.policy)
            return sizes, self._judged(lineage, Statistic.COUNT, None)
        raw = self.column(column.source)
        if lineage.obstacle is not Reason.SHOWN:
            why = np.full(len(self.groups.sizes), lineage.obstacle, dtype=np.uint8)
            return self.groups.sizes.astype(float), why
        if column.statistic == "count":
            return self._counts(lineage, raw)
        numbers = numbers_of(raw)
        if numbers is None:
            raise Refusal(TypeError(_TEXT.format(name=column.statistic)))
        reasons = self._judged(lineage, _ALIKE[column.statistic], numbers)
        if column.statistic == "median":
            return self._medians(numbers, self._of_people_once(lineage, reasons))
        return self.groups.statistic(raw, column.statistic), reasons

    def lineage_of(self, name: str | None) -> Lineage:
        """Return on whom a column of the groups depends; without a name, on whom the groups do."""
        whole = name is None or kind_of(self.grouped.obj.value) is Kind.SERIES
        return self.lineage if whole else self.lineage.of_column(name)

    def _of_people_once(self, lineage: Lineage, reasons: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Withhold what needs as many people as rows from groups in which somebody has several."""
        rows = self.groups.sizes.to_numpy()
        people = people_of_cells(lineage, self.groups.codes, len(rows))
        return np.where((people < rows) & (reasons == 0), np.uint8(Reason.REPEATED), reasons)

    def _counts(self, lineage: Lineage, raw: Any) -> tuple[Any, NDArray[np.uint8]]:
        """Count people with a value; a group that lacks fewer than k of them counts as complete."""
        sizes = self.groups.sizes
        counted = self.groups.statistic(raw, "count")
        lacking = np.where(raw.isna(), self.groups.codes, -1)
        complete = people_of_cells(lineage, lacking, len(sizes)) < self.lineage.source.policy.minimum
        present = np.where(raw.isna(), np.nan, 1.0)
        snapped = counted.where(~complete, sizes)
        return rounded(snapped, self.lineage.source.policy), self._judged(lineage, Statistic.COUNT, present)

    def _judged(self, lineage: Lineage, statistic: Statistic, values: Any) -> NDArray[np.uint8]:
        sought = Sought(lineage, self.groups.codes, len(self.groups.sizes), statistic, values)
        if statistic is Statistic.COUNT and values is None:
            return protect_counts(self.groups, lineage, judge(sought))
        return protect_statistic(self.groups, lineage, judge(sought), values)

    def _medians(self, numbers: Any, reasons: NDArray[np.uint8]) -> tuple[Any, NDArray[np.uint8]]:
        minimum = self.lineage.source.policy.minimum
        found = [smooth_quantile(numbers[self.groups.codes == i], 0.5, minimum) for i in range(len(reasons))]
        unknown = np.isnan(found) & (reasons == 0)
        values = pandas_tables.series_like(self.groups.sizes, found, self.groups.index)
        return values, np.where(unknown, np.uint8(Reason.EXTREME), reasons)


def _decide(asked: Asked) -> Outcome | None:
    grouped: Any = asked.held.value
    columns = _wanted(grouped, asked)
    if columns is None:
        return None
    obstacle = asked.held.lineage.obstacle
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, obstacle, asked.name)
    return _released(_Table(asked, grouped, _groups(grouped, asked.held.lineage)), columns)


def _groups(grouped: Grouped, lineage: Lineage) -> Groups:
    return settled_groups([key.value for key in grouped.keys], grouped.options, lineage)


def _released(table: _Table, columns: list[_Column]) -> Outcome:
    """Put the columns together as pandas does, without the groups that are too small to name."""
    found = [table.cells(column) for column in columns]
    policy = table.lineage.source.policy
    named = people_of_cells(table.lineage, table.groups.codes, len(table.groups.sizes)) >= policy.threshold
    reasons = np.column_stack([reason for _, reason in found])[named]
    if not named.any():
        return table.asked.desk.withhold(table.lineage, Reason.THRESHOLD, table.asked.name)
    remark = "" if named.all() else LEFT_OUT.format(minimum=policy.threshold)
    parts = [with_missing(value[named], reasons[:, j] > 0) for j, (value, _) in enumerate(found)]
    if _is_series(table.grouped, table.asked):
        result = parts[0].rename(columns[0].label)
    else:
        result = pandas_tables.frame_of(
            {column.label: part for column, part in zip(columns, parts, strict=True)}
        )
    if not table.grouped.options.get("as_index", True):
        result = (
            result.rename("size").reset_index() if columns[0].statistic == "size" else result.reset_index()
        )
        keys = np.zeros((len(reasons), result.shape[1] - reasons.shape[1]), dtype=np.uint8)
        reasons = np.hstack([keys, reasons])
    return Released(result, reasons, remark)


def _is_series(grouped: Grouped, asked: Asked) -> bool:
    if asked.name == "size":
        return True
    single = kind_of(grouped.obj.value) is Kind.SERIES or isinstance(grouped.selection, str)
    return single and not (
        asked.name in {"agg", "aggregate"} and not isinstance(asked.argument(0, "func"), str)
    )


def _wanted(grouped: Grouped, asked: Asked) -> list[_Column] | None:
    """Return the columns of the result, or None for an operation that this rule does not know."""
    if asked.name == "size":
        return [_Column(None, None, "size")]
    sources = _sources(grouped)
    if asked.name in _PER_COLUMN:
        if asked.args or set(asked.kwargs) - {"numeric_only", "ddof"} or asked.kwargs.get("ddof", 1) != 1:
            return None
        if asked.kwargs.get("numeric_only") and asked.name != "count":
            sources = [name for name in sources if numbers_of(_column_of(grouped, name)) is not None]
        return [_Column(_label(grouped, name), name, asked.name) for name in sources]
    return _aggregated(grouped, asked, sources)


def _aggregated(grouped: Grouped, asked: Asked, sources: list[Any]) -> list[_Column] | None:
    """Read `agg("mean")`, `agg(["mean", "sum"])`, `agg({"x": "mean"})` and `agg(y=("x", "mean"))`."""
    how = asked.argument(0, "func")
    single = kind_of(grouped.obj.value) is Kind.SERIES or isinstance(grouped.selection, str)
    if how is None:
        named = {label: _pair(sources, spec, single=single) for label, spec in asked.kwargs.items()}
        columns = [_Column(label, *pair) for label, pair in named.items()]
    elif isinstance(how, str):
        columns = [_Column(_label(grouped, name), name, how) for name in sources]
    elif isinstance(how, list):
        columns = [
            _Column(name if single else (source, name), source, name) for source in sources for name in how
        ]
    elif isinstance(how, dict):
        columns = list(_by_column(how))
    else:
        return None
    return columns if columns and all(map(_is_known, columns)) else None


def _is_known(column: _Column) -> bool:
    statistic: object = column.statistic
    return isinstance(statistic, str) and (statistic in _PER_COLUMN or statistic == "size")


def _pair(sources: list[Any], spec: Any, *, single: bool) -> tuple[Any, Any]:
    if single:
        return sources[0], spec
    return (spec[0], spec[1]) if isinstance(spec, tuple) and len(spec) == 2 else (None, None)  # noqa: PLR2004


def _by_column(how: dict[Any, Any]) -> Iterator[_Column]:
    several = any(isinstance(names, list) for names in how.values())
    for source, names in how.items():
        for name in names if isinstance(names, list) else [names]:
            yield _Column((source, name) if several else source, source, name)


def _label(grouped: Grouped, name: Any) -> Any:
    return getattr(grouped.obj.value, "name", name) if kind_of(grouped.obj.value) is Kind.SERIES else name


def _column_of(grouped: Grouped, name: Any) -> Any:
    value: Any = grouped.obj.value
    return value if kind_of(value) is Kind.SERIES else value[name]


def _sources(grouped: Grouped) -> list[Any]:
    """Return the columns that are summarised: the selected ones, or all that are not keys."""
    if kind_of(grouped.obj.value) is Kind.SERIES:
        return [None]
    if grouped.selection is not None:
        return grouped.selection if isinstance(grouped.selection, list) else [grouped.selection]
    keys = {getattr(key.value, "name", None) for key in grouped.keys}
    return [name for name in grouped.obj.value.columns if name not in keys]


def _iterate(asked: Asked) -> Outcome:
    """Answer `for label, rows in groups`: the groups that are large enough, their rows sealed."""
    grouped: Any = asked.held.value
    obstacle = asked.held.lineage.obstacle or shared_rows(asked.held.lineage, grouped.keys)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, obstacle, "loop")
    lineage = asked.held.lineage
    groups = _groups(grouped, lineage)
    people = people_of_cells(lineage, groups.codes, len(groups.sizes))
    large = np.flatnonzero(people >= lineage.source.policy.minimum)
    rows = [
        (groups.index[i], by_mask(_selected(grouped), groups.codes == i, "group", lineage.beside))
        for i in large.tolist()
    ]
    return Plain([(label, asked.desk.keep(held)) for label, held in rows])


def _selected(grouped: Grouped) -> Any:
    return grouped.obj if grouped.selection is None else project(grouped.obj, grouped.selection)


def _make(asked: Asked) -> Outcome | None:
    """Answer `groupby(...)` itself: keys by name, by list, or as columns of the same rows."""
    by = asked.argument(0, "by")
    options = {name: value for name, value in asked.kwargs.items() if name != "by"}
    if (
        by is None
        or len(asked.args) > 1
        or set(options) - {"sort", "dropna", "as_index", "observed", "group_keys"}
    ):
        return None
    held, keys = asked.held, []
    for part in by if isinstance(by, list) else [by]:
        key = _key(asked, part)
        if key is None:
            return None
        keys.append(key)
    obstacle = shared_rows(held.lineage, keys)
    broken = any(isinstance(key.value, Withheld) for key in keys)
    chosen = held.lineage.chosen_by(one for key in keys for one in key.lineage.beside)
    lineage = held.lineage.lost("groupby").tainted(obstacle) if obstacle or broken else chosen
    return Held(Grouped(held, tuple(keys), options), lineage)


def _key(asked: Asked, part: Any) -> Any:
    if type(part) is Sealed:
        key = asked.desk.open_proxy(part)
        return key if kind_of(key.value) in {Kind.SERIES, Kind.WITHHELD} else None
    if isinstance(part, str) and kind_of(asked.held.value) is Kind.FRAME:
        return project(asked.held, part)
    return None


def _decide_any(asked: Asked) -> Outcome | None:
    if asked.name == "groupby":
        return _make(asked)
    return _iterate(asked) if asked.name == "__iter__" else _decide(asked)


GROUPBY = Rule(
    "groupby",
    _decide_any,
    methods={
        Kind.FRAME: frozenset({"groupby"}),
        Kind.SERIES: frozenset({"groupby"}),
        Kind.GROUPS: frozenset({*_PER_COLUMN, "size", "agg", "aggregate", "__iter__"}),
    },
    follows_people=True,
)
"""Every group is judged as a cell; groups too small to be named are left out."""
