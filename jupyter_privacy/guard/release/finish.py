"""The last step of every released count: it is rounded or perturbed, as the policy says.

What a count is told as is settled by whom it counts, so every rule says which rows those are: the same
people are told as the same number in every table, and however often they are asked about.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.rounding import (
    PerturbationTable,
    cell_keys,
    controlled,
    midpoint,
    nearest,
    perturb,
    perturbation_table,
)
from jupyter_privacy.core.row_identity import row_identities
from jupyter_privacy.core.suppression import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames.pandas_tables import Cross, Groups
from jupyter_privacy.guard.release.counted import CountTable
from jupyter_privacy.guard.release.margins import table_of_cross, table_of_groups
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.people import row_keys, row_noise

__all__ = ["LEFT_OUT", "rounded_cells", "rounded_count", "rounded_cross", "rounded_sizes"]

LEFT_OUT = "groups of fewer than {minimum} people are left out"


def rounded_count(lineage: Lineage, n: int, chosen: BoolArray | None = None) -> int:
    """Return one number of people as the policy tells it; `chosen` says which rows they are, all if None."""
    if lineage.source.policy.rounding == "none":
        return int(n)
    n_rows = 0 if lineage.rows is None else len(lineage.rows)
    cell_of_row = np.zeros(n_rows, dtype=np.intp) if chosen is None else np.where(chosen, 0, -1)
    return int(_rounded(lineage, np.array([n], dtype=np.float64), cell_of_row)[0])


def rounded_cells(lineage: Lineage, counts: Any, cell_of_row: IntArray) -> Any:
    """Return counts of cells (an array or Series) as the policy tells them, cell by cell.

    `cell_of_row` gives the cell in which each row was counted, -1 for none.
    """
    if lineage.source.policy.rounding == "none":
        return counts
    values = np.asarray(counts, dtype=np.float64)
    found = _rounded(lineage, np.nan_to_num(values), cell_of_row)
    return _like(counts, np.where(np.isnan(values), np.nan, found))


def rounded_sizes(
    lineage: Lineage, groups: Groups, counts: Any = None, counted: BoolArray | None = None
) -> Any:
    """Return how many people stand in each group as the policy tells it.

    `counts` are the numbers of those rows that `counted` says; sizes of the groups without.
    """
    counts = groups.sizes if counts is None else counts
    codes = groups.codes if counted is None else np.where(counted, groups.codes, -1)
    if lineage.source.policy.rounding == "controlled":
        table = table_of_groups(groups, lineage, counted)
        together = None if table is None else _rounded_together(lineage, table)
        if table is not None and together is not None:
            return _like(counts, together.ravel()[table.groups])
    return rounded_cells(lineage, counts, codes)


def rounded_cross(lineage: Lineage, cross: Cross, values: FloatArray) -> FloatArray:
    """Return a cross-tabulation with its totals (the last row and column) as the policy tells it."""
    rounding = lineage.source.policy.rounding
    if rounding == "none":
        return values
    if rounding == "controlled":
        table = table_of_cross(cross, lineage)
        together = None if table is None else _rounded_together(lineage, table)
        if table is not None and together is not None:
            return together[table.complete_cases()]
    cells = cross.cells()
    rows, columns = (np.where(cells < 0, -1, codes) for codes in (cross.row_codes, cross.column_codes))
    result = values.copy()
    result[:-1, :-1] = _rounded(lineage, values[:-1, :-1].ravel(), cells).reshape(cross.shape)
    result[:-1, -1] = _rounded(lineage, values[:-1, -1], rows)
    result[-1, :-1] = _rounded(lineage, values[-1, :-1], columns)
    result[-1, -1] = rounded_count(lineage, int(values[-1, -1]), cells >= 0)
    return result


def _rounded(lineage: Lineage, counts: FloatArray, cell_of_row: IntArray) -> FloatArray:
    policy = lineage.source.policy
    if policy.rounding == "nearest":
        return nearest(counts, policy.rounding_base)
    if policy.rounding == "midpoint":
        return midpoint(counts, policy.rounding_base)
    if policy.rounding == "cell_key":
        noise = _noise(policy.noise_most, policy.noise_variance)
        keys = cell_keys(cell_of_row, len(counts), row_noise(lineage))
        return perturb(counts.astype(np.intp), keys, noise).astype(np.float64)
    return _as_before(lineage, counts, row_identities(cell_of_row, len(counts), row_keys(lineage)))


@cache
def _noise(most: int, variance: float) -> PerturbationTable:
    return perturbation_table(most, variance)


def _as_before(lineage: Lineage, counts: FloatArray, people: NDArray[np.uint64]) -> FloatArray:
    """Return the multiples that the same people were told as before, else the nearest."""
    known, base = lineage.source.linked.rounded, lineage.source.policy.rounding_base
    pairs = zip(people.tolist(), nearest(counts, base).tolist(), strict=True)
    return np.array([known.setdefault(one, multiple) for one, multiple in pairs], dtype=np.float64)


def _rounded_together(lineage: Lineage, table: CountTable) -> FloatArray | None:
    """Return a table in multiples that add up, None if none were found in time.

    Cells that were told before are told as before if that adds up, too.
    """
    linked, policy = lineage.source.linked, lineage.source.policy
    ids = table.people_ids.ravel()
    name = hashlib.blake2b(ids.tobytes(), digest_size=16).digest()
    if name not in linked.rounded_tables:
        linear = LinearTable(table.people.ravel().astype(np.float64), tuple(table.layout.equations))
        known = np.array([linked.rounded.get(one, np.nan) for one in ids.tolist()])
        try:
            found = controlled(linear, policy.rounding_base, known, policy.suppression_seconds)
        except DisclosureError:
            return None
        linked.rounded_tables[name] = found
        for one, multiple in zip(ids.tolist(), found.tolist(), strict=True):
            linked.rounded.setdefault(one, multiple)
    return linked.rounded_tables[name].reshape(table.people.shape)


def _like(counts: Any, values: FloatArray) -> Any:
    """Return values in the place of counts: whole numbers, unless one is missing."""
    whole: NDArray[Any] = values if np.isnan(values).any() else values.astype(np.int64)
    if isinstance(counts, np.ndarray):
        return whole
    result = counts.copy()
    result[:] = whole
    return result.astype(whole.dtype)
