"""Whether a table is a network: whether its circuits are all of +1 and -1.

In a two-way table, with its margins or without, and with a hierarchy in one of its dimensions, each
cell is an arc between two sums, and whatever moves, moves around circles: no cell of a circle
moves farther than another (Castro 2012, section 2).  Tables of three dimensions are no networks.
"""

from __future__ import annotations

from collections import defaultdict

from jupyter_privacy.core.suppression.table import LinearTable

__all__ = ["is_network"]


def is_network(table: LinearTable) -> bool:
    """Say whether each cell is in at most two equations, on different sides once signs are chosen.

    Formula: signs s_e of the equations exist such that the coefficients s_e a_ei of every cell in
        two equations are opposite.
    Shapes: one bool a table.
    Missing values: do not apply.
    Errors: none.
    Cost: O(length of all equations).
    Source: J. Castro (2012), EJOR 216(2), section 2, doi 10.1016/j.ejor.2011.03.050.

    >>> import numpy as np
    >>> from jupyter_privacy.core.suppression.n_way import n_way
    >>> [is_network(n_way(shape).table(np.zeros(shape))) for shape in ((2, 3), (2, 2, 2))]
    [True, False]
    """
    sides: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, equation in enumerate(table.equations):
        sides[equation.total].append((number, -1))
        for part in equation.parts:
            sides[int(part)].append((number, 1))
    if any(len(of_cell) > 2 for of_cell in sides.values()):  # noqa: PLR2004
        return False
    neighbours: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for of_cell in sides.values():
        if len(of_cell) > 1:
            (one, a), (other, b) = of_cell
            neighbours[one].append((other, -a * b))
            neighbours[other].append((one, -a * b))
    return _signs_exist(neighbours)


def _signs_exist(neighbours: dict[int, list[tuple[int, int]]]) -> bool:
    """Say whether the equations can be given signs with the products asked of neighbours."""
    signs: dict[int, int] = {}
    for start in neighbours:
        signs.setdefault(start, 1)
        waiting = [start]
        while waiting:
            one = waiting.pop()
            for other, product in neighbours[one]:
                if other not in signs:
                    signs[other] = signs[one] * product
                    waiting.append(other)
                elif signs[other] != signs[one] * product:
                    return False
    return True
