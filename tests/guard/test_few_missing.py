"""Whether a few people lack a value is not told, nor how many, nor what else they have."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

N = 200
PEOPLE = [17, 117, 118]


def people(n_missing, *, infinite=False):
    """Return people of whom some lack `x` and `when`, or have the mean of all others."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "x": 50 + 20 * np.sin(i),
            "y": 10.0 + i % 7,
            "when": pd.Timestamp("2020-01-01") + pd.to_timedelta(i * 3, unit="D"),
            "town": np.array(["Bath", "York"])[i % 2],
        }
    )
    for name in ("x", "when"):
        frame.loc[PEOPLE, name] = frame.drop(index=PEOPLE)[name].mean()
    frame.loc[PEOPLE[:n_missing], "x"] = np.inf if infinite else np.nan
    frame.loc[PEOPLE[:n_missing], "when"] = pd.NaT
    return frame


QUERIES = {
    "mean": lambda d: d.x.mean(),
    "sum": lambda d: d.x.sum(),
    "std": lambda d: d.x.std(),
    "sem": lambda d: d.x.sem(),
    "median": lambda d: d.x.median(),
    "describe": lambda d: d.x.describe(),
    "both sides of a condition": lambda d: [(d.x > 50).sum(), (d.x <= 50).sum()],
    "a sum with a complete column": lambda d: (d.x + d.y).mean(),
    "a product": lambda d: (d.x * d.y).mean(),
    "squares": lambda d: (d.x**2).mean(),
    "correlation": lambda d: d.x.corr(d.y),
    "the others": lambda d: d[d.x.notna()].y.sum(),
    "those who have none": lambda d: d[d.x.isna()].y.sum(),
    "dropna": lambda d: d.dropna().y.mean(),
    "fillna": lambda d: d.x.fillna(0).mean(),
    "astype": lambda d: d.x.astype(int).mean(),
    "across": lambda d: d[["x", "y"]].sum(axis=1).mean(),
    "group sums": lambda d: d.groupby("town").x.agg(["sum", "mean", "count"]),
    "whole frame": lambda d: d[["x", "y"]].sum(),
    "years": lambda d: d.when.dt.year.value_counts(),
    "before": lambda d: [(d.when < "2021-01-01").sum(), (d.when >= "2021-01-01").sum()],
}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("infinite", [False, True])
def test_who_lacks_a_value_counts_as_the_mean(query, infinite):
    """Nothing changes if nobody, one or three people lack the value that they have elsewhere."""
    found = []
    for n_missing in (0, 1, 3):
        sealed = Session(Policy()).protect(people(n_missing, infinite=infinite))
        found.append(" ".join(texts_of(_rounded(QUERIES[query](sealed)))))
    assert found[0] == found[1] == found[2]


def _rounded(value):
    """Leave off the last digits, in which the order of adding up shows."""
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return value if type(value) is Sealed else round(value, 9)


def test_means_are_those_of_plain_pandas(seal):
    """The mean of who has a value does not change, and the sum is that of as many people as are counted."""
    frame = people(3)
    sealed = seal(frame)
    assert sealed.x.mean() == pytest.approx(frame.x.mean(), rel=1e-12)
    assert sealed.x.sum() == pytest.approx(frame.x.mean() * N, rel=1e-12)
    assert sealed.x.count() == N


def test_public_data_are_the_original_ones(session):
    """Declared public, or protected anew under another policy, a frame lacks what it lacked."""
    frame = people(3)
    sealed = session.protect(frame)
    assert session.unprotect(sealed).x.isna().sum() == 3
    anew = session.protect(sealed, policy=Policy(threshold=2, k=2))
    assert session.holder.open(anew).value.x.isna().sum() == 3
    plain = session.unprotect(sealed)
    plain["y"] = 0
    assert session.unprotect(sealed).y.tolist() == frame.y.tolist()
