"""An orthonormal basis that grows by one vector at a time, and what lies outside of its span."""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["Basis"]

_FIRST_ROOM, _GROWTH = 16, 8
"""Room is made for so many vectors at first, and for an eighth more when it is full."""

_CANCELLED = 0.1

_MANY = 64
"""Products of so many vectors are worked out in half as many digits first."""

_ROUNDING = 0.01
"""2048 x 2^-24 for each of 1,024 products, at the worst: 0.008 of the squared length."""


class Basis:
    """Orthonormal vectors q_1 .. q_r with the same span as the vectors that were added.

    Formula: Gram-Schmidt, twice where much cancels: q_r = w / |w| with w = x - sum <x, q_i> q_i; the
        coefficients c of x = sum c_i q_i are kept.
    Shapes: vectors of `width` float64.
    Missing values: does not apply.
    Errors: none.
    Cost: O(width x r) for each vector looked at; width x r + r^2 / 2 numbers.
    Source: B. N. Parlett (1980), The Symmetric Eigenvalue Problem, section 6-9.

    >>> basis = Basis(3)
    >>> basis.add(np.array([2.0, 0, 0]))
    >>> basis.outside(np.array([5.0, 3, 0])).tolist()
    [0.0, 3.0, 0.0]
    """

    def __init__(self, width: int) -> None:
        self.rank = 0
        self._rows = np.zeros((_FIRST_ROOM, width))
        self._coefficients: list[FloatArray] = []

    @property
    def rows(self) -> FloatArray:
        """The basis, one vector a row."""
        return self._rows[: self.rank]

    @property
    def n_bytes(self) -> int:
        """The room that it takes."""
        return self._rows.nbytes + 8 * self.rank * (self.rank + 1) // 2

    def inside(self, vectors: FloatArray, since: int = 0) -> FloatArray:
        """Return <x, q_i> for all i from `since` on, of a vector or of each row."""
        rows = self.rows[since:]
        return vectors @ rows.T if vectors.ndim > 1 else rows @ vectors

    def outside(self, vectors: FloatArray, inside: FloatArray | None = None) -> FloatArray:
        """Return the part of a vector, or of each row, orthogonal to the basis; `inside` may be given."""
        taken = self.inside(vectors) if inside is None else inside
        rest: FloatArray = vectors - taken @ self.rows
        return rest

    def squared_outside(self, vectors: FloatArray) -> FloatArray:
        """Return the squared length of the part of each row outside of the span, or a little less.

        Rounding to half as many digits changes it by less than a hundredth of the squared length.
        """
        squared: FloatArray = np.einsum("ij,ij->i", vectors, vectors)
        if len(vectors) < _MANY:
            inside = self.inside(vectors)
            squared -= np.einsum("ij,ij->i", inside, inside)
            return squared
        rounded = vectors.astype(np.float32) @ self.rows.astype(np.float32).T
        squared *= 1 - _ROUNDING
        squared -= np.einsum("ij,ij->i", rounded, rounded)
        return squared

    def add(self, vector: FloatArray, inside: FloatArray | None = None) -> None:
        """Add a vector that lies outside of the span."""
        self._make_room()
        taken = self.inside(vector) if inside is None else inside
        rest = self.outside(vector, taken)
        if np.linalg.norm(rest) < _CANCELLED * np.linalg.norm(vector):
            again = self.inside(rest)
            taken, rest = taken + again, self.outside(rest, again)
        norm = float(np.linalg.norm(rest))
        self._coefficients.append(np.append(taken, norm))
        self._rows[self.rank] = rest / norm
        self.rank += 1

    def combination(self, vector: FloatArray) -> FloatArray:
        """Return how often each added vector is taken to make up a vector of the span."""
        triangle = np.zeros((self.rank, self.rank))
        for i, coefficients in enumerate(self._coefficients):
            triangle[i, : i + 1] = coefficients
        return np.linalg.solve(triangle.T, self.rows @ vector).astype(np.float64)

    def _make_room(self) -> None:
        room, width = self._rows.shape
        if self.rank < room:
            return
        rows = np.zeros((room + max(room // _GROWTH, _FIRST_ROOM), width))
        rows[:room] = self._rows
        self._rows = rows
