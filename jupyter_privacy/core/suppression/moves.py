"""Moves of a table that have been found: each proves a width without another program."""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import BoolArray, FloatArray

__all__ = ["Moves"]

REMEMBERED = 4_000_000
"""Numbers that are kept (36 MB); the oldest moves are forgotten."""

_NOTHING = 1e-9


class Moves:
    """The latest moves of a table, as a ring of rows with one number a cell."""

    def __init__(self, n_cells: int) -> None:
        self._kept = max(REMEMBERED // max(n_cells, 1), 1)
        self._moves = np.zeros((0, n_cells))
        self._moving: BoolArray = np.zeros((0, n_cells), dtype=np.bool_)
        self._n = 0

    def add(self, move: FloatArray) -> None:
        """Remember a move."""
        at = self._n % self._kept
        if at >= len(self._moves):
            more = min(max(2 * at, 64), self._kept) - at
            self._moves = np.pad(self._moves, ((0, more), (0, 0)))
            self._moving = np.pad(self._moving, ((0, more), (0, 0)))
        self._moves[at] = move
        self._moving[at] = np.abs(move) > _NOTHING
        self._n += 1

    def ends(self, still: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Return how far each cell falls and rises in the moves that leave some cells where they are."""
        allowed = self._moves[~self._moving[:, still].any(axis=1)]
        return -allowed.min(axis=0, initial=0.0), allowed.max(axis=0, initial=0.0)
