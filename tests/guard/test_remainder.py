"""Small groups merged into one without a label, by policy."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

MERGING = Policy(small_groups="merge")


def of_sizes(**sizes):
    """Return people in groups of the given sizes, with a calm score."""
    groups = [name for name, n in sizes.items() for _ in range(n)]
    return pd.DataFrame({"group": groups, "score": 50 + np.sin(np.arange(len(groups))) * 5})


def protect(frame, policy=MERGING):
    """Return a frame sealed in a session of its own."""
    return Session(policy).protect(frame)


@pytest.mark.parametrize("rare", [{"d": 4}, {"d": 4, "e": 5}, {"d": 9, "e": 9, "f": 1}, {"d": 30, "e": 2}])
def test_a_remainder_takes_the_place_of_masks(rare):
    """Nothing is masked, small labels do not appear, and all people are counted."""
    frame = of_sizes(a=60, b=40, c=31, **rare)
    counts = protect(frame).group.value_counts()
    assert counts.notna().all()
    assert counts.sum() == len(frame)
    assert (counts >= 10).all()
    assert not {label for label, n in rare.items() if n < 10} & set(counts.index)
    assert counts.index.isna().sum() == 1


def test_a_remainder_is_two_groups_of_enough_people():
    """One small group takes the next smallest with it, so the remainder is not a group by another name."""
    counts = protect(of_sizes(a=60, b=40, c=31, d=4)).group.value_counts()
    assert set(counts.index.dropna()) == {"a", "b"}
    assert counts[counts.index.isna()].tolist() == [35]


def test_statistics_of_the_remainder_are_those_of_its_people():
    """The mean of the remainder is the mean over all who are in it."""
    frame = of_sizes(a=60, b=40, c=31, d=4, e=8)
    means = protect(frame).groupby("group").score.mean()
    expected = frame[frame.group.isin(["d", "e"])].score.mean()
    np.testing.assert_allclose(means[means.index.isna()], [expected])
    np.testing.assert_allclose(means["a"], frame[frame.group == "a"].score.mean())


def test_number_labels_stay_readable():
    """Whole numbers as labels stay whole beside the remainder."""
    frame = of_sizes(a=60, b=40, c=31, d=4, e=8).assign(
        group=lambda d: d.group.map(dict(zip("abcde", range(5), strict=True)))
    )
    counts = protect(frame).group.value_counts()
    assert counts[0] == 60
    assert [type(label) for label in counts.index[:2]] == [int, int]


def test_too_few_people_for_any_group_are_withheld():
    """When all but one group would have to be merged nothing is shown, or everybody as that group."""
    counts = protect(of_sizes(a=60, b=4)).group.value_counts()
    assert type(counts) is Sealed or counts.isna().all() or counts.tolist() == [60 + 4]


def test_groups_are_left_out_by_default():
    """Without the setting a small group is left out and another one is masked."""
    counts = protect(of_sizes(a=60, b=40, c=31, d=4), Policy()).group.value_counts()
    assert counts.isna().sum() == 1
    assert not counts.index.isna().any()
