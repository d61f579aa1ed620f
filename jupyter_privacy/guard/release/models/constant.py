"""`sm.add_constant(X)`: the column of ones in front of, or behind, the columns of a design.

statsmodels leaves it out if a column is constant already.  Whether one is would show in the number of
columns, so here only the name `const` counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.guard.release.models.known import are_plain
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.values import Kind, kind_of

__all__ = ["with_constant"]

_NAME = "const"


def with_constant(held: Held, options: Mapping[str, Any]) -> Held | None:
    """Return a design with a column of ones; None for options or values that are not known."""
    if not are_plain(options, {"prepend", "has_constant"}) or options.get("has_constant", "skip") == "raise":
        return None
    first = bool(options.get("prepend", True))
    value: Any = held.value
    kind = kind_of(value)
    lineage = held.lineage.same_rows("add_constant")
    if kind is Kind.ARRAY:
        columns = value[:, None] if value.ndim == 1 else value
        ones = np.ones((len(columns), 1))
        return Held(np.column_stack([ones, columns] if first else [columns, ones]), lineage)
    if kind not in {Kind.FRAME, Kind.SERIES}:
        return None
    frame = value if kind is Kind.FRAME else frame_of({value.name: value})
    names = list(frame.columns)
    if _NAME in names:
        return held
    more = frame_of({name: frame[name] for name in names} | {_NAME: 1.0})
    made = {name: held.lineage.origin_of(name if kind is Kind.FRAME else None) for name in names}
    whole = more[[_NAME, *names] if first else [*names, _NAME]]
    return Held(whole, replace(lineage, origins={**made, _NAME: frozenset()}))
