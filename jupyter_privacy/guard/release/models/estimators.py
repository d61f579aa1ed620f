"""Estimators of scikit-learn: which are known, and how one is made again with plain parameters.

An estimator that the analyst made is never fitted on raw data itself: it may carry code of theirs, and it is
in their hands.  A new one of the same class is, with parameters that are plain values or known estimators.
Support vectors, neighbours and isolated points are people: estimators that are made of those are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any

import numpy as np

from jupyter_privacy.guard.release.models.known import is_own
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["ESTIMATORS", "Task", "class_of", "made_again", "name_base", "task_of"]


class Task(Enum):
    """What an estimator does, as far as the verdict on it goes."""

    LINEAR = auto()
    LOGISTIC = auto()
    TREE = auto()
    FOREST = auto()
    SCALER = auto()
    IMPUTER = auto()
    ENCODER = auto()
    ROWWISE = auto()
    COMPONENTS = auto()
    CLUSTERS = auto()
    PIPELINE = auto()
    COLUMNS = auto()


_NAMES: Mapping[Task, str] = {
    Task.LINEAR: "LinearRegression Ridge Lasso ElasticNet",
    Task.LOGISTIC: "LogisticRegression",
    Task.TREE: "DecisionTreeRegressor DecisionTreeClassifier",
    Task.FOREST: (
        "RandomForestRegressor RandomForestClassifier ExtraTreesRegressor ExtraTreesClassifier "
        "GradientBoostingRegressor GradientBoostingClassifier HistGradientBoostingRegressor "
        "HistGradientBoostingClassifier"
    ),
    Task.SCALER: "StandardScaler",
    Task.IMPUTER: "SimpleImputer",
    Task.ENCODER: "OneHotEncoder OrdinalEncoder LabelEncoder",
    Task.ROWWISE: "PolynomialFeatures",
    Task.COMPONENTS: "PCA",
    Task.CLUSTERS: "KMeans",
    Task.PIPELINE: "Pipeline",
    Task.COLUMNS: "ColumnTransformer",
}
ESTIMATORS: Mapping[str, Task] = {name: task for task, names in _NAMES.items() for name in names.split()}
"""The known estimators by the names of their classes."""

_FORCED: Mapping[str, Any] = {"n_jobs": None, "verbose": 0, "warm_start": False}
"""Parameters that would hand raw data to other processes, print, or keep what an earlier fit has found."""

_COPIES = frozenset({"copy", "copy_X", "copy_x"})
_STRATEGIES = frozenset({"mean", "constant", "most_frequent"})
_SELECTOR = "make_column_selector"
_PARTS = frozenset({"drop", "passthrough"})
_SEEDS = 2**31 - 1


_BASES: dict[type, type] = {}


def name_base(kind: type, base: type) -> None:
    """Note that a class made here stands for one of the library's."""
    _BASES[kind] = base


def class_of(estimator: object) -> type | None:
    """Return the class of a known estimator, None for any other object."""
    kind = _BASES.get(type(estimator), type(estimator))
    return kind if kind.__name__ in ESTIMATORS and is_own(kind, "sklearn") else None


def task_of(estimator: object) -> Task:
    """Return what a known estimator does."""
    return ESTIMATORS[type(estimator).__name__]


def made_again(estimator: Any) -> Any:
    """Return a new estimator like a known one, None if it is not known or a parameter is not plain."""
    kind = class_of(estimator)
    if kind is None:
        return None
    given = _parameters(kind, estimator)
    made = None if given is None else _checked(kind.__name__, given)
    return None if made is None else kind(**made)


def _parameters(kind: Any, estimator: Any) -> dict[str, Any] | None:
    """Return the parameters of an estimator, those that are estimators made again."""
    given: dict[str, Any] = kind.get_params(estimator, deep=False)
    name = {Task.PIPELINE: "steps", Task.COLUMNS: "transformers"}.get(ESTIMATORS[kind.__name__])
    parts = [] if name is None else _made_parts(given.pop(name))
    if parts is None or not all(map(_is_plain, given.values())):
        return None
    return {**given, name: parts} if name is not None else given


def _made_parts(parts: Any) -> list[Any] | None:
    """Return the steps of a pipeline, or the parts of a `ColumnTransformer`, made again."""
    found = []
    for label, part, *columns in parts if isinstance(parts, list) else ():
        made = part if isinstance(part, str) and part in _PARTS else made_again(part)
        chosen = [_selector(one) for one in columns]
        if made is None or not all(_is_plain(one) or class_is(one, _SELECTOR) for one in chosen):
            return None
        found.append((str(label), made, *chosen))
    return found or None


def _selector(columns: Any) -> Any:
    """Return a choice of columns by their types made again; others as they are."""
    if not class_is(columns, _SELECTOR):
        return columns
    given = {name: getattr(columns, name) for name in ("pattern", "dtype_include", "dtype_exclude")}
    return type(columns)(**given) if all(map(_is_plain, given.values())) else columns.__call__


def class_is(value: object, name: str) -> bool:
    """Whether a value is of a class of scikit-learn's with this name, and of no other."""
    return type(value).__name__ == name and is_own(type(value), "sklearn")


def _is_plain(value: Any) -> bool:
    is_generator = isinstance(value, (np.random.RandomState, np.random.Generator))
    return not is_generator and is_plain(value) and not holds_sealed(value)


def _checked(name: str, given: dict[str, Any]) -> dict[str, Any] | None:
    """Return parameters without those that would let raw data out; None if the estimator needs them."""
    if given.get("memory") is not None or not isinstance(given.get("init", ""), (str, type(None))):
        return None
    if name in _NAMES_NOBODY and not _NAMES_NOBODY[name](given):
        return None
    made = {
        **given,
        **_lenient(name, given),
        **{key: value for key, value in _FORCED.items() if key in given},
    }
    made |= dict.fromkeys(_COPIES & given.keys(), True)
    if "verbose" in made and name in {"Pipeline", "ColumnTransformer"}:
        made["verbose"] = False
    if "random_state" in made:
        made["random_state"] = _seed(made["random_state"])
    return made


def _imputes(given: Mapping[str, Any]) -> bool:
    """Whether gaps are filled, and nothing else: leaving a value out of a mean asks who has it."""
    gap = given["missing_values"]
    is_gap = gap is None or (isinstance(gap, float) and bool(np.isnan(gap)))
    return is_gap and given["strategy"] in _STRATEGIES and not given["add_indicator"]


def _encodes(given: Mapping[str, Any]) -> bool:
    """Whether no category is named that has to be there."""
    return isinstance(given.get("drop"), (str, type(None)))


_NAMES_NOBODY: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "SimpleImputer": _imputes,
    "OneHotEncoder": _encodes,
}
"""Parameters that would ask whether anybody has a value are not taken."""


def _lenient(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes an encoder pass over categories that were not named: an error would tell of them."""
    named = name in _PASSING_OVER and not isinstance(given["categories"], str)
    return dict(_PASSING_OVER[name]) if named and given["handle_unknown"] == "error" else {}


_PASSING_OVER: Mapping[str, Mapping[str, Any]] = {
    "OneHotEncoder": {"handle_unknown": "ignore"},
    "OrdinalEncoder": {"handle_unknown": "use_encoded_value", "unknown_value": np.nan},
}


def _seed(given: Any) -> int:
    """Return a seed: the given one, or one drawn here, so that nothing is drawn while fitting."""
    is_number = isinstance(given, (int, np.integer)) and not isinstance(given, bool)
    return int(given) if is_number else int(np.random.randint(_SEEDS))  # noqa: NPY002 (scikit-learn's own source)
