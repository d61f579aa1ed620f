"""Merges and joins: what is released after them, and for whom it counts."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.contributors import judge_contributors
from jupyter_privacy.core.rules import RuleParameters
from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import canaries_in, planted_frame, texts_of

N = 600
SECTORS = pd.DataFrame(
    {
        "job": ["teacher", "health", "services", "at_home", "other"],
        "sector": ["public", "public", "private", "home", "private"],
        "pay": [3, 4, 2, 1, 2],
    }
)


def tables():
    """Return people, their schools (each with records of its own), their marks, and their absences."""
    rng = np.random.default_rng(11)
    people = pd.DataFrame(
        {
            "id": rng.permutation(N),
            "school": rng.integers(0, 40, N),
            "job": rng.choice(SECTORS.job, N),
            "sex": rng.choice(["F", "M"], N),
            "score": rng.normal(50, 10, N).round(1),
        }
    )
    schools = pd.DataFrame(
        {
            "school": np.arange(40),
            "region": np.array(["North", "South"])[np.arange(40) % 2],
            "budget": rng.integers(100, 999, 40),
        }
    )
    marks = pd.DataFrame({"id": rng.permutation(N), "maths": rng.normal(60, 8, N).round(1)})
    absences = pd.DataFrame(
        {
            "id": np.concatenate([np.arange(N), rng.integers(0, N, 3 * N)]),
            "days": rng.integers(0, 9, 4 * N),
            "term": rng.choice(["autumn", "spring"], 4 * N),
        }
    )
    return {"people": people, "schools": schools, "marks": marks, "absences": absences}


class Tables:
    """The tables by name, sealed or plain, and the way to call a library function with them."""

    def __init__(self, values, call):
        self.__dict__.update(values)
        self.call = call


def sealed_tables(values, session=None):
    """Return sealed tables in a session."""
    session = session or Session(Policy())

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    return Tables({name: session.protect(value) for name, value in values.items()}, call)


def plain_tables(values):
    """Return the same tables without a guard."""
    return Tables(values, lambda function, *args, **kwargs: function(*args, **kwargs))


def with_mean_of_the_job(d):
    """Return people with a released mean beside their own score."""
    return d.people.merge(d.people.groupby("job").score.mean().rename("of_job"), on="job")


SAME = {
    "inner": lambda d: d.people.merge(SECTORS, on="job").groupby("sector").score.mean(),
    "common columns": lambda d: d.people.merge(SECTORS).shape,
    "left": lambda d: d.people.merge(SECTORS, on="job", how="left").pay.mean(),
    "right": lambda d: d.people.merge(SECTORS, on="job", how="right").score.sum(),
    "outer": lambda d: d.people.merge(SECTORS, on="job", how="outer").pay.std(),
    "sorted": lambda d: d.people.merge(SECTORS, on="job", sort=True).pay.mean(),
    "half of the keys": lambda d: d.people.merge(SECTORS[:3], on="job").groupby("sector").score.mean(),
    "missing partners": lambda d: d.people.merge(SECTORS[:3], on="job", how="left").pay.count(),
    "missing cells": lambda d: d.people.merge(SECTORS[:3], on="job", how="left").pay.isna().sum(),
    "pd.merge": lambda d: d.call(pd.merge, d.people, SECTORS, on="job").sector.value_counts(),
    "public first": lambda d: d.call(pd.merge, SECTORS, d.people, on="job").groupby("pay").score.mean(),
    "method of a public table": lambda d: d.call(SECTORS.merge, d.people).groupby("sector").size(),
    "other names": lambda d: (
        d.people.merge(SECTORS.rename(columns={"job": "work"}), left_on="job", right_on="work")
        .groupby("work")
        .score.mean()
    ),
    "suffixes": lambda d: (
        d.people.merge(SECTORS.rename(columns={"pay": "score"}), on="job", suffixes=("", "_job"))[
            ["score", "score_job"]
        ].mean()
    ),
    "indicator": lambda d: (
        d.people.merge(SECTORS[:2], on="job", how="left", indicator=True)["_merge"]
        .astype(str)
        .value_counts()
        .sort_index()
    ),
    "validate": lambda d: d.people.merge(SECTORS, on="job", validate="m:1").score.mean(),
    "join": lambda d: d.people.join(SECTORS.set_index("job"), on="job").groupby("sector").score.mean(),
    "row labels": lambda d: (
        d.people.set_index("job")
        .merge(SECTORS.set_index("job"), left_index=True, right_index=True)
        .pay.mean()
    ),
    "a released column": lambda d: (
        with_mean_of_the_job(d).assign(gap=lambda m: m.score - m.of_job).groupby("sex").gap.std()
    ),
    "a released table": lambda d: (
        d.people.merge(d.people.groupby("job", as_index=False).score.mean(), on="job", suffixes=("", "_mean"))
        .score_mean.mean()
    ),
    "the same people": lambda d: (
        d.people[["id", "sex"]].merge(d.people[["id", "score"]], on="id").groupby("sex").score.mean()
    ),
    "some of the same people": lambda d: (
        d.people[["id", "job"]].merge(d.people[d.people.sex == "F"], on="id").score.mean()
    ),
    "join of the same people": lambda d: d.people[["sex"]].join(d.people[["score"]]).score.mean(),
    "other people's table": lambda d: d.people.merge(d.marks, on="id").groupby("sex").maths.mean(),
    "columns of both": lambda d: (
        d.people.merge(d.marks, on="id").assign(gain=lambda m: m.maths - m.score).gain.mean()
    ),
    "places": lambda d: d.people.merge(d.schools, on="school").groupby("sex").score.mean(),
    "left places": lambda d: d.people.merge(d.schools, how="left").groupby("region").score.mean(),
    "right places": lambda d: (
        d.call(pd.merge, d.schools, d.people, how="right").groupby("region").score.mean()
    ),
    "column of places": lambda d: d.people.merge(d.schools, on="school").budget.mean(),
    "condition on places": lambda d: (
        d.people.merge(d.schools)[lambda m: m.budget > 500].groupby("sex").score.mean()
    ),
    "several rows": lambda d: d.people.merge(d.absences, on="id").days.mean(),
    "number of several rows": lambda d: len(d.people.merge(d.absences, on="id")),
    "groups of several rows": lambda d: (
        d.people.merge(d.absences).groupby(["sex", "term"]).days.agg(["mean", "count"])
    ),
    "some of several rows": lambda d: d.people.merge(d.absences).query("days > 3").days.sum(),
    "spread of several rows": lambda d: d.people.merge(d.absences).days.std(),
    "chain": lambda d: (
        d.people.merge(SECTORS).merge(d.marks, on="id").assign(gain=lambda m: m.maths - m.score)
        .groupby("sector").gain.mean()
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", SAME)
def test_released_as_pandas_does(query):
    """After a merge, an aggregate of enough people is what plain pandas says, labels and dtypes included."""
    released, expected = (SAME[query](make(tables())) for make in (sealed_tables, plain_tables))
    assert type(released) is not Sealed
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(released, expected)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(released, expected)
    else:
        assert released == pytest.approx(expected)


# ------------------------------------------------------------------------------------ two worlds

PERSON = 117
FOUND = pd.DataFrame({"name": ["Zoe Quimby"], "found": ["yes"], "weight": [1000.0]})
TOWNS = pd.DataFrame({"town": ["Bath", "York", "Hull", "Ely", "Thule"], "coast": [0, 0, 1, 0, 1]})


def world(name, town, key):
    """Return people of whom one has this name and town and is found by this key, and tables to merge."""
    i = np.arange(200)
    people = pd.DataFrame(
        {
            "name": [f"Person {n:03d}" for n in i],
            "town": np.array(["Bath", "York", "Hull", "Ely"])[i % 4],
            "score": np.round(50 + 20 * np.sin(i), 1),
            "key": i,
        }
    )
    people.loc[PERSON, ["name", "town", "key"]] = [name, town, key]
    marks = pd.DataFrame({"key": i, "maths": np.round(60 + 9 * np.cos(i), 1), "passed": i % 3 > 0})
    visits = pd.DataFrame({"key": np.repeat(i, 3), "days": np.arange(600) % 7, "kind": ["a", "b", "c"] * 200})
    places = pd.DataFrame({"town": ["Bath", "York", "Hull", "Ely", "Thule", *map(str, range(15))]})
    places["staff"] = np.arange(20) * 3
    return {"people": people, "marks": marks, "visits": visits, "places": places}


WORLDS = (world("Zoe Quimby", "Thule", 9_999), world("Amy Pond", "York", PERSON))
QUERIES = {
    "shape of an inner merge": lambda d: d.people.merge(FOUND, on="name").shape,
    "is the name there": lambda d: d.people.merge(FOUND, on="name", how="left").found.notna().sum(),
    "weight of the name": lambda d: d.people.merge(FOUND, on="name", how="left").weight.fillna(0).sum(),
    "indicator": lambda d: d.people.merge(FOUND, how="left", indicator=True)["_merge"].value_counts(),
    "rows of the name": lambda d: d.people.merge(FOUND, on="name"),
    "error of a merge": lambda d: d.people.merge(FOUND.assign(name=1), on="name"),
    "validate": lambda d: d.people.merge(FOUND, on="name", validate="1:1"),
    "public first": lambda d: d.call(pd.merge, FOUND, d.people).score.sum(),
    "right": lambda d: d.people.merge(FOUND, how="right").score.count(),
    "outer": lambda d: d.people.merge(FOUND, how="outer").shape,
    "join": lambda d: d.people.set_index("name").join(FOUND.set_index("name")).weight.count(),
    "lacking a partner": lambda d: d.people.merge(TOWNS[:4], on="town").shape,
    "lacking a partner, dtype": lambda d: d.people.merge(TOWNS[:4], on="town", how="left").coast.sum().dtype,
    "lacking a partner, missing": lambda d: d.people.merge(TOWNS[:4], how="left").isna().sum(),
    "lacking a partner, types": lambda d: d.people.merge(TOWNS[:4], how="left").dtypes,
    "lacking a partner, info": lambda d: d.people.merge(TOWNS[:4], how="left")[["coast"]].describe(),
    "several partners": lambda d: d.people.merge(pd.concat([TOWNS, TOWNS[4:]]), on="town").shape,
    "key of a protected table": lambda d: d.people.merge(d.marks, on="key").shape,
    "mark of a protected table": lambda d: d.people.merge(d.marks, on="key").maths.mean(),
    "marks kept": lambda d: d.people.merge(d.marks, on="key", how="left").maths.count(),
    "marks as people": lambda d: d.people.merge(d.marks, on="key", how="right").score.isna().sum(),
    "condition on marks": lambda d: d.people.merge(d.marks, on="key").passed.value_counts(),
    "types of marks": lambda d: d.people.merge(d.marks, on="key", how="left").dtypes,
    "only partner of a place": lambda d: d.people.merge(d.places, on="town").staff.nunique(),
    "how many places": lambda d: d.people.merge(d.places, on="town", how="left").staff.mean(),
    "place without people": lambda d: d.call(pd.merge, d.places, d.people, how="left").score.isna().sum(),
    "visits without people": lambda d: d.call(pd.merge, d.visits, d.people, how="left").score.isna().sum(),
    "itself by name": lambda d: d.people.merge(d.people[d.people.town == "Thule"][["name"]]).shape,
    "repeated index": lambda d: d.people.set_index("town").join(TOWNS.set_index("town")).shape,
}  # fmt: skip


def rendered(query, values):
    """Return everything that comes out of one query in a session of its own."""
    session = Session(Policy())
    try:
        texts = list(texts_of(query(sealed_tables(values, session))))
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    return texts, session.why(), str(session.state())


@pytest.mark.parametrize("query", QUERIES)
def test_one_person_makes_no_difference(query):
    """Nothing tells whether one person has a name, a town, a partner, or several."""
    one, other = (rendered(QUERIES[query], values) for values in WORLDS)
    assert one == other


def test_the_worlds_can_be_told_apart_without_a_guard():
    """The queries are about the difference: on plain frames most of them answer differently."""

    def plain(query, values):
        try:
            return list(texts_of(QUERIES[query](plain_tables(values))))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]

    same = [query for query in QUERIES if plain(query, WORLDS[0]) == plain(query, WORLDS[1])]
    assert len(same) <= 0.2 * len(QUERIES), same


# ------------------------------------------------------------------------------------ people, not rows


@pytest.mark.parametrize(("n_people", "is_shown"), [(5, False), (9, False), (25, True), (59, True)])
def test_people_count_once_when_rows_repeat(n_people, is_shown):
    """59 rows of 5 people are 5 people, in a number, in a group and as a group's name."""
    many = pd.DataFrame({"id": np.arange(59) % n_people, "days": np.arange(59) % 7})
    rest = pd.DataFrame({"id": np.arange(100, 300), "days": np.arange(200) % 5})
    people = pd.DataFrame({"id": [*range(n_people), *range(100, 300)]})
    people["group"] = ["a"] * n_people + ["b", "c"] * 100
    tables = sealed_tables({"people": people, "days": pd.concat([many, rest])})
    merged = tables.people.merge(tables.days, on="id")
    of_group = merged[merged.group == "a"]
    assert (type(of_group.days.mean()) is not Sealed) is is_shown
    assert (type(of_group.days.sum()) is not Sealed) is is_shown
    assert ("a" in merged.groupby("group").days.mean()) is is_shown
    assert ("a" in merged.groupby("group").size()) is is_shown


def test_nobody_dominates_by_many_rows(seal):
    """A person with most of the rows of a count or of a mean hides it."""
    people = pd.DataFrame({"id": range(40), "score": np.arange(40) % 9})
    lookup = pd.DataFrame({"id": [0] * 900 + [*range(1, 40)] * 2, "value": np.arange(978) % 5})
    merged = seal(people).merge(lookup, on="id")
    even = seal(people).merge(lookup[899:939].iloc[[*range(40)] * 3], on="id")
    assert str(merged.value.mean()) == WITHHELD
    assert type(merged.shape) is Sealed
    assert even.shape == (120, 3)
    assert type(even.value.sum()) is not Sealed


def test_the_same_value_in_many_rows_is_still_one_value():
    """People with one, two and three rows of 42 have different sums, and all have 42."""
    owners = np.repeat(np.arange(30), np.arange(30) % 3 + 1)
    cells = np.zeros(len(owners), dtype=np.intp)
    reasons = judge_contributors(
        cells, 1, owners, np.full(len(owners), 42.0), Statistic.TOTAL, RuleParameters()
    )
    assert reasons.tolist() == [Reason.GROUP_DISCLOSURE]


def test_rows_of_one_person_do_not_make_the_difference():
    """Two totals of rows that people have several of never differ by one of one person's rows."""
    values = tables()
    rng = np.random.default_rng(2)
    values["absences"]["minutes"] = rng.permutation(len(values["absences"])) / 2.0
    for bound in (100.0, 400.0, 900.0):
        d = sealed_tables(values)
        merged = d.people.merge(d.absences, on="id")
        sums = [merged[merged.minutes > limit].minutes.sum() for limit in (bound, bound + 0.5)]
        assert type(sums[0]) is not Sealed
        assert type(sums[1]) is Sealed or sums[0] == sums[1]


def test_rows_of_one_person_are_not_written_down():
    """Rows that people have several of are not chosen one by one: a person could be weighted so."""
    d = sealed_tables(tables())
    merged = d.people.merge(d.absences, on="id")
    assert type(merged[[True] * 2400].days.sum()) is Sealed
    assert type(merged.iloc[[*range(0, 2400, 2)]].days.sum()) is Sealed
    merged["weight"] = np.arange(2400) % 7
    assert type(merged.weight.sum()) is Sealed
    assert type(merged.days.sum()) is not Sealed


def test_a_typical_partner_is_nobody():
    """Whoever lacks a partner gets a mean: the difference of two sums is nobody's value."""
    values = tables()
    values["marks"] = values["marks"].iloc[:-3]
    d = sealed_tables(values)
    difference = d.people.merge(d.marks, on="id").maths.sum() - d.marks.maths.sum()
    assert difference == pytest.approx(3 * values["marks"].maths.mean())


@pytest.mark.parametrize("how", ["left", "inner"])
def test_near_sets_of_partners_are_not_answered(how):
    """Totals of partners of nearly the same people are not both shown."""
    values = tables()
    d = sealed_tables(values)
    sums = [
        d.people[d.people.id < bound].merge(d.marks, on="id", how=how).maths.sum()
        for bound in (400, 403, 405)
    ]
    assert len({str(one) for one in sums} - {WITHHELD}) == 1


MERGES = {
    "lookup": lambda f: f.merge(pd.DataFrame({"group": ["A", "B"], "x": [1, 2]}), on="group"),
    "by name": lambda f: f.merge(planted_frame()[["name"]].assign(x=1), on="name"),
    "itself": lambda f: f.merge(f[["name", "score"]], on="name", suffixes=("", "_2")),
    "by group": lambda f: f.merge(f[["group", "code"]], on="group"),
    "join": lambda f: f.set_index("name").join(f.set_index("name")[["code"]], rsuffix="_2"),
    "all columns": lambda f: f.merge(f),
    "wrong key": lambda f: f.merge(f, left_on="name", right_on="code"),
}


@pytest.mark.parametrize("merge", MERGES)
@pytest.mark.filterwarnings("ignore:The 'lsuffix'")
def test_no_planted_value_comes_out_of_a_merge(planted, merge):
    """Neither the merge nor what is done with it shows a cell."""
    result = MERGES[merge](planted)
    steps = [
        lambda m: m,
        lambda m: m.head(),
        lambda m: m.columns,
        lambda m: m.dtypes,
        lambda m: m.shape,
        lambda m: m.score.max(),
        lambda m: m.sort_values("score").head(1),
        lambda m: m.groupby("name").size(),
        lambda m: m.groupby("city").score.mean(),
        lambda m: m.iloc[0],
        lambda m: m.name.unique(),
        lambda m: m.describe(),
        lambda m: m.T,
        lambda m: list(m.name),
    ]
    for step in steps:
        try:
            texts = list(texts_of(step(result)))
        except Exception as error:
            texts = [f"{error!s} {error!r}"]
        assert [canary for text in texts for canary in canaries_in(text)] == []
