"""Group-by as analysts write it: pandas' own results where nothing is masked, and what is masked."""

import functools

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from jupyter_privacy.guard.seal.proxy import Sealed


def dated(pupils):
    """Return the pupils with a day each."""
    days = np.random.default_rng(0).integers(0, 360, len(pupils))
    return pupils.assign(day=pd.Timestamp("2020-01-01") + pd.to_timedelta(days, "D"))


def plain(function, *args, **kwargs):
    """Call a library function as a cell without a guard does."""
    return function(*args, **kwargs)


def by_school(d, **options):
    """Group by school."""
    return d.groupby("school", **options)


SAME = {
    "mean": lambda d, _: by_school(d).G3.mean(),
    "sum": lambda d, _: by_school(d).G3.sum(),
    "std": lambda d, _: by_school(d).G3.std(),
    "std ddof": lambda d, _: by_school(d).G3.std(ddof=0),
    "var": lambda d, _: by_school(d).G3.var(),
    "sem": lambda d, _: by_school(d).G3.sem(),
    "count": lambda d, _: by_school(d).count(),
    "size": lambda d, _: by_school(d).size(),
    "nunique": lambda d, _: by_school(d)[["sex", "address", "famsize"]].nunique(),
    "numeric_only": lambda d, _: by_school(d).mean(numeric_only=True),
    "two columns": lambda d, _: by_school(d)[["G1", "G3"]].mean(),
    "tuple of keys": lambda d, _: d.groupby(["school", "sex"]).G3.mean(),
    "three keys": lambda d, _: d.groupby(["school", "sex", "internet"]).size(),
    "key as column": lambda d, _: d.groupby(d.age > 16).G3.mean(),
    "key cut": lambda d, call: d.groupby(call(pd.cut, d.G1, [-1, 9, 12, 20])).G3.mean(),
    "two keys, one cut": lambda d, call: d.groupby(["sex", call(pd.cut, d.G1, [-1, 9, 12, 20])]).G3.sum(),
    "series by columns": lambda d, _: d.G3.groupby([d.school, d.sex]).mean(),
    "the key itself": lambda d, _: by_school(d).school.count(),
    "agg text": lambda d, _: by_school(d).G3.agg("mean"),
    "agg texts": lambda d, _: by_school(d).G3.agg(["mean", "std", "count", "size"]),
    "agg frame": lambda d, _: by_school(d)[["G1", "G3"]].agg(["mean", "sum"]),
    "agg repeated": lambda d, _: by_school(d).G3.agg(["mean", "mean"]),
    "agg dict": lambda d, _: by_school(d).agg({"G3": "mean", "G1": "sum"}),
    "agg dict of lists": lambda d, _: by_school(d).agg({"G3": ["mean", "std"], "G1": "sum"}),
    "agg named": lambda d, _: by_school(d).agg(m=("G3", "mean"), n=("G1", "count")),
    "agg NamedAgg": lambda d, _: by_school(d).agg(m=pd.NamedAgg("G3", "mean")),
    "agg named column": lambda d, _: by_school(d).G3.agg(m="mean", s=np.sum),
    "agg pairs": lambda d, _: by_school(d).G3.agg([("m", "mean"), ("s", lambda s: s.sum())]),
    "agg numpy": lambda d, _: by_school(d).G3.agg([np.mean, np.sum, np.std, np.var, len, sum]),
    "agg of pandas": lambda d, _: by_school(d).G3.agg(pd.Series.mean),
    "agg partial": lambda d, _: by_school(d).G3.agg([functools.partial(np.mean), "sum"]),
    "agg numeric_only": lambda d, _: by_school(d).agg("mean", numeric_only=True),
    "agg size": lambda d, _: by_school(d)[["G1", "G3"]].agg("size"),
    "agg lambda": lambda d, _: by_school(d).G3.agg(lambda s: s.mean()),
    "agg list of one lambda": lambda d, _: by_school(d).G3.agg([lambda s: s.mean()]),
    "agg lambdas": lambda d, _: by_school(d)[["G1", "G3"]].agg(
        [lambda s: s.mean(), "sum", lambda s: s.std()]
    ),
    "agg lambda of two columns": lambda d, _: by_school(d)[["G1", "G3"]].agg(lambda s: s.mean() / s.std()),
    "agg named lambda": lambda d, _: by_school(d).agg(share=("G3", lambda s: (s > 10).mean())),
    "agg lambda with arguments": lambda d, _: by_school(d).G3.agg(lambda s, k, j=0: s.mean() * k + j, 3, j=1),
    "agg whole": lambda d, _: by_school(d).G3.agg(lambda s: int(s.sum())),
    "agg yes": lambda d, _: by_school(d).G3.agg(lambda s: s.mean() > 11),
    "agg word": lambda d, _: by_school(d).G3.agg(lambda s: "high" if s.mean() > 11 else "low"),
    "as_index": lambda d, _: by_school(d, as_index=False).G3.mean(),
    "as_index agg": lambda d, _: by_school(d, as_index=False).agg({"G3": ["mean", "sum"]}),
    "as_index named": lambda d, _: by_school(d, as_index=False).agg(m=("G3", "mean")),
    "as_index size": lambda d, _: d.groupby(["school", "sex"], as_index=False).size(),
    "as_index apply": lambda d, _: by_school(d, as_index=False).apply(lambda g: g.G3.mean()),
    "value_counts": lambda d, _: by_school(d).sex.value_counts(),
    "value_counts normalized": lambda d, _: by_school(d).sex.value_counts(normalize=True, ascending=True),
    "value_counts of two": lambda d, _: by_school(d)[["sex", "internet"]].value_counts(),
    "value_counts as_index": lambda d, _: by_school(d, as_index=False).sex.value_counts(),
    "corr": lambda d, _: by_school(d)[["G1", "G3"]].corr(),
    "cov": lambda d, _: by_school(d.drop(columns="day")).cov(numeric_only=True),
    "corr of two": lambda d, _: by_school(d).G3.corr(d.G1),
    "apply": lambda d, _: by_school(d).apply(lambda g: g.G3.corr(g.G1)),
    "apply series": lambda d, _: by_school(d).apply(lambda g: pd.Series({"m": g.G3.mean(), "n": len(g)})),
    "apply table": lambda d, _: by_school(d).apply(lambda g: g.sex.value_counts()),
    "apply tables that differ": lambda d, _: by_school(d).apply(lambda g: g.Mjob.value_counts().head(2)),
    "apply frame": lambda d, _: by_school(d).apply(lambda g: g.groupby("sex")[["G1", "G3"]].mean()),
    "apply frame without keys": lambda d, _: by_school(d, group_keys=False).apply(
        lambda g: g.groupby("sex")[["G1", "G3"]].mean()
    ),
    "apply to a column": lambda d, _: by_school(d).G3.apply(lambda s: s.mean()),
    "apply with arguments": lambda d, _: by_school(d).apply(lambda g, k: g.G3.mean() * k, 2),
    "apply columns": lambda d, _: by_school(d).apply(lambda g: list(g.columns)),
    "apply rows": lambda d, _: by_school(d).apply(lambda g: g.assign(z=g.G3 - g.G3.mean())).z.std(),
    "filter": lambda d, _: by_school(d).filter(lambda g: g.G3.mean() > 12).G3.mean(),
    "filter by size": lambda d, _: len(by_school(d).filter(lambda g: len(g) > 300)),
    "filter a column": lambda d, _: by_school(d).G3.filter(lambda s: s.mean() > 12).mean(),
    "transform": lambda d, _: (d.G3 - by_school(d).G3.transform("mean")).std(),
    "transform two": lambda d, _: by_school(d)[["G1", "G3"]].transform("mean").mean(),
    "transform numpy": lambda d, _: by_school(d).G3.transform(np.mean).mean(),
    "transform function": lambda d, _: by_school(d).G3.transform(lambda s: (s - s.mean()) / s.std()).var(),
    "transform functions": lambda d, _: by_school(d)[["G1", "G3"]].transform(lambda s: s - s.mean()).std(),
    "transform size": lambda d, _: by_school(d).G3.transform("size").mean(),
    "transform, then filter": lambda d, _: d[by_school(d).G3.transform("mean") < d.G3].G1.mean(),
    "pipe": lambda d, _: by_school(d).pipe(lambda g: g.G3.mean() - g.G1.mean()),
    "loop": lambda d, _: {label: rows.G3.mean() for label, rows in by_school(d)},
    "loop over a list": lambda d, _: [label for label, _ in d.groupby(["school"])],
    "loop over two": lambda d, _: [label for label, _ in d.groupby(["school", "sex"])],
    "ngroups": lambda d, _: (by_school(d).ngroups, len(by_school(d)), list(by_school(d).groups)),
    "get_group": lambda d, _: by_school(d).get_group("GP").G3.mean(),
    "get_group of two": lambda d, _: d.groupby(["school", "sex"]).G3.get_group(("MS", "F")).mean(),
    "head": lambda d, _: by_school(d).head(100).G3.mean(),
    "tail": lambda d, _: by_school(d).G3.tail(100).mean(),
    "level": lambda d, _: d.set_index("school").groupby(level="school").G3.mean(),
    "levels": lambda d, _: d.set_index(["school", "sex"]).groupby(level=[0, 1]).G3.mean(),
    "name of a level": lambda d, _: d.set_index(["school", "sex"]).groupby("sex").G3.mean(),
    "level of a column": lambda d, _: d.set_index("school").G3.groupby(level=0).std(),
    "dict": lambda d, _: d.set_index("school").groupby({"GP": 1, "MS": 2}).G3.mean(),
    "dict of row labels": lambda d, _: d.groupby({i: i % 2 for i in range(649)}).G3.mean(),
    "function of row labels": lambda d, _: d.groupby(lambda i: i % 3).G3.mean(),
    "array": lambda d, _: d.groupby(np.arange(649) // 300).G3.mean(),
    "array and column": lambda d, _: d.groupby([np.arange(649) // 300, "sex"]).G3.mean(),
    "Grouper": lambda d, _: d.groupby(pd.Grouper(key="day", freq="QE")).G3.mean(),
    "Grouper and column": lambda d, _: d.groupby([pd.Grouper(key="day", freq="QS"), "sex"]).G3.mean(),
    "Grouper without freq": lambda d, _: d.groupby(pd.Grouper(key="school")).G3.mean(),
    "resample": lambda d, _: d.resample("ME", on="day").G3.mean(),
    "resample agg": lambda d, _: d.resample("QE", on="day")[["G1", "G3"]].agg(["mean", "sum"]),
    "resample size": lambda d, _: d.resample("MS", on="day").size(),
    "resample an index": lambda d, _: d.set_index("day").resample("QS").G3.mean(),
    "resample a column": lambda d, _: d.set_index("day").G3.resample("QS").std(),
    "period": lambda d, _: d.groupby(d.day.dt.to_period("Q")).G3.mean(),
    "stacked": lambda d, _: d.groupby(["school", "sex"]).G3.mean().unstack(),  # noqa: PD010 (as analysts do)
}


def assert_same(released, expected):
    """Check values, order, labels, names and dtypes."""
    assert type(released) is not Sealed
    if isinstance(expected, pd.DataFrame):
        assert_frame_equal(released, expected)
    elif isinstance(expected, pd.Series):
        assert_series_equal(released, expected)
    elif isinstance(expected, pd.Index):
        assert_index_equal(released, expected)
    else:
        assert released == expected


@pytest.mark.parametrize("query", SAME)
def test_safe_groups_are_pandas_own(seal, call, pupils, query):
    """On 649 real pupils each way of grouping gives pandas' own result, to the dtype and the name."""
    frame = dated(pupils)
    assert_same(SAME[query](seal(frame), call), SAME[query](frame, plain))


def test_quantiles_and_describe_have_the_layout_of_pandas(seal, pupils):
    """Labels, levels and exact entries are pandas' own; quantiles are smoothed, extremes missing."""
    sealed = seal(pupils)
    for query in (
        lambda d: by_school(d).G3.quantile([0.25, 0.5]),
        lambda d: by_school(d)[["G1", "G3"]].quantile([0.25, 0.5]),
        lambda d: by_school(d)[["G1", "G3"]].quantile(0.25),
        lambda d: by_school(d).G3.median(),
    ):
        released, expected = query(sealed), query(pupils)
        assert_index_equal(released.index, expected.index)
        np.testing.assert_allclose(released, expected, atol=0.6)
    released, expected = (
        by_school(sealed)[["G1", "G3"]].describe(),
        by_school(pupils)[["G1", "G3"]].describe(),
    )
    exact = [(name, entry) for name in ("G1", "G3") for entry in ("count", "mean", "std")]
    assert_frame_equal(released[exact], expected[exact])
    assert_index_equal(released.columns, expected.columns)
    assert released["G3", "max"].isna().all()
    assert by_school(sealed).sex.describe()["top"].tolist() == ["F", "F"]


ERRORS = {
    "unknown key": lambda d: d.groupby("nobody"),
    "unknown column": lambda d: by_school(d).agg({"nobody": "mean"}),
    "unknown named column": lambda d: by_school(d).agg(m=("nobody", "mean")),
    "unknown statistic": lambda d: by_school(d).G3.agg("average"),
    "no pair": lambda d: by_school(d).agg(m="mean"),
    "text": lambda d: by_school(d).mean(),
    "no yes or no": lambda d: by_school(d).filter(lambda g: g.G3.mean()),
    "own error": lambda d: by_school(d).G3.agg(lambda _s: 1 / 0),
    "own typo": lambda d: by_school(d).apply(lambda g: g.nobody.mean()),
}


@pytest.mark.parametrize("query", ERRORS)
def test_mistakes_are_told_as_pandas_tells_them(seal, pupils, query):
    """What is wrong whatever the data are raises the same kind of error."""
    with pytest.raises(Exception) as expected:  # noqa: PT011 (whichever pandas raises)
        ERRORS[query](pupils)
    with pytest.raises(expected.type) as raised:
        ERRORS[query](seal(pupils))
    assert raised.value.__context__ is None
    assert "GP" not in str(raised.value)
