"""What the layers above see of a dataframe, whichever library made it.

Columns go by position: labels may repeat, and may be anything in pandas.  A missing value is
missing however it is written (NaN, None, NaT, NA, null).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_privacy.core.types import Codes, ColumnName, FloatArray, IntArray

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Frame", "Kind", "Library"]


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    TIME = "time"
    OTHER = "other"


class Frame(Protocol):
    """A table of one record a row; it is read, never changed."""

    @property
    def n_records(self) -> int:
        """The number of rows."""

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The labels as text, in order; they may repeat."""

    def kind(self, j: int) -> Kind:
        """Return what column `j` holds; a categorical column holds what its categories are."""

    def codes(self, j: int) -> Codes:
        """Return 0 for missing and 1..n for the distinct values of column `j`, in no promised order.

        Every list, dict or other unhashable cell has a code of its own.  Kept, so asking
        again costs next to nothing, and read-only.
        """

    def narrow_codes(self, j: int) -> NDArray[np.integer]:
        """Return `codes` in as few bytes as they need: the same array to all who have it."""

    def numbers(self, j: int) -> FloatArray:
        """Return column `j` as float64, NaN for missing, booleans as 0 and 1.

        Whole numbers beyond 2^53 are rounded.  `TypeError` for text, time and other.
        """

    def texts(self, j: int, records: IntArray) -> list[str]:
        """Return those cells of column `j` as the library itself would print them together."""

    def sample_texts(self, j: int, limit: int) -> list[str]:
        """Return up to `limit` distinct texts of column `j` in full; none unless it holds text."""

    def take(self, records: IntArray) -> Frame:
        """Return the frame of those rows, in that order."""


class Library(Protocol):
    """The names that the module of every dataframe library has."""

    @property
    def ACCEPTED(self) -> str:  # noqa: N802 - a constant of the module
        """The objects it takes, in words."""

    def recognises(self, obj: object) -> bool:
        """Return whether `obj` is one of them, without importing the library."""

    def open_object(self, obj: Any, *, with_index: bool) -> Frame:  # noqa: ANN401 - recognised before
        """Return the frame of a recognised object."""
