"""Rounding to multiples that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.rounding import controlled, existence_interval, nearest
from jupyter_privacy.core.suppression import Equation, LinearTable, n_way, two_way
from jupyter_privacy.errors import DisclosureError
from tests.strategies import two_way_tables


def adds_up(table, values):
    """Say whether values satisfy the equations of a table."""
    return all(values[e.parts].sum() == values[e.total] for e in table.equations)


def test_controlled_as_printed(oracle):
    """The handbook's controlled table is adjacent and adds up, as ours does; ours is as near or nearer."""
    example = oracle("handbook_examples.json")["controlled_rounding_base5"]
    original = np.array(example["original"], dtype=float)
    published = np.array(example["published_controlled"], dtype=float).ravel()
    layout = n_way((3, 2))
    table = layout.table(original[:3, :2])
    np.testing.assert_array_equal(table.values, original.ravel())
    assert adds_up(table, published)
    assert (np.abs(published - table.values) < 5).all()
    ours = controlled(table, 5)
    assert adds_up(table, ours)
    assert (np.abs(ours - table.values) < 5).all()
    assert np.abs(ours - table.values).sum() <= np.abs(published - table.values).sum()


def test_conventional_rounding_does_not_add_up(oracle):
    """Rounded by itself the handbook's table breaks its sums; its 35 for a 32 is a misprint for 30."""
    example = oracle("handbook_examples.json")["controlled_rounding_base5"]
    rounded = nearest(np.array(example["original"], dtype=float), 5)
    printed = np.array(example["published_conventional_as_printed"])
    assert np.argwhere(rounded != printed).tolist() == [[2, 2]]
    assert rounded[2, 2] == 30
    assert not adds_up(n_way((3, 2)).table(np.zeros((3, 2))), rounded.ravel())


@settings(max_examples=60, deadline=None)
@given(two_way_tables(max_side=4, most=30), st.sampled_from([2, 3, 5, 10]))
def test_two_way_tables_can_always_be_rounded(case, base):
    """Every entry goes to a multiple next to it, multiples stay, and all margins add up."""
    _, table = case
    rounded = controlled(table, base)
    assert adds_up(table, rounded)
    assert (rounded % base == 0).all()
    assert (np.abs(rounded - table.values) < base).all()


def test_of_the_tables_that_add_up_the_nearest_is_taken():
    """By enumeration, no other table of adjacent multiples that adds up is nearer."""
    layout = two_way(2, 3, row_totals=True, column_totals=True, grand_total=True)
    table = layout.table(np.array([[1.0, 2, 4], [7, 8, 6]]))
    below = np.floor(table.values / 5) * 5
    ends = [sorted({low, low + 5 * (value > low)}) for low, value in zip(below, table.values, strict=True)]
    every = np.array(np.meshgrid(*ends)).reshape(len(ends), -1).T
    least = min(np.abs(values - table.values).sum() for values in every if adds_up(table, values))
    assert np.abs(controlled(table) - table.values).sum() == least


def test_real_numbers_and_negative_ones_are_rounded_too():
    """Sums of money go to multiples of a thousand."""
    layout = two_way(1, 2, row_totals=True, column_totals=False, grand_total=False)
    assert controlled(layout.table(np.array([[-1_700.5, 2_200.25]])), 1000).tolist() == [-2000, 2000, 0]


def test_three_dimensions_are_rounded_as_near_as_it_goes():
    """In three dimensions a cell may have to go one multiple farther, but it adds up."""
    draw = np.random.default_rng(2)
    table = n_way((3, 3, 3)).table(draw.poisson(4, (3, 3, 3)).astype(float))
    rounded = controlled(table, 3)
    assert adds_up(table, rounded)
    assert (np.abs(rounded - table.values) < 6).all()
    assert (rounded >= 0).all()


def equal_cells(n, value):
    """Return a table of n cells that are known to be equal, and their total."""
    same = tuple(Equation(i, np.array([i + 1])) for i in range(n - 1))
    return LinearTable(np.append(np.full(n, value), n * value), (*same, Equation(n, np.arange(n))))


def test_cells_go_farther_only_when_they_must():
    """Three equal cells of 2 with a total of 6: no adjacent multiples of 5 add up, 0 and 0 do."""
    assert controlled(equal_cells(3, 2.0), 5).tolist() == [0, 0, 0, 0]
    assert controlled(equal_cells(2, 5.0), 5).tolist() == [5, 5, 10]


def test_what_cannot_be_rounded_is_an_error():
    """Thirty equal cells of 2 with a total of 60 have no rounding: 0 or 150 is not near 60."""
    with pytest.raises(DisclosureError, match="add up"):
        controlled(equal_cells(30, 2.0), 5)


@pytest.mark.parametrize("base", [0, -5, np.nan])
def test_bad_bases_are_refused(base):
    """A base that is not positive is an error."""
    with pytest.raises(ValueError, match="base"):
        controlled(equal_cells(2, 1.0), base)


def test_existence_intervals_as_printed(oracle):
    """The handbook's intervals: [0, b-1], [a-b+1, a+b-1], and for base 5 and one step 15 is [6, 24]."""
    assert (
        oracle("handbook_examples.json")["rounding_existence_interval"]["K_step"] == "b=5,K=1,a=15 -> [6,24]"
    )
    for base in (3, 5):
        low, high = existence_interval(np.array([0.0, base, 4 * base]), base)
        assert low.tolist() == [0, 1, 3 * base + 1]
        assert high.tolist() == [base - 1, 2 * base - 1, 5 * base - 1]
    assert [end.item() for end in existence_interval(np.array([15.0]), 5, 1)] == [6, 24]


@settings(max_examples=40, deadline=None)
@given(two_way_tables(max_side=3, most=30), st.sampled_from([3, 5]))
def test_existence_intervals_hold_the_truth(case, base):
    """The true count lies in the interval of its controlled rounding."""
    _, table = case
    low, high = existence_interval(controlled(table, base), base)
    assert (low <= table.values).all()
    assert (table.values <= high).all()


@pytest.mark.parametrize(("base", "farther"), [(0, 0), (5, -1)])
def test_bad_intervals_are_refused(base, farther):
    """A base below 1 and a negative number of steps are errors."""
    with pytest.raises(ValueError, match="base"):
        existence_interval(np.ones(1), base, farther)


@settings(max_examples=40, deadline=None)
@given(two_way_tables(max_side=4, most=30), st.data())
def test_what_was_told_before_is_told_again_where_it_adds_up(case, data):
    """Cells of an earlier rounding stay as they were; multiples that cannot all stay give way to the sums."""
    _, table = case
    earlier = controlled(table, 5)
    known = np.where(
        data.draw(st.lists(st.booleans(), min_size=len(earlier), max_size=len(earlier))), earlier, np.nan
    )
    again = controlled(table, 5, known)
    assert (again[~np.isnan(known)] == earlier[~np.isnan(known)]).all()
    other = np.floor(table.values / 5) * 5
    forced = controlled(table, 5, other)
    assert adds_up(table, forced)
    assert (np.abs(forced - table.values) < 5).all()
