"""Measures: against brute force, published numbers, and the laws of the catalogue."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.measures import MEASURES, identifying_share, measure_all
from jupyter_privacy.core.measures import singled_out as search
from jupyter_privacy.core.types import Assessable, ColumnName, Severity
from tests.strategies import assessables, codes

IDS = [
    "k_anonymity",
    "uniques",
    "data_points_1",
    "data_points_2",
    "data_points_3",
    "l_diversity",
    "separation",
]


def rows(data, names):
    """Return each record's codes on some columns."""
    return [tuple(int(data.columns[name][i]) for name in names) for i in range(data.n_records)]


def singled_out_by(data, size):
    """Return who is unique on some set of at most `size` columns."""
    alone = set()
    for n in range(1, size + 1):
        for names in combinations(data.columns, n):
            keys = rows(data, names)
            alone |= {i for i, key in enumerate(keys) if keys.count(key) == 1}
    return len(alone)


def brute_force(data):
    """Return every measure from its definition, None for unknown."""
    keys = rows(data, data.key_variables)
    sizes = [keys.count(key) for key in keys]
    have_keys, have_both = bool(data.key_variables), bool(data.key_variables and data.sensitive)
    known = [
        len({int(data.columns[name][i]) for i, other in enumerate(keys) if other == key} - {0})
        for key in set(keys)
        for name in data.sensitive
    ]
    pairs = list(combinations(keys, 2))
    return {
        "k_anonymity": min(sizes) if have_keys and sizes else None,
        "uniques": sizes.count(1) if have_keys else None,
        **{f"data_points_{s}": singled_out_by(data, s) if data.columns else None for s in (1, 2, 3)},
        "l_diversity": max(1, min(known)) if have_both and known else None,
        "separation": (sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0) if have_keys else None,
    }


def values_of(data):
    """Return the value of every measure."""
    return {name: risk.value for name, risk in measure_all(data).items()}


@given(assessables())
def test_measures_by_brute_force(data):
    """Every measure is what its definition gives, on empty and one-row frames too."""
    assert values_of(data) == pytest.approx(brute_force(data))


@given(assessables(), st.randoms(use_true_random=False))
def test_row_order_and_names_change_nothing(data, random):
    """Neither the order of the records nor the names or order of the columns matter."""
    order = random.sample(range(data.n_records), data.n_records)
    names = random.sample(list(data.columns), len(data.columns))
    new_name = {name: ColumnName(f"x{i}") for i, name in enumerate(names)}
    shuffled = replace(
        data,
        columns={new_name[name]: data.columns[name][order] for name in names},
        key_variables=tuple(new_name[name] for name in data.key_variables),
        sensitive=tuple(new_name[name] for name in data.sensitive),
    )
    assert values_of(shuffled) == values_of(data)


@given(assessables(max_columns=4), st.data())
def test_one_more_key_variable_never_lowers_the_risk(data, draw):
    """With one more key variable k and l never rise; uniques, separation, data points never fall."""
    name = ColumnName("more")
    column = draw.draw(codes(data.n_records))
    more = replace(data, columns={**data.columns, name: column}, key_variables=(*data.key_variables, name))
    before, after = values_of(data), values_of(more)
    for measure in MEASURES:
        if before[measure.id] is not None:
            sign = 1 if measure.direction == "higher_is_riskier" else -1
            assert sign * after[measure.id] >= sign * before[measure.id] - 1e-12


@given(assessables(), st.sampled_from([0, 2_000, 6_000, 10_000, 20_000, 40_000]))
def test_a_work_budget_never_makes_a_wrong_number(data, budget):
    """Whatever the budget: an exact number is right, a bounded one holds the truth, sizes rise."""
    found = search.singled_out(
        list(data.columns.values()),
        [data.columns[name] for name in data.key_variables],
        data.n_records,
        budget=budget,
        cancelled=lambda: False,
    )
    known = [0]
    for result in found:
        truth = singled_out_by(data, result.size)
        if result.n is None:
            assert result.note
        else:
            assert result.n == truth if result.is_exact else known[-1] <= result.n <= truth
            assert result.is_exact or "key variables" in result.note
            known.append(result.n)
    assert known == sorted(known)


def test_restricted_search_says_so(monkeypatch):
    """Beyond the budget the key variables are searched, as a lower bound; without any it is unknown."""
    rng = np.random.default_rng(2)
    columns = {ColumnName(f"c{i}"): rng.integers(1, 3, 300).astype(np.int32) for i in range(40)}
    data = Assessable(300, columns, tuple(columns)[:5], (), minimum=5)
    monkeypatch.setattr(search.singled_out, "__kwdefaults__", {"budget": 40_000})
    risks = measure_all(data)
    assert "5 key variables" in risks["data_points_3"].note
    assert (risks["data_points_3"].low, risks["data_points_3"].high) == (risks["data_points_3"].value, 300)
    without = measure_all(replace(data, key_variables=()))["data_points_3"]
    assert not without.is_known
    assert without.note


@pytest.mark.parametrize("counted", [0, 50])
@pytest.mark.parametrize("most", [3, 40])
def test_sorting_finds_whom_counting_finds(monkeypatch, counted, most):
    """Combinations too many to be counted are sorted, with the same result."""
    columns = [np.random.default_rng(i).integers(0, most, 60).astype(np.int32) for i in range(5)]

    def found():
        return search.singled_out(columns, [], 60, cancelled=lambda: False)

    expected = found()
    monkeypatch.setattr(search, "COUNTED", counted)
    assert found() == expected


def test_pupils(pupils):
    """On the real pupils all three numbers of data points are those of a plain search."""
    columns = list(pupils.values())[::4]
    data = Assessable(649, {ColumnName(f"c{i}"): c for i, c in enumerate(columns)}, (), (), 5)
    risks = measure_all(data)
    for size in (1, 2, 3):
        alone = np.zeros(649, dtype=bool)
        for chosen in combinations(columns, size):
            _, which, count = np.unique(np.stack(chosen), axis=1, return_inverse=True, return_counts=True)
            alone |= count[which.ravel()] == 1
        assert risks[f"data_points_{size}"].value == alone.sum()


def test_practice_guide(oracle, coded):
    """Class sizes, uniques and l-diversity of the practice guide's ten rows are reproduced."""
    table = oracle("sdcpractice_guide_10rows_expected.csv")
    keys = [ColumnName(name) for name in ("Residence", "Gender", "Educ", "Lstat")]
    health = ColumnName("Health")
    columns = {name: coded([row[name] for row in table]) for name in [*keys, health]}
    found = values_of(Assessable(10, columns, tuple(keys), (health,), minimum=3))
    f_k = [int(row["fk"]) for row in table]
    assert found["k_anonymity"] == min(f_k)
    assert found["uniques"] == f_k.count(1)
    assert found["l_diversity"] == min(int(row["ldiv_distinct"]) for row in table)


def test_francdat(oracle, coded):
    """The class sizes and uniques of sdcMicro's francdat are reproduced."""
    table = oracle("francdat_expected.csv")
    keys = [ColumnName(f"Key{i}") for i in range(1, 5)]
    columns = {name: coded([row[name] for row in table]) for name in keys}
    found = values_of(Assessable(len(table), columns, tuple(keys), (), minimum=3))
    f_k = [int(row["fk"]) for row in table]
    assert (found["k_anonymity"], found["uniques"]) == (min(f_k), f_k.count(1))


@pytest.mark.parametrize(
    ("n_copies", "expected"),
    [
        (1, Severity.HIGH),
        (4, Severity.HIGH),
        (5, Severity.ELEVATED),
        (9, Severity.ELEVATED),
        (10, Severity.FINE),
    ],
)
def test_severity_of_k(n_copies, expected):
    """Below the minimum k is HIGH, below twice the minimum ELEVATED."""
    name = ColumnName("a")
    column = np.repeat(np.array([1, 2], dtype=np.int32), n_copies)
    data = Assessable(2 * n_copies, {name: column}, (name,), (), minimum=5)
    assert measure_all(data)["k_anonymity"].severity is expected


def test_cancelled_is_unknown():
    """After a cancellation the rest is unknown, never zero."""
    name = ColumnName("a")
    data = Assessable(4, {name: np.array([1, 2, 2, 2], dtype=np.int32)}, (name,), (), minimum=2)
    assert not any(risk.is_known for risk in measure_all(data, cancelled=lambda: True).values())
    answers = iter([False, False, False])
    late = measure_all(data, cancelled=lambda: next(answers, True))
    assert late["uniques"].is_known
    assert not late["data_points_1"].is_known


def test_identifying_share():
    """A constant tells nobody apart, an identifier everybody; fewer than two records have no pair."""
    assert identifying_share(np.ones(5, dtype=np.int32)) == 0.0
    assert identifying_share(np.arange(5, dtype=np.int32)) == 1.0
    assert (
        identifying_share(np.zeros(0, dtype=np.int32)) == identifying_share(np.ones(1, dtype=np.int32)) == 0.0
    )


def test_catalogue():
    """The catalogue has the promised entries in order, each with words and a source."""
    assert [measure.id for measure in MEASURES] == IDS
    assert all(measure.label and measure.help and measure.source and measure.unit for measure in MEASURES)
