"""Statistics of columns and frames: pandas' own where they are safe, on 649 real pupils."""

import statistics

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.proxy import Sealed

GRADES = ["G1", "G2", "G3"]


def assert_same(released, expected):
    """Fail unless two plain results are equal in values, types, labels, names and order."""
    if isinstance(expected, pd.DataFrame):
        assert_frame_equal(released, expected)
    elif isinstance(expected, pd.Series):
        assert_series_equal(released, expected)
    elif isinstance(expected, pd.Index):
        assert_index_equal(released, expected)
    elif isinstance(expected, np.ndarray):
        np.testing.assert_allclose(released, expected)
        assert released.dtype == expected.dtype
    elif isinstance(expected, tuple | list):
        assert type(released) is type(expected)
        assert len(released) == len(expected)
        for one, other in zip(released, expected, strict=True):
            assert_same(one, other)
    else:
        assert type(released) is type(expected)
        assert released == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12))


def plainly(function, *args, **kwargs):
    """Call a function as plain Python does."""
    return function(*args, **kwargs)


SAME = {
    "skipna": lambda d, _: d.G3.mean(skipna=True),
    "skipna off": lambda d, _: d.G3.sum(skipna=False),
    "min_count": lambda d, _: d.G3.sum(min_count=1),
    "axis": lambda d, _: d[GRADES].mean(axis=0),
    "axis by name": lambda d, _: d[GRADES].std(axis="index"),
    "all cells": lambda d, _: d[GRADES].mean(axis=None),
    "skew": lambda d, _: d.G3.skew(),
    "kurt": lambda d, _: d.G3.kurt(),
    "kurtosis of a frame": lambda d, _: d[GRADES].kurtosis(),
    "skew of a frame": lambda d, _: d.skew(numeric_only=True),
    "median": lambda d, _: d.G3.median(),
    "median of a frame": lambda d, _: d[GRADES].median(),
    "quantile": lambda d, _: d.G3.quantile(0.1),
    "quantiles": lambda d, _: d.G3.quantile([0.1, 0.25, 0.5, 0.75, 0.9]),
    "higher quantile": lambda d, _: d.G3.quantile(0.1, interpolation="higher").astype(float),
    "quantile of a frame": lambda d, _: d[GRADES].quantile(0.25),
    "quantiles of a frame": lambda d, _: d[GRADES].quantile([0.25, 0.5, 0.75]),
    "quantile numeric_only": lambda d, _: d[["G1", "sex"]].quantile(0.5, numeric_only=True),
    "spread of quartiles": lambda d, _: d.G3.quantile(0.75) - d.G3.quantile(0.25),
    "median of distances": lambda d, _: (d.G3 - d.G3.median()).abs().median(),
    "mode": lambda d, _: d.G3.mode(),
    "mode of text": lambda d, _: d.Mjob.mode(),
    "first mode": lambda d, _: d.Mjob.mode()[0],
    "mode of a frame": lambda d, _: d[["school", "Mjob", "G3"]].mode(),
    "any": lambda d, _: (d.G3 > 15).any(),
    "any of none": lambda d, _: (d.G3 > 100).any(),
    "all": lambda d, _: (d.G3 > 15).all(),
    "all of all": lambda d, _: (d.G3 >= 0).all(),
    "any of a frame": lambda d, _: (d[GRADES] > 10).any(),
    "any of all cells": lambda d, _: d.isna().any().any(),
    "any over all cells": lambda d, _: (d[GRADES] > 10).any(axis=None),
    "nothing is missing": lambda d, _: d.isna().any(),
    "all are there": lambda d, _: d.notna().all(),
    "np.any": lambda d, call: call(np.any, d.G3 > 15),
    "np.all": lambda d, call: call(np.all, d.G3 > 15),
    "spearman": lambda d, _: d.G1.corr(d.G3, method="spearman"),
    "kendall": lambda d, _: d.G1.corr(d.G3, method="kendall"),
    "spearman of a frame": lambda d, _: d[GRADES].corr(method="spearman"),
    "corrwith": lambda d, _: d[GRADES].corrwith(d.absences),
    "corrwith ranks": lambda d, _: d[GRADES].corrwith(d.absences, method="spearman"),
    "cov ddof": lambda d, _: d.G1.cov(d.G3, ddof=0),
    "all correlations": lambda d, _: d.corr(numeric_only=True)["G3"].sort_values(),
    "repeated pairs": lambda d, _: d[["school", "sex"]].duplicated().sum(),
    "repeated rows": lambda d, _: d.duplicated().sum(),
    "repeated rows at all": lambda d, _: d.duplicated().any(),
    "no first one": lambda d, _: d.duplicated(subset=["school", "sex"], keep=False).sum(),
    "agg of one": lambda d, _: d.G3.agg("mean"),
    "agg of a list": lambda d, _: d.G3.agg(["mean", "median", "std"]),
    "agg of a dict": lambda d, _: d.G3.agg({"average": "mean", "n": "count"}),
    "agg of a function": lambda d, _: d.G3.agg(lambda grade: grade.std() / grade.mean()),
    "agg of NumPy's": lambda d, _: d.G3.agg(np.mean),
    "agg of a frame": lambda d, _: d[GRADES].agg("mean"),
    "agg of a frame by list": lambda d, _: d[GRADES].agg(["mean", "sum", "count"]),
    "agg by dict": lambda d, _: d.agg({"G1": "mean", "G3": "sum"}),
    "agg by lists": lambda d, _: d.agg({"G1": ["mean", "std"], "G3": ["sum"]}),
    "agg by both": lambda d, _: d.agg({"G1": ["mean", "std"], "G3": "sum"}),
    "agg by name": lambda d, _: d.agg(m=("G1", "mean"), s=("G3", "std")),
    "agg of functions": lambda d, _: d[GRADES].agg([np.mean, np.std]),
    "agg of text": lambda d, _: d[["Mjob", "sex"]].agg(["nunique", "count"]),
    "apply": lambda d, _: d[GRADES].apply(lambda grade: grade.mean()),
    "apply NumPy's": lambda d, _: d[GRADES].apply(np.mean),
    "np.mean of a frame": lambda d, call: call(np.mean, d[GRADES]),
    "np.mean of columns": lambda d, call: call(np.mean, d[GRADES], axis=0),
    "np.std": lambda d, call: call(np.std, d.G3, ddof=1),
    "np.var of an array": lambda d, _: d.G3.to_numpy().var(),
    "mean of a matrix": lambda d, _: d[GRADES].to_numpy().mean(),
    "mean of columns of a matrix": lambda d, _: d[GRADES].to_numpy().mean(axis=0),
    "np.average": lambda d, call: call(np.average, d.G3),
    "np.median": lambda d, call: call(np.median, d.G3),
    "np.percentile": lambda d, call: call(np.percentile, d.G3, [25, 50, 75]),
    "np.corrcoef": lambda d, call: call(np.corrcoef, d.G1, d.G3),
    "np.cov": lambda d, call: call(np.cov, d.G1, d.G3),
    "np.log1p": lambda d, call: call(np.log1p, d.absences).mean(),
    "sum": lambda d, call: call(sum, d.G3),
    "sum over len": lambda d, call: call(sum, d.G3) / len(d.G3),
    "statistics.mean": lambda d, call: call(statistics.mean, d.G3),
    "statistics.median": lambda d, call: call(statistics.median, d.G3),
    "statistics.pstdev": lambda d, call: call(statistics.pstdev, d.G3),
    "statistics.quantiles": lambda d, call: call(statistics.quantiles, d.G3, n=4),
    "statistics.quantiles inclusive": lambda d, call: call(
        statistics.quantiles, d.G3, n=5, method="inclusive"
    ),
    "statistics.mode": lambda d, call: call(statistics.mode, d.Mjob),
    "statistics.correlation": lambda d, call: call(statistics.correlation, d.G1, d.G3),
    "statistics.covariance": lambda d, call: call(statistics.covariance, d.G1, d.G3),
    "mean distance": lambda d, _: (d.G3 - d.G3.mean()).abs().mean(),
    "weighted by hand": lambda d, _: (d.G3 * d.studytime).sum() / d.studytime.sum(),
    "objects that are numbers": lambda d, _: d.romantic.replace({"yes": 1, "no": 0}).mean(),
    "describe of text": lambda d, _: d.describe(include="str"),
}


@pytest.mark.parametrize("query", SAME)
def test_safe_results_are_pandas_own(seal, call, pupils, query):
    """Values, order, labels, names and types are exactly those of plain pandas, NumPy and Python."""
    released = SAME[query](seal(pupils), call)
    assert type(released) is not Sealed
    assert_same(released, SAME[query](pupils, plainly))


def test_arguments_may_be_given_by_position(seal, pupils):
    """What pandas still takes without a name is taken here."""
    assert_same(seal(pupils)[GRADES].mean(0), pupils[GRADES].mean(axis=0))


def people(n=200):
    """Return people with a calm number, one of whom is far off in `wild`, and times."""
    i = np.arange(n)
    return pd.DataFrame(
        {
            "calm": 50 + 8 * np.sin(i),
            "wild": np.where(i == 7, 400.0, 50 + 8 * np.sin(i)),
            "when": pd.Timestamp("2020-01-01") + pd.to_timedelta(i % 60, unit="D"),
            "span": pd.to_timedelta(10 + i % 60, unit="D"),
            "word": np.array(["a", "b", "c"])[i % 3],
        }
    )


@pytest.mark.parametrize("name", ["mean", "median", "std"])
@pytest.mark.parametrize("column", ["when", "span"])
def test_times_have_statistics_too(seal, name, column):
    """Means and spreads of points in time and of spans are pandas' own, medians near them."""
    frame = people()
    released, expected = (getattr(one[column], name)() for one in (seal(frame), frame))
    assert type(released) is type(expected)
    assert abs(released - expected) < pd.Timedelta("3D" if name == "median" else "1us")


def test_one_person_carries_no_kurtosis(seal):
    """Of squares a person may make up a half at most, and of fourth powers as well."""
    sealed = seal(people())
    assert type(sealed.wild.kurt()) is Sealed
    assert type(sealed.wild.skew()) is Sealed
    assert sealed[["calm", "wild"]].kurt().isna().tolist() == [False, True]
    assert type(sealed.calm.kurt()) is not Sealed


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_ranks_hide_how_far_off_somebody_is(seal, method):
    """A correlation that rests on one person is withheld; one of ranks does not rest on anybody."""
    frame = people().assign(wild=lambda d: np.where(d.index == 7, 1e6, d.wild))
    sealed = seal(frame)
    assert (type(sealed.calm.corr(sealed.wild, method=method)) is Sealed) is (method == "pearson")


@pytest.mark.parametrize("lead", [0, 2, 3, 12])
def test_the_most_common_value_leads_by_more_than_one_person(seal, call, lead):
    """A lead that one person who changes could take away is none: mode, `describe` and `statistics` agree."""
    column = pd.Series(["a"] * (50 + lead) + ["b"] * 50, name="letter")
    sealed, leads = seal(column), lead > 2
    assert (type(sealed.mode()) is not Sealed) is leads
    assert (type(call(statistics.mode, sealed)) is not Sealed) is leads
    assert sealed.describe().notna()["top"] == leads


def test_modes_hold_no_other_categories(seal):
    """The dtype of a mode is not the way to rare categories."""
    column = pd.Series(pd.Categorical(["a"] * 60 + ["b"] * 30 + ["rare"]))
    assert "rare" not in str(seal(column).mode().cat.categories.tolist())


@pytest.mark.parametrize("n", [0, 1, 9, 10])
def test_any_and_all_tell_of_ten_people_only(seal, n):
    """`any` is true for ten people and more, `all` false; nine are nobody, in source columns as well."""
    flag = pd.Series([True] * n + [False] * (100 - n))
    assert bool(seal(flag).any()) is (n >= 10)
    assert bool(seal(~flag).all()) is (n < 10)
    assert bool(seal(flag.astype(int)).any()) is (n >= 10)


@pytest.mark.parametrize("twins", [1, 5])
def test_few_equal_rows_are_different_ones(seal, twins):
    """Whether somebody has a twin does not show in the number of repeated rows."""
    frame = pd.DataFrame({"x": np.arange(100)})
    repeated = pd.concat([frame, frame.iloc[:twins]], ignore_index=True)
    assert seal(frame).duplicated().sum() == seal(repeated).duplicated().sum() == 0


def test_marks_of_repeated_rows_are_good_for_nothing_else(seal, pupils):
    """Which rows are repeated stays inside: no filter, table or sum of anything else is made with it."""
    sealed = seal(pupils)
    marks = sealed[["school", "sex"]].duplicated()
    for result in (sealed[marks].G3.mean(), (marks * 1).sum(), marks.value_counts(), (~marks).sum()):
        assert str(result) == WITHHELD


def test_quantiles_between_rare_values_are_smoothed(seal):
    """A value that nine people share is theirs: the mean of ten around is released, near it but none."""
    values = np.repeat(np.arange(40), 9)
    column = seal(pd.Series(values))
    assert column.median() not in set(values.tolist())
    assert abs(column.median() - np.median(values)) < 1
    assert type(column.quantile(0.005)) is Sealed


def test_outer_quantiles_stay_hidden_though_many_share_them(seal):
    """The smallest value is told if ten people have it and ten stand on its other side, as a quantile is."""
    column = seal(pd.Series([0.0] * 15 + list(range(1, 200))))
    assert type(column.quantile(0)) is Sealed
    assert type(column.quantile(0.01)) is Sealed
    assert column.quantile(0.06) == 0


ERRORS = {
    "unknown option": lambda d: d.G3.mean(colour="red"),
    "too many arguments": lambda d: d.G3.quantile(0.5, "linear", 3),
    "unknown column": lambda d: d.agg({"G9": "mean"}),
    "an unknown column of many": lambda d: d.agg({"G1": ["mean"], "G9": ["mean"]}),
    "nothing to describe": lambda d: d[["sex"]].describe(include="number"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_wrong_arguments_are_pandas_errors(seal, pupils, case):
    """An error about arguments is of the kind that pandas raises, and is raised without a look at cells."""
    with pytest.raises(Exception) as expected:  # noqa: PT011 (whatever pandas raises)
        ERRORS[case](pupils)
    with pytest.raises(expected.type):
        ERRORS[case](seal(pupils))
    with pytest.raises(expected.type):
        ERRORS[case](seal(pupils.iloc[:3]))


def test_aggregates_mask_what_may_not_be_seen(seal, session, pupils):
    """Extremes are masked in a table of aggregates, and noted as masked, not as withheld results."""
    table = seal(pupils)[GRADES].agg(["mean", "max", "idxmin"])
    assert table.isna().sum(axis=1).tolist() == [0, 3, 3]
    assert table.loc["mean"].tolist() == pupils[GRADES].mean().tolist()
    assert session.public.mask_of(table).released.is_masked
    assert session.state().tally.n_withheld == 0
    assert seal(pupils)[GRADES].agg(lambda grade: grade.min()).isna().all()


def test_functions_given_to_agg_see_sealed_columns_only(seal, pupils):
    """A function of the analyst's gets what they could get without `agg`."""
    seen = []
    seal(pupils)[GRADES].agg(seen.append)
    assert seen
    assert {type(one) for one in seen} == {Sealed}


def test_describe_keeps_pandas_layout(seal, pupils):
    """Rows and columns are those of pandas whatever is included; only extremes are masked."""
    for options in ({}, {"include": "all"}, {"percentiles": [0.1, 1 / 3]}, {"exclude": "number"}):
        released, expected = seal(pupils).describe(**options), pupils.describe(**options)
        assert released.index.tolist() == expected.index.tolist()
        assert released.columns.tolist() == expected.columns.tolist()
        for name in expected:
            known = [label for label in expected.index if label not in {"min", "max", "unique"}]
            shown = [label for label in known if not pd.isna(released.loc[label, name])]
            assert set(known) - set(shown) - {"top", "freq"} == {
                label for label in set(known) - {"top", "freq"} if pd.isna(expected.loc[label, name])
            }
            values = expected.loc[shown, name].tolist()
            assert released.loc[shown, name].tolist() == pytest.approx(values, abs=0.6)
