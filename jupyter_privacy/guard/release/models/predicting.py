"""Predictions for protected rows: columns like any other that is computed row by row.

Each row's prediction depends on that row and on the model, and is only made if everything may be told of
the model.  It counts as made of all columns that it stands on, the model's outcome included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_rows import labelled
from jupyter_privacy.guard.release.models.sample import sample_of
from jupyter_privacy.guard.seal.desk import attempt, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = ["all_origins", "computed_rows"]


def all_origins(lineage: Lineage) -> frozenset[str]:
    """Return the source columns that any column of a frame was made of."""
    return frozenset().union(*lineage.origins.values())


def computed_rows(
    base: Held,
    columns: Mapping[Any, Held],
    run: Callable[[Any], Any],
    model: Lineage,
    *,
    as_array: bool,
    snapped: bool = True,
) -> Held:
    """Return what a model makes of each row of some columns, kept sealed.

    `run` is given the raw columns as a frame and returns one entry, or one row of entries, for each.
    What only a few people make different is snapped, unless it goes straight into a metric.
    """
    sample = sample_of(columns) if columns else base
    if isinstance(sample.value, Withheld):
        return sample
    found = attempt(lambda: np.asarray(run(sample.value)))
    if isinstance(found, Withheld) or not found.ndim or len(found) != len(sample.value):
        return withheld(base.lineage, Reason.FAILED, "predict")
    minimum = base.lineage.source.policy.minimum
    given = [sample.value[name].to_numpy() for name in columns]
    columns_of = [snap(column, minimum, given) if snapped else column for column in np.atleast_2d(found.T)]
    entries: NDArray[Any] = columns_of[0] if found.ndim == 1 else np.column_stack(columns_of)
    origins: dict[object, frozenset[str]] = {None: all_origins(sample.lineage) | all_origins(model)}
    lineage = replace(base.lineage.same_rows("predict"), obstacles={}, origins=origins)
    in_frame = not as_array and kind_of(base.value) in {Kind.FRAME, Kind.SERIES} and found.ndim == 1
    return Held(labelled(entries, base.value) if in_frame else entries, lineage)
