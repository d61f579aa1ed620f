"""Two worlds for statistics of columns: one person's odd value, or their absence, does not show.

The worlds differ in one person, who is ordinary in the one and odd in the other: in values that nobody
shares, in a missing value, in being far off.  What comes out may differ only where a statistic of at least
ten people has moved, and such queries are not among these.
"""

import math
import statistics

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

N = 200
PERSON = 117


def world(**odd):
    """Return people of whom one has some odd values; ordinary ones stand where none are given."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "town": np.array(["Bath", "York", "Hull", "Ely"])[(i % 9) % 4],
            "level": 30 + i % 7,
            "flag": i % 2 == 0,
            "rare_flag": np.zeros(N, dtype=bool),
            "kind": pd.Categorical(np.where(i % 3 == 1, None, "p"), categories=["p"]),
            "mixed": pd.Series(1 + i % 2, dtype=object),
            "score": 50 + np.round(20 * np.sin(i)),
            "x": 50 + 20 * np.sin(i * 7),
        }
    )
    frame["x"] = frame.x.where(i != PERSON, frame.x[i != PERSON].mean())
    frame["when"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(i % 31, unit="D")
    if "kind" in odd:
        frame["kind"] = frame.kind.cat.add_categories([odd["kind"]])
    for name, value in odd.items():
        frame.loc[PERSON, name] = value
    return frame


WORLDS = {
    "ordinary": world(),
    "odd": world(town="Thule", rare_flag=True, mixed="text", kind="odd"),
    "without": world(x=np.nan),
    "infinite": world(x=np.inf),
}


def with_rare_label(d):
    """Set a label that at most one person has, where a condition holds."""
    d.loc[d.flag, "kind"] = "odd"
    return d


OF_LABELS = {
    "mode": lambda d, _: d.town.mode(),
    "nunique": lambda d, _: d.town.nunique(),
    "nunique of all": lambda d, _: d.nunique(),
    "unique": lambda d, _: d.town.unique(),
    "pd.unique": lambda d, call: call(pd.unique, d.town),
    "np.unique": lambda d, call: call(np.unique, d.town),
    "describe top": lambda d, _: d.describe(include="str").loc["top"],
    "statistics.mode": lambda d, call: call(statistics.mode, d.town),
    "repeated": lambda d, _: d.town.duplicated().sum(),
    "repeated at all": lambda d, _: d.town.duplicated().any(),
    "repeated with last": lambda d, _: d[["town"]].duplicated(keep="last").sum(),
    "memory": lambda d, _: d.memory_usage(),
    "deep memory": lambda d, _: d.memory_usage(deep=True),
    "memory of text": lambda d, _: d.town.memory_usage(),
    "types": lambda d, _: d.select_dtypes("number").columns,
    "any": lambda d, _: d.rare_flag.any(),
    "all": lambda d, _: (~d.rare_flag).all(),
    "any of all": lambda d, _: d[["flag", "rare_flag"]].any(),
    "any over all": lambda d, _: d[["rare_flag"]].any(axis=None),
    "np.any": lambda d, call: call(np.any, d.rare_flag),
    "any of a condition": lambda d, _: (d.town == "Thule").any(),
    "any of an array": lambda d, _: d.rare_flag.to_numpy().any(),
    "sum of flags": lambda d, _: d.rare_flag.sum(),
    "mean of flags": lambda d, _: d.rare_flag.mean(),
    "count_nonzero": lambda d, call: call(np.count_nonzero, d.rare_flag),
    "bincount": lambda d, call: call(np.bincount, d.rare_flag.astype(int)),
    "corr with it": lambda d, _: d.score.corr(d.rare_flag),
    "spearman with it": lambda d, _: d.score.corr(d.rare_flag, method="spearman"),
    "corrwith it": lambda d, _: d[["score", "level"]].corrwith(d.rare_flag),
    "corrcoef with it": lambda d, call: call(np.corrcoef, d.score, d.rare_flag),
    "weights of it": lambda d, call: call(np.average, d.score, weights=d.rare_flag),
    "skewness of it": lambda d, _: d.rare_flag.astype(int).skew(),
    "agg of it": lambda d, _: d.rare_flag.agg(["sum", "mean", "max"]),
    "agg by function": lambda d, _: d[["rare_flag"]].agg(lambda one: one.astype(int).sum()),
    "apply": lambda d, _: d[["rare_flag"]].apply(lambda one: one.any()),
    "map to numbers": lambda d, _: d.town.map({"Thule": "odd"}).fillna(0).mean(),
    "map to one type": lambda d, _: d.town.map(
        {"Bath": 1, "York": 1, "Hull": 2, "Ely": 2, "Thule": "x"}
    ).any(),
    "missing": lambda d, _: d.isna().sum(),
    "missing in a matrix": lambda d, _: d.isna().to_numpy().any(),
    "text or number": lambda d, _: (
        d.assign(c=d.town.map({"Bath": "x", "York": "x", "Hull": "y", "Ely": "y", "Thule": 1}))
        .select_dtypes("str")
        .columns
    ),
    "number or text": lambda d, _: (
        d.assign(c=d.town.map({"Bath": 1, "York": 1, "Hull": 2, "Ely": 2, "Thule": "x"}))
        .select_dtypes("number")
        .columns
    ),
    "inferred": lambda d, _: d.mixed.infer_objects().nunique(),
    "inferred types": lambda d, _: d.infer_objects().select_dtypes("number").columns,
    "converted types": lambda d, _: d.convert_dtypes().select_dtypes("number").columns,
    "fill with a rare label": lambda d, _: d.kind.fillna("odd").value_counts(),
    "put a rare label": lambda d, _: d.kind.where(d.flag, "odd").isna().sum(),
    "fill a frame with a rare label": lambda d, _: d[["kind"]].fillna({"kind": "odd"}).kind.isna().sum(),
    "replace by a rare label": lambda d, _: d.kind.replace("p", "odd").isna().sum(),
    "replace several by a rare label": lambda d, _: d.kind.replace({"p": "odd"}).isna().sum(),
    "set a rare label": lambda d, _: with_rare_label(d).kind.isna().sum(),
    "map all labels but a rare one": lambda d, _: d.kind.map({"p": 1}).sum(),
    "infos": lambda d, _: d.rare_flag.describe(),
}

OF_NUMBERS = {
    "mean": lambda d, _: d.x.mean(),
    "sum": lambda d, _: d.x.sum(),
    "sum without skipping": lambda d, _: d.x.sum(skipna=False),
    "sum of enough": lambda d, _: d.x.sum(min_count=N),
    "var": lambda d, _: d.x.var(),
    "skew": lambda d, _: d.x.skew(),
    "kurt": lambda d, _: d.x.kurt(),
    "quantiles": lambda d, _: d.x.quantile([0.1, 0.5, 0.9]),
    "count": lambda d, _: d.x.count(),
    "counts": lambda d, _: d.count(),
    "isna": lambda d, _: d.isna().mean(),
    "isna any": lambda d, _: d.isna().any(),
    "notna all": lambda d, _: d.x.notna().all(),
    "missing in a matrix": lambda d, _: d[["x", "score"]].isna().to_numpy().any(),
    "np.isnan": lambda d, call: call(np.isnan, d.x).sum(),
    "np.isfinite": lambda d, call: call(np.isfinite, d.x).all(),
    "nunique": lambda d, _: d.x.nunique(dropna=False),
    "unique": lambda d, _: d.x.unique(),
    "np.mean": lambda d, call: call(np.mean, d.x.to_numpy()),
    "np.sum of all": lambda d, call: call(np.sum, d[["x", "score"]]),
    "np.corrcoef": lambda d, call: call(np.corrcoef, d.x, d.score),
    "np.cov": lambda d, call: call(np.cov, d.x, d.score),
    "np.average": lambda d, call: call(np.average, d.x, weights=d.level),
    "np.histogram": lambda d, call: call(np.histogram, d.x, bins=[0, 40, 60, 100]),
    "np.histogram outside": lambda d, call: call(np.histogram, d.x, bins=[200, 300, 400]),
    "np.log": lambda d, call: call(np.log, d.x).mean(),
    "statistics.mean": lambda d, call: call(statistics.mean, d.x),
    "statistics.median": lambda d, call: call(statistics.median, d.x),
    "statistics.quantiles": lambda d, call: call(statistics.quantiles, d.x),
    "statistics.correlation": lambda d, call: call(statistics.correlation, d.x, d.score),
    "sum()": lambda d, call: call(sum, d.x),
    "fsum": lambda d, call: call(math.fsum, d.x),
    "describe": lambda d, _: d.x.describe(),
    "describe all": lambda d, _: d[["x", "score", "when"]].describe(),
    "agg": lambda d, _: d.agg({"x": ["mean", "count"], "score": "sum"}),
    "agg with functions": lambda d, _: d[["x"]].agg(lambda x: x.sum() / x.mean()),
    "spearman": lambda d, _: d[["x", "score"]].corr(method="spearman"),
    "corrwith": lambda d, _: d[["x", "level"]].corrwith(d.score),
    "astype": lambda d, _: d.x.astype(int).sum(),
    "min": lambda d, _: d.x.min(),
    "max of all": lambda d, _: d[["x", "score"]].max(),
    "rows of all": lambda d, _: d[["x", "score"]].mean(axis=1).mean(),
}


def rendered(query, frame, policy=None):
    """Return everything that comes out of one query in a session of its own, without the last digits."""
    session = Session(policy or Policy())

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    try:
        texts = list(texts_of(_rounded(query(session.protect(frame), call))))
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    return texts, session.why(), str(session.state())


def _rounded(value):
    if isinstance(value, tuple | list):
        return type(value)(map(_rounded, value))
    if isinstance(value, pd.DataFrame):
        return value.round(8)
    if isinstance(value, pd.Series) and value.dtype == object:
        return value.map(_rounded)
    is_numbers = isinstance(value, pd.Series | np.ndarray) and value.dtype.kind == "f"
    return round(value, 8) if is_numbers or isinstance(value, float | np.floating) else value


@pytest.mark.parametrize("query", OF_LABELS)
def test_an_odd_label_makes_no_difference(query):
    """A town that one person lives in, and a flag that only they bear, show nowhere."""
    ordinary, odd = (rendered(OF_LABELS[query], WORLDS[name]) for name in ("ordinary", "odd"))
    assert ordinary == odd


@pytest.mark.parametrize("query", OF_NUMBERS)
@pytest.mark.parametrize("other", ["without", "infinite"])
def test_a_missing_number_makes_no_difference(query, other):
    """Who lacks a value counts as the mean of the others, which the same person has in the other world."""
    ordinary, odd = (rendered(OF_NUMBERS[query], WORLDS[name]) for name in ("ordinary", other))
    assert ordinary == odd


@pytest.mark.parametrize("queries", [OF_LABELS, OF_NUMBERS])
def test_the_worlds_differ_without_a_guard(queries):
    """On plain frames most of the queries tell one world from another."""

    def plain(query, frame):
        try:
            return list(texts_of(_rounded(query(frame.copy(), lambda function, *a, **k: function(*a, **k)))))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]

    others = ["odd"] if queries is OF_LABELS else ["without", "infinite"]
    differ = [
        name
        for name, query in queries.items()
        if any(plain(query, WORLDS["ordinary"]) != plain(query, WORLDS[other]) for other in others)
    ]
    assert len(differ) >= 0.8 * len(queries), set(queries) - set(differ)
