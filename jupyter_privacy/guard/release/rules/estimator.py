"""Estimators of scikit-learn: coefficients, importances, centres, scores; predictions stay sealed.

`fit` on protected columns fits a new estimator in quarantine (`models.fitting`).  What that one has learnt is
told if everything may be (`models.estimator_verdict`).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.exactness import told_numbers
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.models.estimators import Task, class_of, task_of
from jupyter_privacy.guard.release.models.fitting import (
    FittedEstimator,
    fit,
    given_columns,
    model_of,
    raw_columns,
)
from jupyter_privacy.guard.release.models.known import of_library
from jupyter_privacy.guard.release.models.metrics import score
from jupyter_privacy.guard.release.models.predicting import all_origins, computed_rows
from jupyter_privacy.guard.release.models.verdict import Verdict
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.values import Kind, Model, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["ESTIMATOR", "predicted_rows"]

_FITS = frozenset({"fit", "fit_transform", "fit_predict"})
_ROWS = frozenset({"predict", "predict_proba", "decision_function", "transform"})
_LEARNT: Mapping[Task, frozenset[str]] = {
    Task.LINEAR: frozenset({"coef_", "intercept_"}),
    Task.LOGISTIC: frozenset({"coef_", "intercept_", "classes_"}),
    Task.TREE: frozenset({"feature_importances_", "classes_"}),
    Task.FOREST: frozenset({"feature_importances_", "classes_"}),
    Task.SCALER: frozenset({"mean_", "var_", "scale_", "n_samples_seen_"}),
    Task.IMPUTER: frozenset({"statistics_"}),
    Task.ENCODER: frozenset({"categories_", "classes_"}),
    Task.COMPONENTS: frozenset(
        {
            *("components_", "explained_variance_", "explained_variance_ratio_", "singular_values_"),
            *("mean_", "noise_variance_", "n_components_"),
        }
    ),
    Task.CLUSTERS: frozenset({"cluster_centers_", "inertia_"}),
    Task.PIPELINE: frozenset({"classes_"}),
}
_SCHEMA = frozenset({"n_features_in_", "feature_names_in_"})
_PARTS: Mapping[str, str] = {
    "steps": "steps",
    "named_steps": "steps",
    "transformers_": "transformers_",
    "named_transformers_": "transformers_",
}
_OF_LEAVES = frozenset({Task.TREE, Task.FOREST})


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `LinearRegression().fit(X, y)` on an estimator in the analyst's hands."""
    owner = getattr(asked.function, "__self__", None)
    return None if class_of(owner) is None else _fitted(asked, owner)


def _fitted(asked: Asked, estimator: Any) -> Outcome | None:
    given = {**dict(zip(_arguments(estimator), asked.args, strict=False)), **asked.kwargs}
    opened = {name: asked.desk.open_proxy(value) for name, value in given.items() if type(value) is Sealed}
    plain = {name: value for name, value in given.items() if name not in opened and value is not None}
    if plain or set(given) - {"X", "y"} or len(asked.args) > 2:  # noqa: PLR2004 (X and y)
        return None
    design, outcome = opened.get("X"), opened.get("y")
    held = fit(estimator, design, outcome)
    if held is None or isinstance(held.value, Withheld) or asked.name == "fit":
        return _noted(asked, held)
    made = Asked(asked.desk, held, "transform" if asked.name == "fit_transform" else "labels_")
    rows = design or outcome
    if made.name == "labels_":
        return _decide_attribute(made)
    return None if rows is None else predicted_rows(made, rows)


def _arguments(estimator: Any) -> tuple[str, ...]:
    return ("y",) if type(estimator).__name__ == "LabelEncoder" else ("X", "y")


def _noted(asked: Asked, outcome: Outcome | None) -> Outcome | None:
    """Note in the ledger what is withheld."""
    if isinstance(outcome, Held) and isinstance(outcome.value, Withheld):
        asked.desk.recorder.withheld(outcome.lineage, outcome.value.reason, asked.name)
    return outcome


def _decide_method(asked: Asked) -> Outcome | None:
    raw: FittedEstimator = asked.held.value.raw
    if asked.name in _FITS:
        return _fitted(asked, raw.estimator)
    if asked.name == "__getitem__":
        return _part(asked, raw, asked.args[0])
    if asked.name == "get_params":
        return Plain(dict(asked.held.value.parameters))
    refused = _refused(asked, raw)
    if refused is not None:
        return refused
    if asked.name == "score":
        return _scored(asked)
    if asked.name == "get_feature_names_out":
        return None if asked.args or asked.kwargs else _told(asked, raw.estimator.get_feature_names_out)
    rows = asked.argument(0, "X", asked.kwargs.get("y"))
    if len(asked.args) + len(asked.kwargs) != 1 or not is_plain(rows):
        return None
    if type(rows) is Sealed:
        return predicted_rows(asked, asked.desk.open_proxy(rows))
    return None if holds_sealed(rows) else _of_written(asked, raw, rows)


def _refused(asked: Asked, raw: FittedEstimator) -> Outcome | None:
    """Return why nothing may be told, None if it may."""
    model: Model = asked.held.value
    reason = model.reason
    if reason is Reason.SHOWN and asked.name == "predict_proba":
        reason = raw.shares.reason if _tasks(raw.estimator) & _OF_LEAVES else reason
    return None if reason is Reason.SHOWN else asked.desk.withhold(asked.held.lineage, reason, asked.name)


def predicted_rows(asked: Asked, rows: Held, *, snapped: bool = True) -> Outcome | None:
    """Answer `predict(X)` and its like for protected rows: sealed again."""
    raw: FittedEstimator = asked.held.value.raw
    refused = _refused(asked, raw)
    columns = given_columns(rows)
    if refused is not None or columns is None:
        return refused
    compute = getattr(raw.estimator, asked.name)

    def run(frame: Any) -> Any:
        labels = len(columns) == 1 and raw.n_columns == 0
        made = compute(frame.iloc[:, 0].to_numpy() if labels else raw_columns(frame, raw.columns))
        return made.toarray() if hasattr(made, "toarray") else made

    people = asked.held.value.people
    made = computed_rows(rows, columns, run, people, as_array=True, snapped=snapped)
    return _noted(asked, made)


def _of_written(asked: Asked, raw: FittedEstimator, rows: Any) -> Outcome:
    """Answer for rows that the analyst wrote; where a tree parts people is told by nothing else."""
    if _tasks(raw.estimator) & _OF_LEAVES:
        return asked.desk.withhold(asked.held.lineage, Reason.INFLUENCE, asked.name)
    return _told(asked, lambda: getattr(raw.estimator, asked.name)(rows))


def _tasks(estimator: Any) -> set[Task]:
    """Return what an estimator and its parts do."""
    task = task_of(estimator)
    parts = {Task.PIPELINE: "steps", Task.COLUMNS: "transformers"}.get(task)
    found = (part[1] for part in getattr(estimator, parts)) if parts is not None else ()
    return {task}.union(*(_tasks(one) for one in found if class_of(one) is not None))


def _told(asked: Asked, compute: Any) -> Outcome:
    value = attempt(compute)
    if isinstance(value, Withheld):
        return asked.desk.withhold(asked.held.lineage, value.reason, asked.name)
    return Released(copy.deepcopy(told_numbers(value, asked.held.lineage.source.policy)))


def _scored(asked: Asked) -> Outcome | None:
    """Answer `score(X, y)`: the accuracy of classes, R2 of numbers."""
    raw: FittedEstimator = asked.held.value.raw
    given = {**dict(zip(("X", "y"), asked.args, strict=False)), **asked.kwargs}
    if set(given) != {"X", "y"} or any(type(value) is not Sealed for value in given.values()):
        return None
    rows, outcome = (asked.desk.open_proxy(given[name]) for name in ("X", "y"))
    predicted = predicted_rows(Asked(asked.desk, asked.held, "predict"), rows, snapped=False)
    if not isinstance(predicted, Held) or isinstance(predicted.value, Withheld):
        return predicted
    name = "accuracy_score" if hasattr(raw.estimator, "classes_") else "r2_score"
    return score(asked, name, outcome, predicted)


def _decide_attribute(asked: Asked) -> Outcome | None:
    model: Model = asked.held.value
    raw: FittedEstimator = model.raw
    if asked.name in _SCHEMA:
        return _schema(raw, asked.name)
    if asked.name in _PARTS:
        return _parts(asked, raw)
    task = task_of(raw.estimator)
    if asked.name == "labels_" and task is Task.CLUSTERS:
        return _refused(asked, raw) or _labels(asked, raw)
    if asked.name not in _LEARNT.get(task, ()):
        return None
    reason = raw.importances.reason if task in _OF_LEAVES else model.reason
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, reason, asked.name)
    if asked.name == "n_samples_seen_":
        return _told(asked, lambda: rounded_count(model.people, int(np.max(raw.estimator.n_samples_seen_))))
    return _told(asked, lambda: getattr(raw.estimator, asked.name))


def _labels(asked: Asked, raw: FittedEstimator) -> Held:
    """Return the cluster of each row that was fitted, sealed."""
    lineage = asked.held.value.people
    labels = snap(raw.estimator.labels_.copy(), lineage.source.policy.minimum)
    origins: dict[object, frozenset[str]] = {None: all_origins(lineage)}
    return Held(labels, replace(lineage.same_rows("labels_"), origins=origins))


def _schema(raw: FittedEstimator, name: str) -> Outcome | None:
    if name == "n_features_in_":
        return None if raw.n_columns is None else Plain(raw.n_columns)
    return None if raw.columns is None else Plain(np.array(raw.columns, dtype=object))


def _parts(asked: Asked, raw: FittedEstimator) -> Outcome | None:
    """Answer `pipeline.named_steps`: its parts, each a model with the verdict on all."""
    name = _PARTS[asked.name]
    if asked.held.value.reason is not Reason.SHOWN:
        name = name.rstrip("_")  # as they were before the fit, whether that went through or not
    listed = getattr(raw.estimator, name, None)
    if listed is None:
        return None
    found = [(name, _sub_model(asked, part), *rest) for name, part, *rest in listed]
    if asked.name in {"steps", "transformers_"}:
        return Plain(found)
    return Plain(of_library("sklearn.utils", "Bunch")(**{name: part for name, part, *_ in found}))


def _sub_model(asked: Asked, part: Any) -> Any:
    if class_of(part) is None:
        return part if isinstance(part, str) else "passthrough"
    model: Model = asked.held.value
    n_columns = getattr(part, "n_features_in_", None) if model.reason is Reason.SHOWN else None
    raw = replace(model.raw, estimator=part, columns=None, n_columns=n_columns)
    return asked.desk.keep(model_of(raw, Verdict(model.reason, model.about), model.people))


def _part(asked: Asked, raw: FittedEstimator, key: Any) -> Outcome | None:
    """Answer `pipeline[-1]` and `pipeline["scaler"]`."""
    steps = getattr(raw.estimator, "steps", None)
    if steps is None or not isinstance(key, (int, str)):
        return None
    found = dict(steps).get(key) if isinstance(key, str) else attempt(lambda: steps[key][1])
    return None if class_of(found) is None else Plain(_sub_model(asked, found))


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is not None:
        return _decide_function(asked)
    model = asked.held.value
    if kind_of(model) is not Kind.MODEL or not isinstance(model.raw, FittedEstimator):
        return None
    return _decide_method(asked) if asked.name in _METHODS else _decide_attribute(asked)


_METHODS = _FITS | _ROWS | {"score", "get_params", "get_feature_names_out", "__getitem__"}

ESTIMATOR = Rule(
    "estimator",
    _decide,
    methods={Kind.MODEL: _METHODS},
    attributes={Kind.MODEL: frozenset().union(*_LEARNT.values()) | _SCHEMA | set(_PARTS) | {"labels_"}},
    functions=_FITS,
)
"""What was learnt, by the verdict on the estimator; predictions are computed columns."""
