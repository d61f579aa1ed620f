"""Columns that lack the values of a few people are completed, others are left alone."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.frames.completing import completed

N = 30
DAYS = pd.date_range("2020-01-01", periods=N)

COLUMNS = {
    "floats": (pd.Series(np.arange(N, dtype=float)), 14.5),
    "float32": (pd.Series(np.arange(N), dtype="float32"), 14.5),
    "nullable floats": (pd.Series(np.arange(N), dtype="Float64"), 14.5),
    "nullable whole numbers": (pd.Series([1, 2, 2] * 10, dtype="Int64"), 2),
    "nullable yes/no": (pd.Series([True, True, False] * 10, dtype="boolean"), True),
    "times": (pd.Series(DAYS), pd.Timestamp("2020-01-15 12:00")),
    "times with a zone": (pd.Series(DAYS.tz_localize("UTC")), pd.Timestamp("2020-01-15 12:00", tz="UTC")),
    "spans": (pd.Series(DAYS - DAYS[0]), pd.Timedelta("14 days 12:00:00")),
}


def lacking(column, n):
    """Return a column without its values at the first n places (of n more), so that its mean stays."""
    return pd.concat([column.iloc[:1].mask([True])] * n + [column], ignore_index=True).astype(column.dtype)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("n", [1, 9])
def test_a_few_missing_values_become_the_mean(name, n):
    """The completed column has the dtype, the mean and the other values of the one that lacks a few."""
    column, typical = COLUMNS[name]
    whole = completed(lacking(column, n), 10)
    assert whole.dtype == column.dtype
    assert not whole.isna().any()
    assert (whole[:n] == typical).all()
    assert whole[n:].tolist() == column.tolist()


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("n", [0, 10])
def test_complete_columns_and_real_gaps_are_left_alone(name, n):
    """With no missing value, or with as many as may be told, the very same column comes back."""
    column = lacking(COLUMNS[name][0], n) if n else COLUMNS[name][0]
    assert completed(column, 10) is column


def test_few_infinite_values_are_missing_ones():
    """The logarithm of one 0 is no number, and must not make the mean one."""
    column = pd.Series([-np.inf, *np.arange(N, dtype=float)])
    assert completed(column, 10)[0] == column[1:].mean()
    assert completed(column.to_numpy(), 10)[0] == column[1:].mean()
    both = pd.Series([-np.inf, *[np.nan] * 12, *np.arange(N, dtype=float)])
    assert completed(both, 10).isna().sum() == 12


def test_a_column_with_too_few_values_is_left_alone():
    """Fewer values than people may be told of do not stand for the others."""
    column = pd.Series([np.nan] * 5 + [1.0] * 9)
    assert completed(column, 10) is column


def test_frames_keep_their_other_columns():
    """Only what lacks a few is replaced; the frame that came in stays as it was; names may be double."""
    frame = pd.DataFrame(
        {"x": [np.nan, *np.arange(N)], "text": [None, *["a"] * N], "y": range(N + 1)}
    ).set_axis(["x", "x", "y"], axis=1)
    whole = completed(frame, 10)
    assert whole.isna().sum().tolist() == [0, 1, 0]
    assert frame.isna().sum().tolist() == [1, 1, 0]
    assert completed(whole, 10) is whole
