"""Conditions as multipliers: `score * (age > 15)`, `score.where(age > 15, 0)`, `(age > 15).sum()`.

What a condition does to a column is a selection of people by another name.  Two conditions that
differ by one person, each of hundreds, would give that person away by subtraction, as two filters
would.  So before a condition is counted or enters a number it is settled like a filter: fewer than
k people from an earlier set, it becomes that set.

A column that the analyst brought along is a condition too if it has two values.  If it gives fewer
than k people a number of their own, sums of it with protected columns are equations in single
people's values, and as many of them as there are people solve the system: nothing is released of those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.seal.lineage import OWN, Held, Lineage
from jupyter_privacy.guard.seal.people import one_a_person
from jupyter_privacy.guard.seal.settling import settled_positions
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = ["LOGICAL", "settled", "settled_values", "with_own_numbers"]

LOGICAL = frozenset("and_ or_ xor invert copy rename to_frame to_numpy isna isnull notna notnull".split())
"""Operations of conditions that give conditions again: settled when those are used."""

_RECODING = frozenset({"map", "replace"})
_OWN = frozenset({OWN})


def settled(held: Held, *, in_pairs: bool = False) -> Held:
    """Return a condition as an earlier one that fewer than k people tell it from; others as they are.

    `in_pairs` is for conditions that no total is told of: models are made of them.
    """
    value = settled_values(held.value, held.lineage, in_pairs=in_pairs)
    if value is held.value:
        return held
    taint = value.reason if isinstance(value, Withheld) else Reason.SHOWN
    return Held(value, held.lineage.tainted(taint))


def settled_values(value: Any, lineage: Lineage, *, in_pairs: bool = False) -> Any:
    """Return raw yes/no entries, a column or a frame of them, settled; `Withheld` if that is not possible.

    It is not when the earlier set holds people who are not among the rows.
    """
    if lineage.rows is None or not pandas_rows.is_condition(value, len(lineage.rows)):
        return value
    if kind_of(value) is Kind.FRAME:
        columns = [
            settled_values(value.iloc[:, j], lineage, in_pairs=in_pairs) for j in range(value.shape[1])
        ]
        failed = next((one for one in columns if isinstance(one, Withheld)), None)
        return failed or pandas_rows.map_columns(value, lambda _, j: columns[j])
    mask = pandas_rows.as_mask(value, len(lineage.rows))
    positions = np.flatnonzero(mask) if mask is not None else np.empty(0, dtype=np.intp)
    found = settled_positions(lineage, positions, in_pairs=in_pairs, mask=mask)
    if found is None:
        return Withheld(Reason.DIFFERENCING)
    return value if found is positions else pandas_rows.condition_like(value, found)


def with_own_numbers(result: Held, own: Sequence[Any], operation: str) -> Held:
    """Mark what was made with numbers of the analyst's own for single people; refuse it if data are in it.

    `own` are the arguments that were not sealed.  A recoding (`map`, `replace`) may number rare
    categories, but not people.
    """
    lineage = result.lineage
    if isinstance(result.value, Withheld) or lineage.rows is None:
        return result
    n_rows, minimum = len(lineage.rows), lineage.source.policy.minimum
    if pandas_rows.is_condition(result.value, n_rows):
        return result
    coded = any(pandas_rows.n_rare_numbers(one, n_rows, minimum) > 0 for one in own)
    if operation in _RECODING:
        numbers = one_a_person(result.value, lineage)
        coded = pandas_rows.n_rare_numbers(numbers, len(numbers), minimum) >= minimum
    names = list(result.value.columns) if kind_of(result.value) is Kind.FRAME else [None]
    origins = {name: lineage.origin_of(name) | (_OWN if coded else frozenset()) for name in names}
    if not any(OWN in made_of for made_of in origins.values()):
        return result
    mixed = {
        name: Reason.OWN_NUMBERS for name, made_of in origins.items() if OWN in made_of and len(made_of) > 1
    }
    marked = replace(lineage, origins=origins)
    if mixed and kind_of(result.value) is not Kind.FRAME:
        return Held(result.value, marked.tainted(Reason.OWN_NUMBERS))
    return Held(result.value, replace(marked, obstacles={**mixed, **marked.obstacles}))
