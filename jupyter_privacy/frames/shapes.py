"""What shape of pandas or NumPy object something is, without importing either."""

from __future__ import annotations

import sys
from enum import Enum, auto
from typing import Any

__all__ = [
    "Shape",
    "dtypes_of",
    "holds_records",
    "is_of_pandas",
    "module_of",
    "object_entries",
    "shallow_copy",
    "shape_of",
]


class Shape(Enum):
    """The shapes that operations are defined on."""

    FRAME = auto()
    SERIES = auto()
    INDEX = auto()
    ARRAY = auto()
    OTHER = auto()


def module_of(name: str) -> Any:
    """Return a module that is loaded already, or None."""
    return sys.modules.get(name)


def shape_of(value: object) -> Shape:
    """Return the shape of a pandas or NumPy object; `OTHER` for everything else."""
    pandas = module_of("pandas")
    if pandas is not None:
        if isinstance(value, pandas.DataFrame):
            return Shape.FRAME
        if isinstance(value, pandas.Series):
            return Shape.SERIES
        if isinstance(value, pandas.Index):
            return Shape.INDEX
    numpy = module_of("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray) and value.ndim:
        return Shape.ARRAY
    return Shape.OTHER


def is_of_pandas(value: object) -> bool:
    """Whether `value` is a table or a column of pandas."""
    pandas = module_of("pandas")
    return pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series))


def holds_records(value: object) -> bool:
    """Whether `value` is an object of a dataframe library that may hold records.

    Frames and columns of pandas and polars (lazy ones too), tables of pyarrow, relations of
    DuckDB, and arrays; scalars and everything else are not, nor are the axes of a figure, which
    `plt.subplots` gives as an array.
    """
    shape = shape_of(value)
    if shape is not Shape.OTHER:
        return shape is not Shape.ARRAY or not _is_of_axes(value)
    for module, names in _OTHERS.items():
        loaded = module_of(module)
        types = tuple(filter(None, (getattr(loaded, name, None) for name in names)))
        if types and isinstance(value, types):
            return True
    return False


def _is_of_axes(array: Any) -> bool:
    """Whether an array holds nothing but axes of figures."""
    axes = getattr(module_of("matplotlib.axes"), "Axes", None)
    if axes is None or array.dtype != object or not array.size:
        return False
    return all(isinstance(entry, axes) for entry in array.ravel().tolist())


_OTHERS = {
    "polars": ("DataFrame", "LazyFrame", "Series"),
    "pyarrow": ("Table", "RecordBatch", "ChunkedArray", "Array", "RecordBatchReader"),
    "duckdb": ("DuckDBPyRelation",),
    "pandas.api.typing": ("DataFrameGroupBy", "SeriesGroupBy"),
    "pandas.io.formats.style": ("Styler",),
}


def object_entries(obj: Any) -> list[object]:
    """Return the entries of a frame, column, index or array that are Python objects, one of each type.

    Of a dtype they are its categories.
    """
    if _is_dtype(obj):
        categories = getattr(obj, "categories", None)
        return [] if categories is None else object_entries(categories)
    columns = [obj[name] for name in obj] if shape_of(obj) is Shape.FRAME else [obj]
    arrays = (column.to_numpy() if hasattr(column, "to_numpy") else column for column in columns)
    entries = [entry for array in arrays if array.dtype == object for entry in array.ravel().tolist()]
    return list({type(entry): entry for entry in entries}.values())


def _is_dtype(value: object) -> bool:
    numpy, extensions = module_of("numpy"), module_of("pandas.api.extensions")
    kinds = [numpy.dtype] if numpy is not None else []
    kinds += [extensions.ExtensionDtype] if extensions is not None else []
    return isinstance(value, tuple(kinds))


def shallow_copy(obj: Any) -> Any:
    """Return a copy that shares the data but not the columns: adding one leaves the other alone."""
    if shape_of(obj) in {Shape.FRAME, Shape.SERIES, Shape.INDEX}:
        return obj.copy(deep=False)
    return obj.clone() if hasattr(obj, "clone") else obj.copy()


def dtypes_of(obj: Any) -> dict[str, object]:
    """Return the dtypes of a frame or column by name; empty for objects without names."""
    if shape_of(obj) is Shape.FRAME:
        return {str(name): dtype for name, dtype in zip(obj.columns, obj.dtypes, strict=True)}
    if shape_of(obj) is Shape.SERIES:
        return {str(obj.name): obj.dtype}
    schema: Any = getattr(obj, "schema", None)
    return dict(schema) if hasattr(schema, "items") else {}
