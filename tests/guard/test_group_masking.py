"""Groups on unsafe data, and what functions of the analyst's can learn of them: nothing more."""

import contextlib
import sys

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import to_text
from jupyter_privacy.policy import Policy
from tests.guard.planted import texts_of
from tests.guard.test_groupby import dated


def people(**sizes):
    """Return people in groups of the given sizes, shuffled, with calm numbers."""
    groups = [name for name, n in sizes.items() for _ in range(n)]
    i = np.arange(len(groups))
    frame = pd.DataFrame({"group": groups, "x": 50 + np.round(5 * np.sin(i), 2), "kind": i % 2})
    return frame.sample(frac=1, random_state=1, ignore_index=True)


MASKED = {
    "mean": lambda d: d.groupby("group").x.mean(),
    "nunique": lambda d: d.groupby("group").kind.nunique(),
    "quantile": lambda d: d.groupby("group").x.quantile([0.4, 0.5]),
    "describe": lambda d: d.groupby("group").x.describe(),
    "value_counts": lambda d: d.groupby("group").kind.value_counts(),
    "corr": lambda d: d.groupby("group")[["x", "kind"]].corr(),
    "lambda": lambda d: d.groupby("group").x.agg(lambda s: s.mean()),
    "count by lambda": lambda d: d.groupby("group").x.agg(lambda s: s.size),
    "apply": lambda d: d.groupby("group").apply(lambda g: pd.Series({"m": g.x.mean()})),
    "apply tables": lambda d: d.groupby("group").apply(lambda g: g.kind.value_counts()),
    "loop": lambda d: [label for label, _ in d.groupby("group")],
    "groups": lambda d: list(d.groupby("group").groups),
    "level": lambda d: d.set_index("group").groupby(level=0).x.mean(),
    "category": lambda d: d.astype({"group": "category"}).groupby("group", observed=False).x.mean(),
    "categories": lambda d: d.astype({"group": "category"}).groupby(["group", "kind"]).x.mean(),
    "two keys": lambda d: d.groupby(["group", "kind"]).x.mean(),
    "unstacked": lambda d: d.groupby(["group", "kind"]).x.mean().unstack(),  # noqa: PD010 (as analysts do)
}


def held_labels(value):
    """Return all labels that an index holds, levels and categories that no row has included."""
    if not isinstance(value, pd.DataFrame | pd.Series):
        return list(value)
    found = []
    for index in (value.index, *([value.columns] if isinstance(value, pd.DataFrame) else [])):
        for level in index.levels if index.nlevels > 1 else [index]:
            found += [*level, *getattr(level, "categories", [])]
    return found


@pytest.mark.parametrize("query", MASKED)
def test_small_groups_are_nowhere(seal, session, query):
    """Groups of nine and of one are in no row, no level, no category, and in nothing that is rendered."""
    result = MASKED[query](seal(people(large=80, middling=60, other=50, smallest=9, tiny=1)))
    labels = held_labels(result)
    mask = session.public.mask_of(result)
    texts = " ".join(texts_of(result))
    if mask is not None:
        view = table_view(mask.released, mask.policy)
        texts += to_text(view) + to_html(view)
    assert "large" in labels
    for text in (str(labels), texts):
        assert "smallest" not in text
        assert "tiny" not in text


@pytest.mark.parametrize("query", ["mean", "lambda", "nunique", "corr", "apply"])
def test_a_group_that_would_be_subtracted_is_masked_in_every_form(seal, query):
    """One small group takes another with it: for a lambda, a table and a statistic alike."""
    result = MASKED[query](seal(people(large=80, middling=60, other=30, smallest=4)))
    shown = result.dropna(how="all")
    assert set(shown.index.get_level_values(0)) == {"large", "middling"}


def test_a_function_learns_no_more_than_it_is_shown(seal):
    """A function gets sealed groups; one that a small group could be had from comes together with it."""
    seen, lengths = [], []

    def curious(group):
        seen.append(group)
        lengths.append(len(group))
        return max(group.x)

    result = seal(people(large=80, middling=60, other=30, smallest=4)).groupby("group").apply(curious)
    assert str(result) == WITHHELD
    assert all(type(group) is Sealed for group in seen)
    assert sorted(lengths) == [30 + 4, 60, 80]


def test_what_a_function_may_not_release_is_masked(seal, session):
    """A group whose result is sealed, refused, or holds something sealed has a masked cell."""
    frame = people(a=60, b=60, c=60)
    frame.loc[frame.group == "b", "x"] = 7.0  # everybody's mean would be everybody's value
    sealed = seal(frame)
    for function in (
        lambda s: s.mean(),
        lambda s: float(s.mean()),
        lambda s: {"m": s.mean()}["m"] if s.mean() > 3 else 0,
    ):
        means = sealed.groupby("group").x.agg(function)
        assert means.isna()["b"]
        assert means.notna().any()
        assert session.public.mask_of(means).released.is_masked
    nested = sealed.groupby("group").x.agg(lambda s: [s.mean()])
    assert nested.isna()["b"]
    assert nested.notna().any()


def test_tables_of_released_numbers_have_masked_cells(seal, call, session):
    """`pd.Series` and `pd.DataFrame` of numbers of which some are withheld, in a function or alone."""
    sealed = seal(people(a=60, b=60))
    numbers = call(pd.Series, {"mean": sealed.x.mean(), "most": sealed.x.max(), "n": 3})
    assert numbers.notna().tolist() == [True, False, True]
    assert session.public.mask_of(numbers).released.is_masked
    frame = call(pd.DataFrame, {"x": [sealed.x.mean(), sealed.x.max()], "y": [1, 2]}, index=["mean", "most"])
    assert frame.notna().to_numpy().tolist() == [[True, True], [False, True]]
    assert frame.dtypes.map(str).tolist() == ["float64", "int64"]
    table = sealed.groupby("group").apply(lambda g: call(pd.Series, {"mean": g.x.mean(), "most": g.x.max()}))
    assert table.notna().to_numpy().tolist() == [[True, False]] * 2
    for one in (call(pd.Series, sealed.x), call(pd.Series, [1, 2], index=[sealed.x.max(), 2])):
        assert str(one) == WITHHELD


def test_callables_never_see_more_than_sealed_values(seal):
    """Whatever is handed to a grouping as a function is called with proxies only."""
    seen = []
    groups = seal(people(a=60, b=60)).groupby("group")
    for name in ("agg", "apply", "filter", "transform", "pipe"):
        try:
            getattr(groups, name)(seen.append)
        except (TypeError, DisclosureError):
            continue
    seal(people(a=60, b=60)).groupby(seen.append)
    assert seen
    assert {type(value) for value in seen} == {Sealed}


def test_no_frame_of_the_guard_is_on_the_stack_of_a_function(seal):
    """A function that looks at its callers finds no raw value: it is not called by the holder."""
    found = []

    def nosy(column):
        frame = sys._getframe()
        while frame is not None:
            found.extend(
                type(value).__name__
                for value in frame.f_locals.values()
                if type(value) in {pd.DataFrame, pd.Series}
            )
            frame = frame.f_back
        return column.mean()

    seal(people(a=60, b=60)).groupby("group").x.agg(nosy)
    assert found == []


def test_an_unknown_label_looks_like_a_small_group(seal):
    """`get_group` of nobody, of few and of nothing are one and the same."""
    groups = seal(people(a=60, b=60, few=4)).groupby("group")
    texts = {str(groups.get_group(label)) for label in ("few", "nobody", 3, None, np.nan)}
    assert len(texts) == 1
    assert all(type(groups.get_group(label).x.mean()) is Sealed for label in ("few", "nobody"))


def test_rows_of_single_people_are_withheld(seal):
    """The first, last or nth row of a group, and the extremes, are single people's."""
    groups = seal(people(a=60, b=60)).groupby("group")
    for result in (groups.first(), groups.last(), groups.nth(0), groups.x.max(), groups.x.idxmin()):
        assert str(result) == WITHHELD
    table = groups.x.agg(["mean", "max", "first"])
    assert table.notna().all().tolist() == [True, False, False]


def test_values_of_small_groups_do_not_come_through_transform(seal):
    """Rows of a group that is too small get no statistic of it, nor what a function makes of it."""
    frame = people(a=100, b=100, c=100, few=4).assign(x=lambda d: d.x.where(d.group != "few", 4321.5))
    sealed = seal(frame)
    for column in (
        sealed.groupby("group").x.transform("mean"),
        sealed.groupby("group").x.transform(lambda s: s - s.mean()),
        sealed.groupby("group").apply(lambda g: g.assign(z=g.x - g.x.mean())).z,
    ):
        assert "4321" not in " ".join(texts_of(column))
        assert type(column.max()) is Sealed
        assert abs(column.mean()) < 60


def test_apply_puts_sealed_rows_together(seal, pupils):
    """A selection in each group is a selection; what is near an earlier set of people is withheld."""
    sealed = seal(pupils)
    best = sealed.groupby("school").apply(lambda g: g[g.G3 > 12])
    assert type(best) is Sealed
    assert best.G1.mean() == pupils[pupils.G3 > 12].G1.mean()
    nearly = sealed.groupby("school").apply(lambda g: g.head(len(g) - 2))
    assert str(nearly.G1.mean()) == WITHHELD
    assert str(sealed.groupby("school").apply(lambda _g: sealed.head(100))) == WITHHELD
    assert type(sealed.groupby("school").apply(lambda g: g.nlargest(20, "G3")).G1.max()) is Sealed


def test_few_missing_values_of_a_group_are_not_told(seal):
    """The sum, mean and count of a group that lacks three values do not tell that it does."""
    frame = people(a=100, b=100)
    frame.loc[frame[frame.group == "a"].index[:3], "x"] = np.nan
    frame.loc[frame[frame.group == "b"].index[:30], "x"] = np.nan
    table = seal(frame).groupby("group").x.agg(["sum", "mean", "count"])
    implied = (table["sum"] / table["mean"]).round(6)
    assert implied.tolist() == table["count"].tolist() == [100, 70]


def test_the_order_of_groups_says_nothing_of_rows(seal):
    """`sort=False` would put the group of the first row first: groups stand in order of their labels."""
    frame = people(b=60, a=60)
    first, other = seal(frame), seal(frame[::-1])
    for sealed in (first, other):
        assert sealed.groupby("group", sort=False).x.mean().index.tolist() == ["a", "b"]


@pytest.mark.parametrize("freq", ["7D", "5h", "2ME", "36h"])
def test_bins_that_begin_at_the_earliest_date_are_withheld(seal, pupils, freq):
    """The edges of such bins are the first person's date; months and days are the calendar's."""
    frame = dated(pupils)
    assert str(seal(frame).resample(freq, on="day").G3.mean()) == WITHHELD
    assert str(seal(frame).groupby(pd.Grouper(key="day", freq=freq)).G3.mean()) == WITHHELD


def test_counts_of_groups_are_rounded_by_policy(seal):
    """Sizes, counts, sums of yes/no columns and value counts of groups are rounded; shares are of those."""
    policy = Policy(threshold=8, rounding="nearest", rounding_base=5)
    frame = people(a=63, b=42).assign(flag=lambda d: d.x > 50)
    groups = seal(frame, policy).groupby("group")
    for counts in (groups.size(), groups.x.count(), groups.flag.sum(), groups.kind.value_counts()):
        assert (counts % 5 == 0).all()
    counts, shares = groups.kind.value_counts(), groups.kind.value_counts(normalize=True)
    sizes = counts.index.get_level_values(0).map(groups.size())
    assert shares.tolist() == (counts / sizes).tolist()


def test_merged_small_groups_have_one_statistic(seal):
    """Where a policy merges small groups, `transform` gives their rows the statistic of the merged group."""
    policy = Policy(small_groups="merge")
    frame = people(a=60, b=50, c=6, d=5)
    sealed = seal(frame, policy)
    column = sealed.groupby("group").x.transform("mean")
    assert (sealed.x - column).mean() == pytest.approx(0, abs=1e-9)


SEEN = []


class Collector:
    """Keeps whatever it is compared with."""

    def __eq__(self, other):
        SEEN.append(other)
        return False

    def __hash__(self):
        return 0

    def __radd__(self, other):
        SEEN.append(other)
        return 0

    __rsub__ = __rmul__ = __lt__ = __gt__ = __radd__


class CollectingMonths(pd.DateOffset):
    """Looks like a frequency and keeps the dates that it is asked about."""

    def rollback(self, date):
        """Keep a date."""
        SEEN.append(date)
        return date

    rollforward = is_on_offset = __radd__ = __rsub__ = rollback


def test_no_object_of_somebodys_own_is_compared_with_cells(seal, call, pupils):
    """Labels, frequencies, options and bins with code of their own never meet a cell."""
    sealed = seal(dated(pupils).astype({"sex": object}))  # objects are compared one by one
    groups = sealed.groupby("sex")
    for attempt in (
        lambda: groups.get_group(Collector()),
        lambda: sealed.groupby(["sex", "school"]).get_group((Collector(), "GP")),
        lambda: sealed.groupby({Collector(): 1}),
        lambda: sealed.set_index("sex").groupby({Collector(): 1}).size(),
        lambda: sealed.groupby([Collector()] * 649),
        lambda: sealed.groupby(pd.Grouper(key="day", freq=CollectingMonths())).size(),
        lambda: sealed.resample(CollectingMonths(), on="day").size(),
        lambda: sealed.G3.value_counts(bins=[Collector(), 3]),
        lambda: call(pd.cut, sealed.G3, 3, labels=[Collector(), Collector(), Collector()]),
        lambda: call(pd.crosstab, sealed.sex, Collector()),
        lambda: call(pd.crosstab, sealed.sex, sealed.school, margins=True, margins_name=Collector()),
        lambda: sealed.pivot_table("G3", "sex", margins=True, margins_name=Collector()),
        lambda: groups.G3.agg("std", ddof=Collector()),
        lambda: groups.G3.quantile(Collector()),
        lambda: groups.head(Collector()),
    ):
        with contextlib.suppress(Exception):
            attempt()
    names = set(dated(pupils).columns)
    assert all(type(value) is Collector or value in names for value in SEEN)


def test_somebody_who_is_alone_in_a_group_cannot_subtract_themselves(seal):
    """Of one person and nine whose means are hidden the one knows both sums, if the total is known."""
    frame = people(a=1, b=9, c=60, d=70)
    sizes, means = (ask(seal(frame).groupby("group")) for ask in (lambda g: g.size(), lambda g: g.x.mean()))
    assert sizes.notna().sum() == 2
    assert means.notna().sum() == 1
    nobody_is_alone = seal(people(a=2, b=8, c=60, d=70)).groupby("group").x.mean()
    assert nobody_is_alone.notna().sum() == 2
