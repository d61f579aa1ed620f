"""What long tables and tables that were put together do not give away."""

# ruff: noqa: PD013 (every way that an analyst may take is tried)

import re

# ruff: noqa: PLC3002 (a merge is used twice in one expression)
import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import canaries_in, texts_of
from tests.guard.test_merging import plain_tables, sealed_tables, tables
from tests.guard.test_reshaping import calling, plainly

SAME = {
    "crosstab, several rows": lambda d: (
        (lambda m: d.call(pd.crosstab, m.sex, m.term))(d.people.merge(d.absences))
    ),
    "crosstab, places": lambda d: (lambda m: d.call(pd.crosstab, m.sex, m.region))(d.people.merge(d.schools)),
    "crosstab, two tables": lambda d: (
        (lambda m: d.call(pd.crosstab, m.sex, m.maths > 60))(d.people.merge(d.marks, on="id"))
    ),
    "pivot_table": lambda d: d.people.merge(d.absences).pivot_table("days", "sex", "term"),
    "correlation": lambda d: (lambda m: m.score.corr(m.maths))(d.people.merge(d.marks, on="id")),
    "correlations": lambda d: d.people.merge(d.marks, on="id")[["score", "maths"]].corr(),
    "description": lambda d: d.people.merge(d.marks, on="id").maths.describe()[["count", "mean", "std"]],
    "description of one's own": lambda d: d.people.merge(d.schools).score.describe()[["count", "mean"]],
    "functions of groups": lambda d: (
        d.people.merge(d.marks, on="id").groupby("sex").apply(lambda g: (g.maths - g.score).mean())
    ),
    "labels": lambda d: d.people[["id", "score"]].stack().groupby(level=1).mean().round(9),
    "below each other": lambda d: (
        d.call(pd.concat, [d.people[d.people.sex == sex] for sex in "FM"]).score.describe()[["mean"]]
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", SAME)
def test_tables_of_merged_rows(query):
    """Rules that know of people only where a row is one are asked as far as that goes."""
    released, expected = (SAME[query](make(tables())) for make in (sealed_tables, plain_tables))
    assert type(released) is not Sealed
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(released, expected)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(released, expected)
    else:
        assert released == pytest.approx(expected)


def test_cuts_of_a_long_table_never_differ_by_one_person():
    """Two filters of a long table that one person's rows tell apart give the same total."""
    frame = pd.DataFrame({"g": ["a", "b"] * 100, "x": np.arange(200.0), "y": np.arange(200.0)[::-1] / 3})
    for bound in (60.0, 120.0, 150.5):
        d = Session(Policy()).protect(frame).melt("g", ["x", "y"])
        sums = [d[d.value > bound].value.sum(), d[d.value >= bound + 1].value.sum()]
        assert type(sums[0]) is not Sealed
        assert type(sums[1]) is Sealed or sums[0] == sums[1]


@pytest.mark.parametrize("how", ["melt", "stack", "concat"])
def test_other_ways_to_the_same_rows_do_not_differ_by_one_person(how):
    """A cut of a long table is compared with cuts of the same cells in another order."""
    frame = pd.DataFrame({"x": np.arange(200.0), "y": np.arange(200.0)[::-1] / 3})
    session = Session(Policy())
    d = session.protect(frame)
    made = {
        "melt": lambda: d.melt(value_vars=["y", "x"]).value,
        "stack": d.stack,
        "concat": lambda: calling(session)(pd.concat, [d.x, d.y]),
    }
    one, other = d.melt(value_vars=["x", "y"]).value, made[how]()
    sums = [one[one > 120].sum(), other[other > 121].sum()]
    assert type(sums[0]) is not Sealed
    assert type(sums[1]) is Sealed or sums[0] == sums[1]


def test_a_long_row_of_one_person_is_one_person(seal):
    """Twelve rows of one person are not twelve people: no filter, group or column singles them out."""
    wide = pd.DataFrame({f"v{j}": np.sin(np.arange(60) * (j + 1)) * 5 + 20 for j in range(12)})
    wide["who"] = ["me", *["you"] * 59]
    long_frame = seal(wide).melt(id_vars="who")
    mine = long_frame[long_frame.who == "me"]
    assert long_frame[long_frame.who != "me"].shape == long_frame.shape
    assert type(mine.shape) is Sealed
    assert type(mine.value.mean()) is Sealed
    assert type((long_frame.who == "me").sum()) is Sealed
    assert "me" not in long_frame.groupby("who").value.sum()
    assert type(long_frame.who.value_counts()) is Sealed or "me" not in long_frame.who.value_counts()


N_LEAKS = 200


def leaky():
    """Return people with two columns."""
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"x": rng.normal(50, 10, N_LEAKS), "y": rng.normal(20, 3, N_LEAKS)})
    return frame.round(3).assign(g=np.arange(N_LEAKS) % 2)


LEAKS = {
    "one person a hundred times": lambda d, call: (
        (call(pd.concat, [d] + [d.iloc[5:6]] * 100).x.sum() - d.x.sum()) / 100
    ),
    "one person's other column": lambda d, call: (
        call(pd.concat, [d.x.iloc[5:6], d.y.iloc[:5], d.y.iloc[6:]]).sum() - d.y.sum()
    ),
    "all but one, twice": lambda d, call: (
        d.x.sum() * 2 - call(pd.concat, [d, d.iloc[:5], d.iloc[6:]]).x.sum()
    ),
    "one row of a long table": lambda d, _: (
        d.melt("g", ["x", "y"]).iloc[[5, *range(200, 205), *range(206, 400)]].value.sum() - d.y.sum()
    ),
    "few of one variable": lambda d, _: (
        d.melt("g", ["x", "y"])[lambda m: m.value > 27].value.sum() - d[d.x > 27].x.sum()
    ),
    "hidden behind another's rows": lambda d, call: (
        (d.iloc[[5, *range(5), *range(6, 200)]].x.to_numpy() * 0
         + call(pd.concat, [d.x.iloc[5:6], d.y.iloc[:5], d.y.iloc[6:]]).to_numpy()).sum() - d.y.sum()
    ),
    "one once, by a lookup": lambda d, _: (
        d.assign(n=range(200))
        .merge(pd.DataFrame({"n": [*range(200), *range(100), *range(101, 150)]})).x.sum()
        - d.x.sum() - d.iloc[:150].x.sum()
    ),
    "few partners": lambda d, _: (
        d.iloc[:190][["x"]].assign(n=range(190)).merge(d.iloc[3:].assign(n=range(3, 200))).y.sum()
        - d.iloc[:190].y.sum()
    ),
    "a column of some": lambda d, call: (
        call(pd.concat, [d.assign(z=d.x).iloc[:1], d.assign(z=d.y).iloc[1:]]).z.sum() - d.iloc[1:].y.sum()
    ),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_no_arithmetic_of_totals_gives_one_person(leak):
    """Totals over tables that were put together so as to isolate somebody are not all shown."""
    frame, session = leaky(), Session(Policy())
    truth = LEAKS[leak](frame, plainly)
    try:
        found = LEAKS[leak](session.protect(frame), calling(session))
    except Exception:  # a withheld value takes no part in arithmetic with plain ones
        return
    assert type(found) is Sealed or abs(found - truth) > 1e-6


STEPS = {
    "melt": lambda f, _: f.melt(),
    "melt with names": lambda f, _: f.melt(id_vars="name", value_vars=["code", "score"]),
    "stack": lambda f, _: f.stack(),
    "explode": lambda f, _: f.name.str.split(" ").explode(),
    "split": lambda f, _: f.name.str.split(" ", expand=True),
    "lists": lambda f, _: f.name.str.split(" "),
    "extract": lambda f, _: f.name.str.extract("(.*) (.*)"),
    "dummies": lambda f, call: call(pd.get_dummies, f.city),
    "dummies of all": lambda f, call: call(pd.get_dummies, f),
    "categories": lambda f, _: f.city.astype("category").cat.categories,
    "codes": lambda f, _: f.city.astype("category").cat.codes,
    "concat": lambda f, call: call(pd.concat, [f, f]),
    "concat of columns": lambda f, call: call(pd.concat, [f.code, f.score], axis=1),
    "drop_duplicates": lambda f, _: f.drop_duplicates("city"),
    "set_index": lambda f, _: f.set_index("name").sort_index(),
    "reset_index": lambda f, _: f.set_index("name").reset_index(),
    "eval": lambda f, _: f.eval("twice = code * 2"),
    "wide_to_long": lambda f, call: call(
        pd.wide_to_long, f.rename(columns={"code": "v1", "score": "v2"}), "v", i="name", j="n"
    ),
    "rename": lambda f, _: f.rename(columns=str.upper).rename(columns=str.lower),
}
LOOKS = [
    lambda v: v,
    lambda v: v.head(),
    lambda v: v.tail(1),
    lambda v: v.columns,
    lambda v: v.index,
    lambda v: v.shape,
    lambda v: v.unique(),
    lambda v: v.value_counts(),
    lambda v: v.describe(),
    lambda v: v.max(),
    lambda v: v.iloc[0],
    lambda v: v.groupby("name").size(),
    lambda v: v.score.sum(),
    list,
]


@pytest.mark.parametrize("step", STEPS)
def test_no_planted_value_comes_out(planted, call, step):
    """Neither a reshaped table nor what is done with it shows a cell."""
    result = STEPS[step](planted, call)
    for look in LOOKS:
        try:
            texts = list(texts_of(look(result)))
        except Exception as error:
            texts = [f"{error!s} {error!r}"]
        assert [canary for text in texts for canary in canaries_in(text)] == []


def test_an_expression_runs_no_other_code(seal):
    """`eval` knows columns, operators and some functions of NumPy; whatever else is withheld."""
    frame = seal(pd.DataFrame({"x": range(100)}))
    for text in (
        "__import__('os')",
        "x.to_csv('x.csv')",
        "print(x)",
        "[i for i in x]",
        "x.__class__",
        "y = (z := 3)",
    ):
        assert str(frame.eval(text)) == WITHHELD
    assert re.match("99", str(frame.eval("z = x * 2").z.mean()))
