"""Release rules: on safe data the result is pandas' own."""

import io
from contextlib import redirect_stdout

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from jupyter_privacy.core.order_statistics import smooth_quantile
from jupyter_privacy.guard.release.rules import RULES
from jupyter_privacy.guard.seal.proxy import Sealed

N = 240


def safe():
    """Return people of whom at least 20 share every combination of the labels, with calm numbers."""
    i = np.arange(N)
    return pd.DataFrame(
        {
            "group": np.array(["north", "south"])[i % 2],
            "kind": pd.Categorical(np.array(["c", "a", "b"])[i % 3], categories=["a", "b", "c", "unused"]),
            "year": 2019 + i % 2 * 2 + (i % 5 == 0),
            "score": np.round(50 + 8 * np.sin(i), 2),
            "points": (i * 7) % 23,
            "passed": (i // 2) % 2 == 0,
            "half": np.where((i // 6) % 2 == 0, np.nan, i % 9 + 20.0),
        }
    )


SAME = {
    "mean": lambda d, _: d.score.mean(),
    "sum": lambda d, _: d.points.sum(),
    "std": lambda d, _: d.score.std(),
    "std ddof": lambda d, _: d.score.std(ddof=0),
    "var": lambda d, _: d.points.var(),
    "sem": lambda d, _: d.score.sem(),
    "mean of missing": lambda d, _: d.half.mean(),
    "sum of booleans": lambda d, _: d.passed.sum(),
    "mean of booleans": lambda d, _: d.passed.mean(),
    "count": lambda d, _: d.half.count(),
    "size": lambda d, _: d.score.size,
    "len": lambda d, _: len(d),
    "shape": lambda d, _: d.shape,
    "shape of a column": lambda d, _: d.score.shape,
    "ndim": lambda d, _: d.ndim,
    "empty": lambda d, _: d.empty,
    "columns": lambda d, _: d.columns,
    "columns in a loop": lambda d, _: list(d),
    "name": lambda d, _: d.score.name,
    "dtype": lambda d, _: d.score.dtype,
    "nunique": lambda d, _: d.points.nunique() * 0 + d.group.nunique(),
    "nunique of a frame": lambda d, _: d[["group", "passed"]].nunique(),
    "corr": lambda d, _: d.score.corr(d.points),
    "cov": lambda d, _: d.score.cov(d.half),
    "corr of a frame": lambda d, _: d[["score", "points", "half"]].corr(),
    "cov of a frame": lambda d, _: d.cov(numeric_only=True),
    "unique": lambda d, _: sorted(d.group.unique()),
    "pivot": lambda d, _: d.astype({"kind": str}).pivot_table("score", "group", "kind"),
    "pivot of rows": lambda d, _: d.pivot_table(values="score", index=["group", "passed"], aggfunc="sum"),
    "pivot of several": lambda d, _: d.pivot_table(
        values=["score", "points"], index="group", columns="passed", aggfunc=["mean", "count"]
    ),
    "frame mean": lambda d, _: d[["score", "points", "half"]].mean(),
    "frame mean numeric_only": lambda d, _: d.mean(numeric_only=True),
    "frame std": lambda d, _: d[["score", "points"]].std(),
    "frame count": lambda d, _: d.count(),
    "isna sum": lambda d, _: d.isna().sum(),
    "isna sum of a column": lambda d, _: d.half.isna().sum(),
    "np.mean": lambda d, call: call(np.mean, d.score),
    "np.std": lambda d, call: call(np.std, d.score),
    "filtered mean": lambda d, _: d[d.score > 50].points.mean(),
    "computed mean": lambda d, _: (d.score * 2 - d.points).mean(),
    "across": lambda d, _: d[["score", "points"]].sum(axis=1).mean(),
    "assigned": lambda d, _: d.assign(z=d.score + 1).z.mean(),
    "str": lambda d, _: d.group.str.upper().value_counts(),
    "cut": lambda d, call: call(pd.cut, d.points, [-1, 10, 30]).value_counts(),
    "value_counts": lambda d, _: d.group.value_counts(),
    "value_counts ascending": lambda d, _: d.year.clip(upper=2021).value_counts(ascending=True),
    "value_counts unsorted": lambda d, _: d.group.value_counts(sort=False),
    "value_counts normalize": lambda d, _: d.group.value_counts(normalize=True),
    "value_counts dropna": lambda d, _: d.half.notna().value_counts(dropna=False),
    "value_counts booleans": lambda d, _: (d.points > 12).value_counts(),
    "value_counts of two": lambda d, _: d[["group", "passed"]].value_counts().sort_index(),
    "value_counts of one": lambda d, _: d[["kind"]].assign(k=d.year > 2020)[["k"]].value_counts(),
    "groupby mean": lambda d, _: d.groupby("group").score.mean(),
    "groupby sum": lambda d, _: d.groupby("group")["points"].sum(),
    "groupby std": lambda d, _: d.groupby("group")["score"].std(),
    "groupby var": lambda d, _: d.groupby("group")["score"].var(),
    "groupby sem": lambda d, _: d.groupby("group")["score"].sem(),
    "groupby count": lambda d, _: d.groupby("group").half.count(),
    "groupby size": lambda d, _: d.groupby("group").size(),
    "groupby two": lambda d, _: d.groupby(["group", "passed"]).score.mean(),
    "groupby two sizes": lambda d, _: d.groupby(["group", "passed"]).size(),
    "groupby list": lambda d, _: d.groupby("group")[["score", "points"]].mean(),
    "groupby numeric_only": lambda d, _: d.groupby("group").mean(numeric_only=True),
    "groupby agg": lambda d, _: d.groupby("group").score.agg("mean"),
    "groupby agg list": lambda d, _: d.groupby("group").score.agg(["mean", "std", "count"]),
    "groupby agg dict": lambda d, _: d.groupby("group").agg({"score": "mean", "points": "sum"}),
    "groupby agg dict of lists": lambda d, _: d.groupby("group").agg(
        {"score": ["mean", "std"], "points": ["sum"]}
    ),
    "groupby agg list of frame": lambda d, _: d.groupby("group")[["score", "points"]].agg(["mean", "sum"]),
    "groupby agg named": lambda d, _: d.groupby("group").agg(m=("score", "mean"), n=("points", "count")),
    "groupby agg named column": lambda d, _: d.groupby("group").score.agg(m="mean", s="std"),
    "groupby as_index": lambda d, _: d.groupby("group", as_index=False).score.mean(),
    "groupby as_index frame": lambda d, _: d.groupby(["group", "passed"], as_index=False)[["score"]].sum(),
    "groupby as_index size": lambda d, _: d.groupby("group", as_index=False).size(),
    "groupby categorical": lambda d, _: d.assign(kind=d.kind.astype(str)).groupby("kind").score.mean(),
    "groupby a column": lambda d, _: d.groupby(d.score > 50).points.mean(),
    "groupby of a series": lambda d, _: d.score.groupby(d.group).mean(),
    "groupby dropna": lambda d, _: d.groupby(d.half.notna(), dropna=False).size(),
    "groupby loop": lambda d, _: {label: rows.score.mean() for label, rows in d.groupby("group")},
    "crosstab": lambda d, call: call(pd.crosstab, d.group, d.kind.astype(str)),
    "crosstab margins": lambda d, call: call(pd.crosstab, d.group, d.kind.astype(str), margins=True),
    "crosstab margins name": lambda d, call: call(
        pd.crosstab, d.group, d.kind.astype(str), margins=True, margins_name="T"
    ),
    "crosstab index": lambda d, call: call(pd.crosstab, d.group, d.kind.astype(str), normalize="index"),
    "crosstab columns": lambda d, call: call(pd.crosstab, d.group, d.kind.astype(str), normalize="columns"),
    "crosstab all": lambda d, call: call(pd.crosstab, d.group, d.kind.astype(str), normalize=True),
    "crosstab all margins": lambda d, call: call(
        pd.crosstab, d.group, d.kind.astype(str), normalize="all", margins=True
    ),
    "crosstab lists": lambda d, call: call(pd.crosstab, [d.group, d.passed], d.kind.astype(str)),
    "crosstab lists margins": lambda d, call: call(
        pd.crosstab, [d.group, d.passed], [d.kind.astype(str)], margins=True
    ),
}


@pytest.mark.parametrize("query", SAME)
def test_safe_results_are_pandas_own(seal, call, query):
    """Values, order, labels, names and dtypes are exactly those of plain pandas."""
    released = SAME[query](seal(safe()), call)
    expected = SAME[query](safe(), lambda function, *args, **kwargs: function(*args, **kwargs))
    assert type(released) is not Sealed
    if isinstance(expected, pd.DataFrame):
        assert_frame_equal(released, expected)
    elif isinstance(expected, pd.Series):
        assert_series_equal(released, expected)
    elif isinstance(expected, pd.Index):
        assert_index_equal(released, expected)
    else:
        assert released == expected


def test_released_results_are_plain_and_lasting(seal):
    """A released table is an ordinary object: rounding, sorting, plotting, writing need no guard."""
    table = seal(safe()).groupby("group").score.mean()
    assert type(table) is pd.Series
    assert table.round(1).sort_values().to_csv().startswith("group,score")


def test_dtypes_are_shown_without_categories(seal):
    """`dtypes` are the source's, a categorical one without its categories, a computed one is `derived`."""
    frame = seal(safe())
    frame["computed"] = frame.score * 2
    dtypes = frame.dtypes
    assert dtypes.drop(["kind", "computed"]).tolist() == safe().dtypes.drop("kind").tolist()
    assert dtypes["kind"] == "category"
    assert dtypes["kind"].categories is None
    assert frame.kind.dtype.categories is None
    assert dtypes["computed"] == "derived"


def test_describe_shows_what_its_parts_may(seal):
    """Count, mean and spread are exact, quartiles smoothed, minimum and maximum missing."""
    described, expected = seal(safe()).score.describe(), safe().score.describe()
    assert described.index.tolist() == expected.index.tolist()
    exact = ["count", "mean", "std"]
    assert_series_equal(described[exact], expected[exact])
    assert described[["min", "max"]].isna().all()
    quartiles = ["25%", "50%", "75%"]
    np.testing.assert_allclose(described[quartiles], expected[quartiles], atol=0.5)
    assert not set(described[quartiles]) & set(safe().score)
    texts = safe().assign(level=lambda d: np.where(d.points > 5, "high", "low"))
    assert seal(texts).level.describe().tolist() == texts.level.describe().tolist()
    assert seal(texts).group.describe().isna().tolist() == [False, False, True, True]
    frame = seal(safe()).describe()
    assert frame.columns.tolist() == safe().describe().columns.tolist()


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_quantiles_are_means_of_k_neighbours(seal, share):
    """A quantile lies between the means of ten values around it, which is near and is nobody's value."""
    rng = np.random.default_rng(1)
    values = rng.normal(0, 1, 300)
    found = seal(pd.Series(values)).quantile(share)
    assert abs(found - np.quantile(values, share)) < 0.2
    assert found not in values
    ordered = np.sort(values)
    means = ordered.reshape(30, 10).mean(axis=1)
    assert means.searchsorted(found) == pytest.approx(share * 30, abs=1.5)


@pytest.mark.parametrize("share", [0, 0.01, 0.99, 1])
def test_outer_quantiles_are_withheld(seal, share):
    """Quantiles that the outermost values would touch are not released, one by one or in a list."""
    column = seal(pd.Series(np.random.default_rng(1).normal(0, 1, 300)))
    assert type(column.quantile(share)) is Sealed
    assert column.quantile([share, 0.5]).isna().tolist() == [True, False]


def test_smooth_quantile_needs_k_values_beyond_either_end():
    """The window of k values keeps k values between itself and either end."""
    values = np.arange(30.0)
    assert smooth_quantile(values, 0.5, 10) == pytest.approx(14.5, abs=0.5)
    assert np.isnan(smooth_quantile(values[:29], 0.5, 10))
    assert np.isnan(smooth_quantile(np.full(30, np.nan), 0.5, 10))


def test_info_shows_the_schema(seal):
    """`info` writes names, dtypes and counts where pandas does, to `buf` if given."""
    out, buffer = io.StringIO(), io.StringIO()
    with redirect_stdout(out):
        assert seal(safe()).info() is None
    seal(safe()).info(buf=buffer)
    assert out.getvalue() == buffer.getvalue()
    for name in safe().columns:
        assert name in out.getvalue()
    assert str(safe().half.count()) in out.getvalue()
    assert "unused" not in out.getvalue()


def test_text_columns_need_numeric_only(seal):
    """The mean of a frame with text raises the `TypeError` that pandas raises, with what to do."""
    with pytest.raises(TypeError, match="numeric_only"):
        seal(safe()).mean()


def test_every_rule_has_an_id_of_its_own_and_an_operation():
    """The catalogue of rules has no double and no idle entry."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.methods or rule.attributes or rule.functions for rule in RULES)


def test_a_correlation_that_rests_on_one_person_is_withheld(seal):
    """One product that makes up most of the sum is one person's; too few pairs are too few people."""
    frame = safe().assign(wild=lambda d: np.where(d.index == 7, 1e6, d.points))
    sealed = seal(frame)
    assert type(sealed.score.corr(sealed.wild)) is Sealed
    assert sealed[["score", "points", "wild"]].corr().isna().to_numpy().tolist() == [
        [False, False, True],
        [False, False, True],
        [True, True, True],
    ]
    few = seal(safe().assign(half=lambda d: d.half.where(d.index < 15)))
    assert type(few.score.corr(few.half)) is Sealed


def test_unique_and_pivot_leave_rare_values_out(seal):
    """A value, a row or a column that fewer than ten people stand behind is not in the result."""
    frame = safe().assign(group=lambda d: d.group.where(d.index > 8, "rare"))
    sealed = seal(frame)
    assert sorted(sealed.group.unique()) == ["north", "south"]
    table = sealed.pivot_table("score", "group", "kind")
    assert "rare" not in table.index


def test_numpy_and_statistics_medians_are_smoothed_alike(seal):
    """`np.median`, `np.quantile`, `np.percentile` and `statistics.median` answer as the methods do."""
    column = seal(safe()).score
    assert np.median(column) == np.quantile(column, 0.5) == np.percentile(column, 50) == column.median()
    assert np.quantile(column, [0.25, 0.75]).tolist() == column.quantile([0.25, 0.75]).tolist()
    assert np.isnan(np.quantile(column, [0.0, 0.5])).tolist() == [True, False]
