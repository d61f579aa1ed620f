"""What a release rule hands out: a plain object with a mask beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason

__all__ = ["Released", "count_reasons"]


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """A released value.

    `reasons` has the shape of a table's cells (rows x columns; one column for a Series) and says
    for each why it is missing, 0 where it is shown.  `remark` is a sentence for the legend.
    """

    value: object
    reasons: NDArray[np.uint8] | None = None
    remark: str = ""

    @property
    def is_masked(self) -> bool:
        """Whether any cell is missing."""
        return self.reasons is not None and bool(self.reasons.any())


def count_reasons(reasons: NDArray[np.uint8] | None) -> dict[Reason, int]:
    """Return how many cells each reason masks."""
    if reasons is None:
        return {}
    found, counts = np.unique(reasons[reasons > 0], return_counts=True)
    return {Reason(int(reason)): int(n) for reason, n in zip(found, counts, strict=True)}
