"""Remedies of masked tables: they work, and they tell nothing that is hidden."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.advice import merge_code
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import to_text
from jupyter_privacy.policy import Policy
from tests.guard.asked import ASKED, JOBS, POLICIES, STATISTICS, Asked, counts, people

# ------------------------------------------------------------------------- remedies that work


def check_promises(frame, ask, policy):
    """Carry out each merge that is promised to show everything, and return how many there were."""
    first = Asked(frame, ask, policy)
    if not first.is_masked:
        return 0
    of_cells, of_table = first.merges()
    promised = {merge_code(merge): merge for merge in (*(m for _, m in of_cells), *of_table) if merge.is_sure}
    promised.pop("", None)
    for code in promised:
        second = Asked(frame, ask, policy, code)
        assert second.released is not None, code
        assert not second.is_masked, f"{code}\n{second.table}"
    return len(promised)


@given(counts(), st.booleans(), st.sampled_from(POLICIES), st.sampled_from(sorted(ASKED)))
@settings(max_examples=100, deadline=None)
def test_a_promised_remedy_shows_the_whole_table(table, ordered, policy, how):
    """Where it is said that everything shows, the same question about the merged data shows everything."""
    check_promises(people(table, ordered=ordered), ASKED[how], policy)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=7), st.sampled_from([0, 3, 12]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_promise_about_one_variable_holds_whoever_lacks_it(sizes, n_missing, ordered):
    """Of one variable the promise takes in who lacks a value: there is no remainder to protect."""
    values = [i if ordered else f"value {i}" for i, n in enumerate(sizes) for _ in range(n)]
    frame = pd.DataFrame({"across": [*values, *([None] * n_missing)]})
    check_promises(frame, ASKED["value_counts"], Policy())


@pytest.mark.parametrize("how", ["crosstab", "crosstab with margins", "value_counts"])
def test_promises_are_made(how):
    """The tests above are not about nothing: ordinary tables get a promise."""
    frame = people(JOBS if how != "value_counts" else [[50, 40, 12, 4]])
    assert check_promises(frame, ASKED[how], Policy())


@given(counts(), st.booleans(), st.sampled_from(POLICIES))
@settings(max_examples=40, deadline=None)
def test_a_merged_cell_is_large_enough(table, ordered, policy):
    """Where a merge only may show a cell of a complete table, it is not small any more, whatever else is."""
    frame = people(table, ordered=ordered)
    first = Asked(frame, ASKED["crosstab"], policy)
    if not first.is_masked or first.released.remark:
        return
    for (i, j), merge in first.merges()[0]:
        code = merge_code(merge)
        if merge.leaves_out_key or not code:
            continue
        second = Asked(frame, ASKED["crosstab"], policy, code)
        labels = [first.table.index[i], first.table.columns[j]]
        old, new = first.table.axes[merge.axis], second.table.axes[merge.axis]
        labels[merge.axis] = next((label for label in new if label not in old), old[merge.members[0]])
        place = second.table.index.get_loc(labels[0]), second.table.columns.get_loc(labels[1])
        assert second.released.reasons[place] != Reason.THRESHOLD


def test_the_remedy_names_what_shows_the_table():
    """Of the parents' jobs, the three columns that hold all masked cells are merged, as code."""
    one = Asked(people(JOBS), ASKED["crosstab"])
    text = to_text(one.view)
    assert "merge across column 0, column 1 and column 4, then every cell shows" in text
    assert 'df["across"] = df["across"].replace(["column 0", "column 1", "column 4"], ' in text
    assert "fresh run" in text
    (tooltip,) = {text.partition("To see it: ")[2] for text in one.tooltips().values()}
    assert tooltip.startswith("merge across column 0, column 1 and column 4, then it shows")


def test_ordered_categories_are_merged_with_neighbours():
    """Numbers and bins are merged without a gap, and of bins the edges are named that can go."""
    frame = people([[60, 50], [40, 30], [5, 20], [12, 3], [30, 40]], ordered=True)
    for _, merge in Asked(frame, ASKED["crosstab"]).merges()[0]:
        if merge.key.name == "down":
            assert list(merge.members) == list(range(merge.members[0], merge.members[-1] + 1))
    bins = pd.cut(frame.down, [-1, 0, 1, 2, 3, 4]).rename("age")
    table = Asked(frame.assign(age=bins), lambda one: one.call(pd.crosstab, one.df.age, one.df.across))
    assert "leave out the edge" in to_text(table.view)


def test_groups_that_are_left_out_are_not_named():
    """Rare values have no label in any text; they are merged as `all that is left out`."""
    frame = pd.DataFrame({"across": ["a"] * 50 + ["b"] * 40 + ["c"] * 12 + ["Quuxton"] * 4})
    one = Asked(frame, ASKED["value_counts"])
    assert "merge across c and all that is left out, then every cell shows" in to_text(one.view)
    assert 'isin(["a", "b"])' in to_text(one.view)
    assert "Quuxton" not in "".join(one.said)


def test_dominated_groups_are_told_about_the_median():
    """Where few contributors make up a mean, the median is named, and a group to merge with."""
    numbers = np.r_[np.arange(40.0), np.arange(30.0), 1e6, np.arange(14.0)]
    frame = pd.DataFrame({"across": ["a"] * 40 + ["b"] * 30 + ["c"] * 15, "number": numbers})
    one = Asked(frame, lambda one: one.df.groupby("across").number.mean())
    assert "dominance 2, 90 %" in to_text(one.view)
    assert "use the median" in to_text(one.view)
    assert "merge across a and b, then 1 more cell may show" in to_text(one.view)


def test_a_table_without_another_way_leaves_a_variable_out():
    """If every row and column has masked cells, the table by one variable less is the remedy."""
    one = Asked(people([[20, 3, 4], [2, 30, 5], [6, 1, 40]]), ASKED["crosstab"])
    assert "leave out" in to_text(one.view)


@pytest.mark.parametrize("how", STATISTICS)
def test_nothing_is_promised_about_statistics(how):
    """Whether a merged mean may be shown hangs on the values, so it `may`."""
    one = Asked(people(JOBS), STATISTICS[how])
    assert one.is_masked
    assert " may show" in to_text(one.view)
    assert "shows" not in to_text(one.view)


def test_keys_may_stand_in_columns():
    """Of groups with `as_index=False` the same is advised as of the same groups with labels."""

    def asked(**options):
        return lambda one: one.df.groupby(["down", "across"], **options).number.agg("mean")

    one, other = (Asked(people(JOBS), asked(**options)) for options in ({}, {"as_index": False}))
    assert one.view.advice == other.view.advice
    assert [cell.why for row in one.view.rows for cell in row] == [row[-1].why for row in other.view.rows]


def test_extremes_beside_other_statistics_are_told_apart():
    """A column of maxima is masked whole, whatever is merged; the means beside it have their own remedy."""
    one = Asked(people(JOBS), lambda one: one.df.groupby(["down", "across"]).number.agg(["mean", "max"]))
    tooltips = one.tooltips()
    masked = {label for label, column in tooltips if column == "mean"}
    assert masked
    for (label, column), text in tooltips.items():
        assert text.startswith("masked: extremes" if column == "max" else "masked: threshold 10"), label
        assert ("merge" in text) == (column == "mean")


# --------------------------------------------------------------------------- that tell nothing


@given(counts(), st.sampled_from(sorted({**ASKED, **STATISTICS})), st.randoms())
@settings(max_examples=50, deadline=None)
def test_which_cell_is_small_is_not_told(table, how, random):
    """Texts do not hang on which masked cells are small, protect one, or how many are which."""
    one = Asked(people(table), {**ASKED, **STATISTICS}[how])
    if not one.is_masked or not set(one.reasons) <= {Reason.THRESHOLD, Reason.COMPLEMENTARY}:
        return
    other = one.released.reasons.copy()
    for i, j in np.argwhere(other):
        other[i, j] = random.choice([Reason.THRESHOLD, Reason.COMPLEMENTARY])
    view = table_view(replace(one.released, reasons=other), one.policy)
    assert view == one.view
    assert (to_text(view), to_html(view)) == one.said[:2]


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one.df.down.value_counts(),
        lambda one: one.df.down.agg("value_counts"),
        lambda one: one.df[["down", "across"]].value_counts(),
        lambda one: one.df.groupby("down").size(),
        lambda one: one.df.groupby("down").number.agg("count"),
        lambda one: one.df.groupby("down").number.count(),
    ],
)
def test_whatever_way_groups_are_asked_for_protection_is_not_told(ask):
    """The small cell and the one that protects it are told alike, by whatever name the table was asked."""
    one = Asked(people([[30, 30], [20, 20], [12, 0], [4, 0]]), ask)
    assert one.is_masked
    assert not {told.reason for entry in one.session.ledger.last for told in entry.told} & {
        Reason.COMPLEMENTARY
    }
    assert "complementary" not in "".join(one.said)


@given(counts(), st.sampled_from(sorted(ASKED)), st.data())
@settings(max_examples=60, deadline=None)
def test_tables_that_look_alike_have_the_same_remedies(table, how, data):
    """Two worlds that differ by where hidden people stand: equal tables are told in equal words."""
    one = Asked(people(table), ASKED[how])
    if len(table) < 2 or not one.is_masked:
        return
    rows = data.draw(st.permutations(range(len(table))))[:2]
    columns = data.draw(st.permutations(range(len(table[0]))))[:2]
    moved = [list(line) for line in table]
    for sign, (i, j) in zip((1, -1, -1, 1), ((i, j) for i in rows for j in columns), strict=True):
        moved[i][j] = max(moved[i][j] + sign, 0)
    other = Asked(people(moved), ASKED[how])
    if other.is_masked and one.view.rows == other.view.rows and one.table.equals(other.table):
        assert one.said == other.said


def test_two_worlds_are_told_alike():
    """The test above is not about nothing: here are two such worlds."""
    worlds = [[[50, 40, 30], [60, 5, 6], [70, 7, 8]], [[50, 40, 30], [60, 4, 7], [70, 8, 7]]]
    one, other = (Asked(people(world), ASKED["crosstab"]) for world in worlds)
    assert one.is_masked
    assert one.said == other.said


def test_a_sum_of_two_masked_cells_is_not_taken_apart():
    """Of 11 people in two masked cells the small one would be known if the legend told the reasons apart."""
    one = Asked(people([[40, 1, 10], [40, 30, 30]]), ASKED["crosstab"])
    assert one.reasons == {Reason.THRESHOLD, Reason.COMPLEMENTARY}
    (output,) = [one.session.state().last_output]
    assert [(reason.reason, reason.n_cells) for reason in output.reasons] == [
        ("threshold", int((one.released.reasons > 0).sum()))
    ]
    assert len({text.partition(" To see")[0] for text in one.tooltips().values()}) == 1
    assert "complementary" not in "".join(one.said)
