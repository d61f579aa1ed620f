"""Linked tables: several tables that share cells are one table to the attacker.

The total of girls in a table by age and in a table by school is one number.  Cells are told apart
by what they count and not by where they are printed: any hashable identity serves, such as the
frozen set of the conditions that a cell stands for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.suppression.table import Equation, LinearTable

__all__ = ["Linked", "Sum", "linked"]

Sum = tuple[Hashable, Sequence[Hashable]]
"""A total and its parts, by identity."""


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """One linear table, and where the cell of each identity stands in it."""

    table: LinearTable
    places: Mapping[Hashable, int]


def linked(values: Mapping[Hashable, float], sums: Iterable[Sum]) -> Linked:
    """Return the linear table of cells that are told apart by identity.

    Formula: x[total] = sum of x[parts] for each of `sums`; a sum that is stated twice counts once.
    Shapes: one cell for each entry of `values`, in its order.
    Missing values: none are allowed in the table.
    Errors: ValueError for an identity without a value, a value that is not finite, a part that is
        named twice in a sum, and sums that do not hold.
    Cost: O(length of all sums).
    Source: Handbook on Statistical Disclosure Control, section 4.3 (linked tables).

    >>> cells = linked(
    ...     {"all": 9, "girls": 4, "boys": 5, "age 11": 7, "age 12": 2},
    ...     [("all", ["girls", "boys"]), ("all", ["age 11", "age 12"])],
    ... )
    >>> cells.places["age 11"], [equation.parts.tolist() for equation in cells.table.equations]
    (3, [[1, 2], [3, 4]])
    """
    places = {identity: place for place, identity in enumerate(values)}
    found: dict[tuple[int, frozenset[int]], Equation] = {}
    for total, parts in sums:
        if total not in places or not all(part in places for part in parts):
            raise ValueError("a sum names a cell that has no value")
        numbers = [places[part] for part in parts]
        key = places[total], frozenset(numbers)
        if len(key[1]) != len(numbers):
            raise ValueError("a sum names a part twice")
        found[key] = Equation(places[total], np.array(numbers, dtype=np.intp))
    return Linked(LinearTable(np.array([*values.values()], dtype=np.float64), tuple(found.values())), places)
