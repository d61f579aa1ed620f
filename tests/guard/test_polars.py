"""polars: the rules of pandas, eager and lazy, with the same masks and the same answers."""

import numpy as np
import pytest

from jupyter_privacy.policy import Policy
from tests.guard.polars_asked import COLUMNS, Answer, agrees_with_plain, same

pl = pytest.importorskip("polars")


@pytest.fixture(scope="module")
def pupils(pupils):
    """Return the columns of the real pupils that the questions are about."""
    return pupils[COLUMNS]


NUMBERS = {
    "mean": (lambda d: d.G3.mean(), pl.col("G3").mean()),
    "sum": (lambda d: d.absences.sum(), pl.col("absences").sum()),
    "std": (lambda d: d.G3.std(), pl.col("G3").std()),
    "var of the population": (lambda d: d.G3.var(ddof=0), pl.col("G3").var(ddof=0)),
    "median": (lambda d: d.G3.median(), pl.col("G3").median()),
    "quantile": (
        lambda d: d.G3.quantile(0.25, interpolation="nearest"),
        pl.col("G3").quantile(0.25),
    ),
    "linear quantile": (lambda d: d.G1.quantile(0.6), pl.col("G1").quantile(0.6, "linear")),
    "maximum": (lambda d: d.age.max(), pl.col("age").max()),
    "n_unique": (lambda d: d.age.nunique(), pl.col("age").n_unique()),
    "count": (lambda d: d.G3.count(), pl.col("G3").count()),
    "len": (len, pl.len()),
    "len of a column": (lambda d: len(d.G3), pl.col("G3").len()),
    "missing": (lambda d: d.G3.isna().sum(), pl.col("G3").null_count()),
    "first": (lambda d: d.G3.iloc[0], pl.col("G3").first()),
    "correlation": (lambda d: d.G1.corr(d.G3), pl.corr("G1", "G3")),
    "covariance": (lambda d: d.G1.cov(d.G3), pl.cov("G1", "G3")),
    "any": (lambda d: (d.G3 > 15).any(), (pl.col("G3") > 15).any()),
    "of a condition": (lambda d: (d.G3 > 15).sum(), (pl.col("G3") > 15).sum()),
    "of a rare condition": (lambda d: (d.age == 22).sum(), (pl.col("age") == 22).sum()),
    "share": (
        lambda d: ((d.sex == "F") & (d.G3 > 10)).mean(),
        ((pl.col("sex") == "F") & (pl.col("G3") > 10)).mean(),
    ),
    "not": (lambda d: (~(d.sex == "F")).sum(), (~(pl.col("sex") == "F")).sum()),
    "arithmetic": (
        lambda d: ((d.G1 + d.G2) / 2 - d.G3).mean(),
        ((pl.col("G1") + pl.col("G2")) / 2 - pl.col("G3")).mean(),
    ),
    "where": (
        lambda d: d.G3.where(d.sex == "F", 0).mean(),
        pl.when(pl.col("sex") == "F").then(pl.col("G3")).otherwise(0).mean(),
    ),
    "where a rare condition holds": (
        lambda d: d.G3.where(d.age == 22, 0).sum(),
        pl.when(pl.col("age") == 22).then(pl.col("G3")).otherwise(0).sum(),
    ),
    "filtered": (lambda d: d.G3[d.sex == "F"].mean(), pl.col("G3").filter(pl.col("sex") == "F").mean()),
    "is_in": (
        lambda d: d.Mjob.isin(["health", "teacher"]).sum(),
        pl.col("Mjob").is_in(["health", "teacher"]).sum(),
    ),
    "is_between": (lambda d: d.G3.between(10, 15).sum(), pl.col("G3").is_between(10, 15).sum()),
    "clip": (lambda d: d.G3.clip(5, 15).mean(), pl.col("G3").clip(5, 15).mean()),
    "texts": (lambda d: d.Mjob.str.contains("ea").sum(), pl.col("Mjob").str.contains("ea").sum()),
    "length of texts": (lambda d: d.Mjob.str.len().mean(), pl.col("Mjob").str.len_chars().mean()),
    "cast": (lambda d: d.G3.astype(float).mean(), pl.col("G3").cast(pl.Float64).mean()),
    "across": (
        lambda d: d[["G1", "G2", "G3"]].sum(axis=1).mean(),
        pl.sum_horizontal("G1", "G2", "G3").mean(),
    ),
    "duplicates": (lambda d: d.age.duplicated(keep=False).sum(), pl.col("age").is_duplicated().sum()),
    "replace": (
        lambda d: d.sex.map({"F": 1, "M": 0}).mean(),
        pl.col("sex").replace_strict({"F": 1, "M": 0}).mean(),
    ),
}


OTHERWISE = {"any", "n_unique", "duplicates"}
"""What leaves out rare values, so it need not be what plain polars says."""


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_that_of_pandas(name, pupils):
    """A number asked of a polars frame, lazy frame or column is released as it is in pandas, or is not."""
    in_pandas, expression = NUMBERS[name]
    raw = pl.from_pandas(pupils)
    expected = Answer(pupils, in_pandas).cells()
    plain = raw.select(expression).item()
    for frame in (raw, raw.lazy()):
        answer = Answer(frame, lambda d: d.select(expression))
        if expected is None:
            assert answer.value.item() is None
            assert answer.released is None or answer.released.is_masked
        else:
            assert same(answer.value.item(), expected)
            assert name in OTHERWISE or same(answer.value.item(), plain)
            assert answer.value.schema == raw.select(expression).schema


GROUPS = {
    "mean": (["school"], lambda g: g.G3.mean(), [pl.col("G3").mean()]),
    "two keys": (["school", "Mjob"], lambda g: g.G3.mean(), [pl.col("G3").mean()]),
    "several statistics": (
        ["Mjob"],
        lambda g: g.agg(n=("G3", "size"), m=("G3", "mean"), s=("age", "std")),
        [pl.len().alias("n"), pl.col("G3").mean().alias("m"), pl.col("age").std().alias("s")],
    ),
    "small groups": (["age"], lambda g: g.size(), [pl.len()]),
    "small groups of two keys": (["age", "sex"], lambda g: g.G3.mean(), [pl.col("G3").mean()]),
    "median": (["Fjob"], lambda g: g.G3.median(), [pl.col("G3").median()]),
    "quantile": (["Fjob"], lambda g: g.G3.quantile(0.75), [pl.col("G3").quantile(0.75, "linear")]),
    "count": (["guardian"], lambda g: g.G3.count(), [pl.col("G3").count()]),
    "sum": (["guardian"], lambda g: g.absences.sum(), [pl.col("absences").sum()]),
    "maximum": (["school"], lambda g: g.age.max(), [pl.col("age").max()]),
    "n_unique": (["school"], lambda g: g.Mjob.nunique(), [pl.col("Mjob").n_unique()]),
    "population spread": (["school"], lambda g: g.G3.std(ddof=0), [pl.col("G3").std(ddof=0)]),
}


SMOOTHED = {"n_unique", "median", "quantile"}
"""What is released of these leaves out rare values, or is a mean of neighbours."""


@pytest.mark.parametrize("name", GROUPS)
def test_a_table_of_groups_is_that_of_pandas(name, pupils):
    """Groups of polars have the values, the masks and the missing groups that they have in pandas."""
    keys, in_pandas, expressions = GROUPS[name]
    raw = pl.from_pandas(pupils)
    expected = Answer(pupils, lambda d: in_pandas(d.groupby(keys if len(keys) > 1 else keys[0]))).cells()
    for frame in (raw, raw.lazy()):
        answer = Answer(frame, lambda d: d.group_by(keys).agg(expressions))
        if expected is None:
            assert answer.value is None
            continue
        assert same(answer.cells(), expected)
        if name not in SMOOTHED:
            assert agrees_with_plain(answer.released, raw.group_by(keys).agg(expressions))


def test_groups_stand_in_the_order_of_their_labels(pupils):
    """The order of appearance tells of single rows, so it is not kept, whatever is asked for."""
    raw = pl.from_pandas(pupils)
    for options in ({}, {"maintain_order": True}):
        answer = Answer(raw, lambda d, given=options: d.group_by("Mjob", **given).len())
        assert answer.value["Mjob"].to_list() == sorted(pupils.Mjob.unique())


def test_a_computed_key_and_arithmetic_of_statistics(pupils):
    """Keys may be expressions, and released statistics can be worked with; masks go along."""
    raw = pl.from_pandas(pupils)
    expressions = [
        (pl.col("G3").mean() - pl.col("G1").mean()).round(2).alias("gain"),
        (pl.col("G3") > 10).mean().alias("passed"),
        (pl.col("G3").filter(pl.col("sex") == "F").mean()).alias("girls"),
        pl.col("G3").first().alias("somebody"),
    ]
    old = (pl.col("age") > 17).alias("old")
    answer = Answer(raw, lambda d: d.group_by(old).agg(expressions))
    plain = raw.group_by(old).agg(expressions)
    assert agrees_with_plain(answer.released, plain)
    assert answer.released.reasons[:, 1:4].max() == 0
    assert answer.value["somebody"].null_count() == 2


def test_rows_are_selected_as_in_pandas(pupils):
    """Filters, projections, new columns and orders give sealed frames with the same people."""
    raw = pl.from_pandas(pupils)
    steps = {
        "filter": lambda d: d.filter(pl.col("age") > 17, pl.col("sex") == "F"),
        "filter by value": lambda d: d.filter(sex="F"),
        "with_columns": lambda d: d.with_columns(G3=pl.col("G3") * 2, t=pl.col("G1") + pl.col("G2")),
        "select": lambda d: d.select("sex", G3="G1"),
        "select computed": lambda d: d.select(G3=pl.col("G1") - pl.col("G1").mean()),
        "sort": lambda d: d.sort("age", descending=True),
        "drop and rename": lambda d: d.drop("G3").rename({"G1": "G3"}),
        "head": lambda d: d.head(100),
        "tail": lambda d: d.tail(100),
        "slice": lambda d: d.slice(50, 100),
        "cast": lambda d: d.cast({"G3": pl.Float32}),
        "drop_nulls": lambda d: d.drop_nulls(),
        "fill_null": lambda d: d.fill_null(0),
    }
    for name, step in steps.items():
        plain = step(raw)
        for frame in (raw, raw.lazy()):
            answer = Answer(frame, lambda d, step=step: step(d).select(pl.col("G3").mean()))
            assert answer.value.schema == plain.select(pl.col("G3").mean()).schema, name
            assert answer.value.item() == pytest.approx(plain["G3"].mean(), rel=1e-6, abs=1e-12), name


def test_a_filter_on_few_people_is_nobody(pupils):
    """A condition that fewer than k people fulfil chooses none, as in pandas."""
    answer = Answer(pl.from_pandas(pupils), lambda d: d.filter(pl.col("age") == 22).select(pl.len()))
    assert answer.value.item() is None


@pytest.fixture(scope="module")
def gaps():
    """Return people of whom many lack something."""
    i = np.arange(400)
    return pl.DataFrame(
        {
            "whole": pl.Series([None if n % 5 == 0 else int(n % 7) for n in i], dtype=pl.Int64),
            "number": [None if n % 4 == 0 else float(n % 11) for n in i],
            "flag": [None if n % 3 == 0 else bool(n % 2) for n in i],
            "kind": pl.Series([None if n % 8 == 0 else "abc"[n % 3] for n in i], dtype=pl.Categorical),
            "day": pl.Series([None if n % 9 == 0 else n % 300 for n in i], dtype=pl.Int32).cast(pl.Date),
        }
    )


NULLS = {
    "less than": pl.col("whole") < 3,
    "not less than": ~(pl.col("whole") < 3),
    "unlike": pl.col("whole") != 3,
    "and": (pl.col("whole") < 3) & pl.col("flag"),
    "or": (pl.col("whole") < 3) | pl.col("flag"),
    "not": ~pl.col("flag"),
    "is null": pl.col("flag").is_null(),
    "filled": pl.col("flag").fill_null(value=True),
    "is in": pl.col("kind").is_in(["a", "b"]),
    "date": pl.col("day").dt.month() == 3,
}


@pytest.mark.parametrize("name", NULLS)
def test_null_is_neither_true_nor_false(name, gaps):
    """Conditions on columns with missing values are those of polars, in filters and when counted."""
    condition = NULLS[name]
    expressions = [pl.len().alias("n"), pl.col("number").sum()]
    answer = Answer(gaps, lambda d: d.filter(condition).select(expressions))
    assert answer.value.equals(gaps.filter(condition).select(expressions))
    counted = [condition.sum().alias("yes"), condition.mean().alias("share"), condition.count().alias("n")]
    answer = Answer(gaps, lambda d: d.select(counted))
    plain = gaps.select(counted)
    assert answer.value.schema == plain.schema
    assert answer.value.rows()[0] == pytest.approx(plain.rows()[0])


def test_types_of_columns_survive(gaps):
    """Whole numbers beside missing ones, categories and dates come back as what they are; null is a group."""
    for key in ("whole", "flag", "kind"):
        answer = Answer(gaps, lambda d, key=key: d.group_by(key).agg(pl.len(), pl.col("number").mean()))
        texts = gaps.with_columns(pl.col("kind").cast(pl.String))
        plain = texts.group_by(key).agg(pl.len(), pl.col("number").mean())
        assert answer.value.height == plain.height
        assert agrees_with_plain(answer.released, plain)
    columns = Answer(gaps, lambda d: d.with_columns(half=pl.col("whole") / 2).schema).value
    assert columns == texts.with_columns(half=pl.col("whole") / 2).schema


def test_no_list_of_categories_tells_who_is_there(session):
    """Categories are texts: neither a type nor polars' own list of them holds those of single people."""
    kind = pl.Categorical(pl.Categories("towns"))
    odd = pl.Series("odd", ["Thule", *["Bath", "York"] * 50], dtype=kind)
    enum = pl.Series("enum", ["Thule", *["Bath", "York"] * 50], dtype=pl.Enum(["Thule", "Bath", "York"]))
    frame = session.protect(pl.DataFrame([odd, enum]))
    del odd, enum, kind
    kind = pl.Categorical(pl.Categories("towns"))
    again = frame.with_columns(c=pl.col("odd").cast(kind), d=pl.col("odd") == pl.col("enum"))
    table = again.group_by("c").agg(pl.len(), pl.col("d").sum())
    assert set(table["c"].to_list()) == {"Bath", "York"}
    assert "Thule" not in str(again.schema) + str(table.schema)
    assert set(kind.categories.to_series()) <= {"Bath", "York"}


def test_the_remedy_of_a_polars_table_is_written_in_polars(pupils):
    """What is advised can be run on the polars frame, and shows more."""
    raw = pl.from_pandas(pupils)
    answer = Answer(raw, lambda d: d.group_by("age").len())
    code = next(line.strip() for line in answer.session.why().split("\n") if "with_columns" in line)
    names = {"df": Answer(raw, lambda d: d).session.protect(raw), "pl": pl}
    exec(code, names)  # noqa: S102 (the code of a remedy is what is under test)
    again = names["df"].group_by("age").len()
    assert again["len"].sum() > answer.value["len"].sum()


def test_asked_twice_it_is_one_question(pupils):
    """A table asked in polars and again in pandas, of the same people, is the same query."""
    policy = Policy()
    answer = Answer(pl.from_pandas(pupils), lambda d: d, policy)
    session = answer.session
    frame = session.protect(pl.from_pandas(pupils))
    again = session.protect(pupils)
    near = frame.filter(pl.col("age") > 17).select(pl.col("G3").sum()).item()
    assert again[(again.age > 17) & (again.index != 300)].G3.sum() == near


def test_pandas_and_back(pupils):
    """`to_pandas` gives the sealed pandas frame of the same people."""
    expected = Answer(pupils, lambda d: d.groupby("Mjob").G3.mean()).cells()
    found = Answer(pl.from_pandas(pupils), lambda d: d.to_pandas().groupby("Mjob").G3.mean()).cells()
    assert same(found, expected)
    assert isinstance(
        Answer(pl.from_pandas(pupils), lambda d: d).session.protect(pl.from_pandas(pupils)), pl.DataFrame
    )
