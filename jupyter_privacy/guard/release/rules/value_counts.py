"""`value_counts`: how many people have each value.

A label needs as many people as a cell: a value that fewer share is left out, label and all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, Reason
from jupyter_privacy.frames.pandas_layout import interval_labels, own_labels
from jupyter_privacy.frames.pandas_tables import Groups, with_missing
from jupyter_privacy.guard.release.finish import LEFT_OUT, rounded_count, rounded_sizes
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_counts
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.overlap import shown
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.bins import binned
from jupyter_privacy.guard.release.settle import settled_groups
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["VALUE_COUNTS"]

_OPTIONS = {
    Kind.SERIES: "normalize sort ascending bins dropna".split(),
    Kind.FRAME: "subset normalize sort ascending dropna".split(),
}


def _decide(asked: Asked) -> Outcome | None:
    kind = kind_of(asked.held.value)
    given = {**dict(zip(_OPTIONS[kind], asked.args, strict=False)), **asked.kwargs}
    if (
        not set(given) <= set(_OPTIONS[kind])
        or len(asked.args) > len(_OPTIONS[kind])
        or not is_written(given)
    ):
        return None
    counted = asked.held
    if given.get("bins") is not None:
        counted = binned(asked, asked.held, given["bins"])
        if isinstance(counted.value, Withheld):
            return counted
    columns, lineage = _columns(counted, given), counted.lineage
    if not lineage.is_plain:
        if given.get("bins") is not None:
            return asked.desk.withhold(lineage, Reason.REPEATED, asked.name)
        lineage = lineage.chosen_by_columns([column.name for column in columns])
    obstacle = next((lineage.obstacles[c.name] for c in columns if c.name in lineage.obstacles), Reason.SHOWN)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(lineage, obstacle, asked.name)
    groups = settled_groups(columns, {"dropna": given.get("dropna", True)}, lineage)
    is_plain = lineage.is_plain and lineage.rows is not None
    sizes = groups.sizes.to_numpy()
    people = sizes if is_plain else people_of_cells(lineage, groups.codes, len(sizes))
    reasons = judge(Sought(lineage, groups.codes, len(people), Statistic.COUNT, is_final=False))
    if (lineage.obstacle or (Reason.THRESHOLD if len(people) == 0 else Reason.SHOWN)) is not Reason.SHOWN:
        return asked.desk.withhold(lineage, lineage.obstacle or Reason.THRESHOLD, asked.name)
    if bool(reasons.all()):
        return asked.desk.withhold(lineage, Reason(int(reasons[0])), asked.name)
    protected = shown(lineage, groups.codes, protect_counts(groups, lineage, reasons), is_count=True)
    in_levels = kind is Kind.FRAME and not isinstance(given.get("subset"), str)
    named = people >= lineage.source.policy.threshold
    told = rounded_sizes(lineage, groups)
    counts = _Counts(told, named, protected, _total(groups, lineage), lineage.source.policy.threshold)
    return _released(counts, given, in_levels=in_levels)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """How many have each value as they are told, which values are named, and why counts are masked.

    `total` is of how many people shares are.
    """

    sizes: Any
    named: BoolArray
    reasons: NDArray[np.uint8]
    total: int
    threshold: int


def _total(groups: Groups, lineage: Lineage) -> int:
    """Return how many people shares are of: a few who have no value are not told from the others."""
    if groups.n_outside < lineage.source.policy.minimum:
        return rounded_count(lineage, len(groups.codes))
    return rounded_count(lineage, int(groups.sizes.sum()), groups.codes >= 0)


def _columns(held: Held, given: Mapping[str, Any]) -> list[Any]:
    value: Any = held.value
    if kind_of(value) is Kind.SERIES:
        return [value]
    names = given.get("subset")
    names = list(value.columns) if names is None else [names] if isinstance(names, str) else list(names)
    project(held, names)
    return [value[name] for name in names]


def _released(counts: _Counts, given: Mapping[str, Any], *, in_levels: bool) -> Released:
    """Order, name and scale the counts as pandas does; leave rare values out.

    Equal counts stand in the order of their labels, and masked ones at the end: where a masked count
    would stand tells how large it is, and the order of appearance tells of single rows.
    """
    sizes, named, reasons = counts.sizes, counts.named, counts.reasons
    order = np.flatnonzero(named)
    if given.get("sort", True):
        direction = 1 if given.get("ascending", False) else -1
        order = order[
            np.lexsort((direction * sizes.to_numpy()[order] * (reasons[order] == 0), reasons[order] > 0))
        ]
    normalize = given.get("normalize", False)
    table, kept = own_labels(sizes.iloc[order], levels=in_levels), reasons[order]
    table = interval_labels(table) if given.get("bins") is not None else table
    if normalize:
        table = table / counts.total
    table = with_missing(table.rename("proportion" if normalize else "count"), kept > 0)
    remark = LEFT_OUT.format(minimum=counts.threshold) if len(order) < len(sizes) else ""
    return Released(table, kept[:, None], remark)


_NAMES = frozenset({"value_counts"})

VALUE_COUNTS = Rule(
    "value_counts", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES}, follows_people=True
)
"""The threshold holds for every value, and for what is left when the shown ones are subtracted."""
