"""numpy: one- and two-dimensional arrays, and one-dimensional structured ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, Codes, ColumnName, FloatArray, IntArray
from jupyter_privacy.frames.coding import KeptCodes, codes_of_objects, contiguous, first_records
from jupyter_privacy.frames.frame import Frame, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ACCEPTED", "open_object", "recognises"]

ACCEPTED = "numpy array of one or two dimensions"

Column = NDArray[Any]

_KINDS = {
    "b": Kind.BOOLEAN,
    **dict.fromkeys("iuf", Kind.NUMBER),
    **dict.fromkeys("UT", Kind.TEXT),
    **dict.fromkeys("Mm", Kind.TIME),
}


def recognises(obj: object) -> bool:
    """Return whether `obj` is one of `ACCEPTED`."""
    if not (isinstance(obj, np.ndarray) and issubclass(type(obj), np.ndarray)):
        return False
    return obj.ndim == 1 or (obj.ndim == 2 and obj.dtype.names is None)  # noqa: PLR2004 - two dimensions


def open_object(obj: Any, *, with_index: bool) -> Frame:  # noqa: ANN401, ARG001 - numpy has no index
    """Return the frame of a recognised array: a column a field, or a position."""
    names = obj.dtype.names
    if names is not None:
        return NumpyFrame([_plain(obj[name]) for name in names], names, len(obj))
    table = _plain(obj).reshape(len(obj), 1) if obj.ndim == 1 else _plain(obj)
    return NumpyFrame(list(table.T), [str(j) for j in range(table.shape[1])], len(obj))


def _plain(array: Column) -> Column:
    """Return a plain array; what a masked array masks becomes None."""
    if not np.ma.is_masked(array):
        return np.asarray(array)
    plain = np.array(array, dtype=object)
    plain[np.ma.getmaskarray(array)] = None
    return plain


class NumpyFrame:
    """Columns of a numpy array as a `Frame`."""

    def __init__(self, table: Sequence[Column], names: Sequence[str], n_records: int) -> None:
        self._table = table
        self._columns = tuple(ColumnName(name) for name in names)
        self._n_records = n_records
        self._codes = KeptCodes()

    @property
    def n_records(self) -> int:
        """The number of rows."""
        return self._n_records

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The field names, or the positions as text."""
        return self._columns

    def kind(self, j: int) -> Kind:
        """Return what column `j` holds."""
        return _kind(self._table[j])

    def codes(self, j: int) -> Codes:
        """Return the codes of column `j`."""
        return self._codes.of(j, lambda: _codes(self._table[j]))

    def narrow_codes(self, j: int) -> NDArray[np.integer]:
        """Return the codes of column `j` in few bytes."""
        return self._codes.narrow(j, lambda: self.codes(j))

    def numbers(self, j: int) -> FloatArray:
        """Return column `j` as float64."""
        if self.kind(j) not in (Kind.NUMBER, Kind.BOOLEAN):
            raise TypeError(f"column {j} holds {self.kind(j)}, not numbers")
        column = self._table[j]
        if column.dtype != np.dtype(object):
            return column.astype(np.float64)
        return np.array([np.nan if value is None else float(value) for value in column], dtype=np.float64)

    def texts(self, j: int, records: IntArray) -> list[str]:
        """Return cells as numpy prints them one by one."""
        return [_text(self._table[j][record : record + 1]) for record in records]

    def sample_texts(self, j: int, limit: int) -> list[str]:
        """Return up to `limit` distinct texts."""
        if self.kind(j) is not Kind.TEXT:
            return []
        return [str(value) for value in self._table[j][first_records(self.codes(j), limit)]]

    def take(self, records: IntArray) -> Frame:
        """Return the frame of those rows."""
        return NumpyFrame([column[records] for column in self._table], self._columns, len(records))


def _kind(column: Column) -> Kind:
    if column.dtype != np.dtype(object):
        return _KINDS.get(column.dtype.kind, Kind.OTHER)
    types = {type(value) for value in column if not _is_missing(value)}
    if types and all(issubclass(found, str) for found in types):
        return Kind.TEXT
    if types == {bool}:
        return Kind.BOOLEAN
    numbers = (int, float, np.integer, np.floating)
    is_number = bool(types) and all(issubclass(found, numbers) and found is not bool for found in types)
    return Kind.NUMBER if is_number else Kind.OTHER


def _is_missing(value: object) -> bool:
    """Return whether a value is None, or differs from itself as NaN and NaT do."""
    if value is None:
        return True
    return isinstance(value, (float, np.floating, np.datetime64, np.timedelta64)) and bool(value != value)  # noqa: PLR0124


def _codes(column: Column) -> Codes:
    missing = _missing(column)
    if column.dtype.kind in "OV":
        return codes_of_objects(column.tolist(), missing)
    codes = np.zeros(len(column), dtype=np.int64)
    codes[~missing] = np.unique(column[~missing], return_inverse=True)[1] + 1
    return contiguous(codes)


def _missing(column: Column) -> BoolArray:
    if column.dtype.kind in "fcMm":
        return np.asarray(column != column, dtype=np.bool_)  # noqa: PLR0124 - NaN and NaT
    if column.dtype == np.dtype(object):
        return np.fromiter((_is_missing(value) for value in column), dtype=np.bool_, count=len(column))
    return np.zeros(len(column), dtype=np.bool_)


def _text(cell: Column) -> str:
    """Print an array of one cell, without its brackets and a string's quotes."""
    if cell.dtype.kind in "OUT" and isinstance(cell[0], str):
        return str(cell[0])
    return np.array2string(cell).removeprefix("[").removesuffix("]").strip(" ").strip("'")
