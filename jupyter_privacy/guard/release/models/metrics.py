"""Metrics of scikit-learn: what each person contributes to one is judged as any contribution.

An accuracy is a share of people, an error a mean of theirs.  Metrics of a confusion matrix are told if the
matrix is, a cross-tabulation like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.guard.release.exactness import told_numbers
from jupyter_privacy.guard.release.finish import rounded_cells
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.release.models.known import are_plain, of_library
from jupyter_privacy.guard.release.models.ranks import judge_ranks
from jupyter_privacy.guard.release.models.sample import filled, sample_of
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, decide_function
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Withheld

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["METRICS", "contributions", "judge_parts", "metric_of", "score"]

_Parts = Iterator[tuple[Statistic, FloatArray]]


def _absolute(truth: Any, predicted: Any) -> _Parts:
    yield Statistic.TOTAL, np.abs(truth - predicted)


def _relative(truth: Any, predicted: Any) -> _Parts:
    yield Statistic.TOTAL, np.abs((truth - predicted) / truth)


def _squared(truth: Any, predicted: Any) -> _Parts:
    yield Statistic.TOTAL, (truth - predicted) ** 2


def _explained(truth: Any, predicted: Any) -> _Parts:
    yield from _squared(truth, predicted)
    yield Statistic.TOTAL, truth
    yield Statistic.SPREAD, truth


def _hits(truth: Any, predicted: Any) -> _Parts:
    yield Statistic.TOTAL, (truth == predicted).astype(np.float64)


def _logarithmic(truth: Any, predicted: Any) -> _Parts:
    yield Statistic.TOTAL, -np.log(np.where(truth == truth.max(), predicted, 1 - predicted))


_OF_NUMBERS: Mapping[str, Callable[[Any, Any], _Parts]] = {
    "mean_absolute_error": _absolute,
    "mean_absolute_percentage_error": _relative,
    "mean_squared_error": _squared,
    "root_mean_squared_error": _squared,
    "r2_score": _explained,
    "explained_variance_score": _explained,
    "brier_score_loss": _squared,
    "log_loss": _logarithmic,
}
_OF_CLASSES: Mapping[str, Callable[[Any, Any], _Parts]] = {"accuracy_score": _hits, "zero_one_loss": _hits}
_OF_TABLE = frozenset(
    (
        "confusion_matrix classification_report f1_score precision_score recall_score "
        "balanced_accuracy_score matthews_corrcoef cohen_kappa_score jaccard_score fbeta_score"
    ).split()
)
_MEANS = frozenset({"accuracy_score", "mean_absolute_error", "mean_squared_error"})
_OF_RANKS = frozenset({"roc_auc_score"})
METRICS = frozenset({*_OF_NUMBERS, *_OF_CLASSES, *_OF_TABLE, *_OF_RANKS})
_OPTIONS = frozenset(
    "normalize average pos_label labels zero_division beta target_names digits output_dict adjusted".split()
)
_FEW = 2


def metric_of(function: Any) -> str | None:
    """Return the name of a known metric, None for any other function."""
    module, name = getattr(function, "__module__", None), getattr(function, "__name__", None)
    if name not in METRICS or not isinstance(module, str) or not module.startswith("sklearn.metrics."):
        return None
    return name if of_library(module, name) is function else None


def score(
    asked: Asked, name: str, truth: Held, predicted: Held, options: Mapping[str, Any] | None = None
) -> Outcome | None:
    """Return a metric of predictions if it may be told; None for options that are not known."""
    given = options or {}
    if not are_plain(given, _OPTIONS):
        return None
    sample = sample_of({"truth": truth, "predicted": predicted})
    if isinstance(sample.value, Withheld):
        return asked.desk.withhold(sample.lineage, sample.value.reason, name)
    whole = filled(sample)
    frame: Any = whole.value
    found = attempt(lambda: _judged(asked, name, whole))
    reason = found.reason if isinstance(found, Withheld) else found
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(whole.lineage, reason, name)
    function = of_library("sklearn.metrics", name)
    value = attempt(lambda: function(frame["truth"].to_numpy(), frame["predicted"].to_numpy(), **given))
    if isinstance(value, str) and whole.lineage.source.policy.rounding != "none":
        value = Withheld(Reason.NO_RULE)  # a text of exact counts
    if isinstance(value, Withheld):
        return asked.desk.withhold(whole.lineage, value.reason, name)
    return Released(_told(value, frame, whole.lineage))


def _told(value: Any, frame: Any, lineage: Lineage) -> Any:
    """Return a metric as exactly as counts are told; a confusion matrix is counts."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "i":
        return told_numbers(value, lineage.source.policy)
    columns = [frame[name].to_numpy() for name in ("truth", "predicted")]
    labels = np.unique(np.concatenate(columns))
    cells = np.ravel_multi_index([np.searchsorted(labels, column) for column in columns], value.shape)
    return rounded_cells(lineage, value.ravel(), cells).reshape(value.shape)


def contributions(name: str, truth: Held, predicted: Held) -> FloatArray | None:
    """Return what each person contributes to a metric that is a mean; None for any other."""
    if name not in _MEANS:
        return None
    wanted, found = (np.asarray(held.value) for held in (truth, predicted))
    ((_, values),) = {**_OF_NUMBERS, **_OF_CLASSES}[name](wanted, found)
    return values


def _judged(asked: Asked, name: str, sample: Held) -> Reason:
    frame: Any = sample.value
    lineage = sample.lineage
    if name in _OF_TABLE:
        return _judge_table(asked, frame, lineage)
    truth, predicted = (frame[column].to_numpy() for column in ("truth", "predicted"))
    if name in _OF_CLASSES:
        return judge_parts(lineage, _OF_CLASSES[name](truth, predicted))
    numbers = np.asarray(predicted, dtype=np.float64)
    if name in _OF_RANKS:
        return _judge_ranking(lineage, truth, numbers)
    wanted = np.asarray(truth, dtype=np.float64)
    if _is_nearly_one_sided(wanted - numbers, lineage):
        return Reason.GROUP_DISCLOSURE
    return judge_parts(lineage, _OF_NUMBERS[name](wanted, numbers))


def judge_parts(lineage: Lineage, parts: Iterable[tuple[Statistic, FloatArray]]) -> Reason:
    """Return why a number made of such contributions may not be told, `SHOWN` if it may."""
    for statistic, values in parts:
        reason = judge_one(lineage, len(values), statistic, values, is_told=False)
        if reason is not Reason.SHOWN:
            return reason
    return Reason.SHOWN


def _is_nearly_one_sided(errors: FloatArray, lineage: Lineage) -> bool:
    """Whether all but a few errors have one sign: a mean of their sizes then tells of those few."""
    minimum = lineage.source.policy.minimum
    return any(0 < np.count_nonzero(side) < minimum for side in (errors < 0, errors > 0))


def _judge_ranking(lineage: Lineage, truth: Any, scores: FloatArray) -> Reason:
    """The area under a ROC curve says how many of one class are ranked below those of the other."""
    classes = np.unique(truth)
    if len(classes) != _FEW:
        return Reason.NO_RULE
    sides = [(scores, truth == one) for one in classes]
    return judge_ranks([lineage, lineage], sides)


def _judge_table(asked: Asked, frame: Any, lineage: Lineage) -> Reason:
    """A confusion matrix is told if the cross-tabulation shows all of its cells."""
    if set(frame["truth"].unique()) != set(frame["predicted"].unique()):
        return Reason.THRESHOLD
    proxies = [asked.desk.keep(Held(frame[name], lineage)) for name in ("truth", "predicted")]
    base = Held(frame["truth"], lineage)
    table = decide_function(Asked(asked.desk, base, "crosstab", tuple(proxies)))
    if not isinstance(table, Released) or table.reasons is None:
        return Reason.THRESHOLD
    if table.remark:
        return Reason.LABEL
    return Reason(int(table.reasons.max(initial=0)))
