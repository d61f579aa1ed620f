"""Long tables, tables put together, and the small change of everyday pandas: what is released after them."""

# ruff: noqa: PD010, PD013 (every way that an analyst may take is tried)

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

GRADES = ["G1", "G2", "G3"]


def calling(session):
    """Return what calls a library function with sealed arguments, as a mediated cell does."""

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    return call


def plainly(function, *args, **kwargs):
    """Call a library function."""
    return function(*args, **kwargs)


def long(d):
    """Return the three grades of each pupil below each other."""
    return d.melt(id_vars=["school", "sex"], value_vars=GRADES)


SAME = {
    "melt": lambda d, _: long(d).groupby("variable").value.mean(),
    "melt, two keys": lambda d, _: long(d).groupby(["sex", "variable"]).value.agg(["mean", "count"]),
    "melt, median": lambda d, _: long(d).groupby("variable").value.median(),
    "melt, names": lambda d, _: (
        d.melt("sex", GRADES, var_name="year", value_name="grade").groupby("year").grade.std()
    ),
    "melt, one variable": lambda d, _: long(d)[lambda m: m.variable == "G2"].value.median(),
    "melt, all": lambda d, _: d[GRADES].melt().value.mean(),
    "melt, filter": lambda d, _: long(d).query("value > 10").groupby("variable").value.mean(),
    "melt, number": lambda d, _: long(d).shape,
    "melt, values": lambda d, _: long(d).variable.value_counts(),
    "melt, column": lambda d, _: (
        long(d).assign(high=lambda m: m.value > 12).groupby("variable").high.mean()
    ),
    "pd.melt": lambda d, call: call(pd.melt, d, ["sex"], GRADES).groupby("sex").value.mean(),
    "stack": lambda d, _: d[GRADES].stack().mean(),
    "stack, labels": lambda d, _: (
        d[GRADES].stack().rename("v").reset_index().groupby("level_1").v.mean()
    ),
    "wide_to_long": lambda d, call: (
        call(pd.wide_to_long, d.assign(n=range(len(d)))[["n", *GRADES]], "G", i="n", j="year")
        .reset_index().groupby("year").G.mean()
    ),
    "explode": lambda d, _: (d.Mjob + "," + d.Fjob).str.split(",").explode().value_counts(),
    "concat, rows": lambda d, call: call(pd.concat, [d[d.sex == "F"], d[d.sex == "M"]]).G3.mean(),
    "concat, all rows twice": lambda d, call: call(pd.concat, [d, d]).groupby("sex").G3.mean(),
    "concat, overlapping": lambda d, call: call(pd.concat, [d, d[d.sex == "F"]]).groupby("sex").G3.sum(),
    "concat, columns of other names": lambda d, call: (
        call(pd.concat, [d[["G1"]].set_axis(["g"], axis=1), d[["G2"]].set_axis(["g"], axis=1)]).g.mean()
    ),
    "concat, series": lambda d, call: call(pd.concat, [d.G1, d.G2], ignore_index=True).mean(),
    "concat, columns": lambda d, call: call(pd.concat, [d[["G1"]], d.G2], axis=1).mean(),
    "concat, new column": lambda d, call: (
        call(pd.concat, [d, (d.G1 * 2).rename("twice")], axis=1).groupby("sex").twice.mean()
    ),
    "concat, dict": lambda d, call: call(pd.concat, {"a": d[d.sex == "F"], "b": d[d.sex == "M"]}).G1.sum(),
    "get_dummies": lambda d, call: call(pd.get_dummies, d.Mjob).sum(),
    "get_dummies, frame": lambda d, call: (
        call(pd.get_dummies, d[["sex", "Mjob", "G3"]], drop_first=True).mean()
    ),
    "get_dummies, groups": lambda d, call: (
        call(pd.get_dummies, d, columns=["reason"], prefix="r", dtype=int).groupby("sex").r_home.mean()
    ),
    "codes": lambda d, _: d.Mjob.astype("category").cat.codes.mean(),
    "categories": lambda d, _: list(d.Mjob.astype("category").cat.categories),
    "drop_duplicates": lambda d, _: d.drop_duplicates(["Mjob", "Fjob", "age", "absences"]).G3.mean(),
    "drop_duplicates of rows": lambda d, call: call(pd.concat, [d, d]).drop_duplicates().G3.mean(),
    "eval": lambda d, _: d.eval("(G1 + G2) / 2 - G3").mean(),
    "eval, column": lambda d, _: d.eval("half = (G1 + G2) / 2").groupby("sex").half.mean(),
    "eval, two": lambda d, _: d.eval("a = G1 + G2\nb = sqrt(a) * 2").b.mean(),
    "rename by function": lambda d, _: d[GRADES].rename(columns=str.lower).mean(),
    "reindex": lambda d, _: d.reindex(columns=["G2", "G1"]).mean(),
    "get": lambda d, _: d.get("G1").mean(),
    "squeeze": lambda d, _: d[["G1"]].squeeze().mean(),
    "select_dtypes": lambda d, _: d.select_dtypes("number").mean(),
    "set and reset": lambda d, _: d.set_index("Mjob").reset_index().groupby("Mjob").G3.mean(),
    "set two and reset": lambda d, _: (
        d.set_index(["Mjob", "sex"])[["G3"]].sort_index().reset_index().sex.value_counts()
    ),
    "filtered by labels": lambda d, _: d.set_index("Mjob").loc[["health", "teacher"]].G3.mean(),
    "sort_index": lambda d, _: d.set_index("absences").sort_index().G3.mean(),
    "isin released values": lambda d, _: d[d.Mjob.isin(d.Mjob.value_counts().index[:2])].G3.mean(),
    "loc": lambda d, _: d.loc[d.sex == "F", GRADES].mean(),
    "pipe": lambda d, _: d.pipe(lambda e: e[e.sex == "F"]).G3.mean(),
    "where": lambda d, _: d[GRADES].where(d[GRADES] > 9).mean(),
    "mask": lambda d, _: d[GRADES].mask(d[GRADES] > 12, 12).mean(),
    "split": lambda d, _: (d.Mjob + "-" + d.sex).str.split("-", expand=True)[1].value_counts(),
    "split, first": lambda d, _: (d.Mjob + "-" + d.sex).str.split("-").str[0].value_counts().to_dict(),
    "extract": lambda d, _: (d.Mjob + "-" + d.sex).str.extract(r"-(?P<last>\w)")["last"].value_counts(),
    "cat": lambda d, _: d.school.str.cat(d.sex, sep="/").value_counts(),
    "astype": lambda d, _: d.reason.astype("category").value_counts(),
    "combine_first": lambda d, _: d.G1.where(d.G1 > 9).combine_first(d.G2).mean(),
    "along rows": lambda d, _: d.apply(lambda row: row.G1 + row["G2"], axis=1).mean(),
    "drop rows": lambda d, _: d.drop(index=range(50)).G3.mean(),
    "take": lambda d, _: d.take(range(0, 600, 2)).G3.mean(),
    "np.log": lambda d, call: call(np.log, d.G1 + 1).mean(),
    "np.where": lambda d, call: call(np.where, d.G1 > 10, d.G2, d.G3).mean(),
    "np.select": lambda d, call: call(np.select, [d.G1 > 12, d.G1 > 8], [2, 1], 0).mean(),
    "np.clip": lambda d, call: call(np.clip, d.G1, 8, 15).mean(),
    "np.hypot": lambda d, call: call(np.hypot, d.G1, d.G2).mean(),
    "np.isin": lambda d, call: call(np.isin, d.G1, [10, 11, 12]).sum(),
    "np.digitize": lambda d, call: call(np.digitize, d.G1, [8, 12, 16]).mean(),
    "np.round": lambda d, call: call(np.round, d.G1 / 3, 1).mean(),
}  # fmt: skip


@pytest.mark.parametrize("query", SAME)
def test_released_as_pandas_does(pupils, query):
    """An aggregate of enough pupils is what plain pandas says, labels, order and dtypes included."""
    session = Session(Policy())
    released = SAME[query](session.protect(pupils), calling(session))
    expected = SAME[query](pupils.copy(), plainly)
    assert type(released) is not Sealed, session.why()
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(released, expected)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(released, expected)
    else:
        assert released == (expected if isinstance(expected, list | dict) else pytest.approx(expected))


def test_two_files_below_each_other(pupils):
    """Rows of two sources are released together if each has enough people in a cell."""
    session = Session(Policy())
    one, other = pupils[:400], pupils[400:].reset_index(drop=True)
    both = calling(session)(pd.concat, [session.protect(one), session.protect(other)], ignore_index=True)
    expected = pd.concat([one, other], ignore_index=True)
    assert both.G3.mean() == expected.G3.mean()
    assert len(both) == len(expected)
    pd.testing.assert_series_equal(both.groupby("sex").G3.sum(), expected.groupby("sex").G3.sum())
    pd.testing.assert_series_equal(both.Mjob.value_counts(), expected.Mjob.value_counts())
    first = both[[True] * 400 + [False] * 249]
    assert first.G3.median() == pupils.G3[:400].median()


def test_few_people_of_one_file_do_not_hide_among_the_other(pupils):
    """Nine people of one source and hundreds of the other are nine people: the rest is known."""
    session = Session(Policy())
    one, other = session.protect(pupils[:400]), session.protect(pupils[400:409].reset_index(drop=True))
    both = calling(session)(pd.concat, [one, other])
    assert str(both.G3.mean()) == WITHHELD
    assert type(both.shape) is Sealed


WITHHELD_ROWS = {
    "pivot": lambda d, _: long(d.assign(n=range(649))).pivot(columns="variable", values="value"),
    "unstack": lambda d, _: d[GRADES].stack().unstack(),
    "T": lambda d, _: d[GRADES].T,
    "factorize": lambda d, call: call(pd.factorize, d.Mjob),
    "concat with public rows": lambda d, call: call(pd.concat, [d, pd.DataFrame({"G3": [1.0]})]),
    "concat of other rows, side by side": lambda d, call: call(
        pd.concat, [d[["G1"]], d[d.sex == "F"][["G2"]]], axis=1
    ),
    "reset_index of numbers": lambda d, _: d[d.G3 > 10].reset_index()["index"].mean(),
    "equals": lambda d, _: d.equals(d),
}


@pytest.mark.parametrize("query", WITHHELD_ROWS)
def test_what_is_not_followed_is_withheld(pupils, query):
    """Operations whose rows cannot be followed are withheld like any other."""
    session = Session(Policy())
    result = WITHHELD_ROWS[query](session.protect(pupils), calling(session))
    texts = [result] if type(result) is Sealed else list(result)
    assert {str(text) for text in texts} == {WITHHELD}


def test_rows_of_long_tables_do_not_show(seal):
    """A table in which people have several rows is a notice that says what to do."""
    frame = seal(pd.DataFrame({"a": range(50), "b": range(50), "c": range(50)}))
    shown = str(frame.melt(id_vars="a"))
    assert "Nothing to show" in shown
    assert "take one row a person" in shown


# ------------------------------------------------------------------------------------ two worlds

N = 200
PERSON = 117


def world(name="Zoe Quimby", town="Thule", tags="a,b,c,secret", score=97.0):
    """Return people of whom one has the given values; the rest are the same in every world."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "name": [f"Person {n:03d}" for n in i],
            "town": np.array(["Bath", "York", "Hull", "Ely"])[i % 4],
            "tags": np.array(["a,b", "a,c"])[i % 2],
            "score": np.round(50 + 20 * np.sin(i), 1),
            "maths": np.round(60 + 10 * np.cos(i), 1),
        }
    )
    frame.loc[PERSON, ["name", "town", "tags", "score"]] = [name, town, tags, score]
    return frame


WORLDS = (world(), world("Amy Pond", "York", "a,b", 50.0))
QUERIES = {
    "dummies": lambda d, call: call(pd.get_dummies, d.town).columns,
    "number of dummies": lambda d, call: call(pd.get_dummies, d[["town", "maths"]]).shape,
    "sum of dummies": lambda d, call: len(call(pd.get_dummies, d.town).sum()),
    "first of dummies": lambda d, call: call(pd.get_dummies, d.name, drop_first=True),
    "dummies of the rare": lambda d, call: (
        call(pd.get_dummies, d.assign(t=d.town == "Thule"), columns=["t"]).columns
    ),
    "categories": lambda d, _: d.town.astype("category").cat.categories,
    "codes": lambda d, _: d.town.astype("category").cat.codes.nunique(),
    "number of parts": lambda d, _: d.tags.str.split(",", expand=True).shape,
    "names of parts": lambda d, _: d.tags.str.split(",", expand=True).columns,
    "parts": lambda d, _: d.tags.str.split(",").str.len().value_counts(),
    "exploded": lambda d, _: d.tags.str.split(",").explode().shape,
    "exploded values": lambda d, _: d.tags.str.split(",").explode().isin(["secret"]).sum(),
    "extracted": lambda d, _: d.tags.str.extract("(secret)")[0].notna().sum(),
    "partition": lambda d, _: d.town.str.partition("hul")[1].value_counts(),
    "duplicates": lambda d, _: d.assign(n=d.name.str[:6]).drop_duplicates("n").shape,
    "duplicates of towns": lambda d, _: d.drop_duplicates("town"),
    "long filter": lambda d, _: d.melt("town", ["score", "maths"])[lambda m: m.value > 96].shape,
    "long condition": lambda d, _: (d.melt("town", ["score", "maths"]).value > 96).sum(),
    "long without": lambda d, _: d.melt("town", ["score", "maths"]).query("town != 'Thule'").shape,
    "stacked name": lambda d, _: (d[["name", "town"]].stack() == "Zoe Quimby").sum(),
    "dropped label": lambda d, _: d.set_index("name").drop("Zoe Quimby", errors="ignore").shape,
    "dropped labels": lambda d, _: d.set_index("name").drop(index=["Zoe Quimby"]).score.count(),
    "concat of the rare": lambda d, call: (
        call(pd.concat, [d[d.town == "Thule"], d[d.town == "York"]]).town.unique()
    ),
    "concat of the rare, twice": lambda d, call: call(pd.concat, [d, d[d.town == "Thule"]]).shape,
    "eval": lambda d, _: d.eval("rare = town == 'Thule'").rare.sum(),
    "eval of a sum": lambda d, _: d.eval("(score > 96) * 1").sum(),
    "sorted labels": lambda d, _: d.set_index("score").sort_index().tail(1),
    "reset": lambda d, _: d.set_index("town").reset_index().town.unique(),
    "isin": lambda d, call: call(np.isin, d.town, ["Thule"]).sum(),
    "digitize": lambda d, call: call(np.digitize, d.score, [0, 96]).sum(),
    "apply": lambda d, _: d.apply(lambda row: row.town == "Thule", axis=1).sum(),
    "error of eval": lambda d, _: d.eval("score + town"),
    "error of explode": lambda d, _: d.explode("nobody"),
}  # fmt: skip


def rendered(query, frame):
    """Return everything that comes out of one query in a session of its own."""
    session = Session(Policy())
    try:
        texts = list(texts_of(query(session.protect(frame), calling(session))))
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    return texts, session.why(), str(session.state())


@pytest.mark.parametrize("query", QUERIES)
def test_one_person_makes_no_difference(query):
    """Neither labels nor shapes, types or counts tell whether one person has a name, a town or a score."""
    one, other = (rendered(QUERIES[query], frame) for frame in WORLDS)
    assert one == other


def test_the_worlds_can_be_told_apart_without_a_guard():
    """The queries are about the difference: on plain frames most of them answer differently."""

    def plain(query, frame):
        try:
            return list(texts_of(QUERIES[query](frame.copy(), plainly)))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]

    same = [query for query in QUERIES if plain(query, WORLDS[0]) == plain(query, WORLDS[1])]
    assert len(same) <= 0.2 * len(QUERIES), same
