"""What a well-known peer prints although it has flagged it: none of it is rendered here."""

import re

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.policy import Policy, profile_policy
from tests.guard.asked import Asked

ACRO = profile_policy("acro")
YEARS = pd.DataFrame(
    {
        "year": np.repeat([2010, 2011, 2012], [80, 70, 61]),
        "grant": np.array(["G"] * 76 + ["N"] * 4 + ["G"] * 8 + ["N"] * 62 + ["G"] * 30 + ["N"] * 31),
    }
).assign(amount=lambda d: 100.0 + (np.arange(len(d)) * 37) % 91, staff=lambda d: 1 + np.arange(len(d)) % 13)
"""Cells of 4 and 8 people, with whole numbers as row labels."""


def masked_cells(text):
    """Return how many cells of a rendered table are masked."""
    return len(re.findall(r'<td data-masked="1"', text))


@pytest.mark.parametrize("policy", [Policy(), ACRO], ids=["standard", "acro"])
def test_totals_beside_whole_numbers_as_labels(policy):
    """`crosstab(..., margins=True)` with years as rows: 4 and 8 are masked, and neither can be subtracted."""
    one = Asked(YEARS, lambda one: one.call(pd.crosstab, one.df.year, one.df.grant, margins=True), policy)
    assert one.table.isna().loc[2010, "N"]
    assert one.table.isna().loc[2011, "G"]
    for lines in (one.table, one.table.T):
        assert all(line.isna().sum() != 1 for _, line in lines.iterrows())
    text, html, _, _ = one.said
    assert masked_cells(html) == one.table.isna().to_numpy().sum() >= 4
    assert not {"4", "8"} & set(re.findall(r"\b\d+\b", text.split("[")[0]))


@pytest.mark.parametrize("policy", [Policy(), ACRO], ids=["standard", "acro"])
def test_several_values_and_statistics(policy):
    """`pivot_table(values=[...], aggfunc=[...])`: each statistic of the cells of 4 and 8 is masked."""
    ask = {
        "values": ["amount", "staff"],
        "index": "year",
        "columns": "grant",
        "aggfunc": ["mean", "std", "count"],
    }
    for margins in (False, True):
        one = Asked(YEARS, lambda one: one.df.pivot_table(**ask, margins=margins), policy)  # noqa: B023
        small = one.table.xs("N", level=-1, axis=1).loc[2010], one.table.xs("G", level=-1, axis=1).loc[2011]
        assert all(cells.isna().all() for cells in small)
        assert one.table.notna().to_numpy().any()
        assert masked_cells(one.said[1]) == one.table.isna().to_numpy().sum()


@pytest.mark.parametrize("how", ["mean", "sum", "std", "median", "count"])
def test_rows_are_no_contributors(how):
    """A cell of 59 rows with 5 real values has 5 contributors, in tables and alone."""
    frame = YEARS.assign(amount=YEARS.amount.where(np.arange(len(YEARS)) % 80 < 5))
    frame["amount"] = frame.amount.where(frame.year != 2010, YEARS.amount)
    one = Asked(frame, lambda one: one.df.groupby("year").amount.agg([how]))
    assert one.table[how].isna().loc[[2011, 2012]].all()
    alone = Asked(frame, lambda one: getattr(one.df[one.df.year == 2012].amount, how)())
    assert str(alone.table) == WITHHELD


def test_twenty_identical_values():
    """A mean of one value is everybody's, a spread of 0 says so."""
    frame = YEARS.assign(amount=YEARS.amount.where(YEARS.year != 2012, 42.0))
    for how in ("mean", "sum", "std", "median"):
        table = Asked(frame, lambda one: one.df.groupby("year").amount.agg(how)).table  # noqa: B023
        assert table.isna().loc[2012]
        assert table.notna().sum() >= 1


@pytest.mark.parametrize("how", ["max", "min", ["max", "mean"], {"amount": "max"}])
def test_the_largest_of_a_group(how):
    """A group's maximum is one person's value."""
    table = Asked(
        YEARS,
        lambda one: (
            one.df.groupby("year").agg(how)
            if isinstance(how, dict)
            else (one.df.groupby("year").amount.agg(how))
        ),
    ).table
    if isinstance(table, pd.DataFrame | pd.Series):
        table = table.to_frame() if table.ndim == 1 else table
        assert table[[name for name in table if name != "mean"]].isna().all(axis=None)
    else:
        assert str(table) == WITHHELD


TWO_TOTALS = {
    "dropped": (lambda d: d.amount.sum(), lambda d: d.drop(7).amount.sum()),
    "filtered": (lambda d: d.amount.mean(), lambda d: d[d.amount != d.amount.iloc[7]].amount.mean()),
    "by position": (lambda d: d.staff.sum(), lambda d: d.iloc[1:].staff.sum()),
    "bounds": (lambda d: d[d.amount > 120.5].staff.sum(), lambda d: d[d.amount > 121.5].staff.sum()),
    "groups": (
        lambda d: d.groupby("year").staff.sum()[2010],
        lambda d: d.drop(7).groupby("year").staff.sum()[2010],
    ),
}


@pytest.mark.parametrize("name", TWO_TOTALS)
def test_two_totals_that_differ_by_one_record(name):
    """The second total is the first one, or withheld: never the first less a person's value."""

    def both(one):
        return [ask(one.df) for ask in TWO_TOTALS[name]]

    first, second = Asked(YEARS, both).table
    true = [ask(YEARS) for ask in TWO_TOTALS[name]]
    assert true[0] != true[1]
    assert float(first) == pytest.approx(float(true[0]))
    assert str(second) == WITHHELD or np.isnan(float(second)) or float(second) == pytest.approx(float(first))
