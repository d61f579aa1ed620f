"""polars: DataFrame and Series."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import Codes, ColumnName, FloatArray, IntArray
from jupyter_privacy.frames.coding import KeptCodes, codes_of_objects, contiguous, first_records, own_codes
from jupyter_privacy.frames.frame import Frame, Kind

if TYPE_CHECKING:
    from typing import Any

    import polars as pl
    from numpy.typing import NDArray

__all__ = ["ACCEPTED", "open_object", "recognises"]

ACCEPTED = "polars DataFrame or Series"


def recognises(obj: object) -> bool:
    """Return whether `obj` is one of `ACCEPTED`; polars is not imported for it."""
    polars = sys.modules.get("polars")
    types = tuple(getattr(polars, name, None) for name in ("DataFrame", "Series"))
    return all(types) and issubclass(type(obj), types)  # type: ignore[arg-type]  # no None is left


def open_object(obj: Any, *, with_index: bool) -> Frame:  # noqa: ANN401, ARG001 - polars has no index
    """Return the frame of a recognised object."""
    import polars as pl

    return PolarsFrame(obj.to_frame() if isinstance(obj, pl.Series) else obj)


class PolarsFrame:
    """A polars table as a `Frame`."""

    def __init__(self, table: pl.DataFrame) -> None:
        self._table = table
        self._columns = tuple(ColumnName(name) for name in table.columns)
        self._codes = KeptCodes()

    @property
    def n_records(self) -> int:
        """The number of rows."""
        return self._table.height

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The labels."""
        return self._columns

    def kind(self, j: int) -> Kind:
        """Return what column `j` holds."""
        return _kind(self._table.dtypes[j])

    def codes(self, j: int) -> Codes:
        """Return the codes of column `j`."""
        return self._codes.of(j, lambda: _codes(self._table.to_series(j)))

    def narrow_codes(self, j: int) -> NDArray[np.integer]:
        """Return the codes of column `j` in few bytes."""
        return self._codes.narrow(j, lambda: self.codes(j))

    def numbers(self, j: int) -> FloatArray:
        """Return column `j` as float64."""
        import polars as pl

        if self.kind(j) not in (Kind.NUMBER, Kind.BOOLEAN):
            raise TypeError(f"column {j} holds {self.kind(j)}, not numbers")
        numbers = self._table.to_series(j).cast(pl.Float64).to_numpy()
        return np.array(numbers, dtype=np.float64)  # a copy: polars' own memory is read-only

    def texts(self, j: int, records: IntArray) -> list[str]:
        """Return cells as polars prints them."""
        cells = self._table.to_series(j).gather(records)
        return [_text(cells.slice(record, 1)) for record in range(len(cells))]

    def sample_texts(self, j: int, limit: int) -> list[str]:
        """Return up to `limit` distinct texts."""
        import polars as pl

        if self.kind(j) is not Kind.TEXT:
            return []
        cells = self._table.to_series(j).gather(first_records(self.codes(j), limit))
        return cells.cast(pl.String).to_list()

    def take(self, records: IntArray) -> Frame:
        """Return the frame of those rows."""
        import polars as pl

        return PolarsFrame(self._table.select(pl.all().gather(records)))


def _kind(dtype: pl.DataType) -> Kind:
    import polars as pl

    if dtype.is_numeric():
        return Kind.NUMBER
    if dtype == pl.Boolean:
        return Kind.BOOLEAN
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return Kind.TEXT
    return Kind.TIME if dtype.is_temporal() else Kind.OTHER


def _codes(column: pl.Series) -> Codes:
    import polars as pl

    missing = column.is_null().to_numpy()
    if column.dtype == pl.Object:
        return codes_of_objects(column.to_list(), missing)
    if column.dtype.is_nested():
        return own_codes(missing)
    if column.dtype in (pl.Categorical, pl.Enum):
        return _numbered(column.to_physical())
    return _numbered(column.fill_nan(None) if column.dtype.is_float() else column)


def _numbered(column: pl.Series) -> Codes:
    """Number the distinct values by a join: hashed, and twice as fast as ranking them."""
    values = column.alias("value").to_frame()
    distinct = values.unique().drop_nulls().with_row_index("code", offset=1)
    joined = values.join(distinct, on="value", how="left", maintain_order="left")
    return contiguous(joined["code"].fill_null(0).to_numpy().astype(np.int64))


def _text(cell: pl.Series) -> str:
    """Print one cell: its series' text between the brackets, without a string's quotes."""
    import polars as pl

    printed = repr(cell.alias("")).split("\n[\n\t", 1)[1].removesuffix("\n]")
    quoted = cell.dtype in (pl.String, pl.Categorical, pl.Enum) and cell.null_count() == 0
    return printed[1:-1] if quoted else printed
