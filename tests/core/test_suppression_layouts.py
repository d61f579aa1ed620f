"""Tables of many dimensions, hierarchies and linked tables as linear tables."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.suppression import complementary, feasibility_intervals, linked, n_way, two_way


@st.composite
def interiors(draw, max_dimensions=3, max_side=3):
    """Return the counts of a table without its margins."""
    shape = tuple(draw(st.lists(st.integers(1, max_side), min_size=1, max_size=max_dimensions)))
    counts = st.lists(st.integers(0, 20), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
    return np.array(draw(counts), dtype=float).reshape(shape)


@given(interiors())
def test_every_subset_of_dimensions_is_summed(interior):
    """The margin over any subset of dimensions stands where the totals of these dimensions meet."""
    layout = n_way(interior.shape)
    values = layout.with_margins(interior)
    for n_summed in range(interior.ndim + 1):
        for summed in combinations(range(interior.ndim), n_summed):
            margin = tuple(-1 if axis in summed else slice(-1) for axis in range(interior.ndim))
            np.testing.assert_array_equal(values[margin], interior.sum(axis=summed))
    np.testing.assert_array_equal(layout.table(interior).values[layout.interior], interior)


@settings(max_examples=30, deadline=None)
@given(interiors(max_dimensions=2), st.data())
def test_two_dimensions_are_a_two_way_table(interior, data):
    """With two dimensions the attacker learns what they learn from a two-way table."""
    interior = np.atleast_2d(interior)
    layout = n_way(interior.shape)
    other = two_way(*interior.shape, row_totals=True, column_totals=True, grand_total=True)
    masks = st.lists(st.booleans(), min_size=interior.size, max_size=interior.size)
    hidden = np.array(data.draw(masks)).reshape(interior.shape)
    intervals = []
    for cells in (layout, other):
        masked = np.zeros(cells.n_cells, dtype=bool)
        masked[cells.interior[hidden]] = True
        ends = feasibility_intervals(cells.table(interior), masked)
        intervals.append([end[cells.interior] for end in ends])
    np.testing.assert_allclose(intervals[0], intervals[1], atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["cube", "hierarchy"]), st.data())
def test_whole_numbers_lie_in_the_intervals(kind, data):
    """By enumeration: no table of counts that agrees with what is shown lies outside of the intervals."""
    shape, levels = ((2, 2, 2), {}) if kind == "cube" else ((4,), {0: [np.array([0, 0, 1, 1])]})
    layout = n_way(shape, levels)
    counts = st.lists(st.integers(0, 3), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
    interior = np.array(data.draw(counts), dtype=float).reshape(shape)
    table = layout.table(interior)
    masks = st.lists(st.booleans(), min_size=layout.n_cells, max_size=layout.n_cells)
    masked = np.array(data.draw(masks))
    low, high = feasibility_intervals(table, masked)
    every = np.stack(np.meshgrid(*[np.arange(4.0)] * interior.size), axis=-1).reshape(-1, *shape)
    for axis, children in enumerate(layout.children):
        for _, parts in children:
            every = np.concatenate(
                [every, every.take(parts, axis=axis + 1).sum(axis=axis + 1, keepdims=True)], axis=axis + 1
            )
    possible = every.reshape(len(every), -1)
    agreeing = possible[(possible == table.values)[:, ~masked].all(axis=1)]
    assert len(agreeing)
    assert (low - 1e-6 <= agreeing).all()
    assert (agreeing <= high + 1e-6).all()


def test_hierarchies_add_up_level_by_level():
    """A district is the sum of its schools, a region of its districts; groups stand above the leaves."""
    schools_in = np.array([0, 0, 1, 2, 2])
    regions = np.array([0, 0, 0, 1, 1])
    layout = n_way((5, 2), {0: [schools_in, regions]})
    interior = np.arange(10.0).reshape(5, 2)
    values = layout.with_margins(interior)
    assert values.shape == (5 + 3 + 2 + 1, 3)
    for district in range(3):
        np.testing.assert_array_equal(values[5 + district, :2], interior[schools_in == district].sum(axis=0))
    for region in range(2):
        np.testing.assert_array_equal(values[8 + region, :2], interior[regions == region].sum(axis=0))
    assert values[-1, -1] == interior.sum()
    parts = {int(e.total): e.parts.tolist() for e in layout.equations[: 6 * 3 : 3]}
    assert parts[int(layout.places[8, 0])] == [layout.places[5, 0], layout.places[6, 0]]


def test_a_group_of_one_goes_with_its_only_child():
    """A district with one school shows that school, so both are masked, or neither."""
    layout = n_way((3, 3), {0: [np.array([0, 0, 1])]})
    table = layout.table(np.array([[20.0, 30, 40], [25, 35, 45], [2, 50, 60]]))
    primary = np.arange(layout.n_cells) == layout.interior[2, 0]
    pattern = complementary(table, primary, np.full(layout.n_cells, 4.0))
    assert pattern[layout.places[4, 0]]


@pytest.mark.parametrize(
    ("shape", "hierarchies", "message"),
    [
        ((), {}, "dimension"),
        ((2, 0), {}, "leaf"),
        ((2,), {1: [np.array([0, 0])]}, "does not have"),
        ((2,), {0: [np.array([0])]}, "each leaf"),
        ((2,), {0: [np.array([0, 2])]}, "gap"),
        ((3,), {0: [np.array([0, 0, 1]), np.array([0, 1, 1])]}, "splits"),
    ],
)
def test_bad_layouts_are_refused(shape, hierarchies, message):
    """A dimension without leaves and a hierarchy that is none are errors."""
    with pytest.raises(ValueError, match=message):
        n_way(shape, hierarchies)


def test_linked_tables_are_audited_together():
    """Each of two tables protects its cell; side by side they give it away."""
    values = {
        ("girls",): 30, ("boys",): 40,
        ("girls", 11): 3, ("girls", 12): 27, ("boys", 11): 20, ("boys", 12): 20,
        ("girls", "north"): 3, ("girls", "south"): 27, ("girls", 12, "north"): 0, ("girls", 12, "south"): 27,
        ("girls", 11, "north"): 3, ("girls", 11, "south"): 0,
    }  # fmt: skip
    by_age = [
        (("girls",), [("girls", 11), ("girls", 12)]),
        (("boys",), [("boys", 11), ("boys", 12)]),
    ]
    by_age_and_place = [
        (("girls", 11), [("girls", 11, "north"), ("girls", 11, "south")]),
        (("girls", 12), [("girls", 12, "north"), ("girls", 12, "south")]),
        (("girls", "north"), [("girls", 11, "north"), ("girls", 12, "north")]),
        (("girls", "south"), [("girls", 11, "south"), ("girls", 12, "south")]),
    ]
    hidden = {("girls", 11), ("girls", 12)}
    masked = np.array([identity in hidden for identity in values])
    alone = linked(values, by_age)
    low, high = feasibility_intervals(alone.table, masked)
    assert high[alone.places["girls", 11]] - low[alone.places["girls", 11]] == 30
    both = linked(values, [*by_age, *by_age_and_place, *by_age])
    assert len(both.table.equations) == 6
    low, high = feasibility_intervals(both.table, masked)
    assert high[both.places["girls", 11]] == low[both.places["girls", 11]]


@pytest.mark.parametrize(
    ("values", "sums", "message"),
    [
        ({"a": 1}, [("a", ["b"])], "no value"),
        ({"a": 1}, [("b", ["a"])], "no value"),
        ({"a": 2, "b": 1}, [("a", ["b", "b"])], "twice"),
        ({"a": 2, "b": 1}, [("a", ["b"])], "sums"),
    ],
)
def test_bad_links_are_refused(values, sums, message):
    """A cell without a value, a part named twice and a sum that does not hold are errors."""
    with pytest.raises(ValueError, match=message):
        linked(values, sums)
