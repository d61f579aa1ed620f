"""Release rules on unsafe data: what is masked, and that it stays masked."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.suppression import feasibility_intervals, two_way
from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import MASK, to_text
from jupyter_privacy.policy import Policy, profile_policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of


def of_sizes(**sizes):
    """Return people in groups of the given sizes, with a calm score."""
    groups = [name for name, n in sizes.items() for _ in range(n)]
    score = 50 + np.round(np.sin(np.arange(len(groups))) * 5, 2)
    return pd.DataFrame({"group": groups, "score": score})


def is_withheld(value):
    """Whether a result shows nothing."""
    return type(value) is Sealed and str(value) == WITHHELD


def crosstab(frame, *, policy=None, session=None, **options):
    """Return a sealed frame's cross-tabulation of `row` by `column`, and the mask beside it."""
    session = session or Session(policy or Policy())
    sealed = session.protect(frame)
    request = Request(Verb.FUNCTION, None, "", (sealed.row, sealed.column), options, pd.crosstab)
    table = reveal(session.holder, session.holder.ask(request))
    return table, session.public.mask_of(table)


def test_the_threshold_counts_people_with_a_value(seal):
    """59 rows of which 5 have a value give no mean, sum or spread of it."""
    column = seal(pd.Series([np.nan] * 54 + [1.0, 2.5, 3.0, 4.5, 6.0], name="x"))
    assert all(map(is_withheld, (column.mean(), column.sum(), column.std(), column.median(), column.count())))
    grouped = seal(
        pd.DataFrame({"g": ["a"] * 59 + ["b"] * 40 + ["c"] * 40, "x": [np.nan] * 54 + [1.0, 2, 3, 4, 5] * 17})
    )
    assert np.isnan(grouped.groupby("g").x.mean()["a"])


@pytest.mark.parametrize("n", [1, 2, 9])
def test_below_the_threshold_nothing_is_released(seal, n):
    """Fewer people than the threshold give no statistic, length, shape or table."""
    frame = seal(of_sizes(a=n))
    results = [
        frame.score.mean(),
        frame.score.sum(),
        frame.shape,
        frame.size,
        frame.score.count(),
        frame.describe(),
    ]
    results += [frame.group.value_counts(), frame.groupby("group").score.mean(), frame.score.nunique()]
    assert all(map(is_withheld, results))


def test_identical_values_are_withheld(seal):
    """Twenty people with one value: their mean, sum and median are everybody's value."""
    column = seal(pd.Series([42.0] * 20))
    assert all(map(is_withheld, (column.mean(), column.sum(), column.median(), column.std())))
    frame = pd.DataFrame({"g": ["a"] * 20 + ["b"] * 20 + ["c"] * 20, "x": [42.0] * 20 + [*range(40)]})
    means = seal(frame).groupby("g").x.mean()
    assert np.isnan(means["a"])


def test_dominance_is_withheld(seal):
    """One contributor with nearly all of a total hides the total and the mean, not the count."""
    values = pd.Series([*np.linspace(1, 2, 30), 10_000.0])
    column = seal(values)
    assert is_withheld(column.sum())
    assert is_withheld(column.mean())
    assert is_withheld(column.std())
    assert column.count() == 31
    frame = pd.DataFrame(
        {"g": ["a"] * 31 + ["b"] * 31 + ["c"] * 31, "x": [*values, *np.tile(np.arange(31.0), 2)]}
    )
    assert np.isnan(seal(frame).groupby("g").x.sum()["a"])


@pytest.mark.parametrize("name", ["min", "max", "idxmin", "idxmax"])
def test_extremes_are_withheld(seal, name):
    """Minimum and maximum of a column, of groups and by NumPy are single people's values."""
    frame = seal(of_sizes(a=30, b=30))
    assert is_withheld(getattr(frame.score, name)())
    assert is_withheld(getattr(frame.groupby("group").score, name)())
    assert is_withheld(frame.groupby("group").score.agg(name))
    both = frame.groupby("group").agg({"score": ["mean", name]})
    assert both.notna().all().tolist() == [True, False]
    assert both["score", name].isna().all()


GROUPED = {
    "value_counts": lambda d: d.group.value_counts(),
    "normalize": lambda d: d.group.value_counts(normalize=True),
    "size": lambda d: d.groupby("group").size(),
    "mean": lambda d: d.groupby("group").score.mean(),
    "median": lambda d: d.groupby("group").score.median(),
    "agg": lambda d: d.groupby("group").score.agg(["count", "sum"]),
    "as_index": lambda d: d.groupby("group", as_index=False).score.sum(),
    "two keys": lambda d: d.groupby(["group", d.score > 50]).size(),
    "loop": lambda d: [label for label, _ in d.groupby("group")],
    "describe": lambda d: d.group.describe(),
    "frame value_counts": lambda d: d[["group"]].value_counts(),
}


@pytest.mark.parametrize("query", GROUPED)
def test_labels_of_few_people_never_appear(seal, session, query):
    """A group that fewer people share than the threshold is left out, label and all."""
    result = GROUPED[query](seal(of_sizes(large=60, middling=40, smallest=9, tiny=1)))
    mask = session.public.mask_of(result)
    texts = " ".join(texts_of(result))
    if mask is not None:
        texts += to_text(table_view(mask.released, mask.policy)) + to_html(
            table_view(mask.released, mask.policy)
        )
    assert "large" in texts
    assert "smallest" not in texts
    assert "tiny" not in texts


@pytest.mark.parametrize("rare", [1, 5, 9])
def test_a_single_small_group_takes_another_with_it(seal, rare):
    """The total minus the shown groups is at least two groups of at least the threshold together."""
    sizes = {"a": 60, "b": 40, "c": 30, "d": rare}
    counts = seal(of_sizes(**sizes)).group.value_counts()
    assert counts.isna().sum() >= 1
    assert sum(sizes.values()) - counts.sum() >= 10
    means = seal(of_sizes(**sizes)).groupby("group").score.mean()
    assert means.isna().sum() >= 1


@st.composite
def cross_frames(draw):
    """Return people by two variables, with small and empty cells."""
    n_rows, n_columns = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    sizes = st.sampled_from([0, 1, 3, 9, 10, 12, 25, 40])
    cells = [(i, j, draw(sizes)) for i in range(n_rows) for j in range(n_columns)]
    people = [(f"r{i}", f"c{j}") for i, j, n in cells for _ in range(n)]
    return pd.DataFrame(people or [("r0", "c0")], columns=["row", "column"])


def known_totals(session, frame, table, side):
    """Return which totals of rows (or columns) are known: from the margins, else by value_counts.

    A count that was settled to that of an earlier set of people is not the total, and tells nothing.
    """
    counts = session.protect(frame)[side].value_counts()
    exact = frame[side].value_counts()
    counted = set() if type(counts) is Sealed else {label for label, n in counts.items() if n == exact[label]}
    margins = {"row": table.get("All"), "column": table.loc["All"] if "All" in table.index else None}[side]
    return counted if margins is None else {label for label, n in margins.items() if n == exact.get(label)}


def intervals_of_masked(session, frame, table, mask):
    """Return how wide the interval of each masked cell is, given all that is rendered and all totals.

    Of totals that are not told those of few people count: another one may follow from cells that are shown.
    """
    rendered = table_view(mask.released, mask.policy)
    truth = pd.crosstab(frame.row, frame.column)
    hidden = np.ones(truth.shape, dtype=bool)
    for i, label in enumerate(truth.index):
        for j, column in enumerate(truth.columns):
            if label in rendered.labels and column in rendered.columns:
                cell = rendered.rows[rendered.labels.index(label)][rendered.columns.index(column)]
                is_masked = cell.reason is not Reason.SHOWN
                assert is_masked == np.isnan(table.loc[label, column])
                assert is_masked or abs(float(cell.text) - truth.loc[label, column]) < 10
                hidden[i, j] = is_masked or float(cell.text) != truth.loc[label, column]  # as an earlier set
    layout = two_way(*truth.shape, row_totals=True, column_totals=True, grand_total=True)
    unknown_rows = ~truth.index.isin(known_totals(session, frame, table, "row"))
    unknown_columns = ~truth.columns.isin(known_totals(session, frame, table, "column"))
    masked = np.concatenate([hidden.ravel(), unknown_rows, unknown_columns, [False]])
    low, high = feasibility_intervals(layout.table(truth.to_numpy(dtype=float)), masked)
    few = [truth.to_numpy().sum(axis=1) < 10, truth.to_numpy().sum(axis=0) < 10]
    meant = np.concatenate([hidden.ravel(), unknown_rows & few[0], unknown_columns & few[1], [False]])
    return (high - low)[meant]


@given(cross_frames(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_no_masked_cell_of_a_crosstab_is_determined(frame, margins):
    """Nobody can work out a masked cell from the rendered table and all totals; none too small is shown."""
    session = Session(Policy())
    table, mask = crosstab(frame, session=session, margins=margins)
    if type(table) is Sealed:
        assert frame.row.value_counts().max() < 10 or frame.column.value_counts().max() < 10
        return
    assert (intervals_of_masked(session, frame, table, mask) > 1e-6).all()
    shown = table.to_numpy()[~np.isnan(table.to_numpy(dtype=float))]
    assert shown.size == 0 or shown.min() >= 10
    assert (frame.row.value_counts().reindex([label for label in table.index if label != "All"]) >= 10).all()


def test_a_shown_margin_never_determines_a_masked_cell(seal):
    """One small cell of a table with margins takes three others with it."""
    people = {("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 50, ("b", "y"): 60}
    frame = pd.DataFrame([key for key, n in people.items() for _ in range(n)], columns=["row", "column"])
    table, _ = crosstab(frame, margins=True)
    assert table.iloc[:2, :2].isna().all(axis=None)
    assert table.loc["All", "All"] == 153


def test_zero_and_full_cells_are_masked(seal):
    """That nobody, or everybody, of a group has a value is disclosed by a 0 or a 100 % cell."""
    frame = pd.DataFrame(
        {"row": ["a"] * 40 + ["b"] * 40 + ["c"] * 40, "column": ["x"] * 40 + ["x", "y"] * 40}
    )
    table, _ = crosstab(frame)
    assert np.isnan(table.loc["a", "x"])
    assert np.isnan(table.loc["a", "y"])


def test_masked_cells_say_why(seal, session):
    """In text and HTML a masked cell has a sign and a reason; the released table has NaN there."""
    table = seal(of_sizes(a=60, b=40, c=30, d=3)).group.value_counts()
    mask = session.public.mask_of(table)
    view = table_view(mask.released, mask.policy)
    assert to_text(view).count(MASK) == int(table.isna().sum()) == view.masked.total()
    assert to_html(view).count('data-masked="') == view.masked.total()
    assert to_html(view).count('title="masked: ') == view.masked.total()
    assert "left out" in to_text(view)


def test_nearly_everybody_is_everybody(seal):
    """A condition that all but nine fulfil, and the sum of the rest, tell nothing of the nine."""
    frame = seal(of_sizes(a=100, b=9))
    assert frame[frame.group == "a"].shape == frame.shape
    assert frame[frame.group == "a"].score.mean() == frame.score.mean()
    assert is_withheld(frame.head(100).score.mean())


def test_few_missing_values_are_not_told_from_none(seal):
    """`count`, `info` and `isna().sum()` say the same for three missing values and for none."""
    frame = of_sizes(a=100)
    with_missing = frame.assign(score=frame.score.mask(frame.index < 3))
    for one in (frame, with_missing):
        sealed = seal(one)
        assert sealed.score.count() == 100
        assert sealed.count()["score"] == 100
        assert sealed.isna().sum()["score"] == 0


@pytest.mark.parametrize(
    "few",
    [
        lambda d: len(d) - d.group.value_counts().sum(),
        lambda d: len(d) - d.groupby("group").size().sum(),
        lambda d: round(len(d) - (d.group.value_counts() / d.group.value_counts(normalize=True)).max()),
        lambda d: round(len(d) - d.score.sum() / d.score.mean()),
        lambda d: len(d) - (d.score > 50).sum() - (d.score <= 50).sum(),
        lambda d: round(d.score.std() ** 2 / d.score.sem() ** 2) - len(d),
        lambda d: round(1 / (1 - d.score.std(ddof=0) ** 2 / d.score.var())) - len(d),
        lambda d: round(1 / (1 - ((d.score**2).mean() - d.score.mean() ** 2) / d.score.var())) - len(d),
    ],
)
def test_few_missing_values_are_not_had_by_subtraction(seal, few):
    """Sizes, counts and sums of a column tell no number below the threshold of who misses it."""
    frame = of_sizes(a=100, b=100).assign(kind=["x", "y"] * 100)
    frame.loc[:2, ["group", "score"]] = None
    assert not 0 < few(seal(frame)) < 10


@pytest.mark.parametrize(
    "table",
    [
        lambda d: d.groupby(["row", "column"]).size(),
        lambda d: d[["row", "column"]].value_counts(),
        lambda d: d.groupby(["row", "column"]).score.sum(),
    ],
)
def test_groups_of_two_keys_are_not_had_by_subtraction(seal, table):
    """The shown cells of a row never leave a remainder of fewer people than the threshold."""
    people = {("a", "x"): 3, ("a", "y"): 97, ("b", "x"): 50, ("b", "y"): 50}
    frame = pd.DataFrame([key for key, n in people.items() for _ in range(n)], columns=["row", "column"])
    sealed = seal(frame.assign(score=np.sin(np.arange(200)) + 5))
    shown = table(sealed)
    shown = shown[shown.notna()]
    n_hidden_of_a = sum(
        n for (row, column), n in people.items() if row == "a" and (row, column) not in shown.index
    )
    assert n_hidden_of_a == 0 or n_hidden_of_a >= 10


@pytest.mark.parametrize(
    "rows",
    [lambda d, n: d.head(n), lambda d, n: d.iloc[:n], lambda d, n: d[[i < n for i in range(200)]]],
)
def test_two_aggregates_do_not_differ_by_one_person(seal, rows):
    """Sums over 101 and over 100 people do not give one person's value by subtraction."""
    frame = of_sizes(a=200)
    sealed = seal(frame)
    one, other = rows(sealed, 101).score.sum(), rows(sealed, 100).score.sum()
    assert Sealed in {type(one), type(other)} or abs(one - other - frame.score[100]) > 1e-9


def test_a_coded_sum_does_not_spell_people_out(seal):
    """A sum weighted by powers of two does not give the group of every one of forty people."""
    frame = of_sizes(a=100, b=100).sample(frac=1, random_state=3, ignore_index=True)
    sealed = seal(frame)
    sealed["weight"] = np.where(np.arange(200) < 40, 2.0 ** np.minimum(np.arange(200), 40), 0)
    coded = (sealed.weight * (sealed.group == "a")).sum()
    truth = (frame.group == "a").to_numpy()[:40]
    assert type(coded) is Sealed or [int(coded) >> i & 1 for i in range(40)] != truth.astype(int).tolist()


@pytest.mark.parametrize(("profile", "base"), [("opensafely", 5), ("ofqual", 5), ("strict", 10)])
def test_counts_are_rounded_under_a_rounding_profile(profile, base):
    """Every count is a multiple of the base, and shares are those of rounded counts."""
    policy = profile_policy(profile)
    session = Session(policy)
    frame = of_sizes(a=63, b=42, c=38).assign(
        row=["p", "q"] * 71 + ["p"], column=["u", "v", "v"] * 47 + ["u", "v"]
    )
    sealed = session.protect(frame)
    assert len(sealed) % base == 0
    assert sealed.shape[0] % base == 0
    assert sealed.score.count() % base == 0
    assert (sealed.score > 50).sum() % base == 0
    for counts in (
        sealed.group.value_counts(),
        sealed.groupby("group").size(),
        sealed.groupby("group").score.count(),
    ):
        assert (counts.dropna() % base == 0).all()
    assert (sealed.describe().loc["count"] % base == 0).all()
    table, _ = crosstab(frame, policy=policy, margins=True)
    assert (table.to_numpy(dtype=float) % base == 0).all()
    counts, shares = sealed.group.value_counts(), sealed.group.value_counts(normalize=True)
    assert shares.tolist() == (counts / len(sealed)).tolist()
    whole, _ = crosstab(frame, policy=policy, normalize="all", margins=True)
    np.testing.assert_allclose(whole, table / table.loc["All", "All"])


@pytest.mark.parametrize("profile", ["strict", "opensafely", "datashield"])
def test_profiles_without_rows_show_none(profile):
    """Under these profiles a display of rows is a notice that says so, whatever the rows."""
    session = Session(profile_policy(profile))
    sealed = session.protect(of_sizes(a=60, b=40))
    for value in (sealed, sealed.head(), sealed.score, sealed[sealed.group == "a"]):
        assert "no rows" in str(value)
        assert "<td" not in value._repr_mimebundle_()["text/html"]
