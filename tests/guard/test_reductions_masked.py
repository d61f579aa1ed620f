"""Statistics of columns and frames: what of them is masked, withheld or wrong."""

import statistics

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy

GRADES = ["G1", "G2", "G3"]


def people(n=200):
    """Return people with a calm number, one of whom is far off in `wild`, and times."""
    i = np.arange(n)
    return pd.DataFrame(
        {
            "calm": 50 + 8 * np.sin(i),
            "wild": np.where(i == 7, 400.0, 50 + 8 * np.sin(i)),
            "when": pd.Timestamp("2020-01-01") + pd.to_timedelta(i % 60, unit="D"),
            "span": pd.to_timedelta(10 + i % 60, unit="D"),
            "word": np.array(["a", "b", "c"])[i % 3],
        }
    )


@pytest.mark.parametrize("name", ["mean", "median", "std"])
@pytest.mark.parametrize("column", ["when", "span"])
def test_times_have_statistics_too(seal, name, column):
    """Means and spreads of points in time and of spans are pandas' own, medians near them."""
    frame = people()
    released, expected = (getattr(one[column], name)() for one in (seal(frame), frame))
    assert type(released) is type(expected)
    assert abs(released - expected) < pd.Timedelta("3D" if name == "median" else "1us")


def test_one_person_carries_no_kurtosis(seal):
    """Of squares a person may make up a half at most, and of fourth powers as well."""
    sealed = seal(people())
    assert type(sealed.wild.kurt()) is Sealed
    assert type(sealed.wild.skew()) is Sealed
    assert sealed[["calm", "wild"]].kurt().isna().tolist() == [False, True]
    assert type(sealed.calm.kurt()) is not Sealed


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_ranks_hide_how_far_off_somebody_is(seal, method):
    """A correlation that rests on one person is withheld; one of ranks does not rest on anybody."""
    frame = people().assign(wild=lambda d: np.where(d.index == 7, 1e6, d.wild))
    sealed = seal(frame)
    assert (type(sealed.calm.corr(sealed.wild, method=method)) is Sealed) is (method == "pearson")


@pytest.mark.parametrize("lead", [0, 2, 3, 12])
def test_the_most_common_value_leads_by_more_than_one_person(seal, call, lead):
    """A lead that one person who changes could take away is none: mode, `describe` and `statistics` agree."""
    column = pd.Series(["a"] * (50 + lead) + ["b"] * 50, name="letter")
    sealed, leads = seal(column), lead > 2
    assert (type(sealed.mode()) is not Sealed) is leads
    assert (type(call(statistics.mode, sealed)) is not Sealed) is leads
    assert sealed.describe().notna()["top"] == leads


def test_modes_hold_no_other_categories(seal):
    """The dtype of a mode is not the way to rare categories."""
    column = pd.Series(pd.Categorical(["a"] * 60 + ["b"] * 30 + ["rare"]))
    assert "rare" not in str(seal(column).mode().cat.categories.tolist())


@pytest.mark.parametrize("n", [0, 1, 9, 10])
def test_any_and_all_tell_of_ten_people_only(seal, n):
    """`any` is true for ten people and more, `all` false; nine are nobody, in source columns as well."""
    flag = pd.Series([True] * n + [False] * (100 - n))
    assert bool(seal(flag).any()) is (n >= 10)
    assert bool(seal(~flag).all()) is (n < 10)
    assert bool(seal(flag.astype(int)).any()) is (n >= 10)


@pytest.mark.parametrize("twins", [1, 5])
def test_few_equal_rows_are_different_ones(seal, twins):
    """Whether somebody has a twin does not show in the number of repeated rows."""
    frame = pd.DataFrame({"x": np.arange(100)})
    repeated = pd.concat([frame, frame.iloc[:twins]], ignore_index=True)
    assert seal(frame).duplicated().sum() == seal(repeated).duplicated().sum() == 0


def test_marks_of_repeated_rows_are_good_for_nothing_else(seal, pupils):
    """Which rows are repeated stays inside: no filter, table or sum of anything else is made with it."""
    sealed = seal(pupils)
    marks = sealed[["school", "sex"]].duplicated()
    for result in (sealed[marks].G3.mean(), (marks * 1).sum(), marks.value_counts(), (~marks).sum()):
        assert str(result) == WITHHELD


def test_quantiles_between_rare_values_are_smoothed(seal):
    """A value that nine people share is theirs: the mean of ten around is released, near it but none."""
    values = np.repeat(np.arange(40), 9)
    column = seal(pd.Series(values))
    assert column.median() not in set(values.tolist())
    assert abs(column.median() - np.median(values)) < 1
    assert type(column.quantile(0.005)) is Sealed


def test_outer_quantiles_stay_hidden_though_many_share_them(seal):
    """The smallest value is told if ten people have it and ten stand on its other side, as a quantile is."""
    column = seal(pd.Series([0.0] * 15 + list(range(1, 200))))
    assert type(column.quantile(0)) is Sealed
    assert type(column.quantile(0.01)) is Sealed
    assert column.quantile(0.06) == 0


ERRORS = {
    "unknown option": lambda d: d.G3.mean(colour="red"),
    "too many arguments": lambda d: d.G3.quantile(0.5, "linear", 3),
    "unknown column": lambda d: d.agg({"G9": "mean"}),
    "an unknown column of many": lambda d: d.agg({"G1": ["mean"], "G9": ["mean"]}),
    "nothing to describe": lambda d: d[["sex"]].describe(include="number"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_wrong_arguments_are_pandas_errors(seal, pupils, case):
    """An error about arguments is of the kind that pandas raises, and is raised without a look at cells."""
    with pytest.raises(Exception) as expected:  # noqa: PT011 (whatever pandas raises)
        ERRORS[case](pupils)
    with pytest.raises(expected.type):
        ERRORS[case](seal(pupils))
    with pytest.raises(expected.type):
        ERRORS[case](seal(pupils.iloc[:3]))


def test_aggregates_mask_what_may_not_be_seen(seal, session, pupils):
    """Extremes are masked in a table of aggregates, and noted as masked, not as withheld results."""
    table = seal(pupils)[GRADES].agg(["mean", "max", "idxmin"])
    assert table.isna().sum(axis=1).tolist() == [0, 3, 3]
    assert table.loc["mean"].tolist() == pupils[GRADES].mean().tolist()
    assert session.public.mask_of(table).released.is_masked
    assert session.state().tally.n_withheld == 0
    assert seal(pupils)[GRADES].agg(lambda grade: grade.min()).isna().all()


def test_functions_given_to_agg_see_sealed_columns_only(seal, pupils):
    """A function of the analyst's gets what they could get without `agg`."""
    seen = []
    seal(pupils)[GRADES].agg(seen.append)
    assert seen
    assert {type(one) for one in seen} == {Sealed}


def test_functions_given_to_apply_may_give_columns(seal, pupils):
    """Columns that were made of columns make a frame, with what is withheld of them withheld."""
    sealed = seal(pupils)
    changed = sealed[GRADES].apply(lambda grade: grade - (grade.max() if grade.name == "G1" else 1))
    assert str(changed.G1.mean()) == WITHHELD
    assert changed.G2.mean() == pytest.approx(pupils.G2.mean() - 1)
    assert str(sealed[GRADES].apply(lambda grade: grade.mean() if grade.name == "G1" else grade)) == WITHHELD


def test_describe_keeps_pandas_layout(seal, pupils):
    """Rows and columns are those of pandas whatever is included; only extremes are masked."""
    for options in ({}, {"include": "all"}, {"percentiles": [0.1, 1 / 3]}, {"exclude": "number"}):
        released, expected = seal(pupils).describe(**options), pupils.describe(**options)
        assert released.index.tolist() == expected.index.tolist()
        assert released.columns.tolist() == expected.columns.tolist()
        for name in expected:
            known = [label for label in expected.index if label not in {"min", "max", "unique"}]
            shown = [label for label in known if not pd.isna(released.loc[label, name])]
            assert set(known) - set(shown) - {"top", "freq"} == {
                label for label in set(known) - {"top", "freq"} if pd.isna(expected.loc[label, name])
            }
            values = expected.loc[shown, name].tolist()
            assert released.loc[shown, name].tolist() == pytest.approx(values, abs=0.6)


def test_missing_values_have_a_share_and_a_place_among_the_unique(seal):
    """As many as may be told of are told of; fewer are nobody."""
    column = pd.Series([np.nan] * 30 + [1.0, 2.0, 3.0] * 30, name="x")
    sealed = seal(column)
    assert sealed.isna().mean() == column.isna().mean()
    assert sealed.notna().sum() == 90
    assert sealed.nunique(dropna=False) == 4
    np.testing.assert_array_equal(sealed.unique(), [1, 2, 3, np.nan])
    few = seal(column.iloc[25:].reset_index(drop=True))
    assert few.nunique(dropna=False) == 3
    assert not np.isnan(few.unique()).any()


def test_unique_values_of_categories_name_no_others(seal):
    """Rare categories are not in the dtype of the shared ones."""
    column = pd.Series(pd.Categorical(["a"] * 60 + ["b"] * 30 + ["rare"]))
    assert seal(column).unique().categories.tolist() == ["a", "b"]


@pytest.mark.parametrize("last", [0, 12])
def test_the_last_bin_holds_its_right_edge(seal, call, last):
    """Whoever stands on the last edge belongs to the last bin, as in NumPy."""
    values = pd.Series([1.0, 2.0, 3.0] * 20 + [4.0] * last)
    counts, edges = call(np.histogram, seal(values), bins=[0, 2, 4])
    expected, _ = np.histogram(values, bins=[0, 2, 4])
    assert counts.tolist() == expected.tolist()
    assert edges.tolist() == [0, 2, 4]


def test_bins_of_few_people_are_missing(seal, call):
    """Three people in a bin, none in another: both look alike, and the three are counted with the nearest."""
    values = pd.Series([0.5] * 3 + [2.5] * 40 + [3.5] * 50)
    counts, _ = call(np.histogram, seal(values), bins=[0, 1, 2, 3, 4])
    np.testing.assert_array_equal(counts, [np.nan, np.nan, 43, 50])
    sealed = seal(pd.DataFrame({"x": values, "y": [0.5, 1.5, 2.5] * 31}))
    table, _, _ = call(np.histogram2d, sealed.x, sealed.y, bins=[[0, 1, 3, 4], [0, 1, 2, 3]])
    assert np.isnan(table[0]).all()
    assert np.nansum(table) in {0, *range(10, 94)} - set(range(84, 93))
    whole = call(np.bincount, seal(pd.Series([1] * 40 + [2] * 50 + [3] * 30 + [9])))
    assert len(whole) == 4


def test_numbered_bins_have_nobodys_edges(seal, call, pupils):
    """The edges of ten bins are not the smallest and the largest value."""
    _, edges = call(np.histogram, seal(pupils).absences, bins=10)
    assert len(edges) == 11
    assert edges[-1] < pupils.absences.max()


def test_who_stands_outside_of_all_bins_is_not_counted_in_density(seal, call):
    """Few people outside are nobody: the density is that of all."""
    values = pd.Series([1.0, 3.0] * 40 + [99.0] * 3)
    (density, _) = call(np.histogram, seal(values), bins=[0, 2, 4], density=True)
    (counts, _) = call(np.histogram, seal(values), bins=[0, 2, 4])
    shown = ~np.isnan(counts) & ~np.isnan(density)
    assert (np.round(counts[shown] / density[shown] / 2) == len(values)).all()


def test_weights_of_one_person_are_no_mean(seal, call):
    """Whoever carries most of the weights, or of the products, would be read off."""
    frame = people().assign(heavy=lambda d: np.where(d.index == 7, 1e9, 1.0 + d.index % 3))
    sealed = seal(frame)
    assert type(call(np.average, sealed.calm, weights=sealed.heavy)) is Sealed
    assert type(call(np.average, sealed.calm, weights=np.arange(1.0, 201))) is Sealed


def test_room_of_texts_is_not_told(seal):
    """Letters take room: only columns whose entries all take the same are measured."""
    frame = people()
    room = seal(frame).memory_usage()
    assert room.isna().tolist() == [False, False, False, False, False, True]
    assert room.drop("word").tolist() == frame.memory_usage().drop("word").tolist()
    assert type(seal(frame).word.memory_usage()) is Sealed


def test_types_of_computed_columns_are_told_by_kind(seal):
    """Whether a computed column is whole numbers or floats can hang on one person."""
    sealed = seal(people())
    sealed["double"] = sealed.calm * 2
    assert "double" in sealed.select_dtypes("number").columns
    assert type(sealed.select_dtypes("float64")) is Sealed
    assert str(sealed.select_dtypes("float64")) == WITHHELD


TAILS = Policy(extremes="tail_mean")


@pytest.mark.parametrize("name", ["min", "max"])
def test_a_policy_may_ask_for_the_mean_of_the_tail(seal, call, name):
    """Ten people stand for the extreme: methods, NumPy, builtins, frames, `describe` and `agg` agree."""
    values = pd.Series(np.random.default_rng(3).normal(50, 10, 400), name="x")
    ordered = np.sort(values)
    expected = {"min": ordered[:10], "max": ordered[-10:]}[name].mean()
    sealed = seal(values.to_frame(), policy=TAILS)
    for found in (
        getattr(sealed.x, name)(),
        getattr(sealed, name)()["x"],
        sealed.x.describe()[name],
        sealed.x.agg([name])[name],
        call(getattr(np, name), sealed.x),
        call({"min": min, "max": max}[name], sealed.x),
    ):
        assert found == pytest.approx(expected)
    assert type(sealed.x.idxmax()) is Sealed
    assert type(seal(values).max()) is Sealed


def test_a_tail_that_one_person_makes_is_withheld(seal):
    """A salary of millions is most of the ten largest; nineteen people have no tail of ten at either end."""
    values = pd.Series([*np.random.default_rng(3).normal(50, 10, 400), 1e6])
    assert type(seal(values, policy=TAILS).max()) is Sealed
    assert type(seal(values, policy=TAILS).min()) is not Sealed
    assert type(seal(values[:19].reset_index(drop=True), policy=TAILS).min()) is Sealed


def test_tails_of_times_are_times(seal):
    """The mean of the earliest times is a time."""
    frame = people()
    found = seal(frame, policy=TAILS).when.min()
    assert found == frame.when.nsmallest(10).mean()


@pytest.mark.parametrize(
    "function",
    [
        lambda row: row.name,
        lambda row: row.shape[0] * row.calm,
        lambda row: row.calm if row.wild > 60 else 0,
        lambda row: row.index,
        len,
    ],
)
def test_a_row_is_no_frame(seal, function):
    """What would mean something else of the frame than of a row is not answered."""
    assert str(seal(people()).apply(function, axis=1)) == WITHHELD
