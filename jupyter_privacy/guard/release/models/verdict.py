"""May anything be told of a model?  One answer for all that it knows.

The coefficients, their standard errors and the fit of a linear model together tell the totals and the
products of all its columns, and nearly anything else about them.  So no number of it is told unless every
one could be: each column and the outcome could show their mean and spread, each level could show how many
people it has and their mean outcome, no coefficient and no prediction stands on fewer than k people, nobody
makes up most of a coefficient or of what is left over, and the model does not tell everybody's outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.influence import coefficient_weights, fewest_behind
from jupyter_privacy.core.types import FloatArray, IntArray, Reason
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.seal.lineage import Lineage

__all__ = ["Fit", "Verdict", "judge_column", "judge_fit", "judge_levels"]

_MOST = 0.5
"""The share of a coefficient that one person may not reach, as for correlations."""

_UNEXPLAINED = 1e-3
"""The least share of the outcome's variance that a model has to leave open: less, and it tells each one's."""

_SATURATED = 50
"""Designs of up to so many columns are looked at for whether they fit every combination by itself."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why nothing may be told (`SHOWN`: it may), and the column that is to blame, if one is."""

    reason: Reason = Reason.SHOWN
    about: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What a verdict looks at.

    `design` are the columns of the model, under names that hold no cell, and `levels` those of its columns
    and terms that are categories; `residuals` is what the model leaves of the outcome, and `weights` what
    each person counts for in it (None: all alike).  `beside` are columns that it takes besides.
    """

    lineage: Lineage
    outcome: FloatArray
    design: FloatArray
    names: tuple[str, ...]
    residuals: FloatArray
    levels: Mapping[str, IntArray] = field(default_factory=dict)
    weights: FloatArray | None = None
    beside: Mapping[str, FloatArray] = field(default_factory=dict)


def judge_fit(fit: Fit) -> Verdict:
    """Return whether anything may be told of a model that is linear in its columns."""
    return next((one for one in _verdicts(fit) if one.reason is not Reason.SHOWN), Verdict())


def _verdicts(fit: Fit) -> Iterator[Verdict]:
    """Yield what each part of the rule says, the cheap parts first."""
    yield Verdict(_judge_size(fit))
    yield judge_column(fit.lineage, fit.outcome, "the outcome")
    for name, codes in fit.levels.items():
        yield judge_levels(fit.lineage, codes, fit.outcome, name)
    for name, column in (*zip(fit.names, fit.design.T, strict=True), *fit.beside.items()):
        if np.ptp(column) > 0:
            yield judge_column(fit.lineage, column, name)
    for name, codes in _two_valued(fit):
        yield judge_levels(fit.lineage, codes, fit.outcome, name)
    yield Verdict(_judge_weights(fit))
    yield Verdict(_judge_residuals(fit))


def _judge_size(fit: Fit) -> Reason:
    policy = fit.lineage.source.policy
    n_people, n_parameters = fit.design.shape
    too_many = n_people < policy.threshold * n_parameters
    too_few = n_people - n_parameters < policy.degrees_of_freedom
    return Reason.DEGREES_OF_FREEDOM if too_many or too_few else Reason.SHOWN


def judge_column(lineage: Lineage, column: FloatArray, name: str) -> Verdict:
    """Return whether the mean and the spread of a column could be shown."""
    for statistic in (Statistic.TOTAL, Statistic.SPREAD):
        reason = judge_one(lineage, len(column), statistic, column, is_told=False)
        if reason is not Reason.SHOWN:
            return Verdict(reason, name)
    return Verdict()


def judge_levels(lineage: Lineage, codes: IntArray, outcome: FloatArray | None, name: str) -> Verdict:
    """Return whether each level could show how many people it has, and their mean outcome."""
    for level in range(int(codes.max(initial=-1)) + 1):
        member = codes == level
        if member.all():
            continue
        of_members = [] if outcome is None else [(Statistic.TOTAL, np.where(member, outcome, np.nan))]
        counted = (Statistic.COUNT, np.where(member, 1.0, np.nan))
        for statistic, values in (counted, (Statistic.TOTAL, member.astype(np.float64)), *of_members):
            reason = judge_one(lineage, len(codes), statistic, values, is_told=False)
            if reason is not Reason.SHOWN:
                return Verdict(reason, name)
    return Verdict()


def _two_valued(fit: Fit) -> Iterator[tuple[str, IntArray]]:
    """Yield the levels of the columns that have two values, and of a design that is nothing else, by row."""
    others = False
    for name, column in (*zip(fit.names, fit.design.T, strict=True), *fit.beside.items()):
        low, high = column.min(initial=np.inf), column.max(initial=-np.inf)
        is_level = low < high and bool(((column == low) | (column == high)).all())
        others |= low < high and not is_level
        if is_level:
            yield name, (column == high).astype(np.intp)
    if not others and fit.design.shape[1] <= _SATURATED:
        patterns = np.unique(fit.design, axis=0, return_inverse=True)[1].ravel()
        if patterns.max(initial=0) < fit.design.shape[1]:
            yield "a combination of columns", patterns


def _judge_weights(fit: Fit) -> Reason:
    """Look at who determines the coefficients, and all that can be worked out from them."""
    root = np.ones(len(fit.outcome)) if fit.weights is None else np.sqrt(fit.weights)
    design = fit.design * root[:, None]
    threshold = fit.lineage.source.policy.threshold
    if not np.isfinite(design).all() or fewest_behind(design, threshold) < threshold:
        return Reason.INFLUENCE
    parts = np.abs(coefficient_weights(design) * ((fit.outcome - fit.outcome.mean()) * root)[:, None])
    return Reason.SHOWN if bool((parts.max(axis=0) <= _MOST * parts.sum(axis=0)).all()) else Reason.DOMINANCE


def _judge_residuals(fit: Fit) -> Reason:
    squares = fit.residuals**2
    total = float(((fit.outcome - fit.outcome.mean()) ** 2).sum())
    if not np.isfinite(squares).all() or not float(squares.sum()) > _UNEXPLAINED * total:
        return Reason.GROUP_DISCLOSURE
    return Reason.DOMINANCE if float(squares.max()) > _MOST * float(squares.sum()) else Reason.SHOWN
