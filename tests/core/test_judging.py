"""Judging by bounds: the same answer as judging exact summaries, and never a milder one on the way."""

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jupyter_privacy.core import judging
from jupyter_privacy.core.bounds import Extremes, bound_cells, extremes_of
from jupyter_privacy.core.cells import Statistic, summarise_cells
from jupyter_privacy.core.judging import judge_records
from jupyter_privacy.core.rules import RULES, RuleParameters, judge_cells
from jupyter_privacy.core.types import Reason

N_CELLS = 3
PARAMETERS = st.builds(
    RuleParameters,
    threshold=st.integers(1, 6),
    zero_cells=st.booleans(),
    p_percent=st.sampled_from([0.0, 10.0, 60.0]),
    dominance_n=st.integers(1, 3),
    dominance_k=st.sampled_from([30.0, 90.0, 100.0]),
    degrees_of_freedom=st.integers(0, 6),
)
AMOUNTS = st.one_of(
    st.sampled_from([0.0, 1.0, 2.0, 2.5, -3.0, 100.0, float("nan")]),
    st.floats(-1e6, 1e6),
    st.sampled_from([1e160, -1e308, float("inf"), float("-inf"), 1e15, 1e15 + 1, 5e-324]),
)


@st.composite
def records(draw, amounts=AMOUNTS, most=120):
    """Return cells and values; few different values, so that whole cells look alike now and then."""
    n = draw(st.integers(0, most))
    few = draw(st.lists(amounts, min_size=1, max_size=draw(st.sampled_from([1, 2, 5, 40]))))
    seed = np.random.default_rng(draw(st.integers(0, 2**32)))
    cells = seed.integers(-1, N_CELLS, n)
    return cells.astype(np.intp), seed.choice(np.array(few, dtype=float), n)


@pytest.fixture(autouse=True, params=[(2, 4, 1), (2**12, 2**16, 2**10)], ids=["sample", "all"])
def sampled(request, monkeypatch):
    """Sample a few records only, or all."""
    for name, n in zip(("_FEWEST", "_MOST", "_OF_A_CELL"), request.param, strict=True):
        monkeypatch.setattr(judging, name, n)


@given(records(), st.sampled_from(Statistic), PARAMETERS)
def test_the_reasons_are_those_of_exact_summaries(found, statistic, parameters):
    """Whatever the data: every cell gets the reason that its exact summary gets."""
    cells, values = found
    exact = judge_cells(summarise_cells(cells, N_CELLS, values, parameters.n_top), statistic, parameters)
    assert judge_records(cells, N_CELLS, values, statistic, parameters).tolist() == exact.tolist()


@given(records(), st.sampled_from(Statistic), PARAMETERS)
def test_one_cell_of_all_records(found, statistic, parameters):
    """No cell numbers at all are the same as the number 0 for everybody."""
    _, values = found
    exact = summarise_cells(np.zeros(len(values), dtype=np.intp), 1, values, parameters.n_top)
    (reason,) = judge_records(None, 1, values, statistic, parameters)
    assert reason == judge_cells(exact, statistic, parameters)[0]


@given(records(st.integers(-(2**62), 2**62) | st.integers(0, 3)), PARAMETERS)
def test_whole_numbers_and_yes_or_no(found, parameters):
    """Numbers of other types give the reasons of the same numbers as floats."""
    cells, values = found
    for other in (values.astype(np.int64), values > 0, values.astype(np.float32)):
        exact = summarise_cells(cells, N_CELLS, other.astype(np.float64), parameters.n_top)
        reasons = judge_records(cells, N_CELLS, other, Statistic.TOTAL, parameters)
        assert reasons.tolist() == judge_cells(exact, Statistic.TOTAL, parameters).tolist()


@given(records(), st.integers(2, 4), st.integers(1, 7))
def test_bounds_are_on_the_disclosive_side(found, n_top, step):
    """Of all records or of some: fewer contributors, smaller totals, larger parts than there are."""
    cells, values = found
    exact = summarise_cells(cells, N_CELLS, values, n_top)
    assume(np.isfinite(exact.spread_total).all())
    extremes = extremes_of(values[cells >= 0])
    for bounds in (
        bound_cells(cells, N_CELLS, values, n_top),
        bound_cells(cells[::step], N_CELLS, values[::step], n_top, extremes),
    ):
        for name in ("n", "n_varying", "total", "varying_total", "spread_total"):
            assert (getattr(bounds, name) <= getattr(exact, name)).all(), name
        for name in ("top", "varying_top", "spread_top"):
            assert (getattr(bounds, name) >= getattr(exact, name)).all(), name


@given(records(st.floats(-1e6, 1e6)), PARAMETERS, st.sampled_from([Statistic.TOTAL, Statistic.SPREAD]))
def test_rules_pass_what_is_less_disclosive(found, parameters, statistic):
    """What bounds rest on: a cell that passes a rule passes it with more people and smaller parts."""
    cells, values = found
    summary = summarise_cells(cells, N_CELLS, values, parameters.n_top)
    milder = dataclasses.replace(
        summary,
        n=summary.n + 1,
        n_varying=summary.n_varying + 1,
        **{name: 1.5 * getattr(summary, name) for name in ("total", "varying_total", "spread_total")},
        **{name: 0.5 * getattr(summary, name) for name in ("top", "varying_top", "spread_top")},
    )
    for rule in RULES:
        if statistic in rule.statistics:
            before, after = (rule.fails(one, statistic, parameters) for one in (summary, milder))
            assert not (after & ~before).any(), rule.reason


def test_large_cells_pass_without_being_put_in_order(monkeypatch):
    """Ordinary data never come to the exact summary."""
    monkeypatch.setattr(judging, "summarise_cells", None)
    seed = np.random.default_rng(3)
    cells = seed.integers(0, 20, 20_000)
    for values in (seed.normal(60, 15, 20_000), seed.exponential(20, 20_000), seed.integers(0, 2, 20_000)):
        for statistic in (Statistic.TOTAL, Statistic.SPREAD):
            assert not judge_records(cells, 20, values, statistic, RuleParameters()).any()


def test_one_value_in_a_large_cell_is_found():
    """A single outlier among many is never lost in a sample."""
    values = np.append(np.random.default_rng(3).normal(60, 15, 100_000), 1e9)
    (reason,) = judge_records(None, 1, values, Statistic.TOTAL, RuleParameters())
    assert reason == Reason.DOMINANCE


def test_extremes_of_nothing_are_unknown():
    """Without a value, or with an infinite one, nothing bounds the parts."""
    unknown = Extremes(-np.inf, np.inf)
    for values in ([], [np.nan], [1.0, np.inf], [-1e308, 1e308]):
        assert extremes_of(np.array(values)) == unknown
    assert extremes_of(np.array([True, False])) == Extremes(0.0, 1.0)


def test_a_cell_that_is_not_there_is_an_error():
    """Cell numbers are checked before anything is sampled."""
    with pytest.raises(ValueError, match="cell"):
        judge_records(np.array([0, 2]), 2, np.array([1.0, 2.0]), Statistic.TOTAL, RuleParameters())
