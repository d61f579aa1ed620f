"""Metrics, splits and cross-validation of scikit-learn on protected rows."""

import numpy as np
import pytest

from jupyter_privacy.guard.release.models.metrics import METRICS
from jupyter_privacy.guard.seal.proxy import Sealed

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from sklearn import metrics
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score, train_test_split
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

NUMBERS = (
    "mean_absolute_error mean_squared_error root_mean_squared_error r2_score explained_variance_score "
    "mean_absolute_percentage_error"
).split()
CLASSES = (
    "accuracy_score zero_one_loss f1_score precision_score recall_score balanced_accuracy_score "
    "jaccard_score matthews_corrcoef cohen_kappa_score confusion_matrix classification_report"
).split()


@pytest.fixture
def predicted(seal, pupils):
    """Return real pupils with predictions of their last mark, and of whether they pass."""
    frame = pupils[pupils.G3 > 0].reset_index(drop=True)
    guess = np.round(frame.G1 + np.sin(np.arange(len(frame))), 2)
    made = frame.assign(guess=guess, passed=frame.G3 >= 12, likely=guess >= 12)
    return made, seal(made)


@pytest.mark.parametrize("name", NUMBERS)
def test_metrics_of_numbers_are_the_library_s(predicted, call, name):
    """Errors are means of what each person contributes."""
    frame, d = predicted
    metric = getattr(metrics, name)
    expected = pytest.approx(metric(frame.G3, frame.guess))
    assert call(metric, d.G3, d.guess) == expected
    assert call(metric, y_true=d.G3, y_pred=d.guess.to_numpy()) == expected


@pytest.mark.parametrize("name", CLASSES)
def test_metrics_of_classes_are_the_library_s(predicted, call, name):
    """Accuracies are shares of people, the others those of a confusion matrix of which all cells show."""
    frame, d = predicted
    metric = getattr(metrics, name)
    told, own = call(metric, d.passed, d.likely), metric(frame.passed, frame.likely)
    assert type(told) is type(own)
    assert np.array_equal(told, own)


def test_ranks_are_the_library_s(predicted, call):
    """The area under a ROC curve."""
    frame, d = predicted
    assert call(metrics.roc_auc_score, d.passed, d.guess) == metrics.roc_auc_score(frame.passed, frame.guess)


def test_every_metric_is_the_library_s():
    """Each name in the table is a function of scikit-learn."""
    assert all(callable(getattr(metrics, name)) for name in METRICS)


NOT_TOLD = {
    "hits of everybody": lambda d, call: call(metrics.accuracy_score, d.passed, d.passed),
    "hits of all but a few": lambda d, call: call(metrics.accuracy_score, d.passed, d.nearly),
    "cells of few": lambda d, call: call(metrics.confusion_matrix, d.passed, d.nearly),
    "shares of few": lambda d, call: call(metrics.recall_score, d.passed, d.nearly),
    "an error of one": lambda d, call: call(metrics.mean_absolute_error, d.G3, d.one_off),
    "a squared error of one": lambda d, call: call(metrics.mean_squared_error, d.G3, d.one_off),
    "who lies beyond": lambda d, call: call(metrics.mean_absolute_error, d.G3, d.G3 * 0.001 + 18),
    "the largest error": lambda d, call: call(metrics.max_error, d.G3, d.guess),
    "the error in the middle": lambda d, call: call(metrics.median_absolute_error, d.G3, d.guess),
    "people as thresholds": lambda d, call: call(metrics.roc_curve, d.passed, d.guess),
    "a squeezed class": lambda d, call: call(metrics.roc_auc_score, d.passed, d.squeezed),
    "guesses of the analyst's": lambda d, call: call(metrics.mean_absolute_error, d.G3, [11.5] * 634),
    "weights": lambda d, call: call(metrics.accuracy_score, d.passed, d.likely, sample_weight=d.G1),
    "other rows": lambda d, call: call(metrics.r2_score, d.G3, d[d.sex == "F"].guess),
}


@pytest.mark.parametrize("kind", NOT_TOLD)
def test_what_few_people_make_of_a_metric_is_not_told(predicted, seal, call, kind):
    """Nor metrics that are one person's, such as the largest error."""
    frame, _ = predicted
    first = np.arange(len(frame)) < 3
    more = frame.assign(
        nearly=frame.passed ^ first,
        one_off=frame.G3 + first * 5,
        squeezed=np.where(frame.passed, 30 + frame.G1 / 100, frame.guess),
    )
    told = NOT_TOLD[kind](seal(more), call)
    assert type(told) is Sealed
    assert "withheld" in str(told)


@pytest.mark.parametrize("options", [{"test_size": 0.3, "random_state": 1}, {"shuffle": False}])
def test_splits_take_the_rows_that_the_library_takes(seal, call, pupils, options):
    """Both parts of each value, in the same order."""
    d = seal(pupils)
    told = call(train_test_split, d[["G1", "age"]], d.G3, **options)
    own = train_test_split(pupils[["G1", "age"]], pupils.G3, **options)
    assert [type(part) for part in told] == [Sealed] * 4
    assert [len(part) for part in told] == [len(part) for part in own]
    for one, other in zip(told, own, strict=True):
        assert np.allclose(one.mean(), other.mean())
    model = call(LinearRegression().fit, told[0], told[2])
    expected = LinearRegression().fit(own[0], own[2])
    assert model.score(told[1], told[3]) == pytest.approx(expected.score(own[1], own[3]))


def test_splits_by_strata(seal, call, pupils):
    """Who goes where then depends on the rows, and the rows are the library's."""
    d = seal(pupils)
    told = call(train_test_split, d[["G1", "G3"]], stratify=d.sex, random_state=4)
    own = train_test_split(pupils[["G1", "G3"]], stratify=pupils.sex, random_state=4)
    for one, other in zip(told, own, strict=True):
        assert np.allclose(one.mean(), other.mean())


def test_a_part_of_few_people_tells_nothing(seal, call, pupils):
    """Nor does the other part, which lacks only those."""
    most, few = call(train_test_split, seal(pupils).G3, test_size=3, random_state=0)
    assert type(few.mean()) is Sealed
    assert type(most.mean()) is Sealed


VALIDATED = {
    "regression": (LinearRegression(), "G3", {"cv": 4}),
    "errors": (LinearRegression(), "G3", {"cv": 3, "scoring": "neg_mean_absolute_error"}),
    "shuffled": (LinearRegression(), "G3", {"cv": KFold(4, shuffle=True, random_state=1)}),
    "tree": (DecisionTreeRegressor(min_samples_leaf=25, random_state=0), "G3", {}),
    "classes": (LogisticRegression(), "sex", {"cv": 3}),
    "strata": (LogisticRegression(), "sex", {"cv": StratifiedKFold(3, shuffle=True, random_state=2)}),
}


@pytest.mark.parametrize("kind", VALIDATED)
def test_cross_validation_is_the_library_s(seal, call, pupils, kind):
    """A score for each fold, if all may be told."""
    estimator, outcome, options = VALIDATED[kind]
    d = seal(pupils)
    told = call(cross_val_score, estimator, d[["G1", "age"]], d[outcome], **options)
    own = cross_val_score(estimator, pupils[["G1", "age"]], pupils[outcome], **options)
    assert type(told) is np.ndarray
    np.testing.assert_allclose(told, own)


def test_the_mean_of_folds_is_told_where_single_ones_are_not(seal, call, pupils):
    """A fold in which nearly everybody is hit tells nothing, the mean over everybody does."""
    d = seal(pupils.assign(passed=pupils.G3 >= 10))
    estimator = DecisionTreeClassifier(min_samples_leaf=15, random_state=0)
    told = call(cross_val_score, estimator, d[["G1", "G2"]], d.passed, cv=12)
    own = cross_val_score(estimator, pupils[["G1", "G2"]], pupils.G3 >= 10, cv=12)
    assert type(told) is Sealed
    assert told.mean() == pytest.approx(own.mean())
    assert type(told.min()) is Sealed
    assert type(told[0]) is Sealed


def test_unsafe_models_are_not_validated(seal, call, pupils):
    """A tree of single people predicts those people."""
    d = seal(pupils)
    told = call(cross_val_score, DecisionTreeRegressor(), d[["absences"]], d.G3)
    assert type(told) is Sealed
    assert type(told.mean()) is Sealed
