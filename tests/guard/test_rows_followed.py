"""Lineage: which people stand behind the rows of a result."""

# ruff: noqa: PD010 (what cannot be followed is tried)

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.snap import snap, snap_positions
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

N = 120


def people(n=N):
    """Return people with a hidden `id`, the record number, in an order that the labels do not tell."""
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "id": np.arange(n),
            "group": rng.choice(["a", "b", "c"], n),
            "score": rng.normal(50, 10, n).round(1),
            "age": rng.integers(10, 60, n),
            "missing": np.where(np.arange(n) % 4 == 0, np.nan, 1.0),
            "label": rng.permutation(n),
        }
    )
    return frame.set_index("label")


SELECTIONS = {
    "filter": lambda d: d[d.age > 30],
    "filter twice": lambda d: d[d.age > 20][lambda e: e.score > 45],
    "and or not": lambda d: d[(d.age > 25) & ~(d.group == "a") | (d.score > 55)],
    "loc condition": lambda d: d.loc[d.group == "b"],
    "loc condition and columns": lambda d: d.loc[d.group == "b", ["id", "age"]],
    "isin": lambda d: d[d.group.isin(["a", "c"])],
    "between": lambda d: d[d.age.between(20, 40)],
    "str": lambda d: d[d.group.str.contains("a|b")],
    "head": lambda d: d.head(40),
    "tail": lambda d: d.tail(17),
    "sample": lambda d: d.sample(50, random_state=3),
    "sample frac": lambda d: d.sample(frac=0.5, random_state=3),
    "iloc slice": lambda d: d.iloc[10:90:3],
    "iloc list": lambda d: d.iloc[[5, 1, 80, *range(20, 50)]],
    "slice": lambda d: d[15:60],
    "sort_values": lambda d: d.sort_values("score"),
    "sort_values two": lambda d: d.sort_values(["group", "age"], ascending=False),
    "sort_values ignore_index": lambda d: d.sort_values("score", ignore_index=True),
    "nlargest": lambda d: d.nlargest(20, "score"),
    "nsmallest": lambda d: d.nsmallest(25, "score"),
    "dropna": lambda d: d.dropna(),
    "dropna subset": lambda d: d.dropna(subset=["missing"]),
    "query": lambda d: d.query("age > 25 and group != 'c'"),
    "sorted filter": lambda d: d.sort_values("age")[lambda e: e.score > 50],
    "filtered head": lambda d: d[d.age > 30].head(30),
    "sorted head": lambda d: d.sort_values("score").head(15),
    "head of sample": lambda d: d.sample(60, random_state=1).tail(20),
    "reset filter": lambda d: d.reset_index()[lambda e: e.age > 30],
    "assigned": lambda d: d.assign(old=d.age > 30)[lambda e: e.old],
    "column": lambda d: d.id[d.age > 30],
    "column head": lambda d: d.id.head(30),
    "column dropna": lambda d: d.id.where(d.missing.notna()).dropna(),
    "column sort": lambda d: d.id.sort_values(ascending=False),
    "array": lambda d: d.id.to_numpy()[d.age.to_numpy() > 30],
    "drop_duplicates": lambda d: d.drop_duplicates(["age", "group"]),
    "drop_duplicates last": lambda d: d.drop_duplicates("age", keep="last"),
    "sort_index": lambda d: d.sort_index(),
    "sort_index twice": lambda d: d.sort_index(ascending=False).sort_index(ignore_index=True),
    "drop": lambda d: d.drop(index=list(range(20))),
    "drop list": lambda d: d.drop(list(range(15, 60))),
    "take": lambda d: d.take(list(range(80, 20, -2))),
    "truncate": lambda d: d.reset_index().truncate(10, 90),
    "reset set": lambda d: d.set_index("group").reset_index()[lambda e: e.group == "a"],
    "eval": lambda d: d.eval("old = age > 30")[lambda e: e.old],
}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_rows_are_followed_exactly(session, seal, selection):
    """The lineage names, row by row, the records that pandas itself has kept."""
    held = session.holder.open(SELECTIONS[selection](seal(people())))
    expected = SELECTIONS[selection](people())
    ids = held.value["id"] if isinstance(held.value, pd.DataFrame) else held.value
    kept = expected["id"] if isinstance(expected, pd.DataFrame) else expected
    np.testing.assert_array_equal(np.asarray(ids, dtype=int), np.asarray(kept, dtype=int))
    assert held.lineage.rows.tolist() == np.asarray(kept, dtype=int).tolist()
    assert type(held.value) is type(expected)
    if isinstance(expected, pd.DataFrame | pd.Series):
        assert held.value.index.equals(expected.index)


UNFOLLOWED = {
    "shift": lambda d: d.score.shift(1),
    "diff": lambda d: d.score.diff(),
    "rank": lambda d: d.score.rank(),
    "cumsum": lambda d: d.score.cumsum(),
    "ffill": lambda d: d.score.ffill(),
    "rolling": lambda d: d.score.rolling(3).mean(),
    "expanding": lambda d: d.score.expanding().sum(),
    "repeated": lambda d: d.iloc[[5] * 100 + list(range(20))].score,
    "replace=True": lambda d: d.sample(300, replace=True, random_state=1).score,
    "transform": lambda d: d.groupby("id").score.transform("mean"),
    "reindex": lambda d: d.reindex([3] * 50).score,
    "take": lambda d: d.take([5] * 50).score,
    "combine_first": lambda d: d.score.combine_first(d.age.head(30)),
    "concat of other rows": lambda d: d.assign(x=d.score.sort_values().to_numpy()).x,
    "unstack": lambda d: d.set_index("group", append=True).score.unstack().a,
    "pivot": lambda d: d.pivot(index="id", columns="group", values="score").a,
    "T": lambda d: d[["score", "age"]].T[3],
    "repeat": lambda d: d.score.repeat(4),
    "concat": lambda d: d.score.add(d.age.sort_values()),
    "weights": lambda d: d.sample(30, weights=d.score, random_state=1).score,
}


@pytest.mark.parametrize("operation", UNFOLLOWED)
def test_what_cannot_be_followed_is_not_aggregated(seal, operation):
    """Operations that mix, move or repeat people give values from which nothing is released."""
    assert str(UNFOLLOWED[operation](seal(people())).mean()) == WITHHELD


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_filters_keep_many_or_nobody(mask):
    """A condition keeps all, nobody, or at least the minimum with at least the minimum dropped."""
    session, n_rows = Session(Policy()), len(mask)
    minimum = session.policy.minimum
    frame = session.protect(pd.DataFrame({"id": range(n_rows)}))
    rows = session.holder.open(frame[mask]).lineage.rows
    n_kept = sum(mask)
    if n_kept < minimum:
        assert len(rows) == 0
    elif n_rows - n_kept < minimum:
        assert rows.tolist() == list(range(n_rows))
    else:
        assert rows.tolist() == np.flatnonzero(mask).tolist()


@given(st.lists(st.sampled_from([0, 0, 0, 1, 2, None]), max_size=60), st.integers(2, 12))
@settings(deadline=None)
def test_snapping_leaves_no_rare_entries_beside_a_common_one(entries, minimum):
    """A column is left alone or made constant, and no value is left with 1 to k - 1 others beside it.

    If few entries are missing, numbers are completed (`frames.completing`).
    """
    column = pd.Series(entries, dtype=object)
    snapped = snap(column, minimum)
    counts = snapped.value_counts(dropna=False).to_numpy()
    if len(counts) > 1:
        known = column.notna()
        assert snapped[known].tolist() == column[known].tolist()
        assert known.all() or not 0 < snapped.isna().sum() < minimum <= known.sum()
    if len(column) >= minimum:
        assert not 0 < len(column) - counts.max(initial=0) < minimum
    assert snapped.index.equals(column.index)


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("change", ["dropna", "reset_index"])
def test_inplace_changes_the_proxy_and_not_the_source(seal, session, change):
    """`inplace=True` changes what the proxy stands for as pandas does, and leaves other proxies alone."""
    frame, expected = seal(people()), people()
    other = frame.copy()
    getattr(frame, change)(inplace=True)
    getattr(expected, change)(inplace=True)
    pd.testing.assert_frame_equal(session.holder.open(frame).value, expected)
    pd.testing.assert_frame_equal(session.holder.open(other).value, people())
    assert session.holder.open(frame).lineage.rows.tolist() == expected.id.tolist()


def test_positions_are_snapped_at_both_ends():
    """Nine kept of twenty-five are none, nine dropped are none dropped; ten are what they are."""
    positions = np.arange(25, dtype=np.intp)
    assert snap_positions(positions[:9], 25, 10).tolist() == []
    assert snap_positions(positions[:10], 25, 10).tolist() == list(range(10))
    assert snap_positions(positions[:15], 25, 10).tolist() == list(range(15))
    assert snap_positions(positions[:16], 25, 10) is None


def test_labels_that_are_data_are_a_condition(seal, session):
    """`loc` with data labels neither fails nor differs for somebody who is not there."""
    frame = seal(people()).set_index("id")
    known = list(range(40))
    assert frame.loc[known].shape == frame.loc[[*known, 5000]].shape == (40, 4)
    assert session.holder.open(frame.loc[[3, 5000]]).lineage.rows.tolist() == []
    assert session.holder.open(frame.loc[[3]]).lineage.rows.tolist() == []
    assert type(frame.loc[3:50]) is Sealed
