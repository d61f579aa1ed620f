"""`value_counts` within groups: a grouping by the counted columns as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.frames.pandas_layout import own_labels
from jupyter_privacy.frames.pandas_tables import Groups, with_missing
from jupyter_privacy.guard.release.finish import LEFT_OUT, rounded_cells, rounded_sizes
from jupyter_privacy.guard.release.grouped.request import column_of, sources_of
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_counts
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.overlap import shown
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.group_statistic import obstacle_of
from jupyter_privacy.guard.release.settle import settled_groups
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["GROUP_VALUE_COUNTS"]

_OPTIONS = frozenset({"subset", "normalize", "sort", "ascending", "dropna"})


def _decide(asked: Asked) -> Outcome | None:
    grouped, given, lineage = asked.held.value, asked.kwargs, asked.held.value.obj.lineage
    dropna = grouped.options.get("dropna", True)
    if asked.args or not set(given) <= _OPTIONS or not is_written(dict(given)):
        return None
    if given.get("dropna", True) is not dropna:
        return None
    sources = given.get("subset") or sources_of(grouped)
    obstacle = obstacle_of(asked) or next(
        (lineage.obstacles[name] for name in sources if name in lineage.obstacles), Reason.SHOWN
    )
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(lineage, obstacle, asked.name)
    columns = [*(key.value for key in grouped.keys), *(column_of(grouped, source) for source in sources)]
    groups = settled_groups(columns, {"dropna": dropna}, lineage)
    people = groups.sizes.to_numpy()
    if not (people >= lineage.source.policy.threshold).any():
        return asked.desk.withhold(lineage, Reason.THRESHOLD, asked.name)
    reasons = judge(Sought(lineage, groups.codes, len(people), Statistic.COUNT, is_final=False))
    reasons = shown(lineage, groups.codes, protect_counts(groups, lineage, reasons), is_count=True)
    return _released(groups, len(grouped.keys), reasons, lineage, grouped.options | given)


def _released(
    groups: Groups, n_keys: int, reasons: NDArray[np.uint8], lineage: Lineage, options: Mapping[str, Any]
) -> Released:
    """Order the counts within each group as pandas does; masked ones stand last, and rare values nowhere."""
    people, threshold = groups.sizes.to_numpy(), lineage.source.policy.threshold
    told = rounded_sizes(lineage, groups)
    keys = np.column_stack(groups.levels[:n_keys])
    group_of = np.unique(keys, axis=0, return_inverse=True)[1].ravel()
    order = np.flatnonzero(people >= threshold)
    if options.get("sort", True):
        direction = 1 if options.get("ascending", False) else -1
        is_masked = reasons[order] > 0
        counts = np.where(is_masked, 0, direction * told.to_numpy()[order])
        order = order[np.lexsort((counts, is_masked, group_of[order]))]
    table = own_labels(told.iloc[order])
    if options.get("normalize", False):
        totals: IntArray = np.bincount(group_of, weights=people)
        group_of_row = np.where(groups.codes >= 0, group_of[groups.codes], -1)
        table = table / rounded_cells(lineage, totals, group_of_row)[group_of[order]]
    kept = reasons[order]
    table = with_missing(table.rename("proportion" if options.get("normalize", False) else "count"), kept > 0)
    mask = kept[:, None]
    if not options.get("as_index", True):
        table = table.reset_index()
        mask = np.hstack([np.zeros((len(kept), table.shape[1] - 1), dtype=np.uint8), mask])
    return Released(table, mask, "" if len(order) == len(people) else LEFT_OUT.format(minimum=threshold))


GROUP_VALUE_COUNTS = Rule("group_value_counts", _decide, methods={Kind.GROUPS: frozenset({"value_counts"})})
"""Protected as the table of groups by values that it is."""
