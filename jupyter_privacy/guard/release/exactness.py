"""Numbers beside rounded counts, told no more exactly than those.

A mean of whole numbers tells how many they are, and a sum divided by its mean does: so under a policy
that rounds counts, what is made of people's values is told in steps (`core.rounding.precision`), sums
are told as the mean times the count, and spreads are made of what is told.  See ADR 17.
"""

from __future__ import annotations

import copy
from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.rounding import in_steps, nearest, significant, step_of
from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.frames.amounts import amount_as, amounts_of
from jupyter_privacy.frames.completing import lacks_value
from jupyter_privacy.frames.pandas_numbers import is_labelled, mapped_numbers
from jupyter_privacy.frames.pandas_tables import Groups, numbers_of, series_like
from jupyter_privacy.guard.release.finish import rounded_cells, rounded_count, rounded_sizes
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.policy import Policy

__all__ = ["Moments", "about_one", "base_of", "is_yes_no", "told_numbers", "told_of_groups", "told_statistic"]


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Statistics of some columns or groups, and how many values each has, as it is told.

    `yes` is told of columns of zeros and ones: how many are 1.  `ddof` is what deviations leave out.
    """

    means: FloatArray
    deviations: FloatArray
    counts: FloatArray
    base: float
    yes: FloatArray | None = None
    ddof: float = 1.0

    def told(self, name: str) -> FloatArray:
        """Return a statistic as it is told: "mean", "sum", "std", "var" or "sem"."""
        counts = np.maximum(self.counts, 1.0)
        if self.yes is None:
            steps = step_of(self.deviations, self.counts, self.base)
            means, deviations = in_steps(self.means, steps), in_steps(self.deviations, steps)
        else:
            means = self.yes / counts
            share = np.clip(means, 0.0, 1.0)
            deviations = np.sqrt(share * (1 - share) * counts / np.maximum(counts - self.ddof, 1.0))
        if name in {"mean", "sum"}:
            return means if name == "mean" else means * counts
        return {"std": deviations, "var": deviations**2, "sem": deviations / np.sqrt(counts)}[name]


def told_statistic(lineage: Lineage, column: Any, name: str, found: Any) -> Any:
    """Return a statistic that was found of a column as exactly as the number of its people is told."""
    amounts = amounts_of(column)
    if amounts is None:
        return found
    policy, present = lineage.source.policy, ~np.isnan(amounts)
    values = amounts[present]
    n, spread, ddof = len(values), float(values.std()) if len(values) else 0.0, 1.0
    if name in _SPREADS and spread > 0:
        deviation = _SPREADS[name](_number(found, column), n)
        ddof = float(np.round(n * (1 - (spread / deviation) ** 2)))
        spread = deviation
    counts = np.array([float(rounded_count(lineage, n, present))])
    yes = None
    if is_yes_no(values, policy):
        is_yes = present & (amounts > _HALF)
        yes = np.array([float(rounded_count(lineage, int(np.count_nonzero(is_yes)), is_yes))])
    means, spreads = np.array([values.mean() if n else np.nan]), np.array([spread])
    told = Moments(means, spreads, counts, base_of(policy), yes, ddof).told(name)
    return amount_as(found, column, float(told[0]))


_HALF = 0.5
_SPREADS: Mapping[str, Callable[[float, int], float]] = {
    "std": lambda found, _: found,
    "var": lambda found, _: float(np.sqrt(found)),
    "sem": lambda found, n: found * float(np.sqrt(n)),
}


def _number(found: Any, column: Any) -> float:
    return float(found.as_unit(column.dt.unit).value if hasattr(found, "as_unit") else found)


def told_of_groups(lineage: Lineage, groups: Groups, column: Any, name: str, found: Any) -> Any:
    """Return a statistic that was found of groups of a column as exactly as their counts are told."""
    policy, values = lineage.source.policy, numbers_of(column)
    if policy.rounding == "none" or values is None:
        return found
    present = ~lacks_value(column)
    sizes, means, deviations = (groups.statistic(column, one) for one in ("count", "mean", "std"))
    counts, yes = rounded_sizes(lineage, groups, sizes, present).to_numpy(dtype=np.float64), None
    if is_yes_no(values[present], policy):
        cells = np.where(present & (values > _HALF), groups.codes, -1)
        n_yes = np.bincount(cells[cells >= 0], minlength=len(counts))
        yes = rounded_cells(lineage, n_yes, cells).astype(np.float64)
    moments = Moments(
        means.to_numpy(np.float64), deviations.to_numpy(np.float64), counts, base_of(policy), yes
    )
    return series_like(groups.sizes, moments.told(name), groups.index)


def is_yes_no(values: FloatArray, policy: Policy) -> bool:
    """Whether a sum of values is a number of people: all but a few of them are zeros and ones."""
    return int(np.count_nonzero((values != 0) & (values != 1))) < policy.minimum


def base_of(policy: Policy) -> float:
    """Return how far a count may be from what it is told as."""
    return float(policy.noise_most if policy.rounding == "cell_key" else policy.rounding_base)


def about_one(value: Any, n: int, policy: Policy) -> Any:
    """Return numbers without a unit (correlations, skewness) in the steps that `n` people allow."""
    if policy.rounding == "none":
        return value

    def told(numbers: FloatArray) -> FloatArray:
        steps = step_of(np.ones(1), np.array([float(n)]), base_of(policy))
        return in_steps(numbers, np.broadcast_to(steps, numbers.shape))

    return _mapped(value, told)


def told_numbers(value: Any, policy: Policy) -> Any:
    """Return what a model or a test tells, with three digits where counts are rounded.

    Whole numbers are people, or people less parameters, and told in multiples of the base.
    """
    if policy.rounding == "none":
        return value

    def told(numbers: FloatArray) -> FloatArray:
        is_count = (numbers == np.round(numbers)) & (np.abs(numbers) >= policy.minimum)
        counts = nearest(np.where(is_count, numbers, 0.0), base_of(policy))
        return significant(np.where(is_count, counts, numbers))

    return _mapped(value, told)


def _mapped(value: Any, function: Any) -> Any:
    if is_labelled(value):
        return mapped_numbers(value, function)
    if isinstance(value, float):
        return type(value)(function(np.array([value]))[0])
    if isinstance(value, np.ndarray):
        return function(value.astype(np.float64)) if value.dtype.kind == "f" else value
    if isinstance(value, tuple | list):
        return _of_several(value, function)
    if isinstance(value, Mapping):
        return {name: _mapped(one, function) for name, one in value.items()}
    if not hasattr(value, "__dict__") or isinstance(value, type) or callable(value):
        return value
    result = copy.copy(value)
    vars(result).update({name: _mapped(one, function) for name, one in vars(value).items()})
    return result


def _of_several(value: Any, function: Any) -> Any:
    """Return a tuple or list; one with names as one that has nothing but these."""
    entries = [_mapped(one, function) for one in value]
    names = getattr(value, "_fields", None)
    if names is None:
        return entries if isinstance(value, list) else tuple(entries)
    return namedtuple(type(value).__name__, names)(*entries)  # noqa: PYI024 (named as the library's own)
