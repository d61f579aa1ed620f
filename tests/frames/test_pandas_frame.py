import decimal

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.frames import Kind, open_frame

# One column of every dtype: values where records 0 and 2 are equal, 1 differs, 3 is missing.
DTYPES = {
    "float": (pd.Series([1.5, 2.5, 1.5, np.nan]), Kind.NUMBER),
    "nullable integer": (pd.Series([1, 2, 1, None], dtype="Int64"), Kind.NUMBER),
    "nullable float": (pd.Series([1.5, 2.5, 1.5, None], dtype="Float64"), Kind.NUMBER),
    "nullable boolean": (pd.Series([True, False, True, None], dtype="boolean"), Kind.BOOLEAN),
    "str": (pd.Series(["a", "b", "a", None]), Kind.TEXT),
    "string": (pd.Series(["a", "b", "a", None], dtype="string"), Kind.TEXT),
    "object text": (pd.Series(["a", "b", "a", None], dtype=object), Kind.TEXT),
    "object boolean": (pd.Series([True, False, True, None], dtype=object), Kind.BOOLEAN),
    "object number": (pd.Series([1, 2, 1, np.nan], dtype=object), Kind.NUMBER),
    "decimal": (pd.Series([decimal.Decimal(1), decimal.Decimal(2), decimal.Decimal(1), None]), Kind.NUMBER),
    "huge integer": (pd.Series([10**400, -(10**400), 10**400, None], dtype=object), Kind.NUMBER),
    "category of text": (pd.Series(["a", "b", "a", None], dtype="category"), Kind.TEXT),
    "category of number": (pd.Series([7, 8, 7, None], dtype="category"), Kind.NUMBER),
    "unused categories": (
        pd.Series(pd.Categorical(["b", "d", "b", None], categories=list("abcd"))),
        Kind.TEXT,
    ),
    "datetime": (pd.Series(pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-01", None])), Kind.TIME),
    "with zone": (
        pd.Series(pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-01", None], utc=True)),
        Kind.TIME,
    ),
    "timedelta": (pd.Series(pd.to_timedelta([1, 2, 1, None], unit="h")), Kind.TIME),
    "period": (pd.Series(pd.PeriodIndex(["2020-01", "2020-02", "2020-01", None], freq="M")), Kind.TIME),
    "dates": (
        pd.Series([d and pd.Timestamp(d).date() for d in ("2020-01-01", "2020-01-02", "2020-01-01", None)]),
        Kind.TIME,
    ),
    "interval": (pd.Series(pd.IntervalIndex.from_tuples([(0, 1), (1, 2), (0, 1), np.nan])), Kind.OTHER),
    "complex": (pd.Series([1 + 1j, 2, 1 + 1j, np.nan]), Kind.OTHER),
    "bytes": (pd.Series([b"a", b"b", b"a", None]), Kind.OTHER),
    "sparse": (pd.Series(pd.arrays.SparseArray([1.0, 0.0, 1.0, np.nan])), Kind.NUMBER),
    "tuples": (pd.Series([(1,), (2,), (1,), None]), Kind.OTHER),
    "arrow integer": (pd.Series([1, 2, 1, None], dtype="int64[pyarrow]"), Kind.NUMBER),
    "arrow float": (pd.Series([1.5, 2.5, 1.5, None], dtype="double[pyarrow]"), Kind.NUMBER),
    "arrow text": (pd.Series(["a", "b", "a", None], dtype="string[pyarrow]"), Kind.TEXT),
    "arrow boolean": (pd.Series([True, False, True, None], dtype="bool[pyarrow]"), Kind.BOOLEAN),
}


@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype_has_kind_codes_numbers_and_texts(name, partition):
    """Equal values share a code, NaN, None, NaT and NA are missing, numbers come where there are some."""
    column, kind = DTYPES[name]
    frame = open_frame(column)
    assert frame.kind(0) is kind
    assert partition(frame.codes(0)) == ({(0, 2), (1,)}, [3])
    assert sorted(set(frame.codes(0).tolist())) == [0, 1, 2]
    texts = frame.texts(0, np.arange(4))
    assert texts[0] == texts[2] != texts[1]
    assert texts[3] in ("NaN", "None", "<NA>", "NaT", "NaN+0.0j", "NaN+NaNj")
    if kind in (Kind.NUMBER, Kind.BOOLEAN):
        numbers = frame.numbers(0)
        assert numbers[0] == numbers[2] != numbers[1]
        assert np.isnan(numbers[3])
    assert bool(frame.sample_texts(0, 2)) == (kind is Kind.TEXT)


def test_a_mixed_column_keeps_apart_what_is_printed_differently(partition):
    """1, "1", True and 1.0 are four values; dicts and lists are never shared; nothing crashes."""

    class Moody:
        def __hash__(self):
            raise RuntimeError

        def __eq__(self, other):
            raise RuntimeError

    values = [1, "1", True, 1.0, [1], [1], {}, {}, Moody(), None, np.nan, pd.NaT, pd.NA, 1, "1"]
    frame = open_frame(pd.Series(values, dtype=object))
    alone = {(j,) for j in range(2, 9)}
    assert partition(frame.codes(0)) == ({(0, 13), (1, 14), *alone}, [9, 10, 11, 12])
    assert frame.kind(0) is Kind.OTHER


def test_nan_inside_arrow_floats_is_missing():
    """Arrow tells NaN from null; nobody else does."""
    pa = pytest.importorskip("pyarrow")
    column = pd.Series(pd.arrays.ArrowExtensionArray(pa.array([1.0, float("nan"), None])))
    assert (open_frame(column).codes(0) == 0).tolist() == [False, True, True]


def test_arrow_lists_have_a_code_each():
    """What cannot be factorised does not crash."""
    pa = pytest.importorskip("pyarrow")
    column = pd.Series(pd.arrays.ArrowExtensionArray(pa.array([[1], [1], None])))
    assert sorted(open_frame(column).codes(0).tolist()) == [0, 1, 2]


def test_columns_go_by_position():
    """Labels may repeat and may be of any type."""
    table = pd.DataFrame([[1, 2, 3]], columns=pd.Index(["a", "a", 5], dtype=object))
    frame = open_frame(table)
    assert frame.columns == ("a", "a", "5")
    assert [frame.numbers(j).tolist() for j in range(3)] == [[1], [2], [3]]


def test_column_levels_are_joined():
    """A MultiIndex of columns gives one label each."""
    table = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]))
    assert open_frame(table).columns == ("a, 1", "b, 2")


def test_rows_go_by_position():
    """Index labels, repeated ones too, change nothing."""
    table = pd.DataFrame({"a": [10, 20, 30]}, index=[7, 7, 0])
    frame = open_frame(table)
    assert frame.texts(0, np.array([0, 2])) == ["10", "30"]
    assert frame.take(np.array([2])).numbers(0).tolist() == [30]


@pytest.mark.parametrize(
    ("index", "names"),
    [
        (None, ("a",)),
        (pd.RangeIndex(5, 7), ("index", "a")),
        (pd.RangeIndex(2, name="id"), ("id", "a")),
        (pd.Index(["x", "y"]), ("index", "a")),
        (pd.Index(["x", "y"], name="upn"), ("upn", "a")),
        (pd.Index(["x", "y"], name="a"), ("a", "a")),
        (pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["upn", None]), ("upn", "level_1", "a")),
    ],
    ids=["default", "later rows", "named", "labels", "named labels", "named like a column", "levels"],
)
def test_an_index_that_says_something_becomes_columns(index, names):
    """Only the default integer index is left out; an identifier often is the index."""
    table = pd.DataFrame({"a": [1.5, 2.5]}, index=index)
    frame = open_frame(table, with_index=True)
    assert frame.columns == names
    assert frame.n_records == 2
    assert frame.numbers(len(names) - 1).tolist() == [1.5, 2.5]
    assert open_frame(table).columns == ("a",)
    assert open_frame(table["a"], with_index=True).columns == names
    if index is not None and index.nlevels == 1:
        assert frame.texts(0, np.arange(2)) == [str(label) for label in index]


def test_an_index_is_a_column_and_levels_are_columns():
    """`df.index` on its own is a table as well."""
    assert open_frame(pd.Index(["x", "y"], name="upn")).columns == ("upn",)
    assert open_frame(pd.Index(["x", "y"])).sample_texts(0, 2) == ["x", "y"]
    levels = pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["upn", "year"])
    assert open_frame(levels).columns == ("upn", "year")
    assert open_frame(pd.Series([1])).columns == ("",)


def test_texts_are_as_pandas_prints_them():
    """The cells of a printed frame, float digits in common and long texts cut off."""
    table = pd.DataFrame({"f": [1.0, 2.123456789, np.nan], "s": ["x" * 80, "b", None]})
    frame = open_frame(table)
    rows = [line.split() for line in repr(table).splitlines()[1:]]
    assert frame.texts(0, np.arange(3)) == [row[1] for row in rows]
    assert frame.texts(1, np.arange(3)) == [row[2] for row in rows]


def test_the_frame_is_read_not_changed():
    """Asking for anything leaves the user's table as it was."""
    table = pd.DataFrame({name: column for name, (column, _) in DTYPES.items() if name != "sparse"})
    before = table.copy(deep=True)
    frame = open_frame(table, with_index=True)
    for j in range(len(frame.columns)):
        with pytest.raises(ValueError, match="read-only"):
            frame.codes(j)[:] = 0
        frame.texts(j, np.arange(2))
        if frame.kind(j) in (Kind.NUMBER, Kind.BOOLEAN):
            frame.numbers(j)
    pd.testing.assert_frame_equal(table, before)
