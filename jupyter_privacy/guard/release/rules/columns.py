"""What rules on whole frames share: which columns they take, and each column's own lineage."""

from __future__ import annotations

from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import numbers_of
from jupyter_privacy.guard.release.registry import Asked
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.refusal import Refusal

__all__ = ["LABELS_PRIVATE", "column_lineage", "columns_of", "of_whole_columns"]

LABELS_PRIVATE = Reason.LABEL
"""Why a frame whose column names were cells once is not summarised."""

_TEXT = (
    "{name}() of a frame with columns that are not numbers: choose number columns or pass numeric_only=True"
)


def of_whole_columns(asked: Asked) -> bool:
    """Whether the operation runs down the columns (the default) and not across them."""
    return asked.argument(0, "axis", 0) in (0, "index", "rows", None)


def columns_of(asked: Asked) -> Any:
    """Return the columns that a number statistic of a frame is about.

    Errors: `TypeError`, as in pandas, for text columns without `numeric_only`.
    """
    frame: Any = asked.held.value
    numeric = [j for j in range(frame.shape[1]) if numbers_of(frame.iloc[:0, j]) is not None]
    if len(numeric) < frame.shape[1] and not asked.kwargs.get("numeric_only", False):
        raise Refusal(TypeError(_TEXT.format(name=asked.name)))
    return frame.iloc[:, numeric]


def column_lineage(held: Held, name: object) -> Lineage:
    """Return the lineage of one column of a held frame."""
    return held.lineage.tainted(held.lineage.obstacles.get(name, Reason.SHOWN))
