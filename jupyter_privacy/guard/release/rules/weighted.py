"""`np.average(x, weights=w)` and `np.count_nonzero(x)`: sums by another name.

Both are worked out as an analyst would by hand, (x * w).sum() / w.sum() and (x != 0).sum(), so the rules
for sums and conditions speak of every part: nobody may dominate the products, or the weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["WEIGHTED"]

_COLUMNS = {Kind.SERIES, Kind.ARRAY}


def _decide(asked: Asked) -> Outcome | None:
    x, w = asked.argument(0, "a"), asked.kwargs.get("weights")
    if len(asked.args) != 1 or not _is_column(asked, x):
        return None
    if asked.name == "count_nonzero":
        return None if asked.kwargs else _plain(asked, (x != 0).sum())
    if set(asked.kwargs) != {"weights"} or not _is_column(asked, w):
        return None
    products, weights = (x * w).sum(), w.sum()  # type: ignore[union-attr]  # both are columns
    withheld = next((part for part in (products, weights) if type(part) is Sealed), None)
    return _plain(asked, np.float64(products) / weights if withheld is None else withheld)


def _is_column(asked: Asked, given: Any) -> bool:
    if type(given) is not Sealed:
        return False
    held = asked.desk.open_proxy(given)
    return kind_of(held.value) in _COLUMNS and held.value.ndim == 1


def _plain(asked: Asked, found: Any) -> Outcome:
    if type(found) is not Sealed:
        return Released(found)
    held: Held = asked.desk.open_proxy(found)
    reason = held.value.reason if isinstance(held.value, Withheld) else Reason.NO_RULE
    return asked.desk.withhold(held.lineage, reason, asked.name)


WEIGHTED = Rule("weighted_mean", _decide, functions=frozenset({"average", "count_nonzero"}))
"""Asked before other means."""
