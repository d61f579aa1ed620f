"""Bins by number: edges that are nobody's value, and labels that enough people stand behind."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.release.edges import equal_width_edges, open_ended, outer_bounds
from jupyter_privacy.guard.seal.proxy import Sealed
from tests.guard.planted import texts_of

K = 10


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=120))
def test_at_least_k_values_lie_beyond_either_bound(values):
    """Bounds hold k values, but for rounding outward, and there are none for few or equal values."""
    ordered = np.sort(values)
    bounds = outer_bounds(np.array(values), K)
    if bounds is None:
        assert len(values) < 3 * K or ordered[K : 2 * K].mean() >= ordered[-2 * K : -K].mean()
        return
    low, high = bounds
    assert low < high
    assert low <= ordered[K : 2 * K].mean() + 1e-6
    assert high >= ordered[-2 * K : -K].mean() - 1e-6


@given(st.floats(-1e9, 1e9), st.integers(0, 99))
def test_no_single_value_moves_a_bound_far(value, person):
    """Whatever one person has, the bounds stay within those that k values more on a side would give."""
    values = np.random.default_rng(3).normal(50, 10, 100)
    values[person] = value
    low, high = outer_bounds(values, K)
    assert 30 <= low < high <= 70


def test_missing_and_infinite_values_have_no_say():
    """NaN and infinity neither count nor set an edge."""
    values = np.arange(15.0, 95.0)
    odd = np.concatenate([values, [np.nan, np.inf, -np.inf]])
    assert equal_width_edges(odd, 3, K).tolist() == equal_width_edges(values, 3, K).tolist()
    assert open_ended(np.array([1.0, 2.0])).tolist() == [-np.inf, np.inf]


NUMBERED = {
    "cut": lambda d, call: call(pd.cut, d.score, 4).value_counts(),
    "cut groups": lambda d, call: d.groupby(call(pd.cut, d.score, 4)).age.mean(),
    "cut edges": lambda d, call: call(pd.cut, d.score, 4, retbins=True)[1],
    "cut rows": lambda d, call: call(pd.cut, d.score, 4),
    "cut left": lambda d, call: call(pd.cut, d.score, 4, right=False, precision=1).value_counts(sort=False),
    "cut labels": lambda d, call: call(pd.cut, d.score, 2, labels=["low", "high"]).value_counts(),
    "cut codes": lambda d, call: call(pd.cut, d.score, 3, labels=False).value_counts(),
    "crosstab": lambda d, call: call(pd.crosstab, call(pd.cut, d.score, 2), d.age > 34),
    "qcut": lambda d, call: call(pd.qcut, d.score, 4).value_counts(sort=False),
    "qcut shares": lambda d, call: call(pd.qcut, d.score, [0, 0.3, 1.0], retbins=True),
    "value_counts": lambda d, _: d.score.value_counts(bins=3),
}


def people(odd):
    """Return 200 people of whom one has the score that is asked for."""
    i = np.arange(200)
    frame = pd.DataFrame({"age": 30 + i % 10, "score": np.round(50 + 20 * np.sin(i), 1)})
    frame.loc[117, "score"] = odd
    return frame


@pytest.mark.parametrize("query", NUMBERED)
def test_the_highest_score_is_in_no_edge(seal, call, query):
    """A score of 96, 9,631 or 1e9 gives the same edges, labels and counts."""
    shown = []
    for odd in (96.31, 9631.0, 1e9):
        texts = list(texts_of(NUMBERED[query](seal(people(odd)), call)))
        assert not any(text in " ".join(texts) for text in ("96.3", "9631", "000000"))
        shown.append(texts)
    assert shown[0] == shown[1] == shown[2]


def test_numbered_bins_hold_everybody(seal, call):
    """The outermost bins are open, so nobody is outside; the counts are those of the edges."""
    frame = people(1e9)
    sealed = seal(frame)
    counts, edges = (
        call(pd.cut, sealed.score, 4).value_counts(),
        call(pd.cut, sealed.score, 4, retbins=True)[1],
    )
    assert counts.sum() == 200
    assert edges[0] == -np.inf
    assert edges[-1] == np.inf
    assert_series_equal(counts, pd.cut(frame.score, edges).value_counts())
    other = seal(
        frame.assign(other=0)
    )  # the counts above and those of the quarters would tell of a few people
    quarters = call(pd.qcut, other.score, 4).value_counts()
    assert (quarters.between(45, 55)).all()


def test_bins_of_numbers_that_give_none_are_withheld(seal, call):
    """Too few people, one value, or quantiles at the ends: no edge, the same text for all."""
    frame = people(1e9)
    withheld = [
        call(pd.cut, seal(frame.head(25)).score, 3),
        call(pd.cut, seal(frame.assign(score=7.0)).score, 3),
        call(pd.cut, seal(frame.assign(score=np.where(frame.index == 3, 8.0, 7.0))).score, 3),
        call(pd.qcut, seal(frame).score, 50),
        call(pd.qcut, seal(frame.assign(score=7.0)).score, 4),
        seal(frame.head(25)).score.value_counts(bins=3),
        call(pd.cut, seal(frame.astype({"score": str})).score, 3),
    ]
    assert {str(value) for value in withheld} == {WITHHELD}


def test_edges_that_coincide_are_pandas_error(seal, call):
    """Quantiles that coincide raise as in pandas, without the edges; `duplicates='drop'` merges them."""
    frame = people(1).assign(score=lambda d: np.where(d.index % 4 == 0, d.index % 7, 0))
    with pytest.raises(ValueError, match="must be unique") as caught:
        call(pd.qcut, seal(frame).score, 4)
    assert not any(character.isdigit() for character in str(caught.value))
    merged = call(pd.qcut, seal(frame).score, 4, duplicates="drop").value_counts()
    assert merged.sum() == 200
    with pytest.raises(ValueError, match="labels"):
        call(pd.cut, seal(people(1)).score, 3, labels=["a"])


WRITTEN = {
    "bins": lambda d, _: d.G3.value_counts(bins=[-1, 10, 20]),
    "bins unsorted": lambda d, _: d.G3.value_counts(bins=[0, 10, 20], sort=False),
    "bins normalized": lambda d, _: d.G3.value_counts(bins=[0, 10, 20], normalize=True),
    "cut": lambda d, call: call(pd.cut, d.G3, [-1, 9, 12, 20], precision=1).value_counts(),
    "cut in groups": lambda d, call: d.groupby(call(pd.cut, d.G3, [-1, 9, 12, 20])).G1.mean(),
    "of a frame": lambda d, _: d.value_counts(["school", "sex"]),
    "of one column": lambda d, _: d.value_counts("school"),
    "of one column in a list": lambda d, _: d.value_counts(["school"], normalize=True),
    "positional": lambda d, _: d.school.value_counts(True, False),  # noqa: FBT003 (as analysts do)
}


@pytest.mark.parametrize("query", WRITTEN)
def test_written_bins_are_pandas_own(seal, call, pupils, query):
    """With edges that the analyst wrote down the result is pandas' own, on 649 real pupils."""
    released = WRITTEN[query](seal(pupils), call)
    expected = WRITTEN[query](pupils, lambda function, *args, **kwargs: function(*args, **kwargs))
    assert_series_equal(released, expected)


def test_the_order_of_counts_says_nothing_of_rows(seal):
    """Equal counts stand in the order of labels, and a masked one stands last, whatever its size."""
    frame = pd.DataFrame({"x": ["b", "a"] * 30 + ["c"] * 40 + ["d"] * 20 + ["e"] * 3})
    counts = seal(frame).x.value_counts()
    assert counts.index.tolist() == ["c", "a", "b", "d"]
    assert counts.isna().tolist() == [False, False, False, True]
    assert seal(frame).x.value_counts(ascending=True).index.tolist() == ["a", "b", "c", "d"]
    assert seal(frame[::-1]).x.value_counts(sort=False).index.tolist() == ["a", "b", "c", "d"]


def test_no_label_hides_in_an_index(seal, call):
    """Levels and categories of a released index are its own labels: none of few people is among them."""
    frame = pd.DataFrame({"town": ["Bath", "York"] * 60 + ["Thule"], "note": ["yes", "no"] * 60 + ["yes"]})
    for one in (frame, frame.astype({"town": "category"})):
        sealed = seal(one)
        tables = [sealed.town.value_counts(), sealed.value_counts(["town", "note"])]
        tables += [call(pd.crosstab, sealed.town, sealed.note), call(pd.crosstab, sealed.note, sealed.town).T]
        for index in (table.index for table in tables):
            levels = index.levels if index.nlevels > 1 else [index]
            held = [*levels, *(level.categories for level in levels if hasattr(level, "categories"))]
            assert "Thule" not in str([list(labels) for labels in held])


def test_a_sealed_option_decides_nothing(seal):
    """An option that is protected data is no option."""
    sealed = seal(people(1))
    assert type(sealed.age.value_counts(sort=sealed.score > 3)) is Sealed
