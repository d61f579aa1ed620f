"""polars in two worlds: data that differ in one person must not be told apart by what is rendered."""

import functools

import numpy as np
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of
from tests.guard.polars_asked import cut
from tests.guard.test_two_worlds import PERSON, WORLDS

pl = pytest.importorskip("polars")

NAME = pl.col("name") == "Zoe Quimby"
ODD = pl.col("exclusions") == 7

QUERIES = {
    "is there a name": lambda d: d.filter(NAME),
    "how many of the name": lambda d: d.select(NAME.sum()),
    "height of the name": lambda d: d.filter(NAME).select(pl.len()),
    "without the name": lambda d: d.filter(~NAME).select(pl.len()),
    "mean without the name": lambda d: d.filter(~NAME).select(pl.col("score").mean()),
    "score of the name": lambda d: d.select(pl.col("score").filter(NAME).mean()),
    "score by value": lambda d: d.filter(name="Zoe Quimby").select("score"),
    "any": lambda d: d.select(ODD.any()),
    "maximum": lambda d: d.select(pl.col("exclusions").max()),
    "everything": lambda d: d.select(pl.all().max()),
    "sorted": lambda d: d.sort("exclusions").tail(1),
    "sum of the last sorted": lambda d: d.sort("exclusions").tail(20).select(pl.col("exclusions").sum()),
    "first": lambda d: d.sort("exclusions", descending=True).select(pl.col("name").first()),
    "n_unique": lambda d: d.select(pl.col("town").n_unique()),
    "unique": lambda d: d.select(pl.col("town").unique()),
    "distinct rows": lambda d: d.unique("town").select(pl.len()),
    "groups of a flag": lambda d: d.group_by(ODD).agg(pl.col("score").mean()),
    "values of groups": lambda d: d.group_by("town").agg(pl.col("name")),
    "flag column": lambda d: d.with_columns(rare=pl.col("exclusions") // 7).select(pl.col("rare").sum()),
    "coded score": lambda d: d.select(pl.when(ODD).then(pl.col("score")).otherwise(1).sum()),
    "coded sum": lambda d: d.select(
        ((pl.col("exclusions") // 7) * pl.col("score") + pl.col("age") * 0).mean()
    ),
    "coded in a group": lambda d: d.group_by("note").agg(
        pl.when(ODD).then(pl.col("score")).otherwise(1).sum()
    ),
    "filtered in a group": lambda d: d.group_by("note").agg(pl.col("score").filter(ODD).sum()),
    "counted in a group": lambda d: d.group_by("note").agg(ODD.sum()),
    "any in a group": lambda d: d.group_by("note").agg(ODD.any()),
    "is_in": lambda d: d.select(pl.col("name").is_in(["Zoe Quimby"]).sum()),
    "texts": lambda d: d.filter(pl.col("name").str.starts_with("Zoe")).select(pl.len()),
    "length of names": lambda d: d.select(pl.col("name").str.len_chars().max()),
    "replaced": lambda d: d.select(pl.col("town").replace_strict({"Thule": 1}, default=None).count()),
    "strictly replaced": lambda d: d.select(
        pl.col("town").replace_strict({"Bath": 1, "York": 1, "Hull": 1, "Ely": 1}).sum()
    ),
    "cast that fails": lambda d: d.select(pl.col("town").cast(pl.Int64).sum()),
    "cast that fails for one": lambda d: d.select(
        pl.col("exclusions").cast(pl.String).str.replace("7", "x").cast(pl.Int64).count()
    ),
    "dates that fail for one": lambda d: d.select(
        pl.format("200{}-01-01", pl.col("exclusions") * 2).str.to_date("%Y-%m-%d").count()
    ),
    "power that fails for one": lambda d: d.select((2 ** (6 - pl.col("exclusions"))).count()),
    "narrow type": lambda d: d.select((pl.col("exclusions") * 40).cast(pl.Int8).is_null().sum()),
    "share of a group": lambda d: d.with_columns(n=pl.len().over("town")).select((pl.col("n") == 1).sum()),
    "mean of the town": lambda d: d.with_columns(m=pl.col("score").mean().over("town")).select(
        pl.col("m").max()
    ),
    "null_count": lambda d: d.select(pl.when(ODD).then(None).otherwise(pl.col("score")).null_count()),
    "drop_nulls": lambda d: (
        d.with_columns(x=pl.when(ODD).then(None).otherwise(1)).drop_nulls().select(pl.len())
    ),
    "shift": lambda d: d.select((pl.col("exclusions") - pl.col("exclusions").shift()).max()),
    "rank": lambda d: d.select(pl.col("exclusions").rank().max()),
    "a row": lambda d: d.slice(PERSON, 1).select(pl.col("score").sum()),
    "quantile": lambda d: d.select(pl.col("exclusions").quantile(1.0)),
    "top": lambda d: d.select(pl.col("exclusions").top_k(1)),
    "bins": lambda d: d.group_by(cut("exclusions", [3, 6])).len(),
    "rows": lambda d: d.head(5),
    "columns": lambda d: d.with_columns(a=ODD).head(5),
    "schema": lambda d: d.with_columns(a=pl.col("age") / 2).collect_schema(),
    "arithmetic of masked numbers": lambda d: d.select(pl.col("exclusions").max() * 0 + 1),
    "filled masked numbers": lambda d: d.select(pl.col("exclusions").max().fill_null(0)),
    "masked as a flag": lambda d: d.select(pl.col("exclusions").max().is_null()),
    "masked in a filter": lambda d: d.filter(pl.col("exclusions") == pl.col("exclusions").max()).select(
        pl.len()
    ),
    "join with itself": lambda d: d.join(d.filter(ODD), on="name").select(pl.len()),
    "semi join": lambda d: d.join(d.filter(ODD), on="name", how="semi").select(pl.len()),
    "anti join": lambda d: d.join(pl.DataFrame({"exclusions": [7]}), on="exclusions", how="anti").select(
        pl.len()
    ),
    "anti join with itself": lambda d: d.join(d.filter(ODD), on="name", how="anti").select(pl.len()),
    "pivot": lambda d: d.pivot("note", index="name", values="score", aggregate_function="mean"),
    "describe": lambda d: d.select("name", "town", "note").describe(),
    "to_dummies": lambda d: d.select("town").to_dummies(),
    "concat": lambda d: pl.concat([d, d]),
    "sql": lambda d: d.sql("select max(exclusions) from self"),
    "null count of all": lambda d: d.null_count(),
    "partition_by": lambda d: d.partition_by("town"),
    "item": lambda d: d.select(ODD.sum()).item(),
    "explain": lambda d: d.filter(NAME).explain(),
}


@functools.cache
def frames():
    """Return the two worlds in polars."""
    return tuple(pl.from_pandas(frame) for frame in WORLDS)


def rendered(query, frame):
    """Return everything that comes out of one query in a session of its own."""
    session = Session(Policy())
    try:
        result = QUERIES[query](session.protect(frame))
        if isinstance(result, pl.LazyFrame):
            result = result.collect()
        texts = list(texts_of(result))
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    return texts, session.why(), str(session.state())


@pytest.mark.parametrize("query", QUERIES)
def test_one_person_makes_no_difference(query):
    """Neither a result, nor a refusal, nor an error, nor a type tells the two worlds apart, eager or lazy."""
    one, other = frames()
    assert rendered(query, one) == rendered(query, other)
    assert rendered(query, one.lazy()) == rendered(query, other.lazy())


def test_the_worlds_differ():
    """The planted person is there to be found: plain polars tells the worlds apart."""
    one, other = frames()
    told = [name for name, query in QUERIES.items() if _plain(query, one) != _plain(query, other)]
    assert len(told) > len(QUERIES) // 2


def _plain(query, frame):
    try:
        return str(query(frame))
    except Exception as error:
        return str(error)


def test_code_of_the_analyst_is_never_run_on_values():
    """Functions of the analyst's are not called with a cell, wherever they stand in an expression."""
    seen, texts = [], []
    one, _ = frames()
    catch = functools.partial(_note, seen)
    expressions = [
        pl.col("score").map_elements(catch, return_dtype=pl.Float64),
        pl.col("score").map_batches(catch, return_dtype=pl.Float64),
        pl.col("score").rolling_map(catch, 3),
        pl.struct("score", "name").map_elements(catch, return_dtype=pl.Float64),
        pl.map_groups(["score"], catch, return_dtype=pl.Float64),
    ]
    session = Session(Policy())
    for frame in (session.protect(one), session.protect(one.lazy())):
        for expression in expressions:
            for ask in (
                lambda d, e=expression: d.select(e),
                lambda d, e=expression: d.with_columns(x=e),
                lambda d, e=expression: d.filter(e > 0),
                lambda d, e=expression: d.group_by("town").agg(e),
                lambda d, e=expression: d.group_by(e).len(),
                lambda d, e=expression: d.sort(e),
            ):
                try:
                    result = ask(frame)
                    texts += list(texts_of(result.collect() if isinstance(result, pl.LazyFrame) else result))
                except Exception as error:
                    texts.append(str(error))
    assert not any("Person 0" in text for text in texts)
    values = set(one["score"].to_list()) | set(one["name"].to_list())
    assert not values & set(seen)
    assert not any(isinstance(value, (pl.Series, list)) and len(value) for value in seen)


def _note(seen, value):
    seen.append(value)
    return value


def test_numbers_of_the_analysts_own_for_each_person_are_refused():
    """A column that numbers the people, times a protected one, would be equations in single values."""
    one, _ = frames()
    frame = Session(Policy()).protect(one)
    numbers = pl.Series("n", np.random.default_rng(1).integers(0, 2, one.height))
    for ask in (
        lambda: frame.select((pl.col("score") * numbers).sum()),
        lambda: frame.with_columns(numbers).select((pl.col("score") * pl.col("n")).sum()),
        lambda: frame.with_row_index().select((pl.col("score") * pl.col("index")).sum()),
        lambda: frame.select((pl.col("score") * pl.int_range(pl.len())).sum()),
        lambda: frame["score"] * numbers,
        lambda: frame.filter(numbers == 1).select(pl.col("score").sum()),
    ):
        assert "withheld" in str(ask())


SEQUENCES = {
    "a sum and the sum without one": [
        lambda d: d.select(pl.col("score").sum()),
        lambda d: d.filter(pl.col("exclusions") != 7).select(pl.col("score").sum()),
    ],
    "in pandas, then in polars": [
        lambda d: d.to_pandas().score.sum(),
        lambda d: d.filter(pl.col("town") != "Thule").select(pl.col("score").sum()),
    ],
    "as a factor": [
        lambda d: d.select(pl.col("score").sum()),
        lambda d: d.select((pl.col("score") * (pl.col("exclusions") < 7)).sum()),
    ],
    "in groups": [
        lambda d: d.group_by("note").agg(pl.col("score").sum()),
        lambda d: d.group_by("note").agg(pl.col("score").filter(pl.col("exclusions") < 7).sum()),
        lambda d: d.group_by("note").agg(pl.when(pl.col("exclusions") < 7).then(pl.col("score")).sum()),
    ],
    "by a join": [
        lambda d: d.select(pl.col("score").sum()),
        lambda d: d.join(pl.DataFrame({"exclusions": [0, 1, 2]}), on="exclusions").select(pl.sum("score")),
        lambda d: d.join(pl.DataFrame({"exclusions": [0, 1, 2]}), on="exclusions", how="semi").select(
            pl.len()
        ),
    ],
    "by a bin": [
        lambda d: d.select(pl.col("score").sum()),
        lambda d: d.group_by(pl.col("exclusions") > 5).agg(pl.col("score").sum()),
    ],
    "by missing values": [
        lambda d: d.select(pl.when(ODD).then(None).otherwise(pl.col("score")).mean()),
        lambda d: d.select(pl.col("score").mean()),
    ],
    "by position": [
        lambda d: d.head(PERSON).select(pl.col("exclusions").sum()),
        lambda d: d.head(PERSON + 1).select(pl.col("score").sum()),
    ],
}


def _usual():
    return pl.DataFrame({"exclusions": [0, 1, 2]})


@pytest.mark.parametrize("name", SEQUENCES)
def test_several_questions_do_not_isolate_anybody(name):
    """What one session answers to several questions, in pandas and in polars, tells no more."""
    found = []
    for frame in frames():
        sealed = Session(Policy()).protect(frame)
        found.append([list(texts_of(ask(sealed))) for ask in SEQUENCES[name]])
    assert found[0] == found[1]


def test_distinct_rows_do_not_tell_of_a_rare_value():
    """Whoever alone has a value has no row among the distinct ones, in pandas neither."""
    i = np.arange(300)
    ages = [pl.DataFrame({"age": np.where(i == PERSON, odd, 30 + i % 12)}) for odd in (99, 35)]
    for ask in (
        lambda d: d.unique("age").height,
        lambda d: d.unique("age", keep="none").is_empty(),
        lambda d: d["age"].to_frame().unique().shape,
        lambda d: len(d.to_pandas().drop_duplicates("age")),
        lambda d: d.to_pandas().drop_duplicates().age.mean(),
    ):
        one, other = (_asked(ask, frame) for frame in ages)
        assert one == other


def _asked(ask, frame):
    try:
        return str(ask(Session(Policy()).protect(frame)))
    except DisclosureError as error:
        return str(error)
