"""Pivot tables and cross-tabulations of statistics: pandas' own where safe, masked in one piece where not."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import MASK, to_text
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of
from tests.guard.test_groupby import assert_same, plain

BINS = [-1, 9, 12, 20]
SCHOOL = {"index": "school", "columns": "sex"}

SAME = {
    "positional": lambda d, _: d.pivot_table("G3", "school", "sex"),
    "sum": lambda d, _: d.pivot_table(values="G3", **SCHOOL, aggfunc="sum"),
    "totals": lambda d, _: d.pivot_table(values="G3", **SCHOOL, margins=True),
    "named totals": lambda d, _: d.pivot_table(
        values="G3", **SCHOOL, aggfunc="sum", margins=True, margins_name="Both"
    ),
    "spread with totals": lambda d, _: d.pivot_table(values="G3", **SCHOOL, aggfunc="std", margins=True),
    "counts with totals": lambda d, _: d.pivot_table(values="G3", **SCHOOL, aggfunc="count", margins=True),
    "several values": lambda d, _: d.pivot_table(values=["G3", "G1"], **SCHOOL),
    "several values with totals": lambda d, _: d.pivot_table(values=["G3", "G1"], **SCHOOL, margins=True),
    "one value in a list": lambda d, _: d.pivot_table(values=["G3"], **SCHOOL),
    "several statistics": lambda d, _: d.pivot_table(values="G3", **SCHOOL, aggfunc=["mean", "count"]),
    "several of both": lambda d, _: d.pivot_table(values=["G3", "G1"], **SCHOOL, aggfunc=["mean", "sum"]),
    "several of both with totals": lambda d, _: d.pivot_table(
        values=["G3", "G1"], **SCHOOL, aggfunc=["mean", "count"], margins=True
    ),
    "statistics by column": lambda d, _: d.pivot_table(**SCHOOL, aggfunc={"G3": "mean", "G1": "sum"}),
    "lists by column": lambda d, _: d.pivot_table(**SCHOOL, aggfunc={"G3": ["mean", "std"], "G1": "sum"}),
    "all values": lambda d, _: d[["school", "sex", "G1", "G3"]].pivot_table(**SCHOOL),
    "rows only": lambda d, _: d.pivot_table(values="G3", index="school"),
    "rows only with totals": lambda d, _: d.pivot_table(values=["G3", "G1"], index="school", margins=True),
    "rows only, several": lambda d, _: d.pivot_table(values="G3", index="school", aggfunc=["mean", "sum"]),
    "rows only, by column": lambda d, _: d.pivot_table(index="school", aggfunc={"G3": ["mean", "std"]}),
    "columns only": lambda d, _: d.pivot_table(values=["G3", "G1"], columns="sex"),
    "column only": lambda d, _: d.pivot_table(values="G3", columns="sex"),
    "two keys of rows": lambda d, _: d.pivot_table("G3", ["school", "internet"], "sex", margins=True),
    "two keys of columns": lambda d, _: d.pivot_table("G3", "school", ["sex", "internet"], margins=True),
    "only keys of rows": lambda d, _: d.pivot_table(["G3"], ["school", "sex"], margins=True),
    "sizes": lambda d, _: d.pivot_table(**SCHOOL, aggfunc="size", fill_value=0),
    "sizes of rows": lambda d, _: d.pivot_table(index="school", aggfunc="size"),
    "numpy": lambda d, _: d.pivot_table(values="G3", **SCHOOL, aggfunc=[np.mean, np.sum, len]),
    "lambda": lambda d, _: d.pivot_table(values="G3", **SCHOOL, aggfunc=lambda s: s.mean(), margins=True),
    "columns of a condition": lambda d, _: d.pivot_table(values="G3", index="school", columns=d.age > 16),
    "bins": lambda d, call: d.pivot_table(values="G3", index="sex", columns=call(pd.cut, d.G1, BINS)),
    "options": lambda d, _: d.pivot_table(values="G3", **SCHOOL, fill_value=0, dropna=False, sort=True),
    "function": lambda d, call: call(pd.pivot_table, d, values="G3", **SCHOOL),
    "function, positional": lambda d, call: call(pd.pivot_table, d, "G3", "school", "sex", "sum"),
    "crosstab mean": lambda d, call: call(pd.crosstab, d.school, d.sex, values=d.G3, aggfunc="mean"),
    "crosstab sum": lambda d, call: call(
        pd.crosstab, d.school, d.sex, values=d.G3, aggfunc="sum", margins=True
    ),
    "crosstab several": lambda d, call: call(
        pd.crosstab, d.school, d.sex, values=d.G3, aggfunc=["mean", "count"]
    ),
    "crosstab numpy": lambda d, call: call(pd.crosstab, d.school, d.sex, values=d.G3, aggfunc=np.mean),
    "crosstab lambda": lambda d, call: call(
        pd.crosstab, d.school, d.sex, values=d.G3, aggfunc=lambda s: s.mean()
    ),
    "crosstab of lists": lambda d, call: call(
        pd.crosstab, [d.school, d.internet], [d.sex], values=d.G3, aggfunc="mean"
    ),
    "crosstab named": lambda d, call: call(
        pd.crosstab,
        d.school,
        d.sex,
        values=d.G3,
        aggfunc="mean",
        margins=True,
        margins_name="T",
        rownames=["a"],
        colnames=["b"],
    ),
    "crosstab shares of sums": lambda d, call: call(
        pd.crosstab, d.school, d.sex, values=d.G3, aggfunc="sum", normalize="index"
    ),
    "crosstab renamed": lambda d, call: call(pd.crosstab, d.school, d.sex, rownames=["a"], colnames=["b"]),
    "crosstab of rows, totals": lambda d, call: call(
        pd.crosstab, d.school, d.sex, normalize="index", margins=True
    ),
    "crosstab of columns, totals": lambda d, call: call(
        pd.crosstab, d.school, d.sex, normalize="columns", margins=True
    ),
    "crosstab of all, totals": lambda d, call: call(
        pd.crosstab, d.school, d.sex, normalize=True, margins=True
    ),
    "crosstab of 0": lambda d, call: call(pd.crosstab, d.school, d.sex, normalize=0),
    "crosstab of whole numbers": lambda d, call: call(pd.crosstab, d.studytime, d.sex, margins=True),
    "crosstab of columns by two": lambda d, call: call(
        pd.crosstab, d.school, [d.sex, d.internet], margins=True
    ),
    "crosstab of bins": lambda d, call: call(pd.crosstab, d.school, call(pd.cut, d.G1, BINS), margins=True),
    "crosstab of a text": lambda d, call: call(pd.crosstab, d.school, "n"),
    "crosstab of an array": lambda d, call: call(pd.crosstab, d.school, np.arange(649) % 2),
    "crosstab with missing": lambda d, call: call(pd.crosstab, d.school, d.sex, dropna=False),
    "pivot of a released table": lambda d, _: (
        d.groupby(["school", "sex"]).G3.mean().reset_index().pivot(index="school", columns="sex", values="G3")  # noqa: PD010
    ),
    "unstacked": lambda d, _: d.groupby(["school", "sex"]).size().unstack(),  # noqa: PD010 (as analysts do)
}


@pytest.mark.parametrize("query", SAME)
def test_safe_tables_are_pandas_own(seal, call, pupils, query):
    """On 649 real pupils each table is pandas' own: values, labels, names, levels and dtypes."""
    assert_same(SAME[query](seal(pupils), call), SAME[query](pupils, plain))


def test_totals_of_other_kinds_of_labels(seal, call, pupils):
    """Totals beside columns of bins, which pandas cannot lay out, have the values of plain groups."""
    table = call(pd.pivot_table, seal(pupils), "G3", "school", call(pd.cut, seal(pupils).G1, BINS))
    assert type(table) is Sealed  # the bins are of another frame
    sealed = seal(pupils)
    table = sealed.pivot_table("G3", "school", call(pd.cut, sealed.G1, BINS), margins=True)
    assert table["All"].drop("All").tolist() == pupils.groupby("school").G3.mean().tolist()


ERRORS = {
    "unknown value": lambda d, _: d.pivot_table(values="nobody", index="school"),
    "unknown row": lambda d, _: d.pivot_table(values="G3", index="nobody"),
    "text": lambda d, _: d.pivot_table(index="school", columns="sex"),
    "values alone": lambda d, call: call(pd.crosstab, d.school, d.sex, values=d.G3),
    "aggfunc alone": lambda d, call: call(pd.crosstab, d.school, d.sex, aggfunc="mean"),
}


@pytest.mark.parametrize("query", ERRORS)
def test_mistakes_are_told_as_pandas_tells_them(seal, call, pupils, query):
    """What is wrong whatever the data are raises the same kind of error."""
    with pytest.raises(Exception) as expected:  # noqa: PT011 (whichever pandas raises)
        ERRORS[query](pupils, plain)
    with pytest.raises(expected.type):
        ERRORS[query](seal(pupils), call)


def of_cells(cells):
    """Return shuffled people by row and column, as many as told, with calm numbers."""
    keys = [key for key, n in cells.items() for _ in range(n)]
    i = np.arange(len(keys))
    frame = pd.DataFrame(keys, columns=["row", "column"])
    return frame.assign(x=50 + np.round(5 * np.sin(i), 2), y=i % 7).sample(
        frac=1, random_state=2, ignore_index=True
    )


def rendered(frame, query, policy=None):
    """Return a table, what is rendered of it as cells by label, and everything that is shown as text."""
    session = Session(policy or Policy())

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    table = query(session.protect(frame), call)
    mask = session.public.mask_of(table)
    if mask is None:
        return table, {}, " ".join(texts_of(table))
    view = table_view(mask.released, mask.policy)
    cells = {
        (label, column): MASK if cell.reason else cell.text
        for label, row in zip(view.labels, view.rows, strict=True)
        for column, cell in zip(view.columns, row, strict=True)
    }
    return table, cells, to_text(view) + to_html(view)


FOUR_AND_EIGHT = {(1, "p"): 4, (1, "q"): 40, (2, "p"): 50, (2, "q"): 60, (3, "p"): 70, (3, "q"): 8}

PEERS = {
    "whole numbers": lambda d, call: call(pd.crosstab, d.row, d.column, margins=True),
    "whole numbers, mean": lambda d, call: call(
        pd.crosstab, d.row, d.column, values=d.x, aggfunc="mean", margins=True
    ),
    "lists": lambda d, _: d.pivot_table(
        values=["x", "y"], index="row", columns="column", aggfunc=["mean", "count"]
    ),
    "lists with totals": lambda d, _: d.pivot_table(
        values=["x", "y"], index="row", columns="column", aggfunc=["mean", "sum"], margins=True
    ),
    "sum with totals": lambda d, _: d.pivot_table("x", "row", "column", aggfunc="sum", margins=True),
    "counts with totals": lambda d, _: d.pivot_table("x", "row", "column", aggfunc="count", margins=True),
    "sizes": lambda d, _: d.pivot_table(index="row", columns="column", aggfunc="size"),
    "lambda": lambda d, _: d.pivot_table("x", "row", "column", aggfunc=lambda s: s.mean(), margins=True),
    "shares": lambda d, call: call(pd.crosstab, d.row, d.column, normalize="index"),
    "shares of sums": lambda d, call: call(
        pd.crosstab, d.row, d.column, values=d.x, aggfunc="sum", normalize="all"
    ),
}


@pytest.mark.parametrize("query", PEERS)
def test_cells_of_four_and_eight_are_not_rendered(query):
    """Cells of 4 and 8 people are masked in text and HTML, and none is left to be subtracted alone."""
    table, cells, texts = rendered(of_cells(FOUR_AND_EIGHT), PEERS[query])
    small = [key for key in cells if key[0] == "1" and key[1].split(", ")[-1] == "p"]
    small += [key for key in cells if key[0] == "3" and key[1].split(", ")[-1] == "q"]
    assert small
    assert all(cells[key] == MASK for key in small)
    assert table.isna().to_numpy().sum() >= 4
    assert "masked" in texts


@pytest.mark.parametrize("query", ["sum with totals", "counts with totals", "whole numbers"])
def test_totals_leave_no_masked_cell_alone(query):
    """In every line of which the total is shown, no cell is masked, or two at least."""
    table, _, _ = rendered(of_cells(FOUR_AND_EIGHT), PEERS[query])
    inner = table.drop(index="All", columns="All").isna()
    for lines, totals in ((inner, table["All"].drop("All")), (inner.T, table.loc["All"].drop("All"))):
        for label, line in lines.iterrows():
            assert line.sum() != 1 or np.isnan(totals[label])


def test_totals_are_those_of_everybody(pupils):
    """A total counts the people of masked cells too; lines of too few people are not named."""
    frame = of_cells({**FOUR_AND_EIGHT, (4, "p"): 3, (1, "r"): 2})
    table, cells, texts = rendered(frame, PEERS["counts with totals"])
    assert table.loc["All", "All"] == len(frame)
    assert list(table.index) == [1, 2, 3, "All"]
    assert list(table.columns) == ["p", "q", "All"]
    assert not any(key[0] == "4" for key in cells)
    assert "left out" in texts


@pytest.mark.parametrize("how", ["mean", "sum", "median", "std"])
def test_59_rows_with_5_values_and_20_identical_ones_are_masked(seal, call, how):
    """Contributors are people with a value; a mean of one value is everybody's, a total of it too."""
    frame = pd.DataFrame(
        {
            "g": ["few"] * 59 + ["same"] * 20 + ["a"] * 60 + ["b"] * 60,
            "k": ["x", "y"] * 99 + ["x"],
            "v": [np.nan] * 54 + [1.0, 2.5, 3, 4.5, 6] + [42.0] * 20 + [float(i % 17) for i in range(120)],
        }
    )
    sealed = seal(frame)
    for table in (
        sealed.groupby("g").v.agg([how]),
        sealed.pivot_table("v", "g", aggfunc=how, margins=True),
        sealed.pivot_table("v", "g", "k", aggfunc=how, margins=True),
        call(pd.crosstab, sealed.g, sealed.k, values=sealed.v, aggfunc=how, margins=True),
    ):
        assert table.loc[["few", "same"]].isna().all(axis=None)
        assert table.notna().any(axis=None)


@pytest.mark.parametrize("how", ["max", "min", "first", ["max", "min"]])
def test_group_extremes_are_withheld(seal, call, how):
    """The largest value of a cell is one person's, with totals or without."""
    sealed = seal(of_cells(FOUR_AND_EIGHT))
    for margins in (False, True):
        assert str(sealed.pivot_table("x", "row", "column", aggfunc=how, margins=margins)) == WITHHELD
        options = {"values": sealed.x, "aggfunc": how, "margins": margins}
        assert str(call(pd.crosstab, sealed.row, sealed.column, **options)) == WITHHELD


def wealthy():
    """Return three groups, of whom one has a person with nearly all of it, and one is rich altogether."""
    i = np.arange(131)
    x = np.where(i < 60, 1e4 + 100 * np.sin(i), 1.5 + 0.5 * np.sin(i))
    x[70] = 1e5
    return pd.DataFrame({"g": ["a"] * 60 + ["b"] * 31 + ["c"] * 40, "h": np.array(["p", "q"])[i % 2], "x": x})


@pytest.mark.parametrize("how", ["sum", "mean"])
def test_what_is_hidden_of_a_line_is_not_one_persons(seal, how):
    """Where one person makes up most of all hidden cells of a line, more of the line is hidden."""
    frame = wealthy()
    sealed = seal(frame)
    assert sealed.x.sum() == frame.x.sum()  # so the totals are known
    shown = sealed.groupby("g").x.agg(["count", how])
    assert shown[how].notna().tolist() == [False, False, True]
    for lines in (["g"], ["g", "h"]):
        sums = seal(frame).groupby(lines).x.sum()
        for h, part in frame.groupby("h") if len(lines) > 1 else [(slice(None), frame)]:
            rest = part.x.sum() - (sums.xs(h, level="h") if len(lines) > 1 else sums).sum()
            assert not 0.9e5 < rest < 1.1e5
    totals = [
        seal(frame).pivot_table("x", "g", columns, aggfunc=how, margins=True) for columns in (None, "h")
    ]
    assert all(str(table) == WITHHELD or table.isna().any(axis=None) for table in totals)


def test_masks_are_the_same_with_and_without_totals(seal):
    """Whether totals are asked for makes no difference to the cells."""
    frame = of_cells(FOUR_AND_EIGHT)
    for how in ("mean", "sum", "count"):
        alone, with_totals = (
            seal(frame).pivot_table("x", "row", "column", aggfunc=how, margins=margins)
            for margins in (False, True)
        )
        inner = with_totals.drop(index="All", columns="All")
        assert alone.isna().to_numpy().tolist() == inner.isna().to_numpy().tolist()


def test_an_empty_cell_is_shown_where_the_policy_shows_zeros(seal, call):
    """Under a policy that shows true zeros an empty cell is no secret; under others it is masked."""
    frame = of_cells({("a", "p"): 40, ("a", "q"): 40, ("b", "q"): 40})
    policy = Policy(zero_cells=False)
    assert rendered(frame, PEERS["sizes"])[1]["b", "p"] == MASK
    assert rendered(frame, PEERS["sizes"], policy)[1]["b", "p"] != MASK


def test_empty_cells_are_filled_where_they_are_shown(seal):
    """`fill_value` stands in the place of nobody as in pandas; it never takes the place of a mask."""
    frame = of_cells({("a", "p"): 40, ("a", "q"): 40, ("b", "q"): 40, ("c", "p"): 30, ("c", "q"): 25})
    shows_zeros, asked = Policy(zero_cells=False), {"index": "row", "columns": "column", "fill_value": 0}
    for how in ("size", "count", "sum", "mean"):
        options = asked | ({} if how == "size" else {"values": "x"})
        assert_same(
            seal(frame, shows_zeros).pivot_table(**options, aggfunc=how),
            frame.pivot_table(**options, aggfunc=how),
        )
        assert seal(frame).pivot_table(**options, aggfunc=how).isna().loc["b", "p"]
    few = of_cells({("a", "p"): 40, ("a", "q"): 40, ("b", "p"): 3, ("b", "q"): 40})
    assert seal(few, shows_zeros).pivot_table(**asked, values="x", aggfunc="sum").isna().loc["b", "p"]
