"""Laws that hold for every frame library."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.frames import LIBRARIES, Kind, is_frame, open_frame

NAN = float("nan")
COLUMNS = {
    "age": [15, 17, None, 15],
    "score": [1.5, NAN, None, -0.25],
    "name": ["Ann", None, "Bob", "Ann"],
    "fsm": [True, None, False, True],
    "born": [dt.datetime(2009, 5, 1), None, dt.datetime(2010, 5, 1), dt.datetime(2009, 5, 1)],  # noqa: DTZ001
    "notes": [["a"], None, ["a"], []],
}
NUMERIC = ("age", "score", "fsm")


@pytest.fixture
def frame(table):
    """Return the frame of every library in turn."""
    return open_frame(table(COLUMNS))


def test_columns_and_records_are_counted(frame):
    """The labels in order, as text."""
    assert frame.columns == tuple(COLUMNS)
    assert frame.n_records == 4


def test_kinds(frame):
    """Numbers, texts, truth values and times are told apart, also beside missing values."""
    kinds = {name: frame.kind(j) for j, name in enumerate(frame.columns)}
    expected = dict(zip(COLUMNS, ["number", "number", "text", "boolean", "time", "other"], strict=True))
    assert kinds == {name: Kind(kind) for name, kind in expected.items()}


def test_codes_group_equal_values_and_set_the_missing_apart(frame, partition):
    """Code 0 is missing in whatever spelling; lists differ from one another even if they are equal."""
    groups = {name: partition(frame.codes(j)) for j, name in enumerate(frame.columns)}
    twice = ({(0, 3), (2,)}, [1])
    assert groups["age"] == ({(0, 3), (1,)}, [2])
    assert groups["score"] == ({(0,), (3,)}, [1, 2])
    assert groups["name"] == groups["fsm"] == groups["born"] == twice
    assert groups["notes"] == ({(0,), (2,), (3,)}, [1])


def test_codes_are_int32_from_1_to_n_without_a_gap_and_kept(frame):
    """Measures count on it; asking twice computes once."""
    for j in range(len(frame.columns)):
        codes = frame.codes(j)
        assert codes.dtype == np.int32
        assert set(codes[codes > 0].tolist()) == set(range(1, codes.max() + 1))
        assert frame.codes(j) is codes


def test_numbers_are_float64_with_nan_for_missing(frame):
    """Truth values are 0 and 1."""
    found = [frame.numbers(frame.columns.index(name)) for name in NUMERIC]
    assert all(numbers.dtype == np.float64 for numbers in found)
    np.testing.assert_equal(found[0], [15, 17, NAN, 15])
    np.testing.assert_equal(found[1], [1.5, NAN, NAN, -0.25])
    np.testing.assert_equal(found[2], [1, NAN, 0, 1])


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in NUMERIC])
def test_what_holds_no_numbers_gives_none(frame, name):
    """The error names position and kind."""
    j = frame.columns.index(name)
    with pytest.raises(TypeError, match=f"column {j} holds {frame.kind(j)}"):
        frame.numbers(j)


def test_texts_follow_the_records_asked_for(frame):
    """Any order, any number, repeats as well."""
    j = frame.columns.index("name")
    assert frame.texts(j, np.array([2, 0, 2])) == ["Bob", "Ann", "Bob"]
    for column in range(len(frame.columns)):
        assert frame.texts(column, np.array([], dtype=np.intp)) == []
        assert len(frame.texts(column, np.arange(4))) == 4


def test_sample_texts_are_distinct_whole_and_only_of_text(frame):
    """Missing values are left out; numbers have none."""
    j = frame.columns.index("name")
    assert sorted(frame.sample_texts(j, 10)) == ["Ann", "Bob"]
    assert len(frame.sample_texts(j, 1)) == 1
    assert frame.sample_texts(j, 0) == []
    assert [name for j, name in enumerate(frame.columns) if frame.sample_texts(j, 5)] == ["name"]


def test_long_texts_are_sampled_in_full(table):
    """A printed cell may be cut off; a sample for check digits may not."""
    long = "x" * 300
    assert open_frame(table({"a": [long]})).sample_texts(0, 1) == [long]


def test_blank_texts_are_cells_too(table):
    """Blank cells keep their place; blanks around a text are not printed."""
    frame = open_frame(table({"a": ["", " ", " x", ""]}))
    assert [text.strip() for text in frame.texts(0, np.arange(4))] == ["", "", "x", ""]
    assert [text.strip() for text in frame.texts(0, np.array([0]))] == [""]


def test_take_keeps_columns_and_picks_records(frame, partition):
    """A taken frame is a frame: same columns, rows in the order asked for."""
    taken = frame.take(np.array([3, 2, 0]))
    assert taken.columns == frame.columns
    assert taken.n_records == 3
    assert taken.texts(2, np.arange(3)) == ["Ann", "Bob", "Ann"]
    assert partition(taken.codes(0)) == ({(0, 2)}, [1])


def test_a_table_without_rows_is_defined(table):
    """Nothing in, nothing out."""
    frame = open_frame(table(COLUMNS)).take(np.array([], dtype=np.intp))
    for j in range(len(COLUMNS)):
        assert frame.codes(j).tolist() == []
        assert frame.sample_texts(j, 3) == []


def test_a_cell_with_a_line_break_is_one_cell(table):
    """A printed cell never spills into the next one."""
    frame = open_frame(table({"a": ["one\ntwo", "three\r\n\tfour", "five"]}))
    texts = frame.texts(0, np.arange(3))
    assert len(texts) == 3
    assert texts[2] == "five"
    assert "one" in texts[0]
    assert "three" not in texts[0]


def columns_of(values):
    """Return lists of such values, some missing."""
    return st.lists(st.none() | values, min_size=1, max_size=30)


@given(
    columns_of(st.integers(-3, 3))
    | columns_of(st.sampled_from(["a", "A", "", " ", "nan", "None", "é"]))
    | columns_of(st.booleans())
    | columns_of(st.sampled_from([0.0, -0.0, 1.5, NAN, float("inf"), -float("inf"), 1e-300]))
    | columns_of(st.dates(dt.date(2000, 1, 1), dt.date(2000, 1, 5)))
)
def test_equal_data_have_equal_partitions_in_every_library(values):
    """The library never changes who looks like whom, nor what is missing."""
    pandas = open_frame(pd.Series(values, name="x")).codes(0)
    polars = open_frame(pl.Series("x", values)).codes(0)
    by_hand = open_frame(np.array([*values, None], dtype=object)[:-1]).codes(0)
    for other in (polars, by_hand):
        same = pandas[:, None] == pandas[None, :]
        np.testing.assert_array_equal(same, other[:, None] == other[None, :])
        np.testing.assert_array_equal(pandas == 0, other == 0)


def test_every_library_module_has_the_same_names():
    """A new library is one file with these names and one entry."""
    assert {tuple(library.__all__) for library in LIBRARIES} == {("ACCEPTED", "open_object", "recognises")}


@pytest.mark.parametrize(
    "obj", [3, "text", [1, 2], {"a": [1]}, None, np.float64(1.0), np.zeros((2, 2, 2)), object()]
)
def test_what_is_no_table_is_refused(obj):
    """The error names the type and what is accepted, and no value."""
    assert not is_frame(obj)
    with pytest.raises(
        TypeError, match=r"pandas DataFrame.*polars DataFrame.*numpy array.*got .*" + type(obj).__name__
    ):
        open_frame(obj)


@pytest.mark.parametrize(
    "obj",
    [
        pd.DataFrame({"a": [1]}),
        pd.Series([1]),
        pd.Index([1]),
        pl.DataFrame({"a": [1]}),
        pl.Series([1]),
        np.arange(2),
    ],
    ids=lambda obj: f"{type(obj).__module__}.{type(obj).__name__}",
)
def test_what_is_a_table_is_opened(obj):
    """`is_frame` and `open_frame` agree."""
    assert is_frame(obj)
    assert open_frame(obj).n_records == len(obj)


@pytest.mark.parametrize("cls", [pd.DataFrame, pl.DataFrame, np.ndarray])
def test_what_only_passes_for_a_table_is_none(cls):
    """A proxy answers `isinstance` as the table in it would; it must not be read as one."""

    class Proxy:
        __class__ = cls

    assert isinstance(Proxy(), cls)
    assert not is_frame(Proxy())


def test_importing_frames_imports_no_library(run_python):
    """Also asking whether something is a table imports nothing."""
    code = "import sys; from jupyter_privacy.frames import is_frame; is_frame(3)"
    assert (
        run_python(f"{code}; print([m for m in ('pandas', 'polars', 'pyarrow') if m in sys.modules])") == "[]"
    )
