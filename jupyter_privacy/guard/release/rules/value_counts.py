"""`value_counts`: how many people have each value.

A label needs as many people as a cell: a value that fewer share is left out, label and all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import with_missing
from jupyter_privacy.guard.release.finish import LEFT_OUT, rounded, rounded_count
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_groups
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.settle import settled_groups
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["VALUE_COUNTS"]

_OPTIONS = frozenset({"normalize", "sort", "ascending", "dropna", "subset"})


def _decide(asked: Asked) -> Outcome | None:
    if not set(asked.kwargs) <= _OPTIONS or len(asked.args) > 1:
        return None
    is_frame = kind_of(asked.held.value) is Kind.FRAME
    columns = _columns(asked, is_frame=is_frame)
    lineage = asked.held.lineage
    obstacle = next((lineage.obstacles[c.name] for c in columns if c.name in lineage.obstacles), Reason.SHOWN)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(lineage, obstacle, asked.name)
    groups = settled_groups(columns, {"sort": False, "dropna": asked.kwargs.get("dropna", True)}, lineage)
    people = groups.sizes.to_numpy()
    reasons = judge(Sought(lineage, groups.codes, len(people), Statistic.COUNT))
    if (lineage.obstacle or (Reason.THRESHOLD if len(people) == 0 else Reason.SHOWN)) is not Reason.SHOWN:
        return asked.desk.withhold(lineage, lineage.obstacle or Reason.THRESHOLD, asked.name)
    if bool(reasons.all()):
        return asked.desk.withhold(lineage, Reason(int(reasons[0])), asked.name)
    protected = protect_groups(groups.levels, people, reasons, lineage.source.policy, groups.n_outside)
    return _released(asked, groups.sizes, protected, is_frame=is_frame)


def _columns(asked: Asked, *, is_frame: bool) -> list[Any]:
    value: Any = asked.held.value
    if not is_frame:
        return [value]
    names = asked.argument(0, "subset") or list(value.columns)
    return [value[name] for name in ([names] if isinstance(names, str) else names)]


def _released(asked: Asked, sizes: Any, reasons: Any, *, is_frame: bool) -> Released:
    """Order, name and scale the counts as pandas does; leave rare values out."""
    policy = asked.held.lineage.source.policy
    normalize = asked.kwargs.get("normalize", bool(asked.args) and not is_frame and asked.args[0])
    order = np.arange(len(sizes))
    if asked.kwargs.get("sort", True):
        direction = 1 if asked.kwargs.get("ascending", False) else -1
        order = np.argsort(direction * sizes.to_numpy(), kind="stable")
    order = order[sizes.to_numpy()[order] >= policy.threshold]
    table, kept = sizes.iloc[order], reasons[order]
    table = rounded(table, policy)
    if normalize:
        table = table / rounded_count(int(sizes.sum()), policy)
    table = with_missing(table.rename("proportion" if normalize else "count"), kept > 0)
    remark = LEFT_OUT.format(minimum=policy.threshold) if len(order) < len(sizes) else ""
    return Released(table, kept[:, None], remark)


_NAMES = frozenset({"value_counts"})

VALUE_COUNTS = Rule("value_counts", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES})
"""The threshold holds for every value, and for what is left when the shown ones are subtracted."""
