"""polars: pivots, counts, joins, columns and functions answer as in pandas, errors are those of polars."""

import numpy as np
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.proxy import Sealed
from tests.guard.polars_asked import COLUMNS, Answer, agrees_with_plain, cut, same

pl = pytest.importorskip("polars")


@pytest.fixture(scope="module")
def pupils(pupils):
    """Return the columns of the real pupils that the questions are about."""
    return pupils[COLUMNS]


TABLES = {
    "pivot": (
        lambda d: d.pivot_table("G3", "school", "sex", aggfunc="mean"),
        lambda d: d.pivot("sex", index="school", values="G3", aggregate_function="mean"),
    ),
    "pivot of small groups": (
        lambda d: d.pivot_table("G3", "age", "Mjob", aggfunc="mean"),
        lambda d: d.pivot("Mjob", index="age", values="G3", aggregate_function="mean"),
    ),
    "value_counts": (lambda d: d.guardian.value_counts(), lambda d: d["guardian"].value_counts()),
    "shares": (
        lambda d: d.guardian.value_counts(normalize=True),
        lambda d: d["guardian"].value_counts(normalize=True),
    ),
    "value_counts with rare values": (lambda d: d.age.value_counts(), lambda d: d["age"].value_counts()),
    "melt": (
        lambda d: d.melt(id_vars="sex", value_vars=["G1", "G2"]).groupby(["sex", "variable"]).value.mean(),
        lambda d: d.unpivot(["G1", "G2"], index="sex").group_by("sex", "variable").agg(pl.mean("value")),
    ),
    "join": (
        lambda d: d.merge(_jobs().to_pandas(), on="Mjob").groupby("rank").G3.mean(),
        lambda d: d.join(_jobs(), on="Mjob").group_by("rank").agg(pl.col("G3").mean()),
    ),
    "join with a released table": (
        lambda d: d.merge(_means().to_pandas(), on="school").groupby("school").m.mean(),
        lambda d: d.join(_means(), on="school").group_by("school").agg(pl.col("m").mean()),
    ),
    "semi join": (
        lambda d: d[d.Mjob.isin(["teacher", "health"])].groupby("school").size(),
        lambda d: d.join(_jobs().head(2), on="Mjob", how="semi").group_by("school").len(),
    ),
    "anti join": (
        lambda d: d[~d.Mjob.isin(["teacher", "health"])].groupby("school").size(),
        lambda d: d.join(_jobs().head(2), on="Mjob", how="anti").group_by("school").len(),
    ),
    "dummies": (
        lambda d: d.groupby("Mjob").size(),
        lambda d: d.to_dummies("Mjob").select(pl.col("^Mjob_.*$").sum()).unpivot(),
    ),
    "over": (
        lambda d: d.assign(m=d.groupby("Mjob").G3.transform("mean")).groupby("Mjob").m.mean(),
        lambda d: d.with_columns(m=pl.col("G3").mean().over("Mjob")).group_by("Mjob").agg(pl.col("m").mean()),
    ),
}


def _jobs():
    return pl.DataFrame(
        {"Mjob": ["teacher", "health", "services", "at_home", "other"], "rank": [1, 1, 2, 3, 3]}
    )


def _means():
    return pl.DataFrame({"school": ["GP", "MS"], "m": [12.5, 10.5]})


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_that_of_pandas(name, pupils):
    """Pivots, counts, joins and reshapes have the cells, masks and labels that they have in pandas."""
    in_pandas, in_polars = TABLES[name]
    raw = pl.from_pandas(pupils)
    expected = Answer(pupils, in_pandas).cells()
    answer = Answer(raw, in_polars)
    assert answer.value is not None
    if name == "dummies":
        assert sorted(answer.value["value"]) == sorted(expected.values())
        return
    found = answer.cells()
    assert same(found, expected)
    plain = in_polars(raw)
    plain = plain.select(answer.value.columns)
    assert answer.value.schema == plain.schema
    if answer.released.n_keys:
        assert agrees_with_plain(answer.released, plain)


def test_correlations_are_those_of_polars(pupils):
    """`corr` of a frame is laid out as polars does it."""
    raw = pl.from_pandas(pupils[["G1", "G2", "G3"]])
    answer, plain = Answer(raw, lambda d: d.corr()), raw.corr()
    assert answer.value.schema == plain.schema
    assert np.allclose(answer.value.to_numpy(), plain.to_numpy())


def test_lazy_frames_are_joined_with_lazy_frames(pupils):
    """Public and protected lazy frames are joined when the result is collected."""
    raw = pl.from_pandas(pupils)
    for ask in (
        lambda d: d.join(_jobs().lazy(), on="Mjob").group_by("rank").agg(pl.col("G3").mean()),
        lambda d: (
            d.join(d.group_by("school").agg(m=pl.col("G3").mean()).collect().lazy(), on="school")
            .group_by("school")
            .agg((pl.col("G3") - pl.col("m")).std())
        ),
    ):
        answer = Answer(raw.lazy(), ask)
        assert agrees_with_plain(answer.released, ask(raw.lazy()).collect())
        assert not answer.released.is_masked


def test_bins_stand_in_their_own_order(pupils):
    """The labels of `cut` are in the order of the numbers, not of the texts."""
    raw, bins = pl.from_pandas(pupils), cut("G3", [8, 12])
    answer = Answer(raw, lambda d: d.group_by(bins).agg(pl.len(), pl.col("G1").mean()))
    assert answer.value["G3"].to_list() == ["(-inf, 8]", "(8, 12]", "(12, inf]"]
    assert agrees_with_plain(answer.released, raw.group_by(bins).agg(pl.len(), pl.col("G1").mean()))


def test_describe_has_the_entries_of_polars(pupils):
    """`describe` is laid out as polars does; extremes are masked, the rest are polars' own numbers."""
    raw = pl.from_pandas(pupils[["sex", "G1", "G3"]])
    answer, plain = Answer(raw, lambda d: d.describe()), raw.describe()
    assert answer.value.schema == plain.schema
    assert agrees_with_plain(answer.released, plain)
    masked = {plain["statistic"][i] for i in np.argwhere(answer.released.reasons)[:, 0].tolist()}
    assert masked == {"min", "max"}


def test_statistics_of_all_columns(pupils):
    """`frame.mean()` and its like give null for texts, as polars does, and numbers for numbers."""
    raw = pl.from_pandas(pupils[["sex", "G1", "G3"]])
    for name in ("mean", "std", "median", "null_count", "count"):
        answer, plain = Answer(raw, lambda d, name=name: getattr(d, name)()), getattr(raw, name)()
        assert answer.value.schema == plain.schema
        assert agrees_with_plain(answer.released, plain), name


def test_columns_answer_as_frames_do(pupils):
    """Methods and operators of a column are those of expressions."""
    raw = pl.from_pandas(pupils)
    asked = {
        "mean": lambda d: d["G3"].mean(),
        "std": lambda d: d["G3"].std(),
        "of a condition": lambda d: (d["G3"] > 10).sum(),
        "reflected": lambda d: (20 - d["G3"]).mean(),
        "of two": lambda d: (d["G3"] - d["G1"]).mean(),
        "texts": lambda d: d["Mjob"].str.to_uppercase().str.starts_with("T").sum(),
        "filtered": lambda d: d["G3"].filter(d["sex"] == "F").mean(),
        "filter of the frame": lambda d: d.filter(d["age"] > 17).height,
        "assigned": lambda d: d.with_columns((d["G1"] + d["G2"]).alias("t"))["t"].mean(),
        "length": lambda d: len(d["G3"]),
        "shape": lambda d: d.shape,
        "names": lambda d: [name for name in d.columns if name in d],
        "values": lambda d: d["Mjob"].unique().sort().to_list(),
        "name": lambda d: (d["G3"] * 2).name,
        "type": lambda d: (d["G3"] / 2).dtype,
        "groups": lambda d: {key: rows.select(pl.len()).item() for key, rows in d.group_by("school")},
    }
    for name, ask in asked.items():
        expected = ask(raw)
        found = Answer(raw, ask).value
        assert found == (pytest.approx(expected) if isinstance(expected, float) else expected), name
        assert type(found) is type(expected) or name in {"of a condition", "texts"}


def test_functions_of_polars_and_of_others(pupils, session, call):
    """`pl.concat`, `pl.DataFrame` and `pl.from_pandas` take sealed frames; so do NumPy and pandas."""
    raw = pl.from_pandas(pupils)
    frame, in_pandas = session.protect(raw), session.protect(pupils)
    mean = raw["G3"].mean()
    both = call(pl.concat, [frame.head(300), frame.tail(349)])
    assert both.select(pl.col("G3").mean(), pl.len()).rows() == [(pytest.approx(mean), 649)]
    for function in (pl.DataFrame, pl.from_pandas):
        assert call(function, in_pandas).select(pl.col("G3").mean()).item() == pytest.approx(mean)
    assert call(np.mean, frame["G3"]) == pytest.approx(mean)
    found = call(_jobs().join, frame, on="Mjob").group_by("rank").agg(pl.col("G3").count())
    assert found["G3"].sum() == 649


def test_columns_of_any_type_are_taken_in(session):
    """Dates, durations, lists, records, objects and decimals are sealed; what pandas has shows."""
    i = range(200)
    raw = pl.DataFrame(
        {
            "day": pl.Series([n % 50 for n in i], dtype=pl.Int32).cast(pl.Date),
            "at": pl.Series([n % 50 * 3_600_000_000 for n in i]).cast(pl.Datetime("us", "Europe/Berlin")),
            "long": pl.Series([n % 9 * 3_600_000_000 for n in i]).cast(pl.Duration),
            "time": pl.Series([n % 24 * 3_600_000_000_000 for n in i]).cast(pl.Time),
            "exact": pl.Series([str(n % 7) for n in i]).cast(pl.Decimal(10, 2)),
            "small": pl.Series([n % 7 for n in i], dtype=pl.UInt8),
            "huge": pl.Series([n % 7 for n in i], dtype=pl.Int128),
            "list": [[n % 3] for n in i],
            "record": [{"a": n % 3} for n in i],
            "object": pl.Series([object() for _ in i], dtype=pl.Object),
            "nothing": [None for _ in i],
        }
    )
    frame = session.protect(raw)
    assert frame.schema == raw.schema
    assert len(str(frame.head(3))) > 100
    shown = [
        pl.col("day").mean(),
        pl.col("at").dt.hour().mean(),
        pl.col("long").sum(),
        pl.col("exact").sum(),
        pl.col("small").std(),
        (pl.col("day") > pl.date(1970, 1, 20)).sum().alias("later"),
        pl.col("list").len(),
    ]
    answer = frame.select(shown)
    assert answer.schema == raw.select(shown).schema
    expected = raw.select(shown).rows()[0]
    assert all(same(one, other) for one, other in zip(answer.rows()[0], expected, strict=True))
    months = pl.col("day").dt.truncate("1mo").alias("month")
    found = Answer(raw.drop("object"), lambda d: d.group_by(months).agg(pl.col("small").mean()))
    assert agrees_with_plain(found.released, raw.group_by(months).agg(pl.col("small").mean()))


def test_sql_and_writers_are_refused_with_the_remedy(pupils, session, call):
    """What cannot be is refused in one sentence, and nothing is written."""
    frame = session.protect(pl.from_pandas(pupils))
    refused = [
        lambda: frame.sql("select * from self"),
        lambda: call(pl.SQLContext, frame=frame),
        lambda: frame.write_csv("all.csv"),
        lambda: frame.lazy().sink_parquet("all.parquet"),
        lambda: frame.rows,
        lambda: frame.to_dicts,
        lambda: frame.plot,
        lambda: frame["G3"].hist,
    ]
    for ask in refused:
        with pytest.raises(DisclosureError):
            ask()
    for ask in (
        frame.to_numpy,
        lambda: frame.item(0, 0),
        lambda: frame[0],
        frame["G3"].to_list,
    ):
        assert type(ask()) is Sealed


def test_errors_are_those_of_polars(pupils):
    """An unknown column or a wrong type is the error that polars has, found on a frame without rows."""
    raw = pl.from_pandas(pupils)
    for ask in (
        lambda d: d.select("nobody"),
        lambda d: d.select(pl.col("sex").sum()),
        lambda d: d.group_by("nobody").len(),
        lambda d: d.sort("nobody"),
        lambda d: d["nobody"],
        lambda d: d.join(_jobs(), on="rank"),
        lambda d: d.select(pl.col("G3") + pl.col("sex")),
        lambda d: d.head(how=3),
    ):
        with pytest.raises(Exception) as expected:  # noqa: PT011 (whichever polars raises)
            ask(raw)
        with pytest.raises(expected.type):
            Answer(raw, ask)
