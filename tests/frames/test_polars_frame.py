import decimal

import numpy as np
import polars as pl
import pytest

from jupyter_privacy.frames import Kind, open_frame

# Records 0 and 2 are equal, 1 differs, 3 is missing.
DTYPES = {
    "categorical": (pl.Series(["a", "b", "a", None], dtype=pl.Categorical), Kind.TEXT),
    "enum": (pl.Series(["c", "b", "c", None], dtype=pl.Enum(["a", "b", "c"])), Kind.TEXT),
    "unsigned": (pl.Series([2**63, 2, 2**63, None], dtype=pl.UInt64), Kind.NUMBER),
    "decimal": (
        pl.Series([decimal.Decimal("1.5"), decimal.Decimal(2), decimal.Decimal("1.5"), None]),
        Kind.NUMBER,
    ),
    "duration": (pl.Series([1, 2, 1, None]).cast(pl.Duration("ms")), Kind.TIME),
    "time": (pl.Series([1, 2, 1, None]).cast(pl.Time), Kind.TIME),
    "binary": (pl.Series([b"a", b"b", b"a", None]), Kind.OTHER),
}


@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype_has_kind_codes_numbers_and_texts(name, partition):
    """Equal values share a code and a text; null is missing and printed so."""
    column, kind = DTYPES[name]
    frame = open_frame(column)
    assert frame.kind(0) is kind
    assert partition(frame.codes(0)) == ({(0, 2), (1,)}, [3])
    texts = frame.texts(0, np.arange(4))
    assert texts[0] == texts[2] != texts[1]
    assert texts[3] == "null"
    if kind is Kind.NUMBER:
        numbers = frame.numbers(0)
        assert numbers[0] == numbers[2] != numbers[1]
        assert np.isnan(numbers[3])


def test_categories_of_another_column_leave_no_gap():
    """Categories are numbered for all columns together; codes are 1..n all the same."""
    pl.Series(["x", "y", "z"], dtype=pl.Categorical)
    codes = open_frame(pl.Series(["z", "q", None], dtype=pl.Categorical)).codes(0)
    assert sorted(codes.tolist()) == [0, 1, 2]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([[1], [1], None]),
        pl.Series([{"x": 1}, {"x": 1}, None]),
        pl.Series([[1], [1], None], dtype=pl.Array(pl.Int64, 1)),
        pl.Series([[1], [1], None], dtype=pl.Object),
    ],
    ids=["list", "struct", "array", "object"],
)
def test_nested_cells_have_a_code_each(column):
    """Lists, structs, arrays and Python objects share nothing and crash nothing."""
    frame = open_frame(column)
    assert frame.kind(0) is Kind.OTHER
    assert sorted(frame.codes(0).tolist()) == [0, 1, 2]
    assert len(frame.texts(0, np.arange(3))) == 3


def test_a_column_of_nulls_is_all_missing():
    """The Null dtype has no values."""
    assert open_frame(pl.Series([None, None])).codes(0).tolist() == [0, 0]


def test_texts_are_as_polars_prints_them():
    """The cells of a printed table, with their brackets and rounding and without quotes."""
    table = pl.DataFrame({"f": [1.0, 2.123456789, None], "s": ["x", 'a"b', None], "l": [[1.5], [], None]})
    frame = open_frame(table)
    with pl.Config(
        tbl_formatting="NOTHING",
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_names=True,
        tbl_hide_column_data_types=True,
    ):
        printed = str(table).splitlines()
    assert len(printed) == 3
    for record, line in enumerate(printed):
        cells = [frame.texts(j, np.array([record]))[0] for j in range(3)]
        assert line.split() == cells


def test_numbers_can_be_changed_without_harm():
    """The array is the caller's own, not polars' memory."""
    table = pl.DataFrame({"f": [1.0, 2.0]})
    open_frame(table).numbers(0)[0] = 9.0
    assert table["f"].to_list() == [1.0, 2.0]
