"""What a release rule hands out: a plain object with a mask beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason

__all__ = ["Released", "answering", "count_reasons"]

_GROUPINGS = frozenset({"groupby", "crosstab", "pivot_table", "value_counts"})
_OF_COLUMNS = frozenset(
    (
        "mean sum std var sem median quantile count nunique min max mode any all skew kurt kurtosis "
        "describe corr cov"
    ).split()
)
"""Operations whose cells are statistics of whole columns: none is masked to protect another."""


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """A released value.

    `reasons` has the shape of a table's cells (rows x columns; one column for a Series) and says
    for each why it is missing, 0 where it is shown.  `remark` is a sentence for the legend.
    `operation` is what was asked ("crosstab", "groupby.mean"), `totals` the label of its lines of
    totals, if it was asked for them, and `n_keys` how many of its first columns are keys of groups;
    all three are filled in when the result is noted.  `table` is the value as a pandas table, if it is
    one of another library: the one that is displayed.
    """

    value: object
    reasons: NDArray[np.uint8] | None = None
    remark: str = ""
    operation: str = ""
    totals: str = ""
    n_keys: int = 0
    table: object = None

    @property
    def in_pandas(self) -> Any:
        """The value as a table of pandas."""
        return self.value if self.table is None else self.table

    @property
    def is_masked(self) -> bool:
        """Whether any cell is missing."""
        return self.reasons is not None and bool(self.reasons.any())

    @property
    def has_keys(self) -> bool:
        """Whether the table is laid out by keys."""
        return self.operation.partition(".")[0] in _GROUPINGS

    @property
    def may_protect(self) -> bool:
        """Whether cells may be masked to protect others: which ones are must not be told."""
        return self.operation not in _OF_COLUMNS


def answering(outcome: Released, operation: str, options: Mapping[str, object], n_keys: int = 0) -> Released:
    """Return a released value with the name of the operation that it answers."""
    if operation == "crosstab" and options.get("values") is not None:
        operation = "pivot_table"
    totals = str(options.get("margins_name", "All")) if options.get("margins") is True else ""
    return replace(outcome, operation=operation, totals=totals, n_keys=n_keys)


def count_reasons(reasons: NDArray[np.uint8] | None) -> dict[Reason, int]:
    """Return how many cells each reason masks."""
    if reasons is None:
        return {}
    found, counts = np.unique(reasons[reasons > 0], return_counts=True)
    return {Reason(int(reason)): int(n) for reason, n in zip(found, counts, strict=True)}
