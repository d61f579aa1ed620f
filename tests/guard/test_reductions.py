"""Statistics of columns and frames: pandas' own where they are safe, on 649 real pupils."""

import math
import statistics

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

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
        assert released.dtype == expected.dtype
        (np.testing.assert_array_equal if expected.dtype == object else np.testing.assert_allclose)(
            released, expected
        )
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
    "apply row by row": lambda d, _: d[GRADES].apply(lambda grade: grade - grade.mean()).std(),
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
    "count of a column": lambda d, _: d.G3.count(),
    "count numeric_only": lambda d, _: d[["sex", "G3"]].count(numeric_only=True),
    "share of missing": lambda d, _: d.isna().mean(),
    "present": lambda d, _: d.notna().sum(),
    "missing at all": lambda d, _: d.isna().sum().sum(),
    "missing in a matrix": lambda d, _: d.isna().values.sum(),
    "any missing in a matrix": lambda d, _: d.isna().values.any(),
    "np.isnan": lambda d, call: call(np.isnan, d.G3).sum(),
    "nunique with missing": lambda d, _: d.Mjob.nunique(dropna=False),
    "pd.unique": lambda d, call: sorted(call(pd.unique, d.Mjob)),
    "np.unique": lambda d, call: call(np.unique, d.Mjob),
    "np.unique with counts": lambda d, call: call(np.unique, d.Mjob, return_counts=True),
    "np.average with weights": lambda d, call: call(np.average, d.G3, weights=d.studytime),
    "np.count_nonzero": lambda d, call: int(call(np.count_nonzero, d.G3 > 10)),
    "np.histogram": lambda d, call: call(np.histogram, d.G3, bins=[0, 5, 10, 15, 20]),
    "np.histogram in a range": lambda d, call: call(np.histogram, d.G3, bins=4, range=(0, 20)),
    "np.histogram of density": lambda d, call: call(np.histogram, d.G3, [0, 5, 10, 15, 20], density=True),
    "np.histogram2d": lambda d, call: call(np.histogram2d, d.G1, d.G3, bins=[[0, 10, 20], [0, 10, 20]]),
    "math.fsum": lambda d, call: call(math.fsum, d.G3),
    "memory of numbers": lambda d, _: d[GRADES].memory_usage(),
    "memory of a column": lambda d, _: d.G3.memory_usage(index=False),
    "number columns": lambda d, _: d.select_dtypes("number").mean(),
    "names of number columns": lambda d, _: d.select_dtypes(include="number").columns,
    "other columns": lambda d, _: d.select_dtypes(exclude="number").shape,
    "int columns": lambda d, _: d.select_dtypes("int64").shape,
    "correlations of a matrix": lambda d, call: call(np.corrcoef, d[GRADES], rowvar=False),
    "covariances of a matrix": lambda d, call: call(np.cov, d[GRADES], rowvar=False),
    "np.mean across": lambda d, call: call(np.mean, d[GRADES], axis=1).mean(),
    "np.std across": lambda d, call: call(np.std, d[GRADES], axis=1).mean(),
    "np.median of an array": lambda d, call: call(np.median, d.G3.to_numpy()),
    "np.array": lambda d, call: call(np.array, d.G3).std(),
    "np.asarray": lambda d, call: call(np.asarray, d[GRADES]).mean(axis=0),
    "agg numeric_only": lambda d, _: d.agg("mean", numeric_only=True),
    "apply by name": lambda d, _: d.apply("mean", numeric_only=True),
    "apply tables": lambda d, _: d[GRADES].apply(lambda grade: grade.quantile([0.25, 0.75])),
    "apply a method": lambda d, _: d.apply(pd.Series.count),
    "labels of bins": lambda d, call: call(
        pd.cut, d.G3, [-1, 9, 14, 20], labels=["low", "mid", "high"]
    ).value_counts(),
    "apply along rows": lambda d, _: d[GRADES].apply(lambda row: row.sum() / len(row), axis=1).mean(),
    "some of a row": lambda d, _: d.apply(lambda row: row[["G1", "G2"]].mean() - row.G3, axis=1).std(),
    "filled by means": lambda d, _: (
        d[GRADES].where(d[GRADES] > 8).fillna(pd.Series({"G1": 9, "G2": 8, "G3": 7})).mean()
    ),
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
