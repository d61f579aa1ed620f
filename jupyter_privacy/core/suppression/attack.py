"""The attacker as the one who says which further cells are needed: cuts.

All cells are variables here, as moves away from the true table; what is shown has no room to move.
With y the share of masking of each cell (1 masked, 0 shown), a primary cell p can be moved as far
as

    max d_p   subject to  M d = 0,  -down_i y_i <= d_i <= up_i y_i .

If that is too little, linear programming duality says of which cells there is too little: with the
reduced costs r of the solution every mask that protects p satisfies the capacity cut

    sum_i (up_i max(-r_i, 0) + down_i max(r_i, 0)) y_i >= protection of p

(Fischetti & Salazar 2000, section 4).  A coefficient beyond the right-hand side is cut down to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.suppression.moves import Moves
from jupyter_privacy.core.suppression.network import is_network
from jupyter_privacy.core.suppression.problem import UNDETERMINED, Problem
from jupyter_privacy.core.suppression.program import LinearProgram, Row
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.errors import GuardError

__all__ = ["Attack", "Cut"]

REACH = 4.0
"""How much farther than the cell to protect another may move, where circuits are not all of +-1."""

NESTED, FEW = 3, 8
"""Cuts for one cell in one round, each but the last taken as satisfied, if there are few cells."""

_NOTHING = 1e-9
_SLACK = 1e-6
_SHARE_SLACK = 1e-2


_Wanted = tuple[float, tuple[int, ...]]
"""A protection level, and the directions (0 up, 1 down) that it looks in."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What every safe mask satisfies: coefficients @ masked[cells] >= 1."""

    cells: IntArray
    coefficients: FloatArray


class Attack:
    """The attacker's programs of one problem; solutions are remembered as moves."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        table, levels = problem.table, problem.protection
        n = len(table.values)
        self._program = LinearProgram(np.zeros(n), np.zeros(n), _balance(table))
        self._bounds: tuple[float, FloatArray] | None = None
        self._moves = Moves(n)
        self._free = ~problem.primary & ~problem.fixed
        self._down = (table.values - problem.lower) / table.scale
        self._width = np.maximum(levels.width / table.scale, UNDETERMINED)
        self._above, self._below = levels.above / table.scale, levels.below / table.scale
        needs = np.maximum(self._width, np.maximum(self._above, self._below))
        reach = 1.0 if is_network(table) else REACH
        self._most = reach * 2.0 ** np.ceil(np.log2(needs))  # many alike: the bounds change seldom
        cells = np.flatnonzero(problem.primary)
        self._cells = cells[np.argsort(-self._most[cells], kind="stable")]
        self._nested = NESTED if len(cells) <= FEW else 1

    def cuts(self, share: FloatArray) -> list[Cut]:
        """Return cuts that the shares violate; one without cells says that no mask will do."""
        found: list[Cut] = []
        for known in self._problem.views:
            low, high = self._moved(share, known)
            for cell in self._cells:
                if cell not in known:
                    found += self._cuts_of(int(cell), share, known, low, high)
        return found

    def is_safe(self, masked: BoolArray) -> bool:
        """Say whether a mask protects every primary cell."""
        share = masked.astype(np.float64)
        for known in self._problem.views:
            low, high = self._moved(share, known)
            for cell in self._cells:
                if cell not in known and self._cut(int(cell), share, known, low, high) is not None:
                    return False
        return True

    def _cuts_of(
        self, cell: int, share: FloatArray, known: IntArray, low: FloatArray, high: FloatArray
    ) -> list[Cut]:
        """Return a cut for this cell, and others that would be violated if it were satisfied."""
        found: list[Cut] = []
        cut = self._cut(cell, share, known, low, high)
        while cut is not None:
            found.append(cut)
            if len(found) == self._nested or not len(cut.cells):
                break
            share = share.copy()
            share[cut.cells] = 1.0
            cut = self._cut(cell, share, known, np.zeros_like(low), np.zeros_like(high))
        return found

    def _cut(
        self, cell: int, share: FloatArray, known: IntArray, low: FloatArray, high: FloatArray
    ) -> Cut | None:
        """Move the cell both ways; note in `low` and `high` what moves; None if it is far enough."""
        slack = _SLACK if np.isin(share, (0.0, 1.0)).all() else _SHARE_SLACK
        rooms: list[FloatArray] = []
        for sign in (1.0, -1.0):
            if self._wants(cell, low[cell], high[cell], slack) is None:
                return None
            move, room = self._push(cell, sign, share, known)
            np.maximum(low, -move, out=low)
            np.maximum(high, move, out=high)
            rooms.append(room)
        wanted = self._wants(cell, low[cell], high[cell], slack)
        if wanted is None:
            return None
        need, signs = wanted
        room = np.minimum(sum(rooms[sign] for sign in signs) / need, 1.0)
        missing = 1.0 - room[self._problem.primary].sum()
        cells = np.flatnonzero(self._free & (room > _NOTHING))
        return Cut(cells, np.minimum(room[cells] / missing, 1.0)) if missing > _SLACK else None

    def _wants(
        self, cell: int, low: float, high: float, slack: float
    ) -> tuple[float, tuple[int, ...]] | None:
        """Return the first protection level that is missed."""
        levels = (
            (self._width[cell], high + low, (0, 1)),
            (self._above[cell], high, (0,)),
            (self._below[cell], low, (1,)),
        )
        return next(((need, signs) for need, has, signs in levels if has < need * (1 - slack)), None)

    def _push(
        self, cell: int, sign: float, share: FloatArray, known: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the move that takes a cell as far as it goes, and the room that it wants of each."""
        self._problem.clock.check()
        most = self._most[cell]
        down = np.minimum(self._down, most)
        self._bound(share, known, most, down)
        move = self._program.push(cell, sign)
        if move is None:
            raise GuardError("a bounded program has no end")
        prices = self._program.reduced_costs
        room = np.where(prices > 0, down * prices, -most * prices)
        room[known] = 0.0
        self._moves.add(move)
        return move, room

    def _bound(self, share: FloatArray, known: IntArray, most: float, down: FloatArray) -> None:
        """Give the cells the room that their shares leave; the same room again costs nothing."""
        room = share.copy()
        room[known] = 0.0
        if self._bounds is None or self._bounds[0] != most or not np.array_equal(self._bounds[1], room):
            self._program.set_bounds(-down * room, most * room)
            self._bounds = most, room

    def _moved(self, share: FloatArray, known: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return how far the cells fall and rise in earlier moves that a whole mask allows as well."""
        if not np.isin(share, (0.0, 1.0)).all():
            return np.zeros(len(share)), np.zeros(len(share))
        still = share == 0.0
        still[known] = True
        return self._moves.ends(still)


def _balance(table: LinearTable) -> list[Row]:
    """Return the equations for moves of all cells."""
    return [(cells, signs, 0.0, 0.0) for cells, signs in table.signed()]
