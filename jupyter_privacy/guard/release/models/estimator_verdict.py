"""May anything be told of an estimator?  By what it does with its columns, each of its parts for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_privacy.core.influence import fewest_behind
from jupyter_privacy.core.types import FloatArray, IntArray, Reason
from jupyter_privacy.guard.release.models.designs import Design, learners_of
from jupyter_privacy.guard.release.models.estimators import Task, task_of
from jupyter_privacy.guard.release.models.sample import levels_of
from jupyter_privacy.guard.release.models.verdict import Fit, Verdict, judge_column, judge_fit, judge_levels
from jupyter_privacy.guard.seal.lineage import Lineage

__all__ = ["Learnt", "judge_estimator", "judge_importances", "judge_shares", "last_learner"]

_MOST = 0.5
_FEW_TREES = 5
"""So few trees tell the mean of each group of people that they put together; many blur it."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A fitted estimator, what it was given, and of which outcome (None if there is none).

    `is_kept` says whether the analyst can go on asking it; the models of a cross-validation are gone
    when their scores are told.
    """

    lineage: Lineage
    estimator: Any
    design: Design
    outcome: Any = None
    is_kept: bool = True

    @property
    def threshold(self) -> int:
        """The fewest people behind anything."""
        return self.lineage.source.policy.threshold


def judge_estimator(learnt: Learnt) -> Verdict:
    """Return whether anything may be told of an estimator, and of what it predicts."""
    return _first(_verdicts(learnt))


def _first(verdicts: Iterator[Verdict]) -> Verdict:
    return next((one for one in verdicts if one.reason is not Reason.SHOWN), Verdict())


def _verdicts(learnt: Learnt) -> Iterator[Verdict]:
    for part, given in learners_of(learnt.estimator, learnt.design):
        one = replace(learnt, estimator=part, design=given)
        yield from _JUDGES[task_of(part)](one)


def _linear(learnt: Learnt) -> Iterator[Verdict]:
    outcome = np.asarray(learnt.outcome, dtype=np.float64)
    left = outcome - np.asarray(learnt.estimator.predict(learnt.design.values), dtype=np.float64)
    yield judge_fit(_fit(learnt, outcome, left))


def _fit(learnt: Learnt, outcome: FloatArray, left: FloatArray, weights: FloatArray | None = None) -> Fit:
    design, names = learnt.design.numbers(), learnt.design.names_kept()
    varies = np.ptp(design, axis=0) > 0
    design, names = design[:, varies], tuple(np.array(names, dtype=object)[varies])
    if learnt.estimator.fit_intercept:
        design, names = np.column_stack([np.ones(len(design)), design]), ("constant", *names)
    return Fit(learnt.lineage, outcome, design, names, left, weights=weights)


def _logistic(learnt: Learnt) -> Iterator[Verdict]:
    classes = learnt.estimator.classes_
    codes = _classes(learnt)
    yield judge_levels(learnt.lineage, codes, None, "the outcome")
    shares = learnt.estimator.predict_proba(learnt.design.values)
    for j in range(1 if len(classes) == 2 else 0, len(classes)):  # noqa: PLR2004 (one of two tells the other)
        outcome, share = (codes == j).astype(np.float64), shares[:, j]
        yield judge_fit(_fit(learnt, outcome, outcome - share, share * (1 - share)))


def _classes(learnt: Learnt) -> IntArray:
    return np.searchsorted(learnt.estimator.classes_, np.asarray(learnt.outcome)).astype(np.intp)


def last_learner(learnt: Learnt) -> Learnt:
    """Return the part of an estimator that learns the outcome, with what it was given."""
    *_, (part, given) = learners_of(learnt.estimator, learnt.design)
    return replace(learnt, estimator=part, design=given)


def judge_importances(learnt: Learnt) -> Verdict:
    """Return whether the shares of the columns in what trees explain may be told: they stand on everybody."""
    return _first(_of_columns_and_outcome(last_learner(learnt)))


def judge_shares(learnt: Learnt) -> Verdict:
    """Return whether the shares of the classes may be told that an estimator expects.

    Those of a single tree are the shares of its leaves, which must not be of one class.
    """
    one = last_learner(learnt)
    return _first(_leaves(one)) if task_of(one.estimator) in {Task.TREE, Task.FOREST} else Verdict()


def _of_columns_and_outcome(learnt: Learnt) -> Iterator[Verdict]:
    yield from _columns(learnt)
    if hasattr(learnt.estimator, "classes_"):
        yield judge_levels(learnt.lineage, _classes(learnt), None, "the outcome")
    else:
        yield judge_column(learnt.lineage, np.asarray(learnt.outcome, dtype=np.float64), "the outcome")


def _columns(learnt: Learnt) -> Iterator[Verdict]:
    for name, column in zip(learnt.design.names_kept(), learnt.design.numbers().T, strict=True):
        present = column[~np.isnan(column)]
        if np.ptp(present) > 0:
            yield judge_column(learnt.lineage, column, name)


def _trees(learnt: Learnt) -> Iterator[Verdict]:
    """A prediction is made of the people in a leaf, so every leaf is a cell."""
    yield from _of_columns_and_outcome(learnt)
    fewest = min(_leaf_sizes(learnt.estimator), default=0)
    yield Verdict(Reason.SHOWN if fewest >= learnt.threshold else Reason.INFLUENCE, "leaves of a tree")
    if learnt.is_kept and not hasattr(learnt.estimator, "classes_"):
        yield from _leaves(learnt)


def _leaves(learnt: Learnt) -> Iterator[Verdict]:
    """A tree tells the mean outcome of each leaf, and so do few trees of everybody whom they put together."""
    if _n_trees(learnt.estimator) > _FEW_TREES:
        return
    predicted = learnt.estimator.predict(learnt.design.values)
    if hasattr(learnt.estimator, "apply"):
        predicted = learnt.estimator.apply(learnt.design.values)
    by_person = np.asarray(predicted).reshape(len(predicted), -1)
    leaves = np.unique(by_person, axis=0, return_inverse=True)[1].ravel()
    outcomes = [np.asarray(learnt.outcome)]
    if hasattr(learnt.estimator, "classes_"):
        outcomes = [_classes(learnt) == j for j in range(len(learnt.estimator.classes_))]
    for outcome in outcomes:
        yield judge_levels(learnt.lineage, leaves, outcome.astype(np.float64), "leaves of a tree")


def _n_trees(estimator: Any) -> int:
    """Return how many trees there are."""
    found = getattr(estimator, "_predictors", None) or getattr(estimator, "estimators_", [estimator])
    return int(np.size(np.asarray(found, dtype=object)))


def _leaf_sizes(estimator: Any) -> Iterator[int]:
    """Yield how many people stand in each leaf of each tree."""
    if hasattr(estimator, "_predictors"):
        for stage in estimator._predictors:  # noqa: SLF001 (nowhere else are the leaves counted)
            for predictor in stage:
                yield from predictor.nodes["count"][predictor.nodes["is_leaf"].astype(bool)].tolist()
        return
    trees = np.ravel(np.asarray(getattr(estimator, "estimators_", [estimator]), dtype=object))
    for one in trees:
        tree = one.tree_
        yield from tree.n_node_samples[tree.children_left < 0].tolist()


def _categories(learnt: Learnt) -> Iterator[Verdict]:
    """A category is a label: enough people have it."""
    for name, codes in _levels(learnt):
        yield judge_levels(learnt.lineage, codes, None, name)


def _levels(learnt: Learnt) -> Iterator[tuple[str, IntArray]]:
    """Yield the levels of each column; missing is none in a frame, and one in an array."""
    values = learnt.design.values
    for j, name in enumerate(learnt.design.names):
        if hasattr(values, "iloc"):
            yield name, levels_of(values.iloc[:, j])
        else:
            yield name, np.unique(values[:, j], return_inverse=True)[1].ravel().astype(np.intp)


def _gaps(learnt: Learnt) -> Iterator[Verdict]:
    """Gaps are filled with the mean, or with the most common value, which enough people have."""
    if learnt.estimator.strategy == "mean":
        yield from _columns(learnt)
    elif learnt.estimator.strategy == "most_frequent":
        for name, codes in _levels(learnt):
            most = float(np.bincount(codes[codes >= 0]).max(initial=0))
            yield Verdict(Reason.SHOWN if most >= learnt.threshold else Reason.THRESHOLD, name)


def _components(learnt: Learnt) -> Iterator[Verdict]:
    """Components are made of the products of columns, and the last ones of what few people have."""
    yield from _columns(learnt)
    numbers = learnt.design.numbers()
    centred = numbers - numbers.mean(axis=0)
    if not np.isfinite(centred).all() or fewest_behind(centred, learnt.threshold) < learnt.threshold:
        yield Verdict(Reason.INFLUENCE)
    for j in range(centred.shape[1]):
        products = np.abs(centred[:, j : j + 1] * centred)
        if not bool((products.max(axis=0) <= _MOST * products.sum(axis=0)).all()):
            yield Verdict(Reason.DOMINANCE, learnt.design.names_kept()[j])


def _clusters(learnt: Learnt) -> Iterator[Verdict]:
    """The centre of a cluster is a mean of those in it."""
    yield from _columns(learnt)
    labels = learnt.estimator.labels_.astype(np.intp)
    for name, column in zip(learnt.design.names_kept(), learnt.design.numbers().T, strict=True):
        yield judge_levels(learnt.lineage, labels, column, name)


def _nothing(learnt: Learnt) -> Iterator[Verdict]:
    del learnt
    yield Verdict()


_JUDGES: Mapping[Task, Callable[[Learnt], Iterator[Verdict]]] = {
    Task.LINEAR: _linear,
    Task.LOGISTIC: _logistic,
    Task.TREE: _trees,
    Task.FOREST: _trees,
    Task.SCALER: _columns,
    Task.IMPUTER: _gaps,
    Task.ENCODER: _categories,
    Task.ROWWISE: _nothing,
    Task.COMPONENTS: _components,
    Task.CLUSTERS: _clusters,
}
