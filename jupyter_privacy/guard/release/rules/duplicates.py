"""`duplicated().sum()`: how many rows repeat one that many people share.

Whether a single row has a twin is a fact about two people.  So rows that fewer than k people share
are taken to be different, unless they are few themselves.  Which rows are repeated stays inside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.distinct import shared_rows
from jupyter_privacy.frames.pandas_tables import flags
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import options_of
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["DUPLICATES"]

_OPERATION = "duplicated"
_REMARK = "rows that fewer than {minimum} people share count as different"


def _decide(asked: Asked) -> Outcome | None:
    return _marked(asked) if asked.name == _OPERATION else _counted(asked)


def _marked(asked: Asked) -> Outcome | None:
    """Answer `duplicated(...)`: a column with the right number of marks that is good for nothing else."""
    given, held = options_of(asked, "subset", "keep"), asked.held
    if given is None or given.get("keep", "first") not in {"first", "last", False}:
        return None
    if given.get("subset") is not None:
        subset = given["subset"]
        held = project(held, list(subset) if isinstance(subset, (list, tuple)) else [subset])
    obstacle = held.lineage.obstacle or next(iter(held.lineage.obstacles.values()), Reason.SHOWN)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, obstacle, asked.name)
    minimum = held.lineage.source.policy.minimum
    n_shared, n_rare = shared_rows(held.value, minimum)
    n_different = (n_rare if n_rare >= minimum else 0) + (n_shared if given.get("keep", "first") else 0)
    marks = flags(held.value, len(held.value) - n_different)
    return Held(marks, held.lineage.same_rows(_OPERATION).tainted(Reason.NO_RULE))


def _counted(asked: Asked) -> Outcome | None:
    """Answer `duplicated(...).sum()`, `.any()` and `.mean()`."""
    lineage, marks = asked.held.lineage, asked.held.value
    if (lineage.operation, lineage.taint) != (_OPERATION, Reason.NO_RULE) or asked.args or asked.kwargs:
        return None
    lineage = replace(lineage, taint=Reason.SHOWN)
    reason = judge_count(lineage, len(marks))
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(lineage, reason, asked.name)
    policy = lineage.source.policy
    found: Any = getattr(marks, asked.name)()
    if policy.rounding != "none" and asked.name != "any":
        n_rows = rounded_count(lineage, len(marks))
        n_marked = rounded_count(lineage, int(marks.sum()), marks.to_numpy(dtype=bool))
        found = type(found)(n_marked if asked.name == "sum" else n_marked / n_rows)
    return Released(found, remark=_REMARK.format(minimum=policy.minimum))


DUPLICATES = Rule(
    "duplicates",
    _decide,
    methods={
        Kind.FRAME: frozenset({_OPERATION}),
        Kind.SERIES: frozenset({_OPERATION, "sum", "any", "mean"}),
    },
)
"""A row that few people share has no twin, as far as anybody can tell."""
