"""The samples that a test of scipy.stats compares, and what the test needs to know of each.

A test is made of few numbers: means and spreads, ranks among each other, powers, products.  Which ones, says
`JUDGES`; each is judged as if it were asked for by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.models.ranks import judge_ranks, ranks_among
from jupyter_privacy.guard.release.models.verdict import Fit, judge_column, judge_fit
from jupyter_privacy.guard.seal.lineage import Lineage

__all__ = ["Sample", "judge_design", "judge_moments", "judge_ordered", "judge_signs"]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One column of numbers, NaN for missing, and whose they are."""

    lineage: Lineage
    values: FloatArray


Judge = Callable[[Sequence[Sample]], Reason]


def judge_moments(samples: Sequence[Sample]) -> Reason:
    """Look at the mean and the spread of each sample."""
    for one in samples:
        verdict = judge_column(one.lineage, one.values, "")
        if verdict.reason is not Reason.SHOWN:
            return verdict.reason
    return Reason.SHOWN


def judge_ordered(samples: Sequence[Sample]) -> Reason:
    """Look at the ranks of each sample's people among those of the others."""
    present = [(one.values, ~np.isnan(one.values)) for one in samples]
    if any(not inside.any() for _, inside in present):
        return Reason.THRESHOLD
    return judge_ranks([one.lineage for one in samples], present)


def judge_signs(samples: Sequence[Sample]) -> Reason:
    """Look at signed ranks: of one sample, or of the differences of two, enough lie on either side of 0."""
    first = samples[0]
    left = first.values - samples[1].values if len(samples) > 1 else first.values
    sizes = np.abs(left)
    ranks = np.where(np.isnan(left), np.nan, np.sign(left) * (ranks_among(sizes, sizes) + 1))
    for statistic, values in (
        (Statistic.SPREAD, ranks),
        (Statistic.COUNT, np.where(left > 0, 1.0, np.nan)),
        (Statistic.COUNT, np.where(left < 0, 1.0, np.nan)),
    ):
        reason = judge_one(first.lineage, len(left), statistic, values)
        if reason is not Reason.SHOWN:
            return reason
    return Reason.SHOWN


def judge_design(outcome: Sample, columns: Mapping[str, FloatArray]) -> Reason:
    """Look at least squares of an outcome on some columns, with a constant among them."""
    design = np.column_stack(list(columns.values()))
    found: Any = np.linalg.lstsq(design, outcome.values, rcond=None)[0]
    left = outcome.values - design @ found
    fit = Fit(outcome.lineage, outcome.values, design, tuple(columns), left)
    return judge_fit(fit).reason
