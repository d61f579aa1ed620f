"""What rules on columns and frames share: their options, which columns they take, each one's own lineage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.completing import completed
from jupyter_privacy.frames.pandas_operations import named_arguments
from jupyter_privacy.frames.pandas_tables import are_numbers, with_missing
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = [
    "LABELS_PRIVATE",
    "column_lineage",
    "columns_in",
    "columns_of",
    "complete",
    "is_table",
    "of_whole_columns",
    "options_of",
    "reduced",
]

LABELS_PRIVATE = Reason.LABEL
"""Why a frame whose column names were cells once is not summarised."""

_DOWN = (0, "index", "rows")
_TEXT = (
    "{name}() of a frame with columns that are not numbers: choose number columns or pass numeric_only=True"
)
_ARGUMENTS = "{name}() was given arguments that it does not take"

Judged = Callable[[Lineage, Any], Reason]
"""Why nothing is released of a column, `SHOWN` if something is."""


def options_of(asked: Asked, *allowed: str) -> dict[str, Any] | None:
    """Return the arguments of a method by name, None if one has no rule.

    Errors: `TypeError`, as in pandas, for arguments that the method does not take at all; this and
    None are decided without a look at the cells.
    """
    given: Any = attempt(lambda: named_arguments(asked.held.value, asked.name, asked.args, asked.kwargs))
    if isinstance(given, Withheld):
        raise Refusal(TypeError(_ARGUMENTS.format(name=asked.name)))
    is_decided = set(given) <= set(allowed) and not holds_sealed(given) and is_plain(given)
    return dict(given) if is_decided else None


def of_whole_columns(asked: Asked) -> bool:
    """Whether the operation runs down the columns (the default) and not across them."""
    return asked.argument(0, "axis", 0) in (*_DOWN, None)


def is_table(value: Any) -> bool:
    """Whether a value has columns: a frame, or an array of two dimensions."""
    return kind_of(value) is Kind.FRAME or (kind_of(value) is Kind.ARRAY and value.ndim > 1)


def columns_in(table: Any) -> list[Any]:
    """Return the columns of a frame or of an array of two dimensions."""
    at = table.iloc if kind_of(table) is Kind.FRAME else table
    return [at[:, j] for j in range(table.shape[1])]


def columns_of(asked: Asked) -> Any:
    """Return the columns that a number statistic of a frame is about.

    Errors: `TypeError`, as in pandas, for text columns without `numeric_only`.
    """
    frame: Any = asked.held.value
    numeric = [j for j in range(frame.shape[1]) if are_numbers(frame.dtypes.iloc[j])]
    if len(numeric) < frame.shape[1] and not asked.kwargs.get("numeric_only", False):
        raise Refusal(TypeError(_TEXT.format(name=asked.name)))
    return frame.iloc[:, numeric]


def complete(value: Any, lineage: Lineage) -> Any:
    """Return a column or table in which nobody can tell that a few values are missing.

    Whole columns are completed when they come in or are computed; some of their rows may lack a few.
    """
    source = lineage.source
    is_whole = lineage.is_plain and lineage.rows is not None and len(lineage.rows) == source.n_records
    return value if is_whole else completed(value, source.policy.minimum)


def column_lineage(held: Held, name: object) -> Lineage:
    """Return the lineage of one column of a held frame."""
    return held.lineage.of_column(name) if kind_of(held.value) is Kind.FRAME else held.lineage


def reduced(asked: Asked, compute: Callable[[Any], Any], judged: Judged, axis: Any) -> Outcome | None:
    """Return what `compute` makes of a column, or of each column of a table, where it may be shown.

    Values that only a few people lack are completed before.  `axis` None is all cells of a table.
    """
    held = asked.held
    if axis not in (*_DOWN, None):
        return None
    if not held.lineage.has_public_labels and is_table(held.value):
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    value = complete(columns_of(asked) if kind_of(held.value) is Kind.FRAME else held.value, held.lineage)
    reasons = _reasons(held, value, judged)
    if axis is not None and is_table(value):
        table = attempt(lambda: compute(value))
        if not isinstance(table, Withheld):
            return Released(with_missing(table, reasons > 0), reasons[:, None])
        reasons = np.append(reasons, np.uint8(table.reason))
    reason = Reason(int(reasons[np.argmax(reasons > 0)])) if reasons.any() else Reason.SHOWN
    found = attempt(lambda: compute(value)) if reason is Reason.SHOWN else Withheld(reason)
    if isinstance(found, Withheld):
        return asked.desk.withhold(held.lineage, found.reason, asked.name)
    return Released(found)


def _reasons(held: Held, value: Any, judged: Judged) -> NDArray[np.uint8]:
    if not is_table(value):
        return np.array([judged(held.lineage, value)], dtype=np.uint8)
    names = value.columns if kind_of(value) is Kind.FRAME else range(value.shape[1])
    lineages = [column_lineage(held, name) for name in names]
    return np.array(list(map(judged, lineages, columns_in(value))), dtype=np.uint8)
