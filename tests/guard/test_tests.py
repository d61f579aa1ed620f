"""Tests and measures of scipy.stats: told as the library tells them, or not at all."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed
from tests.guard.planted import N_PEOPLE, canaries_in, texts_of

stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")

FRAMES = {
    "pupils": {"x": "G1", "y": "G3", "group": "sex", "kind": "Mjob"},
    "census": {"x": "idaci", "y": "score", "group": "gender", "kind": "sen"},
}
DATA = pytest.mark.parametrize("data", FRAMES)


@pytest.fixture
def frame(request, data):
    """Return people with two numbers, a group and a kind."""
    names = FRAMES[data]
    found = request.getfixturevalue(data)[list(names.values())]
    return found.rename(columns={name: role for role, name in names.items()})


def by_kind(d):
    """Return the outcome of each kind."""
    kinds = ("None", "Support", "EHCP", "teacher", "services", "other")
    return [d[d.kind == kind].y for kind in kinds]


def sides(d):
    """Return the outcome of either group."""
    return d[d.group == "F"].y, d[d.group == "M"].y


TESTS = {
    "ttest_ind": lambda d, run: run(stats.ttest_ind, *sides(d)),
    "ttest_ind of Welch": lambda d, run: run(stats.ttest_ind, *sides(d), equal_var=False, alternative="less"),
    "ttest_ind of numbers": lambda d, run: run(stats.ttest_ind, d.y, [11.0, 12.5, 13.0]),
    "ttest_1samp": lambda d, run: run(stats.ttest_1samp, d.y, 11),
    "ttest_rel": lambda d, run: run(stats.ttest_rel, d.x, d.y),
    "f_oneway": lambda d, run: run(stats.f_oneway, *sides(d)),
    "bartlett": lambda d, run: run(stats.bartlett, *sides(d.assign(y=d.y * 1.0))),
    "mannwhitneyu": lambda d, run: run(stats.mannwhitneyu, *sides(d), alternative="two-sided"),
    "ranksums": lambda d, run: run(stats.ranksums, *sides(d)),
    "ks_2samp": lambda d, run: run(stats.ks_2samp, *sides(d)),
    "kruskal": lambda d, run: run(stats.kruskal, *sides(d)),
    "wilcoxon": lambda d, run: run(stats.wilcoxon, d.y - d.y.mean()),
    "wilcoxon of pairs": lambda d, run: run(stats.wilcoxon, d.y, d.x * 3 + (d.y - d.x * 3).mean()),
    "pearsonr": lambda d, run: run(stats.pearsonr, d.x, d.y),
    "spearmanr": lambda d, run: run(stats.spearmanr, d.x, d.y),
    "kendalltau": lambda d, run: run(stats.kendalltau, d.x, d.y),
    "pointbiserialr": lambda d, run: run(stats.pointbiserialr, d.group == "F", d.y),
    "linregress": lambda d, run: run(stats.linregress, d.x, d.y),
    "linregress by name": lambda d, run: run(stats.linregress, x=d.x, y=d.y),
    "skew": lambda d, run: run(stats.skew, d.y),
    "kurtosis": lambda d, run: run(stats.kurtosis, d.y, fisher=False),
    "shapiro": lambda d, run: run(stats.shapiro, d.y[:200]),
    "normaltest": lambda d, run: run(stats.normaltest, d.y),
    "jarque_bera": lambda d, run: run(stats.jarque_bera, d.y),
    "sem": lambda d, run: run(stats.sem, d.y),
    "variation": lambda d, run: run(stats.variation, d.y),
    "trim_mean": lambda d, run: run(stats.trim_mean, d.y, 0.1),
    "polyfit": lambda d, run: run(np.polyfit, d.x, d.y, 1),
    "polyfit of squares": lambda d, run: run(np.polyfit, d.x, d.y, deg=2),
    "an array": lambda d, run: run(stats.pearsonr, d.x.to_numpy(), d.y),
}


def plainly(function, *args, **kwargs):
    """Call a function as nobody guards it."""
    return function(*args, **kwargs)


@DATA
@pytest.mark.parametrize("kind", TESTS)
def test_results_are_those_of_the_library(seal, call, frame, kind):
    """Statistics and p values, in the library's own type."""
    told, own = TESTS[kind](seal(frame), call), TESTS[kind](frame, plainly)
    assert type(told) is type(own)
    np.testing.assert_allclose(np.asarray(told, dtype=float), np.asarray(own, dtype=float), rtol=1e-9)


@DATA
def test_more_than_two_groups(seal, call, frame):
    """Tests of any number of groups."""
    d = seal(frame)
    for test in (stats.f_oneway, stats.kruskal):
        groups, own = by_kind(d), [part for part in by_kind(frame) if len(part)]
        told = call(test, *[part for part, plain in zip(groups, by_kind(frame), strict=True) if len(plain)])
        np.testing.assert_allclose(told, test(*own))


def test_confidence_intervals_are_told(seal, call, pupils):
    """Results can be asked for their intervals, which are made of the same numbers."""
    d = seal(pupils)
    told, own = call(stats.pearsonr, d.G1, d.G3), stats.pearsonr(pupils.G1, pupils.G3)
    assert told.confidence_interval() == own.confidence_interval()
    told, own = call(stats.ttest_rel, d.G1, d.G3), stats.ttest_rel(pupils.G1, pupils.G3)
    assert told.confidence_interval(0.9) == own.confidence_interval(0.9)


def test_describe_leaves_the_extremes_out(seal, call, pupils):
    """All but the smallest and the largest value."""
    told, own = call(stats.describe, seal(pupils).G1), stats.describe(pupils.G1)
    assert np.isnan(told.minmax).all()
    for name in ("nobs", "mean", "variance", "skewness", "kurtosis"):
        assert getattr(told, name) == getattr(own, name)


def test_standard_scores_stay_sealed(seal, call, pupils):
    """They are a column like any other."""
    d = seal(pupils)
    told = call(stats.zscore, d.G3)
    assert type(told) is Sealed
    assert told[d.sex == "F"].mean() == pytest.approx(stats.zscore(pupils.G3)[pupils.sex == "F"].mean())


def test_tables_that_were_released_are_tested_as_ever(seal, pupils):
    """A test of a released table is none of the guard's business."""
    d = seal(pupils)
    table = pd.Series(d.sex.value_counts())
    assert stats.chisquare(table).statistic == stats.chisquare(pupils.sex.value_counts()).statistic


def test_results_hold_no_columns(call, planted):
    """Neither a value of the data nor an array as long as the data stands in any result."""
    for test in TESTS.values():
        frame = planted.assign(x=planted.score, y=planted.code, kind=planted.group)
        told = test(frame, call)
        parts = [told, *(told if isinstance(told, tuple) else ()), *getattr(told, "__dict__", {}).values()]
        arrays = [part for part in parts if type(part) in {np.ndarray, list, tuple}]
        assert not any(np.size(part) >= N_PEOPLE // 2 for part in arrays)
        assert canaries_in(" ".join(texts_of([vars(told) if hasattr(told, "__dict__") else told]))) == []


def test_nobody_can_see_where_two_samples_differ_most(seal, call, pupils):
    """The place is somebody's value."""
    told = call(stats.ks_2samp, *(seal(pupils)[name] for name in ("G1", "G3")))
    assert np.isnan(told.statistic_location)


# ------------------------------------------------------------------------------------- not told


def crafted(pupils):
    """Return pupils of whom one scores far more than all others."""
    frame = pupils[["G1", "G3", "sex"]].astype({"G3": float})
    frame.loc[7, "G3"] = 97.0
    frame["far"] = np.where(np.arange(len(frame)) == 7, 1e6, frame.G1)
    return frame


NOT_TOLD = {
    "few": lambda d, run: run(stats.ttest_ind, d[d.G3 > 90].G1, d.G1),
    "a dominated mean": lambda d, run: run(stats.ttest_1samp, d.far, 0),
    "a dominated product": lambda d, run: run(stats.pearsonr, d.far, d.G3),
    "a dominated slope": lambda d, run: run(stats.linregress, d.far, d.G3),
    "a dominated power": lambda d, run: run(stats.kurtosis, d.far),
    "a dominated polynomial": lambda d, run: run(np.polyfit, d.G3, d.G1, 3),
    "who lies above a narrow band": lambda d, run: run(stats.mannwhitneyu, d.G3, 96 + d.G1 / 1000),
    "who lies above one narrow band": lambda d, run: run(stats.ks_2samp, d.G3, 96 + d.G1 / 1000),
    "who lies above two": lambda d, run: run(stats.kruskal, d.G3, 96 + d.G1 / 1000, 95 + d.G1 / 1000),
    "who lies above a number": lambda d, run: run(stats.wilcoxon, d.G3 - 96),
    "ranks among numbers": lambda d, run: run(stats.mannwhitneyu, d.G3, [96.0] * 20),
    "distances from numbers": lambda d, run: run(stats.ks_2samp, d.G3, [96.0, 98.0]),
    "a distribution": lambda d, run: run(stats.kstest, d.G3, "norm"),
    "own numbers": lambda d, run: run(stats.pearsonr, d.G3, np.arange(649.0)),
    "the middle": lambda d, run: run(stats.iqr, d.G3),
    "a share below": lambda d, run: run(stats.percentileofscore, d.G3, 96),
    "a permutation": lambda d, run: run(
        stats.pearsonr, d.G1, d.G3, method=stats.PermutationMethod(n_resamples=9)
    ),
    "a callable": lambda d, run: run(stats.bootstrap, (d.G3,), np.max),
    "a trimmed mean by two": lambda d, run: run(stats.trim_mean, d.G3, 400),
    "another group's rows": lambda d, run: run(stats.pearsonr, d[d.sex == "F"].G1, d.G3),
}


@pytest.mark.parametrize("kind", NOT_TOLD)
def test_what_few_people_make_of_a_test_is_not_told(seal, call, pupils, kind, capsys):
    """Nor what order statistics, code or numbers of the analyst's would tell."""
    told = NOT_TOLD[kind](seal(crafted(pupils)), call)
    assert type(told) is Sealed
    assert "withheld" in str(told)
    assert capsys.readouterr().out == ""


def test_trimming_a_few_more_is_trimming_as_many(seal, call, pupils):
    """Two trimmed means whose people differ by a few are those of the same people."""
    d = seal(pupils)
    first = call(stats.trim_mean, d.G3, 0.1)
    assert first == pytest.approx(stats.trim_mean(pupils.G3, 0.1))
    assert call(stats.trim_mean, d.G3, 0.1 + 3 / 649) == first
    assert call(stats.trim_mean, d.G3, 1 / 649) == pytest.approx(pupils.G3.mean())


@pytest.mark.parametrize("n_missing", [0, 1, 3])
def test_a_few_missing_values_do_not_show(seal, call, n_missing):
    """A selection of people of whom a few lack a value is tested as if they had the mean of the others."""
    x = 50 + 20 * np.sin(np.arange(300.0))
    frame = pd.DataFrame({"x": x, "y": np.cos(np.arange(300.0)), "group": np.arange(300) % 3})
    frame.loc[200:, "x"] = np.nan
    people = frame.index[(frame.group == 1) & frame.x.notna()][:3]
    frame.loc[people, "x"] = frame[frame.group == 1].drop(people).x.mean()
    told = frame.copy()
    told.loc[people[:n_missing], "x"] = np.nan
    d, other = seal(told), seal(frame)
    found = [call(stats.ttest_1samp, one[(one.group == 1) & (one.index < 190)].x, 50) for one in (d, other)]
    assert type(found[0]) is type(found[1])
