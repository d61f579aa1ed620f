"""Conditions and the analyst's own numbers as multipliers: selections of people by another name."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.proxy import Sealed

N = 400
FRAME = pd.DataFrame(
    {
        "score": np.random.default_rng(0).normal(60, 10, N).round(3),
        "maths": np.random.default_rng(1).normal(50, 10, N).round(3),
        "kind": np.random.default_rng(2).choice(list("abcd"), N),
    }
)
SORTED = np.sort(FRAME.score)
PLACE = next(i for i in range(200, N) if SORTED[i - 1] < SORTED[i] < SORTED[i + 1])
BELOW, ABOVE = (SORTED[PLACE - 1 : PLACE + 1].mean(), SORTED[PLACE : PLACE + 2].mean())
"""Two bounds with one person between them."""


def loc_total(d, bound):
    """Return the sum of a column that is set where a condition holds."""
    d = d.assign(flag=0)
    d.loc[d.score > bound, "flag"] = 1
    return d.flag.sum()


BOUNDED = {
    "count": lambda d, bound: (d.score > bound).sum(),
    "share": lambda d, bound: (d.score > bound).mean(),
    "NumPy mean": lambda d, bound: np.mean(d.score > bound),
    "product": lambda d, bound: (d.maths * (d.score > bound)).sum(),
    "reflected": lambda d, bound: ((d.score > bound) * d.maths).mean(),
    "mul": lambda d, bound: (d.score > bound).mul(d.maths).sum(),
    "where": lambda d, bound: d.maths.where(d.score > bound, 0).sum(),
    "where mean": lambda d, bound: d.maths.where(d.score > bound).mean(),
    "np.where": lambda d, bound: np.where(d.score > bound, d.maths, 0).sum(),
    "np.select": lambda d, bound: np.select([d.score > bound], [d.maths], 0).sum(),
    "astype": lambda d, bound: (d.score > bound).astype(int).sum(),
    "map": lambda d, bound: (d.score > bound).map({True: 1, False: 0}).sum(),
    "clip": lambda d, bound: d.score.clip(upper=bound).sum(),
    "assigned": lambda d, bound: d.assign(high=d.score > bound).high.sum(),
    "loc": loc_total,
    "frame": lambda d, bound: d[["score"]].where(d[["score"]] > bound, 0).sum(),
    "boolean frame": lambda d, bound: (d[["score"]] > bound).sum(),
    "groups": lambda d, bound: (d.maths * (d.score > bound)).groupby(d.kind).sum().sum(),
    "value counts": lambda d, bound: d.assign(high=d.score > bound).high.value_counts().sort_index().iloc[0],
}


def number(result):
    """Return a released number, or None for a withheld one."""
    if type(result) is Sealed:
        return None
    if isinstance(result, pd.Series):
        result = result.iloc[0]
    return None if np.isnan(result) else float(result)


@pytest.mark.parametrize("query", BOUNDED)
def test_two_conditions_do_not_differ_by_one_person(seal, query):
    """What is counted or summed under two conditions with one person between them is equal, or withheld."""
    sealed = seal(FRAME)
    first = number(BOUNDED[query](sealed, BELOW))
    assert first is not None
    second = number(BOUNDED[query](sealed, ABOVE))
    assert second is None or second == pytest.approx(first, abs=1e-9)


@pytest.mark.parametrize("query", BOUNDED)
def test_conditions_far_apart_are_answered(seal, query):
    """Conditions that ten or more people tell apart are answered as pandas does."""
    sealed = seal(FRAME)
    for bound in (SORTED[120] + 0.0001, SORTED[240] + 0.0001):
        expected = number(BOUNDED[query](FRAME.copy(), bound))
        assert number(BOUNDED[query](sealed, bound)) == pytest.approx(expected)


PUBLIC = {
    "product": lambda d, own: (d.score * own).sum(),
    "reflected": lambda d, own: (own * d.score).sum(),
    "assigned": lambda d, own: d.assign(own=own).eval("score * own").sum(),
    "where": lambda d, own: d.score.where(d.kind == "a", own).sum(),
    "added": lambda d, own: (d.score + own).mean(),
    "average": lambda d, own: np.average(d.score, weights=np.abs(own)),
    "matrix": lambda d, own: (d[["score", "maths"]] * np.column_stack([own, own])).sum(),
    "cov": lambda d, own: d.assign(own=own)[["score", "own"]].cov().loc["score", "own"],
    "corr": lambda d, own: d.assign(own=own)[["score", "own"]].corr().loc["score", "own"],
    "pair": lambda d, own: d.assign(own=own).pipe(lambda e: e.score.cov(e.own)),
    "corrwith": lambda d, own: d.assign(own=own).pipe(lambda e: e[["score"]].corrwith(e.own)["score"]),
    "np.corrcoef": lambda d, own: d.assign(own=own).pipe(lambda e: np.corrcoef(e.score, e.own)[0, 1]),
    "Series": lambda d, own: d.score.mul(pd.Series(own)).sum(),
    "list": lambda d, own: d.score.mul(list(own)).sum(),
}


@pytest.mark.parametrize("query", PUBLIC)
def test_equations_in_single_values_are_not_answered(seal, query):
    """A sum of data with a number of the analyst's own for each person is withheld."""
    own = np.random.default_rng(5).normal(size=N)
    try:
        result = PUBLIC[query](seal(FRAME), own)
    except DisclosureError:
        return
    assert type(result) is Sealed or np.isnan(number(result) or np.nan)


@pytest.mark.parametrize(
    "rows",
    [
        lambda n: np.arange(N) >= n,
        lambda n: (np.arange(N) >= n).astype(int),
        lambda n: [i >= n for i in range(N)],
    ],
)
def test_own_conditions_do_not_differ_by_one_person(seal, rows):
    """Sums over two hundred and over 201 rows that were written down do not tell the one."""
    sealed = seal(FRAME)
    one, other = (sealed.score.mul(np.asarray(rows(n))).sum() for n in (200, 201))
    assert number(one) is not None
    assert number(other) is None or number(one) == pytest.approx(number(other), abs=1e-9)


def test_own_groups_are_welcome(seal):
    """Random arms, and a column of the analyst's own alone, are released."""
    sealed = seal(FRAME)
    arms, weights = np.random.default_rng(0).choice(["A", "B"], N), np.random.default_rng(1).random(N)
    sealed["arm"], sealed["own"] = arms, weights
    pd.testing.assert_series_equal(
        sealed.groupby("arm").score.mean(), FRAME.groupby(arms).score.mean().rename_axis("arm")
    )
    assert sealed.own.mean() == pytest.approx(weights.mean())
    assert sealed.kind.map({"a": 1, "b": 2, "c": 3, "d": 4}).mean() == pytest.approx(
        FRAME.kind.map({"a": 1, "b": 2, "c": 3, "d": 4}).mean()
    )


def test_a_condition_stays_one_when_it_is_taken_for_a_column(seal):
    """`isin` of a column of zeros and ones that one person has a two in chooses rows like any condition."""
    frame = FRAME.assign(flag=np.arange(N) % 2)
    frame.loc[7, "flag"] = 2
    sealed = seal(frame)
    for condition in (
        sealed.flag.isin([1]),
        sealed.flag == 1,
        sealed.flag.eq(1),
        sealed["flag"].isin([1, 9]),
    ):
        assert len(sealed[condition]) in {N // 2 - 1, N // 2}
        assert len(sealed[~condition]) == N - len(sealed[condition])


IN_GROUPS = {
    "product": lambda d, bound: (d.x * (d.y >= bound)).groupby(d.g).sum(),
    "assigned": lambda d, bound: d.assign(z=d.x * (d.y >= bound)).groupby("g").z.mean(),
    "where": lambda d, bound: d.assign(z=d.x.where(d.y >= bound)).groupby("g").z.mean(),
    "where 0": lambda d, bound: d.x.where(d.y >= bound, 0).groupby(d.g).sum(),
    "flag": lambda d, bound: d.assign(z=d.y >= bound).groupby("g").z.sum(),
    "share": lambda d, bound: d.assign(z=d.y >= bound).groupby("g").z.mean(),
    "count": lambda d, bound: d.x.where(d.y >= bound).groupby(d.g).count(),
    "pivot": lambda d, bound: d.assign(z=d.x * (d.y >= bound)).pivot_table("z", "g", aggfunc="sum").z,
    "agg": lambda d, bound: d.assign(z=d.x * (d.y >= bound)).groupby("g").agg(n=("z", "sum")).n,
    "filter": lambda d, bound: d[d.y >= bound].groupby("g").x.sum(),
    "function": lambda d, bound: (
        d.assign(z=d.x * (d.y >= bound)).groupby("g").z.agg(lambda column: column.sum())
    ),
    "rows": lambda d, bound: d.groupby("g").apply(lambda rows: (rows.x * (rows.y >= bound)).sum()),
}


@pytest.mark.parametrize("name", IN_GROUPS)
def test_conditions_that_differ_in_few_people_of_a_group_do_not_show_them(seal, name):
    """Two bounds with 13 people between them, 4 of whom are in group a: no subtraction gives these 4."""
    i = np.arange(N)
    frame = pd.DataFrame({"g": np.where(i % 4 == 0, "a", "b"), "y": 1.0 * i, "x": 100.0 + (i * 37) % 91})
    sealed = seal(frame)
    first, second = (IN_GROUPS[name](sealed, bound) for bound in (200, 213))
    true = IN_GROUPS[name](frame, 200), IN_GROUPS[name](frame, 213)
    assert first["a"] == pytest.approx(true[0]["a"])
    assert true[0]["a"] != true[1]["a"]
    assert np.isnan(second["a"]) or second["a"] == first["a"]
    assert IN_GROUPS[name](sealed, 200)["a"] == first["a"]


@pytest.mark.parametrize("name", IN_GROUPS)
def test_conditions_that_differ_in_many_people_of_each_group_show(seal, name):
    """Bounds with 25 people of each group between them are two questions."""
    i = np.arange(N)
    frame = pd.DataFrame({"g": np.where(i % 2 == 0, "a", "b"), "y": 1.0 * i, "x": 100.0 + (i * 37) % 91})
    sealed = seal(frame)
    for bound in (200, 250):
        assert IN_GROUPS[name](sealed, bound).tolist() == pytest.approx(
            IN_GROUPS[name](frame, bound).tolist()
        )
