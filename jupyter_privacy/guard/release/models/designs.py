"""What the parts of a fitted pipeline are given: the designs that a verdict looks at.

Columns are named by those that they were made of, never by a category, which is a cell.  Of the columns
that stand for all categories of one, the first is spare: with a constant the others say it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, FloatArray
from jupyter_privacy.guard.release.models.estimators import Task, class_of, task_of

__all__ = ["Design", "learners_of"]

_BY_INDEX = re.compile(r"x(\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What an estimator is given: people x columns, names that may be told, which columns are spare."""

    values: Any
    names: tuple[str, ...]
    spare: BoolArray

    @classmethod
    def of(cls, values: Any, names: Sequence[str]) -> Design:
        """Return a design without spare columns."""
        return cls(values, tuple(names), np.zeros(len(names), dtype=np.bool_))

    def some(self, positions: Sequence[int]) -> Design:
        """Return some of the columns."""
        values = self.values
        chosen = values.iloc[:, list(positions)] if hasattr(values, "iloc") else values[:, list(positions)]
        return Design(chosen, tuple(self.names[j] for j in positions), self.spare[list(positions)])

    def numbers(self) -> FloatArray:
        """Return the columns that are not spare, as floats."""
        return np.asarray(self.values, dtype=np.float64)[:, ~self.spare]

    def names_kept(self) -> tuple[str, ...]:
        """Return the names of the columns that are not spare."""
        return tuple(name for name, spare in zip(self.names, self.spare, strict=True) if not spare)


def learners_of(estimator: Any, design: Design) -> Iterator[tuple[Any, Design]]:
    """Yield every fitted part that is not made of others, with what it was given."""
    task = task_of(estimator)
    if task is Task.PIPELINE:
        for i, (_, step) in enumerate(estimator.steps):
            if not isinstance(step, str):
                yield from learners_of(step, design)
            if i < len(estimator.steps) - 1:
                design = _after(step, design)
    elif task is Task.COLUMNS:
        for part, given in _parts(estimator, design):
            if class_of(part) is not None:
                yield from learners_of(part, given)
    else:
        yield estimator, design


def _parts(estimator: Any, design: Design) -> Iterator[tuple[Any, Design]]:
    """Yield the parts of a fitted `ColumnTransformer` that give columns, with theirs."""
    for name, part, _ in estimator.transformers_:
        positions = estimator._transformer_to_input_indices[name]  # noqa: SLF001 (resolves every way of choosing)
        if not (isinstance(part, str) and part == "drop") and len(positions):
            yield part, design.some(positions)


def _after(step: Any, design: Design) -> Design:
    """Return what a fitted step makes of a design; `passthrough` leaves it as it is."""
    if class_of(step) is None:
        return design
    task = task_of(step)
    if task is Task.PIPELINE:
        for _, one in step.steps:
            design = _after(one, design)
        return design
    if task is Task.COLUMNS:
        made = [_after(part, given) for part, given in _parts(step, design)]
        values = np.column_stack([_dense(one.values) for one in made])
        names = tuple(name for one in made for name in one.names)
        return Design(values, names, np.concatenate([one.spare for one in made]))
    values = _dense(step.transform(design.values))
    return Design(values, *_NAMED.get(task, _anew)(step, design, values.shape[1]))


def _dense(values: Any) -> Any:
    return values.toarray() if hasattr(values, "toarray") else np.asarray(values)


_Named = tuple[tuple[str, ...], BoolArray]


def _same(step: Any, design: Design, n_columns: int) -> _Named:
    """Name columns that were changed one by one; those that were empty are gone."""
    return (design.names, design.spare) if len(design.names) == n_columns else _anew(step, design, n_columns)


def _anew(step: Any, design: Design, n_columns: int) -> _Named:
    """Name columns that were made of all."""
    return ("a component",) * n_columns, np.zeros(n_columns, dtype=np.bool_)


def _of_categories(step: Any, design: Design, n_columns: int) -> _Named:
    """Name the columns of categories by their own column; the first of each full set is spare."""
    if type(step).__name__ != "OneHotEncoder":
        return _same(step, design, n_columns)
    sources = [f"x{j}" for j in range(len(design.names))]
    found = [label.partition("_")[0] for label in _labels(step, sources)]
    first = np.array([j == 0 or found[j] != found[j - 1] for j in range(len(found))], dtype=np.bool_)
    names = tuple(design.names[int(one[1:])] for one in found)
    return names, first if step.drop is None else np.zeros_like(first)


def _of_products(step: Any, design: Design, n_columns: int) -> _Named:
    """Name products by the columns that are multiplied."""
    labels = _labels(step, [f"x{j}" for j in range(len(design.names))])
    names = tuple(
        " * ".join(design.names[int(j)] for j in _BY_INDEX.findall(one)) or "constant" for one in labels
    )
    return names, np.zeros(n_columns, dtype=np.bool_)


def _labels(step: Any, sources: list[str]) -> list[str]:
    """Return the labels of the columns that a step makes of columns under other names."""
    learnt: Any = vars(step).pop("feature_names_in_", None)
    labels = list(map(str, step.get_feature_names_out(sources)))
    if learnt is not None:
        step.feature_names_in_ = learnt
    return labels


_NAMED: Mapping[Task, Callable[[Any, Design, int], _Named]] = {
    Task.SCALER: _same,
    Task.IMPUTER: _same,
    Task.ENCODER: _of_categories,
    Task.ROWWISE: _of_products,
}
