"""The people that a model is fitted on: columns of the same rows, without gaps.

Models leave out who lacks a value.  That is a selection of people like any other: it is settled, so that
models of nearly the same people are models of the same people.  Within a level of a categorical column,
too, fewer than k people are not left out: their gaps are filled with the mean, or the most common text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames.pandas_rows import with_column
from jupyter_privacy.frames.pandas_tables import frame_of, numbers_of
from jupyter_privacy.guard.seal.choosing import by_mask
from jupyter_privacy.guard.seal.conditions import settled
from jupyter_privacy.guard.seal.desk import shared_rows, withheld
from jupyter_privacy.guard.seal.lineage import OWN, Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = [
    "columns_in",
    "combined",
    "complete",
    "filled",
    "has_rare",
    "is_categorical",
    "levels_of",
    "sample_of",
]


def columns_in(held: Held) -> dict[str, Held] | None:
    """Return the columns of a held frame, column or array by name; None if it has none that may be named."""
    value: Any = held.value
    kind = kind_of(value)
    if kind is Kind.FRAME and held.lineage.has_public_labels and value.columns.is_unique:
        return {name: _part(held, value[name], name) for name in value.columns}
    if kind is Kind.SERIES and held.lineage.has_public_labels:
        return {value.name: held}
    if kind is Kind.ARRAY and value.ndim in {1, 2}:
        columns = value[:, None] if value.ndim == 1 else value
        return {f"x{j + 1}": Held(columns[:, j], held.lineage) for j in range(columns.shape[1])}
    return None


def _part(held: Held, column: Any, name: Any) -> Held:
    lineage = held.lineage.tainted(held.lineage.obstacles.get(name, Reason.SHOWN))
    return Held(column, replace(lineage, obstacles={}, origins={None: held.lineage.origin_of(name)}))


def sample_of(columns: Mapping[Any, Held]) -> Held:
    """Return columns of the same rows as one frame, its rows numbered; withheld if they are not.

    Conditions are settled as wherever they are used.  Numbers of the analyst's own, one for each
    person, make equations in single people's values of every model that they stand in.
    """
    found = {name: settled(held, in_pairs=True) for name, held in columns.items()}
    base = next(iter(found.values()))
    obstacle = shared_rows(base.lineage, list(found.values()))
    if obstacle is Reason.SHOWN and any(OWN in held.lineage.origin_of(None) for held in found.values()):
        obstacle = Reason.OWN_NUMBERS
    if obstacle is not Reason.SHOWN:
        return withheld(base.lineage, obstacle, "model")
    frame = frame_of({name: _numbered(held.value) for name, held in found.items()})
    origins = {name: held.lineage.origin_of(None) for name, held in found.items()}
    lineage = replace(base.lineage.same_rows("model"), obstacles={}, origins=origins, has_public_labels=True)
    return Held(frame, lineage)


def _numbered(column: Any) -> Any:
    """Return a column with its rows numbered; text as the model libraries know it."""
    series = frame_of({0: column})[0] if kind_of(column) is Kind.ARRAY else column
    series = series.set_axis(range(len(series)))
    if isinstance(series.dtype, np.dtype) or hasattr(series, "cat"):
        return series
    numbers = numbers_of(series)
    return series.astype(object) if numbers is None else frame_of({0: series.astype(np.float64)})[0]


def is_categorical(column: Any) -> bool:
    """Whether a raw column is text, a category or a yes/no."""
    return column.dtype.kind not in "iufcmM"


def levels_of(column: Any) -> IntArray:
    """Return the number of each row's level, -1 for none."""
    codes: IntArray = column.factorize()[0].astype(np.intp)
    return codes


def has_rare(codes: IntArray, lineage: Lineage) -> bool:
    """Whether a level has fewer people than the threshold."""
    n_people = np.bincount(codes[codes >= 0])
    return bool(n_people.min(initial=len(codes)) < lineage.source.policy.threshold)


def combined(levels: Sequence[IntArray]) -> IntArray:
    """Return the number of each row's combination of levels, -1 where one of them is missing."""
    present = np.all([codes >= 0 for codes in levels], axis=0)
    codes = np.full(len(present), -1, dtype=np.intp)
    found = np.column_stack(levels)[present]
    codes[present] = np.unique(found, axis=0, return_inverse=True)[1].ravel()
    return codes


def complete(sample: Held, groups: Sequence[IntArray]) -> Held:
    """Return the rows of a sample that lack nothing, settled, and without gaps.

    `groups` gives the levels whose people the model tells apart.
    """
    frame: Any = sample.value
    minimum = sample.lineage.source.policy.minimum
    lacking = np.asarray(frame.isna().any(axis=1), dtype=np.bool_)
    few = [_few_of_a_level(lacking, codes, minimum) for codes in groups]
    kept = by_mask(sample, ~lacking | np.any([*few, np.zeros_like(lacking)], axis=0), "model")
    if isinstance(kept.value, Withheld):
        return kept
    whole = kept.value
    for name in whole.columns:
        if whole[name].isna().any():
            by_level = [codes[whole.index] for codes in groups]
            whole = with_column(whole, name, _filled(whole[name], by_level))
    if not len(whole) or whole.isna().any(axis=None):
        return withheld(kept.lineage, Reason.THRESHOLD, "model")
    return Held(whole.set_axis(range(len(whole))), kept.lineage)


def filled(sample: Held) -> Held:
    """Return a sample in which no column lacks the values of just a few people."""
    frame: Any = sample.value
    minimum = sample.lineage.source.policy.minimum
    for name in frame.columns:
        if 0 < int(frame[name].isna().sum()) < minimum:
            frame = with_column(frame, name, _filled(frame[name], ()))
    return Held(frame, sample.lineage)


def _few_of_a_level(lacking: BoolArray, codes: IntArray, minimum: int) -> BoolArray:
    """Return who lacks something as one of few in their level."""
    n_lacking = np.bincount(codes[lacking & (codes >= 0)], minlength=int(codes.max(initial=-1)) + 1)
    is_few = np.append((n_lacking > 0) & (n_lacking < minimum), False)  # -1, no level, finds the last entry
    few: BoolArray = lacking & is_few[codes]
    return few


def _filled(column: Any, by_level: Iterable[IntArray]) -> Any:
    """Return a column with its gaps filled: the mean of the level, else of all, or the most common text."""
    if is_categorical(column):
        return column.fillna(column.mode().iloc[0])
    for codes in by_level:
        column = column.fillna(column.groupby(codes).transform("mean"))
    return column.fillna(column.mean())
