"""Differencing: what two results together would tell of a few people."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import Policy, profile_policy
from tests.guard.in_cells import Cells, N, not_old, or_old, points, pupils, with_few_old_girls, young


def test_crosstab_cells_near_an_earlier_set_are_answered_as_that_set():
    """One person less in a cell is not seen in the cell, nor in a total."""
    cells = Cells(pupils())
    few = cells.ask(lambda d: len(d[(d.town == "Bath") & (d.sex == "F") & (d.name != "Pupil 005")]))
    assert few == 30
    table = cells.ask(lambda d: cells.call(pd.crosstab, d.town, d.sex, margins=True))
    expected = pd.crosstab(pupils().town, pupils().sex, margins=True)
    pd.testing.assert_frame_equal(table, expected)

    cells = Cells(pupils())
    ages = cells.ask(lambda d: len(d[(d.town == "Bath") & (d.sex == "F") & (d.age < 17)]))
    assert ages == ((pupils().town == "Bath") & (pupils().sex == "F") & (pupils().age < 17)).sum()
    table = cells.ask(lambda d: cells.call(pd.crosstab, d.town, d.sex, margins=True))
    assert table.loc["Bath", "F"] == ages
    assert table.loc["All", "All"] == N
    assert (table.iloc[:-1, :-1].sum() == table.loc["All"].iloc[:-1]).all()
    assert (table.iloc[:-1, :-1].sum(axis=1) == table["All"].iloc[:-1]).all()


def test_who_leaves_a_group_is_counted_in_another():
    """The sizes of settled groups add up to everybody, so the total does not tell of who was moved."""
    frame = with_few_old_girls()
    cells = Cells(frame)
    n = cells.ask(lambda d: len(young(d, points(d, "sex", "F"))))
    assert 0 < (frame.sex == "F").sum() - n < 10
    sizes = cells.ask(lambda d: d.groupby("sex").size())
    assert sizes["F"] == n
    assert sizes.sum() == N


def of_table(table, names):
    """Return people with two variables from the counts of a printed table."""
    return [
        (label, name)
        for label, counts in table.items()
        for name, n in zip(names, counts, strict=True)
        for _ in range(n)
    ]


def test_the_geographic_differences_of_the_handbook_do_not_show(shared):
    """Two areas that overlap: the counts of the second are those of the first, not five people more."""
    case = json.loads((shared / "oracles" / "handbook_examples.json").read_text())["differencing_geographic"]
    names = ["M", "F"]
    inner = of_table(case["tableA"], names)
    extra = of_table(case["difference"], names)
    frame = pd.DataFrame([*inner, *extra, *inner], columns=["age", "sex"])
    frame["area"] = [1] * len(inner) + [2] * len(extra) + [3] * len(inner)
    cells = Cells(frame, profile_policy("handbook"))
    first = cells.ask(lambda d: cells.call(pd.crosstab, d[d.area == 1].age, d[d.area == 1].sex))
    second = cells.ask(lambda d: cells.call(pd.crosstab, d[d.area < 3].age, d[d.area < 3].sex))
    for label, counts in case["tableA"].items():
        assert first.loc[label, names].tolist() == counts
        difference = second.loc[label, names] - counts
        assert not difference.isin([1, 2]).any()


def test_the_recoded_ages_of_the_handbook_do_not_show(shared):
    """A second table with 25 in place of 20 as the first limit does not tell of the man between."""
    case = json.loads((shared / "oracles" / "handbook_examples.json").read_text())["differencing_recode"]
    people = [
        (sex, low, 22 if sex == "Male" and i == n and low == 20 else low + 6 if low == 20 else low)
        for sex in case["t1"]
        for low, n in zip((15, 20, 40, 60, 70), case["t1"][sex], strict=True)
        for i in range(1, n + 1)
    ]
    frame = pd.DataFrame(people, columns=["sex", "low", "age"])
    for bands, table in (([0, 20, 40, 60, 70, 100], "t1"), ([0, 25, 40, 60, 70, 100], "t2")):
        counts = pd.crosstab(frame.sex, pd.cut(frame.age, bands, right=False))
        assert counts.loc["Male"].tolist() == case[table]["Male"]
        assert counts.loc["Female"].tolist() == case[table]["Female"]
    cells = Cells(frame, profile_policy("handbook"))

    def counted(bands):
        cut = lambda d: cells.call(pd.crosstab, d.sex, cells.call(pd.cut, d.age, bands, right=False))  # noqa: E731
        return cells.ask(cut).loc["Male"].tolist()

    first, second = counted([0, 20, 40, 60, 70, 100]), counted([0, 25, 40, 60, 70, 100])
    assert first == case["t1"]["Male"]
    assert second[0] - first[0] != case["derived_20_24"]["Male"]
    assert first[1] - second[1] != case["derived_20_24"]["Male"]


# -------------------------------------------------------------------------------- the policy


NEAR = {
    "mean": lambda d: not_old(d, points(d, "sex", "F")).score.mean(),
    "sum": lambda d: not_old(d, points(d, "sex", "F")).score.sum(),
    "size": lambda d: len(not_old(d, points(d, "sex", "F"))),
}


@pytest.mark.parametrize("question", NEAR)
def test_by_policy_near_sets_are_snapped_withheld_or_rounded(question):
    """`snap` gives the earlier answer, `withhold` none, `round` a rounded count and no other number."""
    frame, answers = pupils(sex="F", age=99), {}
    for name in ("snap", "withhold", "round"):
        cells = Cells(frame, Policy(differencing=name, rounding="nearest"))
        cells.ask(lambda d: d[d.sex == "F"].score.sum())
        answers[name] = cells.ask(NEAR[question])
    girls = frame[frame.sex == "F"]
    rounded, mean = round(len(girls) / 5) * 5, round(girls.score.mean(), 1)
    assert answers["snap"] == {"mean": mean, "sum": mean * rounded, "size": rounded}[question]
    assert answers["withhold"] is None
    assert answers["round"] == {"mean": None, "sum": None, "size": rounded}[question]


def groups_after_filter(policy):
    """Return group sizes and sums after a filter that is near one of the groups."""
    frame = with_few_old_girls()
    cells = Cells(frame, policy)
    n = cells.ask(lambda d: young(d, points(d, "sex", "F")).score.sum())
    sizes = cells.ask(lambda d: d.groupby("sex").size())
    sums = cells.ask(lambda d: d.groupby("sex").score.sum())
    return frame, n, sizes, sums


def test_withheld_groups_are_masked():
    """Under `withhold` the group that is near an earlier selection is masked, in every table."""
    _, total, sizes, sums = groups_after_filter(Policy(differencing="withhold"))
    assert total is not None
    assert sizes is None or np.isnan(sizes["F"])
    assert sums is None or np.isnan(sums["F"])


def test_rounded_groups_show_counts_only():
    """Under `round` counts are rounded whatever they overlap, and sums of near groups are masked."""
    frame, _, sizes, sums = groups_after_filter(Policy(differencing="round", rounding="nearest"))
    assert sizes["F"] == round((frame.sex == "F").sum() / 5) * 5
    assert sums is None or np.isnan(sums["F"])


def test_snapped_groups_are_the_earlier_selection():
    """Under `snap` the sum of the group is the total of the selection."""
    _, total, sizes, sums = groups_after_filter(Policy())
    assert sums["F"] == pytest.approx(total)
    assert sizes.sum() == N


@pytest.mark.parametrize("rounding", ["none", "controlled", "cell_key"])
def test_rounding_needs_a_rounding(rounding):
    """`differencing = "round"` without one that rounds near counts alike is an error that says so."""
    with pytest.raises(PolicyError, match="rounding"):
        Policy(differencing="round", rounding=rounding, noise_secret=7)


# ------------------------------------------------------------------------------ `%privacy why`


def test_why_names_the_output_that_answered_first():
    """An answer about the same people, or nearly the same, names the earlier output; a new one does not."""
    cells = Cells(pupils(age=99, sex="F"))
    girls = lambda d: d[d.sex == "F"].score.mean()  # noqa: E731
    nearly = lambda d: not_old(d, points(d, "sex", "F")).score.mean()  # noqa: E731
    cells.ask(lambda d: d.score.mean())
    cells.ask(girls)
    assert "Answers as" not in cells.session.why()
    for question in (girls, nearly, lambda d: len(d[d.sex == "F"])):
        cells.ask(question)
        assert "Answers as Out[2]" in cells.session.why()
    cells.ask(lambda d: d.groupby("sex").score.mean())
    assert "Answers as Out[2]" in cells.session.why()
    cells.ask(lambda d: d.score.std())
    assert "Answers as" not in cells.session.why()


REMARKED = [
    lambda d: d[d.sex == "F"].score.mean(),
    lambda d: not_old(d, points(d, "sex", "F")).score.mean(),
    lambda d: len(not_old(d, points(d, "sex", "F"))),
    lambda d: d.groupby("sex").score.mean(),
    lambda d: d.sex.value_counts(),
    lambda d: or_old(d, points(d, "sex", "M")).score.sum(),
    lambda d: d[d.town.isin(["Bath", "York"])].score.sum(),
    lambda d: d[d.town == "Bath"].score.sum(),
    lambda d: not_old(d, points(d, "town", "Bath")).score.sum(),
    lambda d: d[d.town == "York"].score.sum(),
    lambda d: d[d.town != "Bath"].score.sum(),
]


def test_the_remark_is_the_same_whether_or_not_somebody_makes_a_difference():
    """All texts of a session are the same in the world in which a pupil is 99 and in that in which not."""
    for town in ("Bath", "York", "Hull"):
        shown = []
        for age in (99, 14):
            cells = Cells(pupils(age=age, sex="F", town=town))
            shown.append([cells.texts(question) for question in REMARKED])
        assert shown[0] == shown[1]
        assert re.search(r"Answers as Out\[\d+\]", str(shown[0]))
