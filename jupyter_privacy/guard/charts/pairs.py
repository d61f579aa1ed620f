"""Counts of people by bins of two columns: what scatter plots are replaced by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.guard.charts.asking import ask, n_people, or_none
from jupyter_privacy.guard.charts.bins import edges_of, is_written, open_ends

__all__ = ["Pairs", "n_squares", "paired"]

_PEOPLE_A_CELL = 10
_FEWEST, _MOST = 3, 25


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """How many people stand in each cell of two columns of bins; NaN for a cell that is left out."""

    edges: tuple[FloatArray, FloatArray]
    counts: FloatArray

    def marks(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the centre and the count of each cell that is shown."""
        across, up = ((one[:-1] + one[1:]) / 2 for one in self.edges)
        i, j = np.nonzero(np.nan_to_num(self.counts))
        return across[i], up[j], self.counts[i, j]

    @property
    def n_bins(self) -> tuple[int, int]:
        """The numbers of bins across and up."""
        return len(self.edges[0]) - 1, len(self.edges[1]) - 1


def paired(
    x: Any,
    y: Any,
    bins: Any = None,
    bounds: Any = None,
    shared: tuple[FloatArray, FloatArray] | None = None,
) -> Pairs | None:
    """Return the counts of two protected columns; None if nothing is told.

    `shared` are the edges of a larger group, whose outermost bins are open.
    """
    if shared is not None:
        return _counted(x, y, shared, (False, False))
    wanted = _both(n_squares(x) if bins is None else bins)
    within = _both(bounds)
    found = [edges_of([column], n, b) for column, n, b in zip((x, y), wanted, within, strict=True)]
    first, second = found
    if first is None or second is None:
        return None
    written = [is_written(n, b) for n, b in zip(wanted, within, strict=True)]
    return _counted(x, y, (first, second), (written[0], written[1]))


def _counted(
    x: Any, y: Any, edges: tuple[FloatArray, FloatArray], written: tuple[bool, bool]
) -> Pairs | None:
    used = [open_ends(one, is_written=w) for one, w in zip(edges, written, strict=True)]
    answer = or_none(lambda: ask(np.histogram2d, x, y, bins=used))
    return None if answer is None else Pairs(edges, np.asarray(answer[0], dtype=np.float64))


def _both(given: Any) -> tuple[Any, Any]:
    """Return what was given for two columns: a list of two, or one thing for both."""
    is_two = isinstance(given, (list, tuple)) and len(given) == 2  # noqa: PLR2004 (x and y)
    return (given[0], given[1]) if is_two else (given, given)


def n_squares(column: Any) -> int:
    """Return a number of bins that gives most cells enough people; the number of people is released."""
    return int(np.clip(np.sqrt((n_people(column) or 0) / _PEOPLE_A_CELL), _FEWEST, _MOST))
