"""Single totals against each other: no filters add up to a group that one person dominates."""

import itertools

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

N = 400
I = np.arange(N)  # noqa: E741 (records)
FRAME = pd.DataFrame({"g": np.where(I % 20 == 1, "b", np.where(I % 2 == 0, "a", "c"))}).assign(
    x=lambda d: np.where(d.g == "b", 5.0, 50.0 + (I * 37) % 100)
)
FRAME.loc[1, "x"] = RICH = 3000.0
"""Most of the total of group b is one person's."""

TOTALS = {
    "filters": (
        lambda d: d.x.sum(),
        lambda d: d[d.g == "a"].x.sum(),
        lambda d: d[d.g == "c"].x.sum(),
    ),
    "complement": (lambda d: d.x.sum(), lambda _: 0.0, lambda d: d[d.g != "b"].x.sum()),
    "where": (
        lambda d: d.x.sum(),
        lambda d: d.x.where(d.g == "a", 0).sum(),
        lambda d: (d.x * (d.g == "c")).sum(),
    ),
    "means": (
        lambda d: d.x.mean() * len(d),
        lambda d: d[d.g == "a"].x.mean() * len(d[d.g == "a"]),
        lambda d: d.x.where(d.g == "c").mean() * len(d[d.g == "c"]),
    ),
    "query": (
        lambda d: np.float64(d.agg({"x": "sum"})["x"]),
        lambda d: d.query("g == 'a'").x.agg("sum"),
        lambda d: d.query("g == 'c'").x.to_numpy().sum(),
    ),
    "tables": (
        lambda d: d.x.sum(),
        lambda d: d.groupby("g").x.sum()["a"],
        lambda d: d[d.g == "c"].x.sum(),
    ),
    "two tables": (
        lambda d: d.groupby(d.g == "none").x.sum().iloc[0],
        lambda d: d.assign(z=d.g == "a").groupby("z").x.sum()[True],
        lambda d: d.assign(z=d.g == "c").groupby("z").x.sum()[True],
    ),
}


def number(found):
    """Return a released number, None for a withheld or masked one."""
    return None if type(found) is Sealed or np.isnan(found) else float(found)


@pytest.mark.parametrize("name", TOTALS)
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_what_totals_leave_over_is_not_one_persons(name, order):
    """In whichever order, total less parts does not tell what one of twenty has; two of three are told."""
    df = Session(Policy()).protect(FRAME)
    found = {i: number(TOTALS[name][i](df)) for i in order}
    assert sum(one is not None for one in found.values()) >= 1
    if None not in found.values():
        left = found[0] - found[1] - found[2]
        assert abs(left - RICH) > 0.1 * RICH


@pytest.mark.parametrize("name", TOTALS)
def test_without_a_rich_person_all_is_told(name):
    """The same questions are answered, and right, if nobody makes up most of the rest."""
    frame = FRAME.assign(x=FRAME.x.where(I != 1, 5.0) + I % 3)
    df = Session(Policy()).protect(frame)
    for ask in TOTALS[name]:
        assert number(ask(df)) == pytest.approx(float(ask(frame)))


def test_the_same_total_is_told_again():
    """Repeating a question is always answered, also when other totals were withheld in between."""
    df = Session(Policy()).protect(FRAME)
    first = df[df.g == "a"].x.sum()
    assert number(df[df.g == "c"].x.sum()) is None
    assert df[df.g == "a"].x.sum() == first
    assert df[df.g == "a"].x.mean() == pytest.approx(FRAME[FRAME.g == "a"].x.mean())


def test_ordinary_filters_of_real_pupils_are_all_told(pupils):
    """Means and sums of grades and ages by every column's larger values, as an analyst would ask them."""
    df = Session(Policy()).protect(pupils)
    asked = withheld = 0
    for name in ("school", "sex", "address", "Mjob", "reason", "internet", "studytime"):
        for value in pupils[name].unique():
            if (pupils[name] == value).sum() >= 20 <= (pupils[name] != value).sum():
                for column in ("G3", "G1", "age"):
                    asked += 1
                    withheld += number(df[df[name] == value][column].mean()) is None
    assert asked > 50
    assert withheld == 0
