"""How a displayed column parts the people of a source: by its cells, or by bands of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Codes, IntArray

__all__ = ["Partition"]


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """The code of each record's cell (-1: unknown), and the band of each code unless cells are exact.

    >>> Partition(np.array([2, -1, 0, 1], dtype=np.int8), np.array([0, 1, 1])).codes.tolist()
    [1, -1, 0, 1]
    """

    cells: NDArray[np.integer]
    bands: Codes | None = None

    @property
    def codes(self) -> Codes:
        """The code of each record."""
        return self.at(slice(None))

    def at(self, where: IntArray | slice) -> Codes:
        """Return the codes of some records."""
        cells = self.cells[where].astype(np.int32)
        return cells if self.bands is None else np.where(cells < 0, -1, self.bands[cells]).astype(np.int32)
