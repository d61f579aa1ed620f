"""Grouping by numbered keys gives what grouping all rows by pandas gives."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.frames import pandas_tables
from jupyter_privacy.frames.pandas_tables import group
from jupyter_privacy.frames.storage import Remembered, storage_of

TEXTS = np.array(["b", None, "a", "", "c"], dtype=object)
LARGE = np.array([2**64 - 1, 2**64 - 2, 2**64 - 3, 2**64 - 4, 2**64 - 1], dtype=np.uint64)
DAYS = pd.DatetimeIndex(["2020-01-02", None, "2019-01-01", "2021-05-05", "2020-01-02"])
COLUMNS = {
    "text": lambda x: pd.Series(TEXTS[x], dtype="str"),
    "python text": lambda x: pd.Series(TEXTS[x], dtype="string"),
    "categories": lambda x: pd.Series(pd.Categorical(TEXTS[x], categories=["z", "c", "b", "a", ""])),
    "ordered categories": lambda x: pd.Series(
        pd.Categorical(TEXTS[x], categories=["c", "", "a", "b"], ordered=True)
    ),
    "whole numbers": lambda x: pd.Series(np.array([3, -7, 10**12, 0, 3])[x]),
    "small whole numbers": lambda x: pd.Series(np.array([127, -128, 0, 5, 5], dtype=np.int8)[x]),
    "unsigned": lambda x: pd.Series(LARGE[x]),
    "yes/no": lambda x: pd.Series(x > 2),
    "floats": lambda x: pd.Series(np.array([0.0, np.nan, -0.0, 2.5, -np.inf])[x]),
    "times": lambda x: pd.Series(DAYS[x]),
    "times with a zone": lambda x: pd.Series(DAYS.tz_localize("UTC")[x]),
    "nullable": lambda x: pd.Series(np.array([5, 0, -2, 1, 5])[x], dtype="Int64").mask(x == 1),
    "objects": lambda x: pd.Series(np.array([1, None, "1", 2.0, (3,)], dtype=object)[x]),
}
ENTRIES = st.lists(st.integers(0, 4), min_size=1, max_size=40).map(np.array)
OPTIONS = st.fixed_dictionaries({}, optional={"sort": st.booleans(), "dropna": st.booleans()})


def by_pandas(keys, options, monkeypatch):
    """Group all rows by pandas."""
    with monkeypatch.context() as patched:
        patched.setattr(pandas_tables, "combinations", lambda *_, **__: None)
        return group(keys, options)


def assert_same(one, other):
    """Two groupings have the same groups, in the same order, of the same rows."""
    np.testing.assert_array_equal(one.codes, other.codes)
    pd.testing.assert_series_equal(one.sizes, other.sizes)
    assert one.n_outside == other.n_outside
    for level, same in zip(one.levels, other.levels, strict=True):
        np.testing.assert_array_equal(level, same)


@pytest.mark.parametrize("kind", sorted(set(COLUMNS) - {"objects"}))
@given(entries=ENTRIES, options=OPTIONS)
def test_one_key(kind, entries, options):
    """Whatever the key holds."""
    keys = [COLUMNS[kind](entries).rename("key")]
    assert_same(group(keys, options), by_pandas(keys, options, pytest.MonkeyPatch()))


@given(
    st.lists(st.sampled_from(sorted(set(COLUMNS) - {"objects"})), min_size=2, max_size=3),
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=40).map(np.array),
    OPTIONS,
)
def test_several_keys(kinds, entries, options):
    """Combinations come in pandas' order, also that of their appearance; missing ones as it was asked."""
    keys = [COLUMNS[kind](entries[:, i]).rename(f"key {i}") for i, kind in enumerate(kinds)]
    assert_same(group(keys, options), by_pandas(keys, options, pytest.MonkeyPatch()))


@pytest.mark.parametrize("statistic", ["mean", "sum", "count", "std", "var", "sem", "median"])
@pytest.mark.parametrize("kind", ["whole numbers", "floats", "yes/no", "nullable"])
@given(keys=ENTRIES, seed=st.integers(0, 2**32))
def test_statistics_are_those_of_pandas(statistic, kind, keys, seed):
    """The same numbers to the last bit, of the same type and with the same labels."""
    entries = np.random.default_rng(seed).integers(0, 5, len(keys))
    column, key = COLUMNS[kind](entries).rename("x"), COLUMNS["text"](keys).rename("key")
    if kind == "floats":
        column = column.where(column != -np.inf, 1 / 3)
    ours = group([key], {}).statistic(column, statistic)
    pd.testing.assert_series_equal(ours, getattr(column.groupby(key), statistic)(), check_exact=True)


def test_keys_are_numbered_once():
    """A column that is asked for again is found by its memory, until that is freed."""
    frame = pd.DataFrame(
        {"a": ["x", "y"] * 50, "b": np.arange(100) % 3, "c": pd.Categorical(["u", "v"] * 50)}
    )
    remembered = Remembered(10_000)
    first = group([frame["a"], frame["b"], frame["c"]], {}, remembered)
    n_bytes = remembered.n_bytes
    assert n_bytes > 0
    assert_same(group([frame["a"], frame["b"], frame["c"]], {}, remembered), first)
    assert remembered.n_bytes == n_bytes
    del frame, first
    assert remembered.n_bytes == 0


def test_who_gets_groups_cannot_change_those_of_others():
    """Labels and numbers of remembered groups are handed out as copies."""
    remembered = Remembered(10_000)
    frame = pd.DataFrame({"a": ["x", "y"] * 50})
    mine = group([frame["a"]], {}, remembered)
    mine.sizes.index.name = "mine"
    mine.sizes.iloc[0] = 7
    with pytest.raises(ValueError, match="read-only"):
        mine.codes[0] = 1
    assert_same(group([frame["a"]], {}, remembered), group([frame["a"]], {}))


def test_changed_keys_are_numbered_anew():
    """Other memory, or another part of it, is another column."""
    frame = pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 1, 2]})
    remembered = Remembered(10_000)
    for key in (frame["a"], frame["b"], frame["a"][::2], frame["a"][::-1], frame["a"].astype("int8")):
        assert_same(group([key], {}, remembered), group([key], {}))


def test_what_may_change_is_not_remembered():
    """An array that can be written to is looked at every time."""
    remembered, array = Remembered(10_000), np.arange(4)
    for expected in (6, 16):
        assert remembered.of([storage_of(array)], "sum", array.sum) == expected
        array += np.array([1, 2, 3, 4])
    array.setflags(write=False)
    assert [remembered.of([storage_of(array)], "sum", made) for made in (array.sum, list)] == [26, 26]


def test_little_is_remembered():
    """The oldest facts go when too much is remembered, and what is too large alone stays out."""
    columns = [pd.Series(np.arange(1000) % 7) for _ in range(5)]
    remembered = Remembered(12_000)
    for column in columns:
        group([column], {}, remembered)
    assert 8000 < remembered.n_bytes <= 12_000
    n_bytes = remembered.n_bytes
    group([pd.Series(np.arange(20_000) % 7)], {"sort": False}, remembered)
    assert remembered.n_bytes == n_bytes
