import numpy as np
import pytest

from jupyter_privacy.frames import Kind, open_frame


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (np.array([1.5, 2.5, 1.5, np.nan]), Kind.NUMBER),
        (np.array([1, 2, 1, None], dtype=object), Kind.NUMBER),
        (np.array([True, False, True, None], dtype=object), Kind.BOOLEAN),
        (np.array(["a", "b", "a", None], dtype=object), Kind.TEXT),
        (np.array(["a", (1,), "a", None], dtype=object), Kind.OTHER),
        (np.array(["2020", "2021", "2020", "NaT"], dtype="M8[Y]"), Kind.TIME),
        (np.array([1j, 2j, 1j, np.nan]), Kind.OTHER),
        (np.ma.array([1, 2, 1, 5], mask=[False, False, False, True]), Kind.NUMBER),
    ],
    ids=lambda value: str(getattr(value, "dtype", value)),
)
def test_every_dtype_has_kind_codes_numbers_and_texts(array, kind, partition):
    """Records 0 and 2 are equal, 1 differs, 3 is missing or masked."""
    frame = open_frame(array)
    assert frame.kind(0) is kind
    assert partition(frame.codes(0)) == ({(0, 2), (1,)}, [3])
    texts = frame.texts(0, np.arange(4))
    assert texts[0] == texts[2] != texts[1]
    if kind in (Kind.NUMBER, Kind.BOOLEAN):
        numbers = frame.numbers(0)
        assert numbers[0] == numbers[2] != numbers[1]
        assert np.isnan(numbers[3])
    else:
        with pytest.raises(TypeError):
            frame.numbers(0)


def test_a_masked_value_is_not_to_be_had():
    """What numpy.ma hides stays hidden."""
    frame = open_frame(np.ma.array([1, 987], mask=[False, True]))
    assert "987" not in " ".join(frame.texts(0, np.arange(2)))


def test_columns_of_an_array_are_its_second_axis():
    """Labels are positions; a structured array has its field names."""
    frame = open_frame(np.array([[1, 2, 3], [4, 5, 6]]))
    assert (frame.columns, frame.n_records) == (("0", "1", "2"), 2)
    assert frame.take(np.array([1])).numbers(2).tolist() == [6]
    fields = np.array([(1, "a"), (2, "b")], dtype=[("age", "i4"), ("name", "U5")])
    named = open_frame(fields)
    assert named.columns == ("age", "name")
    assert named.sample_texts(1, 5) == ["a", "b"]
    assert open_frame(np.arange(3)).columns == ("0",)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_empty_arrays_are_defined(shape):
    """No rows, no columns, or neither."""
    frame = open_frame(np.zeros(shape))
    assert frame.n_records == shape[0]
    assert [frame.codes(j).size for j in range(len(frame.columns))] == [shape[0]] * len(frame.columns)
