"""Columns as the numbers that people contribute."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.frames.amounts import amounts_of, contributions_of

COLUMNS = {
    "whole numbers": pd.Series([3, 1, 2**60]),
    "unsigned": pd.Series([3, 1, 2], dtype="uint8"),
    "yes/no": pd.Series([True, False, True]),
    "floats": pd.Series([0.5, np.nan, 1.0]),
    "nullable": pd.Series([3, None, 2], dtype="Int64"),
    "times": pd.Series(pd.to_datetime(["2020-01-01", None, "2021-01-01"])),
    "an array": np.array([1, 2, 3]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_contributions_are_amounts(name):
    """As floats they are the same numbers, NaN where there is none."""
    column = COLUMNS[name]
    np.testing.assert_array_equal(contributions_of(column).astype(np.float64), amounts_of(column))


@pytest.mark.parametrize("name", ["whole numbers", "unsigned", "yes/no", "floats", "an array"])
def test_contributions_of_plain_columns_are_not_copied(name):
    """The numbers are read where they lie."""
    column = COLUMNS[name]
    assert np.shares_memory(contributions_of(column), np.asarray(column))


@pytest.mark.parametrize("column", [pd.Series(["1", "2"]), pd.Series([1 + 2j]), pd.Series([1, "1"])])
def test_what_is_no_number_contributes_nothing(column):
    """Text, complex numbers and mixtures have no amounts."""
    assert contributions_of(column) is None
    assert amounts_of(column) is None
