"""Optimal suppression: the cheapest mask that stands up to the audit, and what happens when there is none."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.suppression import (
    Method,
    Protection,
    complementary,
    feasibility_intervals,
    n_way,
    suppress,
    too_narrow,
    two_way,
)
from jupyter_privacy.core.suppression.problem import problem
from tests.strategies import two_way_tables

ALL_MARGINS = {"row_totals": True, "column_totals": True, "grand_total": True}


def a_table(interior):
    """Return a layout with all margins and its table."""
    layout = two_way(*np.shape(interior), **ALL_MARGINS)
    return layout, layout.table(np.array(interior, dtype=float))


def cells(layout, *places):
    """Return a mask of some interior cells."""
    mask = np.zeros(layout.n_cells, dtype=bool)
    mask[[layout.interior[place] for place in places]] = True
    return mask


def cheapest(asked):
    """Return the cost of the cheapest safe mask, by trying all."""
    free = np.flatnonzero(~asked.primary & ~asked.fixed)
    found = np.inf
    for choice in product((False, True), repeat=len(free)):
        masked = asked.primary.copy()
        masked[free[list(choice)]] = True
        cost = asked.cost(masked)
        if cost < found and not len(asked.exposed(masked)):
            found = cost
    return found


@st.composite
def problems(draw, max_side=2, most=9):
    """Return a table with cells to protect, levels, fixed cells and singletons."""
    layout, table = draw(two_way_tables(max_side=max_side, most=most))
    n = layout.n_cells

    def some(elements):
        return np.array(draw(st.lists(elements, min_size=n, max_size=n)))

    primary, fixed = some(st.sampled_from([True, False, False])), some(st.sampled_from([True] + [False] * 5))
    levels = [some(st.sampled_from([0.0, 0.0, 1.0, 3.0, 7.0])) for _ in range(3)]
    singletons = (table.values == 1) & some(st.booleans())
    weights = some(st.integers(1, 9)).astype(float)
    return table, primary, Protection(*levels), weights, fixed & ~primary, singletons


@settings(max_examples=60, deadline=None)
@given(problems())
def test_brute_force_finds_nothing_cheaper(case):
    """Of all masks of a small table none that is safe is cheaper than the optimal one."""
    table, primary, levels, weights, fixed, singletons = case
    asked = problem(table, primary, levels, weights, fixed, singletons)
    found = suppress(table, primary, levels, weights, fixed=fixed, singletons=singletons, seconds=60)
    best = cheapest(asked)
    assert found.cost == weights[found.masked].sum()
    assert found.is_protected == np.isfinite(best)
    if found.is_protected:
        assert found.cost >= best
        assert found.method is not Method.OPTIMAL or found.cost == best
        assert found.method is not Method.HEURISTIC


@settings(max_examples=80, deadline=None)
@given(problems(max_side=4))
def test_every_interval_has_its_protection(case):
    """By programs of their own, the intervals of all primary cells are as wide as asked, or it is said."""
    table, primary, levels, weights, fixed, singletons = case
    found = suppress(table, primary, levels, weights, fixed=fixed, singletons=singletons)
    assert (found.masked >= primary).all()
    assert not (found.masked & fixed).any()
    if not found.is_protected or found.masked.all():
        return
    asked = problem(table, primary, levels, weights, fixed, singletons)
    for cells_known in asked.views:
        known = np.isin(np.arange(len(primary)), cells_known)
        low, high = feasibility_intervals(table, found.masked & ~known)
        looked_at = primary & ~known
        above, below = high - table.values, table.values - low
        assert (above + below + 1e-6 >= levels.width)[looked_at].all()
        assert (above + 1e-6 >= levels.above)[looked_at].all()
        assert (below + 1e-6 >= levels.below)[looked_at].all()
        assert (above + below > 0)[looked_at].all()


@settings(max_examples=40, deadline=None)
@given(problems(max_side=3))
def test_suppressing_a_suppressed_table_adds_nothing(case):
    """A mask that stands is the cheapest for itself."""
    table, primary, levels, weights, fixed, singletons = case
    first = suppress(table, primary, levels, weights, fixed=fixed, singletons=singletons)
    only = levels.where(primary, np.zeros(len(primary)))
    again = suppress(table, first.masked, only, weights, fixed=fixed, singletons=singletons)
    if first.is_protected and not singletons.any():
        assert (again.masked == first.masked).all()
        assert again.method is Method.OPTIMAL


@settings(max_examples=40, deadline=None)
@given(two_way_tables(max_side=4), st.integers(0, 10), st.integers(0, 10))
def test_no_failing_cell_shows_whatever_the_threshold(case, one, other):
    """What a threshold hides, a higher threshold hides too; complementary cells may come and go."""
    layout, table = case
    low, high = sorted((one, other))
    width = np.full(layout.n_cells, 2.0)
    masks = [suppress(table, table.values < threshold, width).masked for threshold in (low, high)]
    assert (masks[0] >= (table.values < low)).all()
    assert (masks[1] >= (table.values < low)).all()
    assert (masks[1] >= (table.values < high)).all()


def test_the_cheapest_cycle(oracle):
    """With one sensitive cell the pattern is the published optimum."""
    example = oracle("table_suppression_oracles.json")["sdctable_microdata1"]
    counts = example["counts"]
    layout, table = a_table([[counts[f"{row}|{sex}"] for sex in ("male", "female")] for row in "ABCD"])
    found = suppress(table, cells(layout, (0, 1)), np.full(layout.n_cells, 2.0), table.values)
    assert found.method is Method.OPTIMAL
    assert sorted(np.flatnonzero(found.masked)) == sorted([*layout.interior[0], *layout.interior[2]])


def test_two_per_line_is_not_enough(oracle):
    """The published fix is one more cell, and it is the cheapest."""
    example = oracle("table_suppression_oracles.json")["two_per_line_is_not_enough"]
    layout, table = a_table(example["inner"])
    at = {
        row + column: (i, j)
        for i, row in enumerate(example["rows"])
        for j, column in enumerate(example["cols"])
    }
    primary = cells(layout, *(at[name] for name in example["suppressed"]))
    fixed = ~np.isin(np.arange(layout.n_cells), layout.interior)
    found = suppress(table, primary, np.ones(layout.n_cells), fixed=fixed)
    assert found.masked.sum() == primary.sum() + 1
    fixed_mask = primary | cells(layout, at["xb"])
    low, high = feasibility_intervals(table, fixed_mask)
    for name, bounds in example["lp_bounds_after_fix"].items():
        place = layout.interior[at[name]]
        assert [low[place], high[place]] == pytest.approx(bounds)
    assert not len(too_narrow(table, fixed_mask, np.ones(layout.n_cells)))


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_is_no_dearer_than_the_heuristic(seed):
    """On a table of ordinary size the search ends, and not above what the heuristic costs."""
    draw = np.random.default_rng(seed)
    layout, table = a_table(draw.poisson(np.exp(draw.normal(2.5, 1, (8, 8)))))
    primary = np.isin(np.arange(layout.n_cells), layout.interior) & (table.values < 5)
    width = np.full(layout.n_cells, 4.0)
    found = suppress(table, primary, width, 1 + table.values, seconds=60)
    heuristic = complementary(table, primary, width, 1 + table.values)
    assert found.method is Method.OPTIMAL
    assert found.cost <= (1 + table.values)[heuristic].sum()


@pytest.mark.parametrize("seconds", [0.0, 1e-3])
def test_without_time_the_heuristic_takes_over(seconds):
    """However little time there is, the mask is safe, and it says that it is not proven cheapest."""
    draw = np.random.default_rng(1)
    layout, table = a_table(draw.poisson(20, (12, 12)))
    primary = np.isin(np.arange(layout.n_cells), layout.interior) & (table.values < 14)
    width = np.full(layout.n_cells, 8.0)
    found = suppress(table, primary, width, seconds=seconds)
    assert found.method is Method.HEURISTIC
    assert found.is_protected
    assert not len(too_narrow(table, found.masked, np.where(primary, width, 0.0)))


def test_published_cells_stay_published():
    """The price of never masking a published cell is another one, or a table that is not shown."""
    layout, table = a_table([[2, 30, 40], [30, 50, 60], [45, 55, 65]])
    primary, width = cells(layout, (0, 0)), np.full(layout.n_cells, 2.0)
    free = suppress(table, primary, width)
    fixed = free.masked & ~primary
    for mask in (
        suppress(table, primary, width, fixed=fixed).masked,
        complementary(table, primary, width, fixed=fixed),
    ):
        assert not (mask & fixed).any()
        assert not len(too_narrow(table, mask, np.where(primary, width, 0.0)))
    shut = suppress(table, primary, width, fixed=~primary)
    assert (shut.masked == primary).all()
    assert not shut.is_protected
    assert not suppress(table, primary, width, fixed=primary).is_protected


def test_two_singletons_do_not_protect_each_other():
    """Two people who stand alone in a row must not see each other's cells by subtracting their own."""
    layout, table = a_table([[1, 1, 30, 40], [50, 60, 35, 45], [52, 62, 37, 47]])
    primary, width = cells(layout, (0, 0), (0, 1)), np.ones(layout.n_cells)
    naive = suppress(table, primary, width)
    aware = suppress(table, primary, width, singletons=primary)
    assert naive.masked[layout.interior[0]].sum() == 2
    assert aware.masked[layout.interior[0]].sum() > 2
    low, high = feasibility_intervals(table, aware.masked & ~cells(layout, (0, 0)))
    assert high[layout.interior[0, 1]] - low[layout.interior[0, 1]] >= 1
    heuristic = complementary(table, primary, width, singletons=primary)
    assert not len(problem(table, primary, width, None, None, primary).exposed(heuristic))


def test_a_singleton_knows_all_cells_that_they_alone_make_up():
    """Who is alone in a cell and in its total knows both."""
    layout, table = a_table([[1, 0], [20, 30]])
    alone = cells(layout, (0, 0))
    alone[layout.row_totals[0]] = True
    asked = problem(table, alone, np.ones(layout.n_cells), None, None, alone)
    assert [known.tolist() for known in asked.insiders] == [[layout.interior[0, 0], layout.row_totals[0]]]


def test_upper_protection_is_not_width():
    """A cell of 9 in [0, 10] is 10 wide, but is guessed from above to within 1."""
    layout = two_way(1, 3, row_totals=True, column_totals=False, grand_total=False)
    table = layout.table(np.array([[9.0, 1.0, 5.0]]))
    primary, none = np.array([True, False, False, False]), np.zeros(4)
    weights = np.array([1.0, 1.0, 2.0, 9.0])
    assert suppress(table, primary, np.full(4, 10.0), weights).masked.tolist() == [True, True, False, False]
    above = Protection(none, np.full(4, 3.0), none)
    assert suppress(table, primary, above, weights).masked.tolist() == [True, False, True, False]


@pytest.mark.parametrize("shape", [(3, 3, 3), (2, 3, 2, 2)])
def test_tables_of_many_dimensions(shape):
    """In three and more dimensions the masks stand up to the audit as well."""
    draw = np.random.default_rng(0)
    layout = n_way(shape)
    table = layout.table(draw.poisson(12, shape).astype(float))
    primary = np.isin(np.arange(layout.n_cells), layout.interior) & (table.values < 7)
    found = suppress(table, primary, np.full(layout.n_cells, 5.0), 1 + table.values)
    assert primary.any()
    assert found.is_protected
    assert not len(too_narrow(table, found.masked, np.where(primary, 5.0, 0.0)))
    assert found.cost <= (1 + table.values)[complementary(table, primary, np.full(layout.n_cells, 5.0))].sum()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": np.zeros(5)}, "positive"),
        ({"protection": np.ones(3)}, "one entry"),
        ({"fixed": np.zeros(4, dtype=bool)}, "one entry"),
        ({"singletons": np.zeros(4, dtype=bool)}, "one entry"),
        ({"weights": np.ones(2)}, "one entry"),
    ],
)
def test_bad_problems_are_refused(change, message):
    """Arrays of another length and weights that are not positive are errors."""
    layout = two_way(1, 4, row_totals=True, column_totals=False, grand_total=False)
    given = {
        "table": layout.table(np.arange(4.0)[None]),
        "primary": np.zeros(5, dtype=bool),
        "protection": np.ones(5),
    }
    with pytest.raises(ValueError, match=message):
        suppress(**(given | change))


@pytest.mark.parametrize("levels", [(-1.0, 0.0, 0.0), (0.0, np.nan, 0.0)])
def test_bad_levels_are_refused(levels):
    """A protection level is a number from 0 up."""
    with pytest.raises(ValueError, match="level"):
        Protection(*(np.array([level]) for level in levels))


def test_the_solver_is_silent_and_gives_the_same_mask_twice(capfd):
    """Nothing is printed, and the same table has the same mask."""
    layout, table = a_table(np.random.default_rng(3).poisson(12, (9, 9)))
    primary = table.values < 8
    masks = [suppress(table, primary, np.full(layout.n_cells, 7.0)).masked for _ in range(2)]
    assert (masks[0] == masks[1]).all()
    assert capfd.readouterr() == ("", "")
