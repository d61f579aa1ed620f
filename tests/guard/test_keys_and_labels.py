"""Arrays as keys of groups, and rows by one label: as pandas, for enough people."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed

BY_ARRAY = [
    lambda df, where: df.groupby(where(df.G3 >= 10, "pass", "fail")).absences.mean(),
    lambda df, _: df.groupby((df.G3 >= 10).to_numpy()).absences.sum(),
    lambda df, _: df.groupby((df.G3 >= 10).values).size(),
    lambda df, where: df.groupby(["school", where(df.G3 >= 10, "pass", "fail")]).G1.mean(),
    lambda df, where: df[df.age > 15].groupby(where(df[df.age > 15].G3 >= 10, 1, 0)).G1.mean(),
    lambda df, _: df.groupby(df.school.to_numpy()).G1.agg(["mean", "count"]),
]
BY_LABEL = [
    lambda df, _: df.set_index("school").loc["GP"].G3.mean(),
    lambda df, _: df.set_index("school").loc["GP", "G3"].mean(),
    lambda df, _: df.set_index("school").G3.loc["MS"].sum(),
    lambda df, _: df.set_index("age").loc[16].G3.mean(),
    lambda df, _: df.set_index("age").loc[16, ["G1", "G3"]].mean(),
]


@pytest.mark.parametrize("operation", BY_ARRAY + BY_LABEL)
def test_the_result_is_that_of_pandas(seal, pupils, call, operation):
    """Labels, order and dtypes too."""
    expected = operation(pupils, np.where)
    result = operation(seal(pupils), partial(call, np.where))
    assert type(result) is not Sealed
    if np.ndim(expected):
        compare = pd.testing.assert_frame_equal if expected.ndim == 2 else pd.testing.assert_series_equal
        compare(result, expected)
    else:
        assert result == pytest.approx(expected)


def test_an_array_of_other_rows_is_no_key(seal, pupils):
    """Neither of another length nor of the same rows in another order."""
    df = seal(pupils)
    for key in (df.G3.to_numpy()[:600], df.sort_values("G3").school.to_numpy(), df[["G1", "G3"]].to_numpy()):
        assert type(df.groupby(key).G3.mean()) is Sealed


def test_one_row_looks_like_none(seal, pupils):
    """A label of few people, of one and of nobody, in unique labels and in others."""
    numbered = pupils.assign(pupil=range(1000, 1649))
    for index, labels in {"absences": (32, 30, 77), "pupil": (1003, 999, 5000)}.items():
        df = seal(numbered).set_index(index)
        said = {str(df.loc[label]) for label in labels} | {str(df.loc[label, "G3"]) for label in labels}
        assert len(said) == 1
        assert "withheld" in said.pop()


def test_a_label_is_a_condition_in_two_worlds(seal, pupils):
    """Whether one more person has the label does not show."""
    moved = pupils.copy()
    moved.loc[moved.index[moved.age == 19][0], "age"] = 20
    for label in (19, 20, 21, 22):
        one, other = (str(seal(data).set_index("age").loc[label].G3.sum()) for data in (pupils, moved))
        assert one == other or label == 19
