"""Minimum, maximum and their places: each is one person's value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import of_whole_columns
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["EXTREME"]

_NAMES = frozenset({"min", "max", "idxmin", "idxmax", "argmin", "argmax", "ptp", "argsort"})


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is None and not of_whole_columns(asked):
        return None
    return asked.desk.withhold(asked.held.lineage, Reason.EXTREME, asked.name)


EXTREME = Rule(
    "extreme",
    _decide,
    methods=dict.fromkeys((Kind.SERIES, Kind.FRAME, Kind.ARRAY, Kind.GROUPS), _NAMES),
    functions=frozenset({"amin", "amax", "nanmin", "nanmax", "min", "max", "ptp"}),
)
"""Withheld whatever the data are."""
