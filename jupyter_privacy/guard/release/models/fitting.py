"""Fitting a known estimator on protected rows: a new one, in quarantine, kept sealed with its verdict."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.models.designs import Design
from jupyter_privacy.guard.release.models.estimator_verdict import (
    Learnt,
    judge_estimator,
    judge_importances,
    judge_shares,
    last_learner,
)
from jupyter_privacy.guard.release.models.estimators import Task, made_again, task_of
from jupyter_privacy.guard.release.models.known import of_library
from jupyter_privacy.guard.release.models.sample import columns_in, filled, sample_of
from jupyter_privacy.guard.release.models.verdict import Verdict
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, Model, Withheld, kind_of

__all__ = ["FittedEstimator", "fit", "given_columns", "model_of", "raw_columns"]

_OUTCOME = "\0outcome"
_UNKNOWN = Verdict(Reason.INFLUENCE)
"""Of an estimator that could not be fitted: that it could not must not show."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedEstimator:
    """An estimator that was fitted, if the fit went through, and what it was given.

    `columns` are the names of its columns, None if they came as an array.  `importances` and `shares` are
    verdicts of their own.
    """

    estimator: Any
    columns: tuple[Any, ...] | None
    n_columns: int | None = 0
    importances: Verdict = _UNKNOWN
    shares: Verdict = _UNKNOWN


def given_columns(held: Held, *, only: bool = False) -> dict[Any, Held] | None:
    """Return the columns that an estimator is given, None if they are none; `only` if one is wanted."""
    found = columns_in(held)
    return None if found is None or not found or (only and len(found) != 1) else found


def raw_columns(frame: Any, columns: tuple[Any, ...] | None) -> Any:
    """Return raw columns as they were given: as a frame or as an array."""
    return frame.to_numpy() if columns is None else frame


def fit(estimator: Any, design: Held | None, outcome: Held | None, *, is_kept: bool = True) -> Held | None:
    """Return an estimator fitted on protected columns; None if it, or what it was given, is not known."""
    made = made_again(estimator)
    columns = {} if design is None else given_columns(design)
    target = None if outcome is None else given_columns(outcome, only=True)
    if made is None or columns is None or (outcome is not None and target is None):
        return None
    named = {**columns, **({} if target is None else {_OUTCOME: next(iter(target.values()))})}
    if not named or (design is not None and _OUTCOME in columns):
        return None
    sample = sample_of(named)
    if isinstance(sample.value, Withheld):
        return sample
    names = None if design is None or kind_of(design.value) is Kind.ARRAY else tuple(columns)
    found = attempt(lambda: _run(made, filled(sample), list(columns), names, is_kept=is_kept))
    verdict, more = (_UNKNOWN, {}) if isinstance(found, Withheld) else found
    raw = FittedEstimator(made, names, len(columns), **more)
    return model_of(raw, verdict, sample.lineage)


def model_of(raw: FittedEstimator, verdict: Verdict, people: Lineage) -> Held:
    """Return a fitted estimator, or a part of one, as a model with its verdict."""
    kind = type(raw.estimator)
    given = kind.get_params(raw.estimator, deep=False)
    plain = {name: value for name, value in given.items() if is_plain(value)}
    return Model(raw, (kind,), people, verdict.reason, verdict.about, plain).held()


def _alone() -> contextlib.AbstractContextManager[Any]:
    """Return a context in which no other process or thread gets the data, whatever the notebook has set."""
    settings = of_library("joblib", "parallel_config")
    return contextlib.nullcontext() if settings is None else settings(backend="sequential", n_jobs=1)


def _run(
    made: Any, sample: Held, columns: list[Any], names: tuple[Any, ...] | None, *, is_kept: bool
) -> tuple[Verdict, dict[str, Any]]:
    """Fit on copies, and return the verdict with those on single parts of what was learnt."""
    frame: Any = sample.value.copy(deep=True)
    outcome = frame[_OUTCOME].to_numpy() if _OUTCOME in frame.columns else None
    given = Design.of(raw_columns(frame[columns], names), list(map(str, columns)))
    if not columns:
        given = Design.of(frame, ["the labels"])
    with _alone():
        made.fit(*(part for part in (given.values if columns else None, outcome) if part is not None))
    learnt = Learnt(sample.lineage, made, given, outcome, is_kept)
    more: dict[str, Any] = {}
    if task_of(last_learner(learnt).estimator) in {Task.TREE, Task.FOREST}:
        more |= {"importances": judge_importances(learnt), "shares": judge_shares(learnt)}
    return judge_estimator(learnt), more
