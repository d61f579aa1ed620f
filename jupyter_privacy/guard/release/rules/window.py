"""Moving and cumulative values of rows: two neighbours differ by one person, so none is shown.

Over a released table, `df.groupby("year").score.mean().rolling(3).mean()`, they are plain pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.operations import WINDOWS
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["WINDOW"]

_NUMPY = frozenset(
    "cumsum cumprod nancumsum nancumprod cumulative_sum cumulative_prod diff ediff1d gradient".split()
)


def _decide(asked: Asked) -> Outcome:
    return asked.desk.withhold(asked.held.lineage, Reason.WINDOW, asked.name)


WINDOW = Rule(
    "window",
    _decide,
    methods={
        **dict.fromkeys((Kind.SERIES, Kind.FRAME, Kind.GROUPS), WINDOWS),
        Kind.ARRAY: frozenset({"cumsum", "cumprod"}),
    },
    functions=_NUMPY,
)
"""Withheld whatever the data are."""
