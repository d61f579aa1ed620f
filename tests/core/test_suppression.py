"""The attacker's audit and complementary suppression."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.suppression import (
    Equation,
    LinearTable,
    complementary,
    feasibility_intervals,
    too_narrow,
    two_way,
)
from jupyter_privacy.core.suppression.program import LinearProgram
from jupyter_privacy.errors import GuardError
from tests.strategies import two_way_tables

ALL_MARGINS = {"row_totals": True, "column_totals": True, "grand_total": True}


@st.composite
def masked_tables(draw):
    """Return a table with a mask over its cells."""
    layout, table = draw(two_way_tables(most=4))
    n = layout.n_cells
    return table, np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))


def possible_tables(table, masked, most):
    """Yield every table of counts up to `most` that agrees with the shown cells."""
    cells = np.flatnonzero(masked)
    for guess in product(range(most + 1), repeat=len(cells)):
        x = table.values.copy()
        x[cells] = guess
        if all(x[e.parts].sum() == x[e.total] for e in table.equations):
            yield x


def test_geurts(oracle):
    """Geurts' bounds, printed in the handbook, are reproduced."""
    example = oracle("table_suppression_oracles.json")["handbook_geurts_example3"]
    layout = two_way(3, 2, **ALL_MARGINS)
    table = layout.table(np.array([[4.0, 3.0], [2.0, 1.0], [3.0, 3.0]]))
    assert table.values[layout.row_totals].tolist() == [row[2] for row in example["published"][:3]]
    masked = np.isin(np.arange(layout.n_cells), layout.interior[:2])
    low, high = feasibility_intervals(table, masked)
    for cell, bounds in example["lp_bounds"].items():
        row, column = (int(number) - 1 for number in cell.split(","))
        at = layout.interior[row, column]
        assert [low[at], high[at]] == pytest.approx(bounds)


def test_two_per_line_is_not_enough(oracle):
    """The audit finds the cell that two suppressions per line leave exposed, and it gets covered."""
    example = oracle("table_suppression_oracles.json")["two_per_line_is_not_enough"]
    layout = two_way(4, 4, **ALL_MARGINS)
    table = layout.table(np.array(example["inner"], dtype=float))
    at = {
        row + column: int(layout.interior[i, j])
        for i, row in enumerate(example["rows"])
        for j, column in enumerate(example["cols"])
    }
    masked = np.zeros(layout.n_cells, dtype=bool)
    masked[[at[name] for name in example["suppressed"]]] = True
    low, high = feasibility_intervals(table, masked)
    for name, bounds in example["lp_bounds"].items():
        assert [low[at[name]], high[at[name]]] == pytest.approx(bounds)
    assert too_narrow(table, masked, np.full(layout.n_cells, 1.0)).tolist() == [at["wb"]]
    pattern = complementary(table, masked, np.full(layout.n_cells, 1.0))
    assert not len(too_narrow(table, pattern, np.full(layout.n_cells, 1.0)))


def test_the_cheapest_cycle(oracle):
    """With one sensitive cell the pattern is the one that several published programs find."""
    example = oracle("table_suppression_oracles.json")["sdctable_microdata1"]
    layout = two_way(4, 2, **ALL_MARGINS)
    counts = example["counts"]
    interior = np.array(
        [[counts[f"{row}|{sex}"] for sex in ("male", "female")] for row in "ABCD"], dtype=float
    )
    primary = np.zeros(layout.n_cells, dtype=bool)
    primary[layout.interior[0, 1]] = True
    table = layout.table(interior)
    pattern = complementary(table, primary, np.full(layout.n_cells, 2.0), table.values)
    assert sorted(np.flatnonzero(pattern)) == sorted([*layout.interior[0], *layout.interior[2]])


@settings(max_examples=60, deadline=None)
@given(masked_tables())
def test_intervals_hold_every_possible_table(case):
    """Each table that the attacker could not tell apart lies in the intervals, the true one too."""
    table, masked = case
    low, high = feasibility_intervals(table, masked, 0.0, 5.0 * len(table.values))
    assert (low <= table.values).all()
    assert (table.values <= high).all()
    if masked.sum() <= 5:
        for x in possible_tables(table, masked, 5):
            assert (low - 1e-6 <= x).all()
            assert (x <= high + 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(two_way_tables(max_side=2, most=3).filter(lambda case: len(case[1].values) <= 7))
def test_brute_force_reaches_the_intervals(case):
    """With the interior masked, some table of whole numbers attains each end of each interval."""
    layout, table = case
    masked = np.isin(np.arange(layout.n_cells), layout.interior)
    most = 6
    low, high = feasibility_intervals(table, masked, 0.0, float(most))
    possible = np.array(list(possible_tables(table, masked, most)))
    np.testing.assert_allclose(possible.min(axis=0), low, atol=1e-6)
    np.testing.assert_allclose(possible.max(axis=0), high, atol=1e-6)


@settings(max_examples=80, deadline=None)
@given(two_way_tables(max_side=4), st.integers(0, 8), st.data())
def test_patterns_stand_up_to_the_audit(case, threshold, data):
    """The pattern covers the primary cells, each with its protection, and determines no masked cell."""
    layout, table = case
    primary = table.values < threshold
    asked = st.lists(st.integers(0, 15), min_size=layout.n_cells, max_size=layout.n_cells)
    protection = np.array(data.draw(asked), dtype=float)
    pattern = complementary(table, primary, protection)
    low, high = feasibility_intervals(table, pattern)
    width = np.where(np.isinf(high), np.inf, high - low)
    assert (pattern >= primary).all()
    assert (width[primary] >= protection[primary] - 1e-6).all() or pattern.all()
    assert (width[pattern] > 1e-6).all() or pattern.all()
    assert primary.any() or not pattern.any()


@settings(max_examples=30, deadline=None)
@given(two_way_tables(max_side=4))
def test_patterns_are_idempotent(case):
    """A pattern that stands needs nothing more."""
    layout, table = case
    pattern = complementary(table, table.values < 4, np.ones(layout.n_cells))
    assert (complementary(table, pattern, np.zeros(layout.n_cells)) == pattern).all()


def test_negative_values_have_no_lower_bound():
    """Where values may be negative the attacker cannot assume otherwise."""
    layout = two_way(1, 2, row_totals=True, column_totals=False, grand_total=False)
    table = layout.table(np.array([[-3.0, 5.0]]))
    pattern = complementary(table, np.array([True, False, False]), np.full(3, 100.0))
    assert pattern.sum() == 2
    low, high = feasibility_intervals(table, pattern, -np.inf)
    assert np.isinf(low[pattern]).all() | np.isinf(high[pattern]).all()


def test_a_lone_total_equal_to_its_part_goes_with_it():
    """A cell that is its own total cannot be hidden while the total shows."""
    layout = two_way(1, 1, row_totals=True, column_totals=False, grand_total=False)
    table = layout.table(np.array([[3.0]]))
    assert complementary(table, np.array([True, False]), np.ones(2)).all()


def test_no_cell_is_masked_for_nothing():
    """Where only the grand total can give way, the other columns stay shown with their totals."""
    layout = two_way(1, 6, **ALL_MARGINS)
    table = layout.table(np.arange(6.0).reshape(1, 6))
    primary = np.arange(layout.n_cells) == layout.interior[0, 2]
    pattern = complementary(table, primary, np.full(layout.n_cells, 2800.0))
    needed = {layout.interior[0, 2], layout.column_totals[2], layout.row_totals[0], layout.grand_total}
    assert set(np.flatnonzero(pattern)) == needed


def test_when_nothing_works_everything_is_masked():
    """A contradiction in the asked protection is not an excuse to show."""
    zero = LinearTable(np.array([0.0, 5.0]), (Equation(0, np.array([], dtype=np.intp)),))
    assert complementary(zero, np.array([True, False]), np.ones(2)).tolist() == [True, True]


def test_large_values_are_audited_to_scale():
    """Totals of billions are audited as well as counts."""
    layout = two_way(3, 3, **ALL_MARGINS)
    table = layout.table(np.arange(1.0, 10).reshape(3, 3) * 1e9)
    pattern = complementary(table, np.arange(layout.n_cells) == 4, np.full(layout.n_cells, 1e8))
    low, high = feasibility_intervals(table, pattern)
    assert high[4] - low[4] >= 1e8 * (1 - 1e-6)
    assert 4 <= pattern.sum() <= 6


@pytest.mark.parametrize(
    ("values", "total"), [([1.0, 2.0, 4.0], 2), ([1.0, np.nan, 1.0], 2), ([1.0, 2.0], 2)]
)
def test_bad_tables_are_refused(values, total):
    """A table that does not add up, has a missing value or a cell too few is an error."""
    with pytest.raises(ValueError, match=r"total|finite|equation"):
        LinearTable(np.array(values), (Equation(total, np.array([0, 1])),))


def test_a_true_value_outside_the_bounds_is_refused():
    """Bounds that exclude the truth would make the audit meaningless."""
    table = LinearTable(np.array([5.0]), ())
    with pytest.raises(ValueError, match="bounds"):
        feasibility_intervals(table, np.array([True]), 6.0)


def test_an_unsolved_program_is_no_proof(capfd):
    """Without a solution the solver raises instead of passing for an endless interval, and is silent."""
    impossible = LinearProgram(np.zeros(1), np.ones(1), [([0], [1.0], 2.0, 3.0)])
    with pytest.raises(GuardError):
        impossible.minimise(np.ones(1))
    assert capfd.readouterr() == ("", "")
