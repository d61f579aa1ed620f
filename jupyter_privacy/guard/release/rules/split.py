"""`train_test_split` and `cross_val_score` of scikit-learn on protected rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.guard.release.models.estimators import class_of
from jupyter_privacy.guard.release.models.fitting import FittedEstimator, fit
from jupyter_privacy.guard.release.models.known import of_library
from jupyter_privacy.guard.release.models.metrics import contributions, judge_parts, score
from jupyter_privacy.guard.release.models.sample import sample_of
from jupyter_privacy.guard.release.models.splitting import folds_of, parts_of, rare_classes, split
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.estimator import predicted_rows
from jupyter_privacy.guard.seal.desk import attempt, shared_rows
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, Model, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["SPLIT"]

_SCORINGS = {
    "accuracy": ("accuracy_score", 1),
    "r2": ("r2_score", 1),
    "neg_mean_absolute_error": ("mean_absolute_error", -1),
    "neg_mean_squared_error": ("mean_squared_error", -1),
    "neg_root_mean_squared_error": ("root_mean_squared_error", -1),
    "balanced_accuracy": ("balanced_accuracy_score", 1),
    "f1": ("f1_score", 1),
}


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is None:
        return _told_mean(asked)
    if asked.function is of_library("sklearn.model_selection._split", "train_test_split"):
        return _split(asked)
    if asked.function is of_library("sklearn.model_selection._validation", "cross_val_score"):
        return _cross_validated(asked)
    return None


def _split(asked: Asked) -> Outcome | None:
    """Answer `train_test_split(X, y, ...)`: the parts of every value, sealed."""
    options = dict(asked.kwargs)
    strata = options.pop("stratify", None)
    if not asked.args or any(type(value) is not Sealed for value in asked.args):
        return None
    if strata is not None and type(strata) is not Sealed:
        return None
    values = [asked.desk.open_proxy(value) for value in asked.args]
    parts = split(values, options, None if strata is None else asked.desk.open_proxy(strata))
    return None if parts is None else Plain([asked.desk.keep(one) for pair in parts for one in pair])


def _cross_validated(asked: Asked) -> Outcome | None:
    """Answer `cross_val_score(estimator, X, y)`: a score for each fold, if all of them may be told."""
    given = {**dict(zip(("estimator", "X", "y"), asked.args, strict=False)), **asked.kwargs}
    estimator, rows, outcome = (given.pop(name, None) for name in ("estimator", "X", "y"))
    if type(estimator) is Sealed:
        model = asked.desk.open_proxy(estimator).value
        known = isinstance(model, Model) and isinstance(model.raw, FittedEstimator)
        estimator = model.raw.estimator if known else None
    if class_of(estimator) is None or type(rows) is not Sealed or type(outcome) is not Sealed:
        return None
    given.pop("n_jobs", None)
    if set(given) - {"cv", "scoring"} or len(asked.args) > 3:  # noqa: PLR2004 (the three positional ones)
        return None
    columns, truth = asked.desk.open_proxy(rows), asked.desk.open_proxy(outcome)
    obstacle = shared_rows(columns.lineage, [truth])
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(columns.lineage, obstacle, asked.name)
    is_classifier = bool(of_library("sklearn.base", "is_classifier")(estimator))
    if is_classifier and rare_classes(truth):
        return asked.desk.withhold(columns.lineage, Reason.THRESHOLD, asked.name)
    scoring = given.get("scoring") or ("accuracy" if is_classifier else "r2")
    if scoring not in _SCORINGS:
        return None
    raw = np.asarray(truth.value)
    folds: Any = attempt(lambda: folds_of(given.get("cv"), raw, is_classifier=is_classifier))
    if folds is None or isinstance(folds, Withheld):
        return None
    return _scores(asked, estimator, (columns, truth), folds, _SCORINGS[scoring])


def _scores(
    asked: Asked, estimator: Any, values: tuple[Held, Held], folds: Any, scoring: tuple[str, int]
) -> Outcome | None:
    """Return the score of each fold; if some may not be told, a value that tells their mean if it may."""
    name, sign = scoring
    found: list[Outcome] = []
    parts = np.full(len(values[0].value), np.nan)
    for fold in folds:
        (learn, test), (known, wanted) = (parts_of(value, fold, by_data=False) for value in values)
        held = fit(estimator, learn, known, is_kept=False)
        if held is None:
            return None
        predicted = predicted_rows(Asked(asked.desk, held, "predict"), test, snapped=False)
        if not isinstance(predicted, Held) or isinstance(predicted.value, Withheld):
            return predicted
        told = score(asked, name, wanted, predicted)
        if told is None:
            return None
        found.append(told)
        of_fold = contributions(name, wanted, predicted)
        parts[fold[1]] = np.nan if of_fold is None else of_fold
    told_scores = [one.value for one in found if isinstance(one, Released)]
    if len(told_scores) == len(found):
        return Released(sign * np.array(told_scores))
    refused = next(one for one in found if not isinstance(one, Released))
    mean = _mean_only(values, parts, folds)
    return refused if mean is None else _mean_of_folds(values[0], sign * mean)


def _mean_only(values: tuple[Held, Held], parts: FloatArray, folds: Any) -> float | None:
    """Return the mean of what everybody contributes, fold by fold; None if it may not be told."""
    tested = np.concatenate([test for _, test in folds])
    sample = sample_of({"rows": values[1]})
    is_once = len(np.unique(tested)) == len(tested) == len(parts) and not np.isnan(parts).any()
    if not is_once or isinstance(sample.value, Withheld):
        return None
    if judge_parts(sample.lineage, [(Statistic.TOTAL, parts)]) is not Reason.SHOWN:
        return None
    return float(np.mean([parts[test].mean() for _, test in folds]))


def _mean_of_folds(rows: Held, mean: float) -> Held:
    return Model(FoldScores(mean), (np.ndarray,), rows.lineage).held()


@dataclass(frozen=True, slots=True)
class FoldScores:
    """The scores of folds of which one at least may not be told, with their mean, which may."""

    mean: float


def _told_mean(asked: Asked) -> Outcome | None:
    model = asked.held.value
    is_scores = kind_of(model) is Kind.MODEL and isinstance(model.raw, FoldScores)
    return Released(model.raw.mean) if is_scores and not asked.args and not asked.kwargs else None


SPLIT = Rule(
    "split",
    _decide,
    methods={Kind.MODEL: frozenset({"mean"})},
    functions=frozenset({"train_test_split", "cross_val_score"}),
)
"""Parts are selections of rows; the score of a fold is a metric of the people in it."""
