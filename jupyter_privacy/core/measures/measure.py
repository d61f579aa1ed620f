"""What a measure is, and the workings that several measures of one frame share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from jupyter_privacy.core.equivalence import class_ids
from jupyter_privacy.core.measures.singled_out import SingledOut, singled_out
from jupyter_privacy.core.types import Assessable, Codes, IntArray, Risk

__all__ = ["Direction", "Measure", "Workings", "never"]

Direction = Literal["higher_is_riskier", "lower_is_riskier"]


def never() -> bool:
    """Say that nobody has cancelled."""
    return False


class Workings:
    """The data of one assessment with what more than one measure needs, computed when asked for."""

    def __init__(self, data: Assessable, cancelled: Callable[[], bool] = never) -> None:
        self.data = data
        self.cancelled = cancelled

    @property
    def keys(self) -> list[Codes]:
        """The codes of the key variables."""
        return [self.data.columns[name] for name in self.data.key_variables]

    @cached_property
    def classes(self) -> tuple[IntArray, int]:
        """The equivalence class of each record on the key variables, and the number of classes."""
        return class_ids(self.keys, self.data.n_records)

    @cached_property
    def class_counts(self) -> IntArray:
        """The number of records of each class."""
        ids, n_classes = self.classes
        return np.bincount(ids, minlength=n_classes).astype(np.intp, copy=False)

    @cached_property
    def singled_out(self) -> tuple[SingledOut, ...]:
        """Who is singled out by at most one, two and three data points."""
        return singled_out(
            list(self.data.columns.values()), self.keys, self.data.n_records, cancelled=self.cancelled
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the catalogue: what a number says, which way is worse, and how it is computed."""

    id: str
    label: str
    unit: str
    direction: Direction
    compute: Callable[[Workings], Risk]
    help: str
    source: str
