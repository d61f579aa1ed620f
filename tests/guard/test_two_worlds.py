"""Two worlds: data that differ in one person must not be told apart by what is rendered."""

# ruff: noqa: PD008 (every way that an analyst may take is tried)

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

N = 200
PERSON = 117


def world(name="Zoe Quimby", age=31, exclusions=7, town="Thule"):
    """Return people of whom one has the given values; the rest are the same in every world."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "name": [f"Person {n:03d}" for n in i],
            "age": 30 + i % 10,
            "exclusions": i % 3,
            "town": np.array(["Bath", "York", "Hull", "Ely"])[i % 4],
            "score": np.round(50 + 20 * np.sin(i), 1),
            "note": np.where(i % 5 == 0, "seen", "not seen"),
        }
    )
    frame.loc[PERSON, ["name", "age", "exclusions", "town"]] = [name, age, exclusions, town]
    return frame


WORLDS = (
    world(),
    world(name="Amy Pond", age=30 + PERSON % 10, exclusions=PERSON % 3, town="York"),
)
"""The second world's person is one of many; the first one's name, town and exclusions are their own."""

QUERIES = {
    "is there a name": lambda d, _: d[d.name == "Zoe Quimby"],
    "how many of the name": lambda d, _: (d.name == "Zoe Quimby").sum(),
    "len of the name": lambda d, _: len(d[d.name == "Zoe Quimby"]),
    "shape without the name": lambda d, _: d[d.name != "Zoe Quimby"].shape,
    "mean without the name": lambda d, _: d[d.name != "Zoe Quimby"].score.mean(),
    "score of the name": lambda d, _: d[d.name == "Zoe Quimby"].score.mean(),
    "query": lambda d, _: d.query("name == 'Zoe Quimby'").score,
    "any": lambda d, _: (d.name == "Zoe Quimby").any(),
    "in": lambda d, _: "Zoe Quimby" in d.name,
    "in values": lambda d, _: "Zoe Quimby" in d.name.values,
    "if": lambda d, _: "yes" if (d.exclusions == 7).any() else "no",
    "isin": lambda d, _: d.name.isin(["Zoe Quimby"]).value_counts(),
    "str": lambda d, _: d[d.name.str.startswith("Zoe")].shape,
    "maximum": lambda d, _: d.exclusions.max(),
    "idxmax": lambda d, _: d.exclusions.idxmax(),
    "nlargest": lambda d, _: d.nlargest(1, "exclusions"),
    "top of sorted": lambda d, _: d.sort_values("exclusions").tail(1).score,
    "unique": lambda d, _: d.town.unique(),
    "nunique": lambda d, _: d.town.nunique(),
    "duplicated": lambda d, _: d.town.duplicated().sum(),
    "groups": lambda d, _: [label for label, _ in d.groupby("town")],
    "get_group": lambda d, _: d.groupby("town").get_group("Thule"),
    "loc label": lambda d, _: d.set_index("name").loc["Zoe Quimby"],
    "loc missing label": lambda d, _: d.set_index("name").loc[["Zoe Quimby"]],
    "at": lambda d, _: d.set_index("name").at["Zoe Quimby", "score"],
    "a cell": lambda d, _: d.at[PERSON, "town"],
    "a row": lambda d, _: d.iloc[PERSON],
    "map": lambda d, _: d.town.map({"Thule": 1}).count(),
    "flag column": lambda d, _: d.assign(rare=d.exclusions // 7).rare.sum(),
    "coded score": lambda d, _: d.score.where(d.exclusions == 7, 1).sum(),
    "coded sum": lambda d, _: ((d.exclusions // 7) * d.score + d.age * 0).mean(),
    "mask": lambda d, _: d.score.mask(d.town == "Thule").isna().sum(),
    "replace": lambda d, _: d.town.replace("Thule", None).count(),
    "set where": lambda d, _: _set_where(d),
    "boolean index": lambda d, _: d.loc[d.town == "Thule", "score"].sum(),
    "astype": lambda d, _: d.town.eq("Thule").astype(int).mean(),
    "cut": lambda d, call: call(pd.cut, d.exclusions, [-1, 3, 9]).value_counts(),
    "crosstab": lambda d, call: call(pd.crosstab, d.town == "Thule", d.note),
    "where": lambda d, call: call(np.where, d.exclusions == 7, d.score, 0).sum(),
    "to_numeric": lambda d, call: call(pd.to_numeric, d.town),
    "groupby flag": lambda d, _: d.groupby(d.exclusions == 7).score.mean(),
    "dropna": lambda d, _: d.assign(t=d.town.map({"Bath": 1, "York": 1, "Hull": 1, "Ely": 1})).dropna().shape,
    "iterate": lambda d, _: [row for row in d.town],  # noqa: C416
    "error of astype": lambda d, _: d.town.astype(int),
    "error of an operator": lambda d, _: d.town - 1,
    "rare rows": lambda d, _: d[d.exclusions > 5].head(),
    "dtype of a result": lambda d, _: (
        d.town.map({"Thule": 1.5, "Bath": 1, "York": 1, "Hull": 1, "Ely": 1}).dtype
    ),
    "empty": lambda d, _: d[d.town == "Thule"].empty,
    "index of a filter": lambda d, _: d[d.town == "Thule"].index,
    "bool of the count": lambda d, _: bool(len(d[d.town == "Thule"])),
}


def _set_where(frame):
    frame.loc[frame.town == "Thule", "score"] = 1e9
    return frame.score.mean()


def rendered(query, frame):
    """Return everything that comes out of one query in a session of its own."""
    session = Session(Policy())

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    try:
        texts = list(texts_of(QUERIES[query](session.protect(frame), call)))
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    session.bind({})
    return texts, session.why(), str(session.state())


@pytest.mark.parametrize("query", QUERIES)
def test_one_person_makes_no_difference(query):
    """Text, HTML, error, `%privacy why` and state are the same whether or not the person is there."""
    one, other = (rendered(query, frame) for frame in WORLDS)
    assert one == other


@pytest.mark.parametrize(
    "table",
    [
        lambda d: d.town.value_counts(),
        lambda d: d.groupby("town").score.mean(),
        lambda d: d.groupby(["town", "note"]).size(),
        lambda d: d.assign(town=d.town.mask(d.exclusions == 0, "Hull")).town.describe(),
    ],
)
def test_a_rare_label_is_never_named(table):
    """That something rare was left out may show in a table; what it is called never does."""
    session = Session(Policy())
    shown = " ".join(texts_of(table(session.protect(WORLDS[0]))))
    assert "Thule" not in shown
    assert "Thule" not in session.why()
    assert "Hull" in shown or "Bath" in shown


def test_the_worlds_can_be_told_apart_without_a_guard():
    """The queries are about the difference: on plain frames most of them answer differently."""

    def plain(query, frame):
        try:
            return list(texts_of(QUERIES[query](frame.copy(), lambda function, *args: function(*args))))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]

    differ = [query for query in QUERIES if plain(query, WORLDS[0]) != plain(query, WORLDS[1])]
    assert len(differ) >= 0.85 * len(QUERIES), set(QUERIES) - set(differ)
