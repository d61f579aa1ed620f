"""Two worlds: no grouping, bin or window tells whether one person has rare values."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

N = 240
PERSON = 117


def world(town, exclusions, day, age):
    """Return people of whom one has the given values; the rest are the same in every world."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "town": np.array(["Bath", "York", "Hull", "Ely"])[i % 4],
            "exclusions": i % 3,
            "age": 30 + i % 10,
            "day": pd.Timestamp("2021-03-01") + pd.to_timedelta(i % 90, "D"),
            "score": np.round(50 + 20 * np.sin(i), 1),
            "note": np.where(i % 5 == 0, "seen", "not seen"),
        }
    )
    frame.loc[PERSON, ["town", "exclusions", "day", "age"]] = [town, exclusions, pd.Timestamp(day), age]
    return frame


WORLDS = (
    world("Thule", 7, "2019-12-24", 97),
    world("Ultima", 8, "2019-01-06", 83),
    world("Thule", 7, "2019-12-24", 97).replace({"town": {"Thule": None}}),
)
"""In each the person is the only one of a town, or of none, with an odd day, age and number."""

ORDINARY = world("York", PERSON % 3, "2021-03-28", 37)
"""Here the person is one of many."""

AREAS = pd.DataFrame(
    {"town": ["Thule", "Bath", "York", "Hull", "Ely"], "area": ["odd", "west", "north", "north", "east"]}
)

QUERIES = {
    "size": lambda d, _: d.groupby("town").size(),
    "size with missing": lambda d, _: d.groupby("town", dropna=False).size(),
    "unsorted": lambda d, _: d.groupby("town", sort=False).score.mean(),
    "observed": lambda d, _: d.astype({"town": "category"}).groupby("town", observed=False).size(),
    "by number": lambda d, _: d.groupby("exclusions").score.agg(["mean", "count", "sum"]),
    "by condition": lambda d, _: d.groupby(d.exclusions == 7).score.mean(),
    "by two": lambda d, _: d.groupby(["town", "note"]).score.mean(),
    "unstack": lambda d, _: d.groupby(["town", "note"]).size().unstack(fill_value=0),  # noqa: PD010 (as analysts do)
    "loop": lambda d, _: [(label, len(rows)) for label, rows in d.groupby("town")],
    "loop over numbers": lambda d, _: [label for label, _ in d.groupby("exclusions")],
    "ngroups": lambda d, _: d.groupby("town").ngroups,
    "len": lambda d, _: len(d.groupby("exclusions")),
    "groups": lambda d, _: d.groupby("town").groups,
    "get_group": lambda d, _: d.groupby("town").get_group("Thule"),
    "get_group mean": lambda d, _: d.groupby("town").get_group("Thule").score.mean(),
    "get_group number": lambda d, _: d.groupby("exclusions").get_group(7).shape,
    "first": lambda d, _: d.groupby("note").town.first(),
    "nth": lambda d, _: d.groupby("town").nth(0),
    "head": lambda d, _: d.groupby("town").head(1).town.value_counts(),
    "head of many": lambda d, _: len(d.groupby("town").head(1000)),
    "max": lambda d, _: d.groupby("note").exclusions.max(),
    "describe": lambda d, _: d.groupby("note").exclusions.describe().drop(columns=["mean", "std"]),
    "quantile": lambda d, _: d.groupby("note").age.quantile([0, 0.5, 1]),
    "nunique": lambda d, _: d.groupby("note").town.nunique(),
    "any": lambda d, _: d.assign(odd=d.exclusions > 6).groupby("note").odd.any(),
    "flag sum": lambda d, _: d.assign(odd=d.exclusions > 6).groupby("note").odd.sum(),
    "value_counts": lambda d, _: d.groupby("note").town.value_counts(),
    "value_counts of numbers": lambda d, _: d.groupby("note").exclusions.value_counts(normalize=True),
    "lambda of the maximum": lambda d, _: d.groupby("note").exclusions.agg(lambda s: s.max()),
    "lambda of a search": lambda d, _: d.groupby("note").town.agg(lambda s: (s == "Thule").any()),
    "lambda of a count": lambda d, _: d.groupby("note").town.agg(lambda s: (s == "Thule").sum()),
    "lambda that asks": lambda d, _: d.groupby("note").town.agg(lambda s: 1 if "Thule" in s.values else 0),
    "lambda that tries": lambda d, _: d.groupby("note").exclusions.agg(_tries),
    "lambda of lengths": lambda d, _: d.groupby("town").town.agg(len),
    "apply search": lambda d, _: d.groupby("note").apply(lambda g: len(g[g.town == "Thule"])),
    "apply table": lambda d, _: d.groupby("note").apply(lambda g: g.town.value_counts()),
    "apply rows": lambda d, _: (
        d.groupby("town").apply(lambda g: g.assign(z=g.score - g.score.mean())).z.mean()
    ),
    "apply shape": lambda d, _: d.groupby("town").apply(lambda g: g).shape,
    "apply some rows": lambda d, _: d.groupby("note").apply(lambda g: g[g.exclusions < 5]).shape,
    "apply largest": lambda d, _: d.groupby("note").apply(lambda g: g.nlargest(1, "exclusions")),
    "called how often": lambda d, _: _n_calls(d.groupby("town")),
    "filter": lambda d, _: len(d.groupby("town").filter(lambda g: len(g) > 5)),
    "filter small": lambda d, _: len(d.groupby("town").filter(lambda g: len(g) < 30)),
    "filter true": lambda d, _: d.groupby("exclusions").filter(lambda _g: True).shape,
    "transform": lambda d, _: d.groupby("town").score.transform("mean").count(),
    "transform missing": lambda d, _: d.groupby("town").score.transform("mean").isna().sum(),
    "transform size": lambda d, _: d.groupby("exclusions").score.transform("size").value_counts(),
    "transform max": lambda d, _: d.groupby("note").exclusions.transform("max").value_counts(),
    "transform function": lambda d, _: d.groupby("town").score.transform(lambda s: s - s.mean()).count(),
    "cumcount": lambda d, _: d.groupby("town").cumcount().max(),
    "ngroup": lambda d, _: d.groupby("town").ngroup().max(),
    "rank": lambda d, _: d.groupby("note").exclusions.rank(),
    "shift": lambda d, _: d.exclusions.shift(1).sum(),
    "last of cumsum": lambda d, _: d.exclusions.cumsum().iloc[-1],
    "rolling": lambda d, _: d.exclusions.rolling(2).max(),
    "diff": lambda d, _: d.groupby("note").age.diff().abs().sum(),
    "level": lambda d, _: d.set_index("town").groupby(level=0).score.mean(),
    "level loop": lambda d, _: [label for label, _ in d.set_index("exclusions").groupby(level=0)],
    "dict": lambda d, _: d.set_index("town").groupby({"Thule": "odd", "Bath": "west"}).size(),
    "map": lambda d, _: d.town.map({"Thule": "odd", "Bath": "west"}).value_counts(),
    "map to numbers": lambda d, _: d.town.map({"Thule": 7, "Bath": 1}).value_counts(),
    "map numbers": lambda d, _: d.exclusions.map({7: "many", 8: "more", 1: "one"}).value_counts(),
    "map of one": lambda d, _: d.town.map({"Thule": "odd"}).notna().sum(),
    "map and cross": lambda d, call: call(
        pd.crosstab, d.town.map({"Thule": "odd", "Bath": "west", "York": "west"}), d.note, margins=True
    ),
    "looked up": lambda d, _: d.merge(AREAS, on="town", how="left").area.value_counts(),
    "joined": lambda d, _: d.join(AREAS[:2].set_index("town"), on="town").area.value_counts(),
    "own categories": lambda d, _: d.town.astype(pd.CategoricalDtype(["Thule", "Bath"])).value_counts(),
    "dict of one": lambda d, _: d.set_index("town").groupby({"Thule": "odd"}).ngroups,
    "array": lambda d, _: d.groupby(np.arange(N) // 60).town.nunique(),
    "resample": lambda d, _: d.resample("ME", on="day").size(),
    "resample years": lambda d, _: d.resample("YE", on="day").score.mean(),
    "resample days": lambda d, _: d.resample("D", on="day").size(),
    "resample weeks of two": lambda d, _: d.resample("14D", on="day").size(),
    "Grouper": lambda d, _: d.groupby([pd.Grouper(key="day", freq="QE"), "note"]).size(),
    "cut": lambda d, call: call(pd.cut, d.age, 3).value_counts(),
    "cut groups": lambda d, call: d.groupby(call(pd.cut, d.exclusions, 3)).score.mean(),
    "cut edges": lambda d, call: call(pd.cut, d.age, 5, retbins=True)[1],
    "cut outside": lambda d, call: call(pd.cut, d.age, [0, 20, 50, 100]).value_counts(),
    "cut missing": lambda d, call: call(pd.cut, d.age, [29, 34, 39]).isna().sum(),
    "qcut": lambda d, call: call(pd.qcut, d.age, 3).value_counts(),
    "qcut edges": lambda d, call: call(pd.qcut, d.exclusions, 2, retbins=True)[1],
    "bins": lambda d, _: d.exclusions.value_counts(bins=4),
    "crosstab": lambda d, call: call(pd.crosstab, d.town, d.note, margins=True),
    "crosstab of numbers": lambda d, call: call(pd.crosstab, d.note, d.exclusions, margins=True),
    "crosstab of a condition": lambda d, call: call(pd.crosstab, d.note, d.exclusions == 7),
    "crosstab with missing": lambda d, call: call(pd.crosstab, d.town, d.note, dropna=False),
    "crosstab shares": lambda d, call: call(pd.crosstab, d.town, d.note, normalize="columns"),
    "crosstab mean": lambda d, call: call(
        pd.crosstab, d.town, d.note, values=d.score, aggfunc="mean", margins=True
    ),
    "crosstab maximum": lambda d, call: call(
        pd.crosstab, d.town, d.note, values=d.exclusions, aggfunc=["max", "count"]
    ),
    "crosstab cut": lambda d, call: call(pd.crosstab, call(pd.cut, d.age, 3), d.note),
    "pivot": lambda d, _: d.pivot_table("score", "town", "note", margins=True),
    "pivot of numbers": lambda d, _: d.pivot_table("score", "exclusions", aggfunc=["mean", "count"]),
    "pivot columns": lambda d, _: d.pivot_table("score", "note", "exclusions", aggfunc="count").shape,
    "pivot maximum": lambda d, _: d.pivot_table("exclusions", "note", aggfunc=["max", "size"]),
    "pivot of two": lambda d, _: d.pivot_table("score", ["town", "note"], "exclusions", aggfunc="size"),
    "pivot lambda": lambda d, _: d.pivot_table("town", "note", aggfunc=lambda s: (s == "Thule").sum()),
    "series of numbers": lambda d, call: call(pd.Series, {"n": len(d), "most": d.exclusions.max()}),
    "counts": lambda d, _: d.town.value_counts(),
    "counts unsorted": lambda d, _: d.town.value_counts(sort=False),
    "counts of two": lambda d, _: d.value_counts(["town", "exclusions"]),
}


def _tries(column):
    try:
        return int(column.max())
    except Exception as error:
        return type(error).__name__


def _n_calls(groups):
    seen = []
    groups.apply(lambda group: seen.append(len(group)) or 1)
    return seen


def rendered(query, frame):
    """Return everything that comes out of one query in a session of its own."""
    session = Session(Policy())

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    try:
        result = QUERIES[query](session.protect(frame.copy()), call)
        texts = list(texts_of(result))
        index = getattr(result, "index", None)
        texts += [str([list(level) for level in getattr(index, "levels", [])])]
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    session.bind({})
    return texts, session.why(), str(session.state())


@pytest.mark.parametrize("query", [*QUERIES])
def test_one_person_makes_no_difference(query):
    """Text, HTML, labels, error, `%privacy why` and state are equal whichever rare values the person has."""
    one, other = (rendered(query, frame) for frame in WORLDS[:2])
    assert one == other
    assert "Thule" not in str(one[0]) or "Thule" in query


ABOUT_MISSING = {
    *("size with missing", "transform missing", "counts of two", "crosstab with missing", "crosstab"),
    *("crosstab shares", "crosstab mean", "pivot", "pivot of two"),
}
"""In these the person stands among those without a town, whom a table counts, or leaves out of its totals."""


@pytest.mark.parametrize("query", [query for query in QUERIES if query not in ABOUT_MISSING])
def test_a_rare_town_and_none_are_alike(query):
    """Whether the person has a town of their own or none shows in no result.

    `%privacy why` may say that a rare label was left out, which one never.
    """
    one, other = (rendered(query, frame) for frame in (WORLDS[0], WORLDS[2]))
    assert one[0] == other[0]
    assert "Thule" not in one[1]


def test_the_worlds_can_be_told_apart_without_a_guard():
    """The queries are about the difference: on plain frames most of them answer differently."""

    def plain(query, frame):
        try:
            result = QUERIES[query](frame.copy(), lambda function, *args, **kwargs: function(*args, **kwargs))
            return list(texts_of(result))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]

    same = [query for query in QUERIES if plain(query, WORLDS[0]) == plain(query, ORDINARY)]
    assert len(same) <= 0.25 * len(QUERIES), same
