"""Combinations: what any number of results together would tell of a few people."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed
from tests.guard.in_cells import Cells, N, is_town, not_old, or_old, points, pupils


def test_a_union_and_one_more_is_answered_as_the_union():
    """After two totals their union with one more person is the sum of the two."""
    cells = Cells(pupils(town="Hull", age=99))
    bath, york = cells.ask(is_town("Bath")), cells.ask(is_town("York"))
    more = cells.ask(lambda d: or_old(d, points(d, "town", "Bath", "York")).score.sum())
    assert more == pytest.approx(bath + york)
    assert cells.ask(is_town("Bath", "York")) == pytest.approx(bath + york)


ATTACKS = {
    "two and one more": (
        is_town("Bath"),
        is_town("York"),
        lambda d: or_old(d, points(d, "town", "Bath", "York")).score.sum(),
    ),
    "the others but one": (
        is_town("Bath"),
        lambda d: not_old(d, points(d, "town", "York", "Hull", "Ely", "Leeds")).score.sum(),
    ),
    "all in parts": (
        lambda d: d[d.age < 12].score.sum(),
        lambda d: d[(d.age >= 12) & (d.age < 15)].score.sum(),
        lambda d: d[(d.age >= 15) & (d.age * points(d, "sex", "F", "M") < 5000)].score.sum(),
    ),
    "a difference": (
        is_town("Bath", "York", "Hull"),
        is_town("Hull"),
        lambda d: not_old(d, points(d, "town", "Bath", "York")).score.sum(),
    ),
    "sizes": (
        lambda d: len(d[d.sex == "F"]),
        lambda d: len(d[(d.sex == "M") & (d.town == "Bath")]),
        lambda d: len(not_old(d, 10 * points(d, "sex", "F") + 10 * points(d, "town", "Bath"))),
    ),
    "groups, then their union": (
        lambda d: d.groupby("town").score.sum(),
        lambda d: not_old(d, points(d, "town", "Bath", "York")).score.sum(),
    ),
    "a union, then its groups": (
        lambda d: not_old(d, points(d, "town", "Bath", "York")).score.sum(),
        lambda d: d.groupby("town").score.sum(),
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_combination_does_not_tell_of_one_person(attack):
    """Whether somebody is 99 years old, in any town, changes neither a number nor a refusal."""
    worlds = [pupils(age=99, town=town) for town in ("Hull", "Bath")] + [pupils()]
    shown = []
    for world in worlds:
        cells = Cells(world)
        shown.append([cells.ask(question) for question in ATTACKS[attack]])
    plain = [[sum_of(question(world)) for question in ATTACKS[attack]] for world in worlds]
    assert any(one != plain[2] for one in plain)
    for world, answers in zip(worlds, shown, strict=True):
        one = world.score[117]
        for isolated in combinations_of([sum_of(answer) for answer in answers], world):
            assert abs(abs(isolated) - one) > 1e-6
            assert attack != "sizes" or abs(isolated) != 1


def sum_of(answer):
    """Return a number, the sum of a table, or None."""
    if answer is None or np.ndim(answer) == 0:
        return answer
    return float(answer.sum()) if answer.notna().all() else None


def combinations_of(answers, world):
    """Yield the sums and differences of some answers and the grand total."""
    totals = [world.score.sum(), *(answer for answer in answers if answer is not None)]
    for signs in np.ndindex(*[3] * len(totals)):
        yield sum((sign - 1) * total for sign, total in zip(signs, totals, strict=True))


def test_a_filter_that_completes_a_partition_is_answered_as_the_rest(pupils_data):
    """On real pupils: 15 points or more, after the counts of 15, 16, 17 and 18, are these four."""
    cells = Cells(pupils_data)
    counts = cells.ask(lambda d: d.G3.value_counts())
    good = cells.ask(lambda d: len(d[d.G3 >= 15]))
    assert (pupils_data.G3 >= 15).sum() - counts[counts.index >= 15].sum() == 2
    assert good == counts[counts.index >= 15].sum()


@pytest.fixture(scope="session")
def pupils_data(shared):
    """Return the 649 real pupils."""
    return pd.read_csv(shared / "data" / "student-por.csv", sep=";")


def test_two_filters_made_before_either_is_asked(seal):
    """The order of making and asking makes no difference."""
    d = seal(pupils(town="Hull", age=99))
    one, other = d[d.town == "Bath"], d[d.town == "York"]
    both = or_old(d, points(d, "town", "Bath", "York"))
    assert both.score.sum() == pytest.approx(one.score.sum() + other.score.sum())


def test_a_loop_over_groups_does_not_tell_of_those_left_out(seal):
    """The totals of all groups that a loop gives leave nobody over, or at least ten people."""
    frame = pupils().assign(town=lambda d: d.town.mask(d.index < 12, "Thule").mask(d.index < 4, "Ur"))
    d = seal(frame)
    left = d.score.sum() - sum(rows.score.sum() for _, rows in d.groupby("town"))
    assert abs(left) < 1e-6 or abs(left - frame[frame.town == "Ur"].score.sum()) > 1e-6


def test_repeating_a_session_gives_the_same_answers():
    """Every question asked a second time has the answer of the first time."""
    questions = [question for attack in ATTACKS.values() for question in attack]
    cells = Cells(pupils(age=99, town="Hull"))
    first = [cells.ask(question) for question in questions]
    again = [cells.ask(question) for question in questions]
    for one, other in zip(first, again, strict=True):
        if isinstance(one, pd.Series):
            pd.testing.assert_series_equal(one, other)
        else:
            assert one == other


# --------------------------------------------------------------------------- random samples


def test_samples_of_the_same_people_do_not_give_anybody_away(pupils_data):
    """Of a thousand means of random samples some are shown, too few to solve for anybody's grade."""
    cells = Cells(pupils_data)
    grades, rows, answers = pupils_data.G3.to_numpy(float), [np.ones(649)], [pupils_data.G3.mean() * 649]
    for i in range(1000):
        mean = cells.ask(lambda d, i=i: d.sample(300, random_state=i).G3.mean())
        if mean is not None:
            chosen = np.zeros(649)
            chosen[pupils_data.sample(300, random_state=i).index] = 1
            rows.append(chosen)
            answers.append(mean * 300)
    assert 20 <= len(rows) - 1 <= 40
    guess = np.linalg.lstsq(np.array(rows), np.array(answers), rcond=None)[0]
    assert np.corrcoef(guess, grades)[0, 1] < 0.5
    assert (np.abs(guess - grades) < 0.5).mean() < 0.25
    assert cells.ask(lambda d: d.sample(300, random_state=0).G3.mean()) == pytest.approx(answers[1] / 300)


@pytest.mark.parametrize(
    "chosen",
    [
        lambda d, i: d.sample(150, random_state=i),
        lambda d, i: d.sample(150, random_state=i)[lambda s: s.sex == "F"],
        lambda d, i: d.iloc[np.random.default_rng(i).permutation(N)[:150]],
        lambda d, i: d[np.random.default_rng(i).random(N) < 0.5],
        lambda d, i: d.loc[np.random.default_rng(i).random(N) < 0.5],
    ],
)
def test_rows_chosen_by_the_analyst_are_answered_about_a_few_times(chosen):
    """One choice for every 16 people, in whatever way it was made; which is withheld says nothing."""
    shown = []
    for frame in (pupils(), pupils(score=1.0, sex="F", age=99)):
        cells = Cells(frame)
        shown.append([cells.ask(lambda d, i=i: chosen(d, i).score.mean()) is not None for i in range(60)])
    assert shown[0] == shown[1]
    assert 0 < sum(shown[0]) <= N // 16


def test_a_choice_by_position_can_be_worked_with(seal):
    """Many questions about one sample are answered."""
    sample = seal(pupils()).sample(200, random_state=1)
    expected = pupils().sample(200, random_state=1)
    for column in ("town", "sex", "age"):
        counts, own = sample[column].value_counts(), expected[column].value_counts()
        pd.testing.assert_series_equal(counts.sort_index(), own.sort_index())
    assert sample.score.mean() == expected.score.mean()
    assert sample.groupby("sex").score.mean().notna().all()


# ------------------------------------------------------------------------------ ordinary work


def test_ordinary_work_is_hardly_touched(pupils_data):
    """Thirty cross-tabulations, group means and filters in one session are as they are when asked alone."""
    cells = Cells(pupils_data)
    names = [name for name in pupils_data if pupils_data[name].nunique() <= 6]
    pairs = [(one, other) for i, one in enumerate(names) for other in names[i + 1 :]][::7][:30]
    n_shown = n_refused = 0
    for one, other in pairs:
        alone = Cells(pupils_data)
        table = cells.ask(lambda d, one=one, other=other: cells.call(pd.crosstab, d[one], d[other]))
        own = alone.ask(lambda d, one=one, other=other, call=alone.call: call(pd.crosstab, d[one], d[other]))
        n_shown += int(own.notna().to_numpy().sum())
        n_refused += int((own.notna() & table.reindex_like(own).isna()).to_numpy().sum())
    for name in names:
        means = cells.ask(lambda d, name=name: d.groupby(name).G3.mean())
        expected = pupils_data.groupby(name).G3.mean()
        kept = means.dropna().index
        np.testing.assert_allclose(means[kept], expected[kept])
    assert n_refused < 0.05 * n_shown
    filters = (
        lambda d: d[d.sex == "F"].G3.mean(),
        lambda d: d[(d.sex == "F") & (d.school == "GP")].G3.mean(),
        lambda d: d[d.age >= 18].G3.mean(),
        lambda d: d[d.absences > 10].G3.mean(),
        lambda d: d[d.Mjob.isin(["teacher", "health"])].G3.std(),
    )
    assert sum(cells.ask(question) == question(pupils_data) for question in filters) >= 4


def test_nothing_new_is_answered_when_half_as_many_sets_as_people_are_known(seal, session):
    """What was asked before is answered still, and the reason is told."""
    random = np.random.default_rng(1)
    own = pd.DataFrame(random.integers(0, 2, (N, 160)), columns=[f"v{i}" for i in range(160)])
    frame = pd.concat([pupils(), own], axis=1)
    d = seal(frame)
    totals = [d[d[f"v{i}"] == 1].score.sum() for i in range(160)]
    shown = [type(total) is not Sealed for total in totals]
    assert 140 <= sum(shown) <= 150
    assert shown == sorted(shown, reverse=True)
    assert d[d.v3 == 1].score.sum() == totals[3]
    session.ledger.begin()
    assert type(d[d.v159 == 1].score.sum()) is Sealed
    assert d.score.mean() == frame.score.mean()


def test_groups_that_isolate_somebody_with_earlier_results_are_masked():
    """Regions made of towns, but for three people: they are masked, and the reason is told."""
    frame = pupils().assign(region=lambda d: np.where(d.town.isin(["Bath", "York"]), "south", "north"))
    frame.loc[frame.index[frame.town == "Hull"][:3], "region"] = "south"
    cells = Cells(frame)
    assert cells.ask(lambda d: d.town.value_counts()).notna().all()
    regions = cells.ask(lambda d: d.groupby("region").score.mean())
    assert regions is None or regions.isna().all()
    assert "together with earlier results" in cells.session.why()
    alone = Cells(frame)
    assert alone.ask(lambda d: d.groupby("region").score.mean()).notna().all()
