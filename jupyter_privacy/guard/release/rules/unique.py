"""`unique`: the distinct values that enough people share, in NumPy with how many share them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.distinct import shared_values
from jupyter_privacy.frames.pandas_tables import in_order, numbered
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.release.rules.nunique import REMARK
from jupyter_privacy.guard.release.rules.value_counts import VALUE_COUNTS
from jupyter_privacy.guard.seal.callables import root_module
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["UNIQUE"]


def _decide(asked: Asked) -> Outcome | None:
    return _decide_function(asked) if asked.function is not None else _distinct(asked, asked.held)


def _distinct(asked: Asked, held: Held) -> Outcome:
    lineage = held.lineage
    reason = judge_count(lineage, len(held.value))
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(lineage, reason, "unique")
    minimum = lineage.source.policy.minimum
    return Released(shared_values(held.value, minimum), remark=REMARK.format(minimum=minimum))


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `pd.unique(x)`, `np.unique(x)` and `np.unique(x, return_counts=True)`."""
    if len(asked.args) != 1 or type(asked.args[0]) is not Sealed:
        return None
    held, with_counts = asked.desk.open_proxy(asked.args[0]), asked.kwargs.get("return_counts", False)
    if kind_of(held.value) not in {Kind.SERIES, Kind.ARRAY} or held.value.ndim > 1:
        return None
    library = root_module(asked.function)
    if library == "pandas":
        return None if asked.kwargs else _distinct(asked, held)
    if library != "numpy" or set(asked.kwargs) - {"return_counts"}:
        return None
    if with_counts is True:
        return _counted(asked, Held(numbered(held.value), held.lineage))
    found = _distinct(asked, held)
    return Released(np.asarray(found.value), remark=found.remark) if isinstance(found, Released) else found


def _counted(asked: Asked, held: Held) -> Outcome | None:
    """Return the values that enough people share and how many do, NaN where that is masked."""
    outcome = VALUE_COUNTS.decide(Asked(asked.desk, held, "value_counts"))
    if not isinstance(outcome, Released):
        return outcome
    counts: Any = outcome.value
    table = in_order(counts)
    return Released((np.asarray(table.index), table.to_numpy()), remark=outcome.remark)


UNIQUE = Rule(
    "unique", _decide, methods={Kind.SERIES: frozenset({"unique"})}, functions=frozenset({"unique"})
)
"""Values need as many people as labels do; they come in order, as the order of appearance is rows'."""
