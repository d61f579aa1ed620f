"""Sketches: sets of people as vectors of moderate length, linear in the set.

With few records the sketch of a set is its indicator vector.  With many, every record has a random weight
w (3/4 to 1, of either sign) and a random one of D places, and the sketch is the sum of the weights, place by
place.  What holds of sketches because they are linear:

    sketch(1_R + sum y_i 1_{S_i}) = sketch(R) + sum y_i sketch(S_i)
    a vector v of people that is nonzero for fewer than k has a sketch that is nonzero at fewer than k places
    |sketch(v)|_1 <= |v|_1

so that what is far from all combinations as a sketch is far from all of them as a set of people.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import CellArray, FloatArray, IntArray

__all__ = ["EXACT", "Sketch"]

EXACT = 8192
"""Up to this many records the indicator vector itself is used."""

_STEPS = 1024
"""Weights are multiples of 1 / 1024: sums of them are exact."""


class Sketch:
    """A linear map from sets of people to vectors of `width` numbers.

    Formula: sketch_d(R) = sum of w_i over the records i of R at place d.
    Shapes: `width` is ignored where there are at most 8,192 records; then it is their number.
    Missing values: does not apply.
    Errors: none.
    Cost: 4 bytes a record; one pass over the records of a set.
    Source: count sketch: M. Charikar, K. Chen, M. Farach-Colton (2004), Finding frequent items in data
        streams, TCS 312(1), doi 10.1016/S0304-3975(03)00400-6.

    >>> sketch = Sketch(4, width=1024)
    >>> sketch.is_exact, sketch.of(np.array([0, 2])).tolist()
    (True, [1.0, 0.0, 1.0, 0.0])
    """

    def __init__(self, n_records: int, width: int) -> None:
        self.is_exact = n_records <= EXACT
        self.width = n_records if self.is_exact else width
        random = np.random.default_rng()
        self._steps = np.full(n_records, _STEPS, dtype=np.int16)
        self._places = np.arange(n_records, dtype=np.uint16)
        if not self.is_exact:
            steps = random.integers(3 * _STEPS // 4, _STEPS + 1, n_records, dtype=np.int16)
            self._steps = steps * (random.integers(0, 2, n_records, dtype=np.int16) * 2 - 1)
            self._places = random.integers(0, width, n_records, dtype=np.uint16)

    def of(self, records: IntArray) -> FloatArray:
        """Return the sketch of a set."""
        return np.bincount(self._places[records], self._steps[records], self.width) / _STEPS

    def of_cells(self, cell_of_record: CellArray, n_cells: int) -> FloatArray:
        """Return the sketch of each cell of a table; -1 stands for no cell."""
        places = cell_of_record.astype(np.intp)  # changed in place: new arrays of many records take time
        places += 1
        places *= self.width
        places += self._places
        sums = np.bincount(places, self._steps, (n_cells + 1) * self.width).astype(np.float64, copy=False)
        sums /= _STEPS
        return sums.reshape(n_cells + 1, self.width)[1:]
