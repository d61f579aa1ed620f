import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.frames import band_levels

NAN, INF = float("nan"), float("inf")

ANY = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30)
WHOLE = st.lists(st.integers(-5000, 5000), min_size=1, max_size=30)
CENTS = st.lists(st.integers(-100_000, 100_000).map(lambda cents: cents / 100), min_size=1, max_size=30)


def levels_of(values):
    """Return the bands of a list."""
    return band_levels(np.array(values, dtype=np.float64))


def everybody(values):
    """Return all records."""
    return np.arange(len(values))


@given(ANY | WHOLE | CENTS)
def test_widths_are_nice_and_grow(values):
    """1, 2 or 5 times a power of ten, ever wider, at most ten levels."""
    widths = [level.exact_width for level in levels_of(values)]
    assert len(widths) <= 10
    assert widths == sorted(set(widths))
    assert all(re.fullmatch("[125]0*", str(int(width.scaleb(400)))) for width in widths)


@given(ANY | WHOLE | CENTS)
def test_codes_are_0_for_missing_and_1_to_n_upward(values):
    """A larger number never has a smaller code; one band, one code, one label."""
    numbers = np.array(values, dtype=np.float64)
    order = np.argsort(numbers, kind="stable")
    for level in band_levels(numbers):
        np.testing.assert_array_equal(level.codes == 0, np.isnan(numbers))
        assert level.codes.dtype == np.int32
        present = order[~np.isnan(numbers[order])]
        assert np.all(np.diff(level.codes[present]) >= 0)
        assert set(level.codes[present].tolist()) == set(range(1, len(level.lows) + 1))
        labels = level.labels(everybody(values))
        assert len(set(zip(level.codes.tolist(), labels, strict=True))) == len(set(level.codes.tolist()))


@given(ANY | WHOLE | CENTS)
def test_one_or_two_bands_hold_everything_in_the_end(values):
    """The last level is as coarse as can be; no finite number, no level."""
    numbers = np.array(values, dtype=np.float64)
    finite = np.abs(numbers) <= 1e300
    levels = band_levels(numbers)
    assert bool(levels) == bool(finite.any())
    if levels:
        assert len(set(levels[-1].codes[finite].tolist())) <= 2


@given(WHOLE)
def test_a_whole_number_lies_in_its_band_inclusive(values):
    """A band of ten names ten numbers, both ends among them; its lower end is a multiple of ten."""
    for level in levels_of(values):
        for value, label in zip(values, level.labels(everybody(values)), strict=True):
            low, high = map(int, re.fullmatch(r"(-?\d+)(?:\u2013| to )(-?\d+)", label).groups())
            assert low <= value <= high
            assert high - low + 1 == level.width
            assert low % level.width == 0


@given(CENTS.filter(lambda values: any(value != int(value) for value in values)))
def test_a_real_number_lies_in_its_half_open_band(values):
    """The edges have the decimals of the width, whatever floating point makes of 0.6 / 0.2."""
    for level in levels_of(values):
        for value, label in zip(values, level.labels(everybody(values)), strict=True):
            low, high = map(Decimal, label.split(" to <"))
            assert low <= Decimal(str(value)) < high
            assert high - low == level.exact_width
            assert low % level.exact_width == 0


@given(WHOLE, WHOLE)
def test_edges_do_not_depend_on_the_people(some, others):
    """Between the same ends, somebody's band is the same whoever else is in the data (no quantiles)."""
    frame = [-5000, 1, 5000]
    alone, together = levels_of([*frame, *some]), levels_of([*frame, *some, *others])
    records = everybody([*frame, *some])
    assert [level.labels(records) for level in alone] == [level.labels(records) for level in together]


def test_worked_example():
    """Ages: the first level is wider than a year, the last holds all."""
    ages = [15, 16, 17, 19, 22]
    levels = levels_of(ages)
    assert [level.width for level in levels] == [2, 5, 10]
    assert levels[0].labels(everybody(ages)) == [
        "14\N{EN DASH}15",
        "16\N{EN DASH}17",
        "16\N{EN DASH}17",
        "18\N{EN DASH}19",
        "22\N{EN DASH}23",
    ]
    assert levels[1].labels(np.array([4, 0])) == ["20\N{EN DASH}24", "15\N{EN DASH}19"]
    assert levels[2].codes.tolist() == [1, 1, 1, 1, 2]


def test_bands_begin_just_above_the_resolution():
    """Salaries in thousands begin at 2,000, prices in pence at 0.02, measurements at a share of the range."""
    assert levels_of([21_000, 24_000, 37_000])[0].width == 2000
    assert levels_of([0.99, 1.25, 3.50])[0].width == 0.02
    widths = [level.width for level in levels_of(np.random.default_rng(1).normal(50, 10, 500))]
    assert 1e-3 <= widths[0] / 60 <= 1e-1


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([7.0, 7.0], ["6\N{EN DASH}7"] * 2),
        ([0.0, NAN], ["0\N{EN DASH}1", "NaN"]),
        ([5.0, INF, -INF, NAN], ["4\N{EN DASH}5", "inf", "-inf", "NaN"]),
        ([-5.0, 3.0], ["-6 to -5", "2\N{EN DASH}3"]),
        ([9.5, 1e301], ["9.4 to <9.6", "inf"]),
    ],
    ids=["constant", "zero", "infinite", "negative", "huge"],
)
def test_odd_columns(values, labels):
    """What is infinite has a band of its own; a constant has one band."""
    assert levels_of(values)[0].labels(everybody(values)) == labels


def test_no_number_no_level():
    """Empty, all missing, all infinite."""
    assert levels_of([]) == levels_of([NAN, NAN]) == levels_of([INF]) == []


@pytest.mark.parametrize(
    "values",
    [
        [5e-324, 1e-310],
        [1e300, -1e300],
        [1e-300, 1e300],
        [2.0**62, 2.0**62 + 4096, 3.0],
        [1 / 3] * 4,
        [1e9 + 0.3, 1e9 + 1.6],
    ],
)
def test_extreme_numbers_are_safe(values):
    """Neither overflow nor division by zero nor a warning; one or two bands in the end."""
    levels = levels_of(values)
    assert all(np.isfinite(level.width) and level.width > 0 for level in levels)
    assert int(levels[-1].codes.max()) <= 2
    assert all(level.labels(everybody(values)) for level in levels)
