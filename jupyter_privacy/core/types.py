"""The values that every other layer speaks in.

A column arrives here as *codes*: a 1-d integer array with one entry a record, 0 for a missing
value and 1..n for the distinct values in no promised order.  Missing is a value of its own: two
records that miss the same variable look alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NewType

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Assessable",
    "BoolArray",
    "CellArray",
    "Codes",
    "ColumnName",
    "FloatArray",
    "IntArray",
    "NumberArray",
    "Reason",
    "Risk",
    "Severity",
]

ColumnName = NewType("ColumnName", str)
Codes = NDArray[np.int32]
IntArray = NDArray[np.intp]
CellArray = NDArray[np.signedinteger[Any]]
"""The cell of each record, -1 for none."""
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
NumberArray = NDArray[np.floating] | NDArray[np.integer] | NDArray[np.bool_]


class Severity(IntEnum):
    """How much a number should worry its reader; the worst of several is `max()`."""

    FINE = 0
    UNKNOWN = 1
    ELEVATED = 2
    HIGH = 3


class Reason(IntEnum):
    """Why a cell, a row or a result is not shown; 0 means that it is shown."""

    SHOWN = 0
    THRESHOLD = 1
    GROUP_DISCLOSURE = 2
    DOMINANCE = 3
    P_PERCENT = 4
    DEGREES_OF_FREEDOM = 5
    COMPLEMENTARY = 6
    LINEAGE = 7
    SINGLE_RECORD = 9
    DIRECT_IDENTIFIER = 10
    RARE_COMBINATION = 11
    UNIQUE_ROW = 12
    NO_RULE = 13
    FAILED = 14
    LABEL = 15
    POLICY = 16
    GUARD_FAILED = 17
    DIFFERENCING = 18
    EXTREME = 19
    OWN_NUMBERS = 21
    WINDOW = 24
    REPEATED = 30
    INFLUENCE = 31
    COMBINATION = 32


@dataclass(frozen=True, slots=True)
class Risk:
    """One measured risk; never a bare float.

    `value` lies in `[low, high]`; an exact number has `low == value == high`.  What could not be
    computed is *unknown*: all three are None and `note` says why.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    severity: Severity = Severity.FINE
    note: str = ""

    @classmethod
    def exact(cls, value: float, unit: str, severity: Severity = Severity.FINE, note: str = "") -> Risk:
        """Return a risk that is known without error."""
        return cls(value, value, value, unit, severity, note)

    @classmethod
    def unknown(cls, unit: str, note: str) -> Risk:
        """Return a risk that could not be computed, with the reason."""
        return cls(None, None, None, unit, Severity.UNKNOWN, note)

    @property
    def is_known(self) -> bool:
        """Whether a number was computed."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Assessable:
    """Microdata as the measures see them.

    `columns` maps every column to its codes (one length for all); `key_variables` and
    `sensitive` name some of them; `minimum` is the k below which a class counts as small.
    `weights` are sampling weights (persons in the population that a record stands for), or None
    when the data are the population.
    """

    n_records: int
    columns: Mapping[ColumnName, Codes]
    key_variables: tuple[ColumnName, ...]
    sensitive: tuple[ColumnName, ...]
    minimum: int
    weights: FloatArray | None = None
