"""Rounded and perturbed counts, and what stands beside them, through everyday pandas."""

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats
from sklearn.metrics import classification_report, confusion_matrix
from statsmodels.stats.anova import anova_lm

from jupyter_privacy.core.rounding import step_of
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.test_two_worlds_of_columns import OF_LABELS, OF_NUMBERS, WORLDS
from tests.guard.test_two_worlds_of_columns import rendered as rendered_of_columns

SECRET = 73100039
POLICIES = {
    "nearest": Policy(rounding="nearest"),
    "midpoint": Policy(rounding="midpoint", rounding_base=6),
    "controlled": Policy(rounding="controlled"),
    "cell_key": Policy(rounding="cell_key", noise_secret=SECRET),
}
ADDING = Policy(rounding="controlled", threshold=2, k=2, zero_cells=False, p_percent=1)


class Asked:
    """A frame in a session of its own."""

    def __init__(self, frame, policy):
        self.session = Session(policy)
        self.df = self.session.protect(frame)

    def call(self, function, *args, **kwargs):
        """Call a library function as a mediated cell does."""
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(self.session.holder, self.session.holder.ask(request))

    def crosstab(self, *names, **options):
        """Cross-tabulate columns."""
        return self.call(pd.crosstab, *(self.df[name] for name in names), **options)


GIRLS = {
    "filter": lambda one: len(one.df[one.df.sex == "F"]),
    "query": lambda one: one.df.query("sex == 'F'").shape[0],
    "condition": lambda one: (one.df.sex == "F").sum(),
    "no condition": lambda one: (~(one.df.sex != "F")).sum(),
    "value_counts": lambda one: one.df.sex.value_counts()["F"],
    "size": lambda one: one.df.groupby("sex").size()["F"],
    "count": lambda one: one.df.groupby("sex").G3.count()["F"],
    "agg": lambda one: one.df.groupby("sex").agg(n=("G3", "size")).loc["F", "n"],
    "margin": lambda one: one.crosstab("sex", "school", margins=True).loc["F", "All"],
    "other margin": lambda one: one.crosstab("internet", "sex", margins=True).loc["All", "F"],
    "pivot": lambda one: one.df.pivot_table("G3", "school", "sex", aggfunc="count", margins=True).loc[
        "All", "F"
    ],
    "describe": lambda one: one.df[one.df.sex == "F"].G3.describe()["count"],
    "freq": lambda one: one.df.sex.describe()["freq"],
    "groups": lambda one: {label: len(rows) for label, rows in one.df.groupby("sex")}["F"],
    "count_nonzero": lambda one: one.call(np.count_nonzero, one.df.sex == "F"),
    "sum()": lambda one: one.call(sum, one.df.sex == "F"),
    "dummies": lambda one: one.call(pd.get_dummies, one.df.sex)["F"].sum(),
    "where": lambda one: one.df.G3.where(one.df.sex == "F").count(),
    "transposed": lambda one: one.crosstab("school", "sex", margins=True).T.loc["F", "All"],
}


@pytest.mark.parametrize("rounding", POLICIES)
def test_the_same_people_are_the_same_count(pupils, rounding):
    """However the girls are counted, in whichever order and session, they are as many; and not 383."""
    told = {name: ask(Asked(pupils, POLICIES[rounding])) for name, ask in GIRLS.items()}
    if rounding != "controlled":  # which may have to go to the other multiple in a table
        assert len(set(told.values())) == 1, told
    one = Asked(pupils, POLICIES[rounding])
    together = [ask(one) for ask in [*GIRLS.values(), *reversed(GIRLS.values())]]
    assert len(set(together)) == 1, together
    assert together[0] != 383
    assert abs(together[0] - 383) <= 5


@pytest.mark.parametrize("rounding", POLICIES)
def test_every_cell_is_as_near_as_the_method_says(pupils, rounding):
    """Multiples are within the base of the truth, noise within its most; zeros stay zeros."""
    policy = POLICIES[rounding]
    table = Asked(pupils, policy).crosstab("Mjob", "address", margins=True)
    true = pd.crosstab(pupils.Mjob, pupils.address, margins=True)
    assert (table.index.tolist(), table.columns.tolist()) == (true.index.tolist(), true.columns.tolist())
    is_open = table.notna().to_numpy()
    assert is_open.sum() > 10
    apart = np.abs(table - true).to_numpy()[is_open]
    assert 0 < apart.max() <= {"cell_key": 5, "midpoint": 3}.get(rounding, 4)


@pytest.mark.parametrize("rounding", ["controlled", "cell_key"])
def test_a_true_zero_stays_a_zero(seal, rounding):
    """Under a policy that shows empty cells, nobody is told as somebody."""
    policy = Policy(rounding=rounding, noise_secret=SECRET, zero_cells=False)
    frame = pd.DataFrame({"a": ["x"] * 43 + ["y"] * 32, "b": ["u"] * 22 + ["v"] * 53})
    table = Asked(frame, policy).crosstab("a", "b")
    assert table.loc["y", "u"] == 0


def adds_up(table):
    """Whether the cells of a table with totals add up."""
    inner, values = table.to_numpy()[:-1, :-1], table.to_numpy()
    return (inner.sum(axis=0) == values[-1, :-1]).all() and (inner.sum(axis=1) == values[:-1, -1]).all()


def test_controlled_tables_add_up(pupils):
    """Cross-tabulations, pivots and group-bys add up to their totals, and a repeat is the same."""
    one = Asked(pupils, ADDING)
    table = one.crosstab("reason", "school", margins=True)
    assert adds_up(table)
    assert not adds_up(Asked(pupils, POLICIES["nearest"]).crosstab("reason", "school", margins=True))
    counts = one.df.pivot_table("G3", "reason", "school", aggfunc="count", margins=True)
    assert adds_up(counts)
    pd.testing.assert_frame_equal(one.crosstab("reason", "school", margins=True), table)
    sizes = one.df.groupby(["school", "reason"]).size()
    assert sizes.groupby("school").sum().tolist() == table.loc["All"].tolist()[:-1]
    assert one.df.reason.value_counts().sum() == table.loc["All", "All"] == 5 * round(649 / 5)


def test_the_handbooks_table_is_rounded_as_a_whole(oracle):
    """Of the handbook's table what may be shown is in adjacent multiples of five that add up."""
    example = oracle("handbook_examples.json")["controlled_rounding_base5"]
    counts = np.array(example["original"])[:3, :2]
    rows = [(i, j) for i in range(3) for j in range(2) for _ in range(counts[i, j])]
    frame = pd.DataFrame(rows, columns=["down", "across"]).astype(str)
    found = Asked(frame, ADDING).crosstab("down", "across", margins=True)
    shown = found.to_numpy()[found.notna().to_numpy()]
    assert len(shown) > 2
    assert (shown % 5 == 0).all()
    true = pd.crosstab(frame.down, frame.across, margins=True).loc[found.index, found.columns]
    assert (np.abs(found - true).to_numpy()[found.notna().to_numpy()] < 5).all()


def test_opensafely_rounds_as_printed(oracle):
    """The table of OpenSAFELY's documentation, after redaction and rounding to the nearest five."""
    example = oracle("handbook_examples.json")["opensafely_round5_example"]
    groups = [name for name in example["before"] if name != "Total"]
    frame = pd.DataFrame(
        [name for name in groups for _ in range(example["before"][name][1])], columns=["age"]
    )
    told = Asked(frame, Policy(threshold=8, rounding="nearest")).df.age.value_counts()
    assert told.to_dict() == {name: example["after"][name][1] for name in groups}


def test_midpoints_as_printed(oracle):
    """Counts are told as the middle of their band of six."""
    mapping = oracle("handbook_examples.json")["midpoint6"]["mapping"]
    frame = pd.DataFrame([n for n in map(int, mapping) if n >= 10 for _ in range(n)], columns=["group"])
    told = Asked(frame, POLICIES["midpoint"]).df.group.value_counts()
    assert told.to_dict() == {int(n): middle for n, middle in mapping.items() if int(n) >= 10}


def test_noise_stays_with_the_person(pupils):
    """Another extract of the same people, in another order, has the same noise; another secret has not."""
    named = pupils.assign(pupil_id=[f"P{i:05d}" for i in range(len(pupils))])
    roles = {"pupil_id": "direct_identifier"}

    def table(frame, secret=SECRET):
        policy = Policy(rounding="cell_key", noise_secret=secret, roles=roles)
        return Asked(frame, policy).crosstab("Mjob", "school", margins=True)

    first = table(named)
    shuffled = named.sample(frac=1, random_state=3).drop(columns=["G1"])
    pd.testing.assert_frame_equal(table(shuffled), first)
    assert not table(named, SECRET + 1).equals(first)
    of_some = named[named.school == "GP"]
    told = Asked(
        of_some, Policy(rounding="cell_key", noise_secret=SECRET, roles=roles)
    ).df.Mjob.value_counts()
    assert told["health"] == first.loc["health", "GP"]


@pytest.mark.parametrize("rounding", POLICIES)
def test_shares_are_those_of_told_counts(pupils, rounding):
    """A share times the told total is a told count, in every way to ask for it."""
    one = Asked(pupils, POLICIES[rounding])
    n, girls = len(one.df), one.df.sex.value_counts()["F"]
    table = one.crosstab("sex", "school", margins=True)
    assert (one.df.sex == "F").mean() == girls / n
    assert one.df.sex.value_counts(normalize=True)["F"] == girls / n
    assert (one.df.sex == "F").std() == pytest.approx(np.sqrt(girls / n * (1 - girls / n) * n / (n - 1)))
    assert one.df.assign(girl=one.df.sex == "F").girl.describe()["freq"] in {girls, n - girls}
    by_school = one.df.assign(girl=one.df.sex == "F").groupby("school").girl.mean()
    assert by_school["GP"] == pytest.approx(table.loc["F", "GP"] / table.loc["All", "GP"])
    shares = one.crosstab("sex", "school", normalize="index")
    assert shares.loc["F", "GP"] == table.loc["F", "GP"] / table.loc["F", "All"]


STATISTICS = {
    "sum and mean": lambda x: x.sum() / x.mean(),
    "describe": lambda x: x.sum() / x.describe()["mean"],
    "sem": lambda x: (x.std() / x.sem()) ** 2,
    "var": lambda x: x.var() / x.sem() ** 2,
}


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("rounding", POLICIES)
def test_no_two_statistics_tell_the_count(pupils, rounding, statistic):
    """What could be worked out of two statistics is the told count, of all and of each group."""
    one = Asked(pupils, POLICIES[rounding])
    assert STATISTICS[statistic](one.df.G3) == pytest.approx(len(one.df), rel=1e-3)
    groups = one.df.groupby("sex").G3
    if statistic != "describe":
        worked_out = STATISTICS[statistic](groups)
        np.testing.assert_allclose(worked_out, groups.size(), rtol=2e-2 if statistic == "sem" else 1e-6)


@pytest.mark.parametrize("rounding", POLICIES)
def test_a_mean_fits_every_count_that_the_told_one_can_stand_for(pupils, rounding):
    """Whole numbers of some total over any count within the base have that mean."""
    one = Asked(pupils, POLICIES[rounding])
    for name in ("G1", "G3", "age", "Medu", "absences"):
        for column, true in ((one.df[name], pupils[name]), *_by_job(one.df, pupils, name)):
            mean, n = column.mean(), len(true)
            if isinstance(mean, Sealed):
                continue
            (step,) = step_of(np.array([true.std()]), np.array([float(n)]), 5)
            fits = [m for m in range(n - 2, n + 3) if abs(round(mean * m) / m - mean) <= step / 2]
            assert len(fits) == 5, (name, n, mean)


def _by_job(df, pupils, name):
    return [(df[df.Mjob == job][name], pupils[pupils.Mjob == job][name]) for job in pupils.Mjob.unique()]


def call_anova(one, fit):
    """Return the analysis of variance of a model."""
    return one.call(anova_lm, fit)


@pytest.mark.parametrize("rounding", POLICIES)
def test_models_do_not_tell_the_size_of_groups(pupils, rounding):
    """The intercept of a regression on a yes/no column is a group's mean: three digits of it show."""
    one = Asked(pupils, POLICIES[rounding])
    fit = one.call(smf.ols, "G3 ~ sex", one.df).fit()
    assert fit.params["Intercept"] == 12.3
    said, told = str(fit.summary()), {str(len(one.df)), str(len(one.df) - 2)}
    assert "R-squared:" in said
    assert "12.3" in said
    assert f"{pupils[pupils.sex == 'F'].G3.mean():.4f}" not in said
    for text in (said, str(fit.f_test("sex[T.M] = 0")), str(call_anova(one, fit)), str(fit.df_resid)):
        assert not {"649", "647"} - told & set(re.findall(r"\d+", text))
    assert fit.nobs == len(one.df)
    girls, boys = (one.df[one.df.sex == sex].G3 for sex in "FM")
    for test in (one.call(stats.ttest_ind, girls, boys), one.call(stats.describe, girls)):
        assert not {"649", "647", "383", "266"} & set(re.findall(r"\d+", str(test)))
    assert type(one.call(classification_report, one.df.sex == "F", one.df.G3 > 11)) is Sealed
    matrix = one.call(confusion_matrix, one.df.sex == "F", one.df.G3 > 11)
    table = one.call(pd.crosstab, one.df.sex == "F", one.df.G3 > 11)
    assert matrix.tolist() == table.to_numpy().tolist()


def test_counts_are_sorted_as_they_are_told(pupils):
    """Equal told counts stand in the order of their labels, whichever truly is the larger."""
    for policy in POLICIES.values():
        told = Asked(pupils, policy).df.reason.value_counts()
        assert told.tolist() == sorted(told, reverse=True)
    frame = pd.DataFrame({"g": ["a"] * 21 + ["b"] * 22 + ["c"] * 60})
    assert Asked(frame, POLICIES["nearest"]).df.g.value_counts().index.tolist() == ["c", "a", "b"]
    assert frame.g.value_counts().index.tolist() == ["c", "b", "a"]


@pytest.mark.parametrize("rounding", POLICIES)
@pytest.mark.parametrize("other", ["odd", "without"])
def test_two_worlds_under_every_rounding(rounding, other):
    """Whether one person has an odd value, or lacks one, makes no difference to anything that is told."""
    queries = OF_LABELS if other == "odd" else OF_NUMBERS
    for name in (
        "nunique",
        "any of a condition",
        "sum of flags",
        "mean",
        "sum",
        "describe",
        "counts",
        "np.average",
    ):
        if name in queries:
            found = [
                rendered_of_columns(queries[name], WORLDS[world], POLICIES[rounding])
                for world in ("ordinary", other)
            ]
            assert found[0] == found[1], name


@pytest.mark.parametrize("rounding", POLICIES)
def test_the_rounding_is_explained(pupils, rounding):
    """`%privacy why` says how exact numbers are, and not what the noise is drawn from."""
    one = Asked(pupils, POLICIES[rounding])
    one.crosstab("sex", "school")
    words = {"nearest": "nearest 5", "midpoint": "band of 6", "controlled": "add up", "cell_key": "noise"}
    said = one.session.why() + str(one.session.state())
    assert words[rounding] in said
    assert str(SECRET) not in said


def test_people_of_merged_rows_have_the_same_noise(pupils):
    """Counts of rows after a merge are perturbed alike at every repeat, and as before if each has one."""
    one = Asked(pupils.assign(i=range(len(pupils))), POLICIES["cell_key"])
    schools = pd.DataFrame({"school": ["GP", "MS"], "town": ["Porto", "Evora"]})
    merged = one.df.merge(schools, on="school")
    assert merged.town.value_counts()["Porto"] == one.df.school.value_counts()["GP"]
    long = one.df[["i", "G1", "G2"]].melt(id_vars="i")
    assert long.variable.value_counts().tolist() == long.groupby("variable").size().tolist()
