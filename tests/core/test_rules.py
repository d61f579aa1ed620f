"""The rules for table cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.cells import Statistic, summarise_cells
from jupyter_privacy.core.rules import RULES, RuleParameters, judge_cells
from jupyter_privacy.core.rules.dominance import DOMINANCE
from jupyter_privacy.core.rules.p_percent import P_PERCENT
from jupyter_privacy.core.types import Reason


def judge(values, statistic=Statistic.TOTAL, parameters=RuleParameters()):  # noqa: B008 - frozen
    """Return the reason for one cell with these values."""
    values = np.asarray(values, dtype=float)
    summary = summarise_cells(np.zeros(len(values), dtype=np.intp), 1, values, parameters.n_top)
    return Reason(judge_cells(summary, statistic, parameters)[0])


def judge_count(n, parameters):
    """Return the reason for a count of n."""
    summary = summarise_cells(np.zeros(n, dtype=np.intp), 1, None)
    return Reason(judge_cells(summary, Statistic.COUNT, parameters)[0])


def cell_of(top, total):
    """Return contributions with the given largest ones, and the rest in many unequal small ones."""
    rest = total - sum(top)
    return np.array([*top, *([0.0, rest / 100] * 100 if rest else [])], dtype=float)


def fails(rule, top, total, parameters):
    """Say whether one rule fails a cell with the given largest contributions and total."""
    summary = summary_of(cell_of(top, total), parameters)
    return bool(rule.fails(summary, Statistic.TOTAL, parameters)[0])


def test_p_percent_as_printed(oracle):
    """The handbook's p% examples come out as printed."""
    for case in oracle("handbook_examples.json")["p_percent_rule"]["cases"]:
        parameters = RuleParameters(p_percent=case["p"])
        assert fails(P_PERCENT, [case["x1"], case["x2"]], case["X"], parameters) is case["unsafe"]


def test_dominance_as_printed(oracle):
    """The handbook's (n,k) examples come out as printed."""
    for case in oracle("handbook_examples.json")["nk_rule"]["cases"]:
        parameters = RuleParameters(dominance_n=case["n"], dominance_k=case["k"])
        assert fails(DOMINANCE, case["x"], case["X"], parameters) is case["unsafe"]


def summary_of(x, parameters):
    """Summarise one cell."""
    return summarise_cells(np.zeros(len(x), dtype=np.intp), 1, x, parameters.n_top)


@pytest.mark.parametrize(
    ("n", "zero_cells", "expected"),
    [
        (9, True, Reason.THRESHOLD),
        (10, True, Reason.SHOWN),
        (0, True, Reason.THRESHOLD),
        (0, False, Reason.SHOWN),
        (1, False, Reason.THRESHOLD),
    ],
)
def test_threshold(n, zero_cells, expected):
    """Fewer than the threshold fail; a zero passes only where the policy lets it."""
    assert judge_count(n, RuleParameters(zero_cells=zero_cells)) is expected


def test_contributors_have_a_value():
    """Fifty-nine rows with five values are five contributors."""
    assert judge([1.0, 2, 3, 4, 5] + [np.nan] * 54) is Reason.THRESHOLD


@pytest.mark.parametrize(
    "values",
    [
        [7.0] * 20,
        [0.0] * 20,
        [1.0] * 100 + [0.0] * 9,
        [0.0] * 100 + [1.0] * 9,
        [1.0] * 5999 + [63.0],
    ],
)
@pytest.mark.parametrize("statistic", [Statistic.TOTAL, Statistic.SPREAD])
def test_group_disclosure(values, statistic):
    """Equal values, a rare side of a yes/no variable and a coded aggregate fail."""
    assert judge(values, statistic) is Reason.GROUP_DISCLOSURE


def test_both_sides_of_a_yes_no_variable_may_be_large():
    """Ten on the rarer side are enough."""
    assert judge([1.0] * 100 + [0.0] * 10) is Reason.SHOWN


@given(st.lists(st.floats(1, 2), min_size=12, max_size=30, unique=True), st.sampled_from([0.0, 1e6, -1e6]))
def test_a_constant_hides_nobody(others, constant):
    """A dominant contributor is found whatever constant is added to everybody."""
    assert judge(np.array([*others, 1e5]) + constant) is Reason.DOMINANCE


def test_p_percent_beyond_dominance():
    """Two large contributors below 90 % still fail when one can guess the other."""
    values = np.concatenate([[1000.0, 790.0], np.linspace(0, 13, 14)])
    assert judge(values, parameters=RuleParameters(dominance_k=99.0)) is Reason.P_PERCENT


def test_one_record_makes_the_spread():
    """A record with more than half of the squares fails a spread; ordinary values pass."""
    ordinary = np.linspace(0, 1, 20)
    assert judge(ordinary, Statistic.SPREAD) is Reason.SHOWN
    assert judge(np.append(ordinary, 9.0), Statistic.SPREAD) is Reason.DOMINANCE


def test_degrees_of_freedom():
    """A spread of n records needs n - 1 degrees of freedom."""
    parameters = RuleParameters(threshold=3)
    assert judge(np.linspace(0, 1, 10), Statistic.SPREAD, parameters) is Reason.DEGREES_OF_FREEDOM
    assert judge(np.linspace(0, 1, 11), Statistic.SPREAD, parameters) is Reason.SHOWN


@pytest.mark.parametrize("strange", [np.inf, -np.inf, 1e308])
@pytest.mark.parametrize("statistic", [Statistic.TOTAL, Statistic.SPREAD])
def test_what_is_not_finite_fails(strange, statistic):
    """An infinite or overflowing value is never safe."""
    assert judge([*np.linspace(0, 1, 30), strange, strange], statistic) is not Reason.SHOWN


def test_a_total_needs_values():
    """A summary of pure counts does not pass for a total."""
    summary = summarise_cells(np.zeros(50, dtype=np.intp), 1, None)
    assert judge_cells(summary, Statistic.TOTAL, RuleParameters()).tolist() == [Reason.GROUP_DISCLOSURE]


def test_too_few_largest_are_refused():
    """Dominance of three cannot be judged from two."""
    summary = summarise_cells(np.zeros(50, dtype=np.intp), 1, None, 2)
    with pytest.raises(ValueError, match="n_top"):
        judge_cells(summary, Statistic.TOTAL, RuleParameters(dominance_n=3))


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 20).map(float)), max_size=60),
    st.sampled_from(list(Statistic)),
    st.integers(1, 6),
    st.integers(1, 6),
)
def test_a_stricter_threshold_masks_a_superset(records, statistic, one, other):
    """Raising the threshold never shows a cell that was masked."""
    cells, values = np.array([c for c, _ in records], dtype=np.intp), np.array([v for _, v in records])
    summary = summarise_cells(cells, 3, values if statistic is not Statistic.COUNT else None)
    loose, strict = (
        judge_cells(summary, statistic, RuleParameters(threshold=t, degrees_of_freedom=2)) > 0
        for t in sorted((one, other))
    )
    assert not (loose & ~strict).any()


@pytest.mark.parametrize(
    "bad",
    [
        {"threshold": 0},
        {"dominance_n": 0},
        {"dominance_k": 0.0},
        {"dominance_k": 101.0},
        {"p_percent": -1.0},
        {"p_percent": float("nan")},
        {"degrees_of_freedom": -1},
    ],
)
def test_bad_parameters_are_refused(bad):
    """A parameter that would switch a rule off by accident is an error."""
    with pytest.raises(ValueError, match=r"threshold|p_percent"):
        RuleParameters(**bad)


def test_rules_speak_in_order():
    """The catalogue has the promised order and each reason once."""
    assert [rule.reason for rule in RULES] == [
        Reason.THRESHOLD,
        Reason.GROUP_DISCLOSURE,
        Reason.DOMINANCE,
        Reason.P_PERCENT,
        Reason.DEGREES_OF_FREEDOM,
    ]
