"""Protection levels, weights of cells, and the handbook's arithmetic of tables side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.cells import Statistic, summarise_cells
from jupyter_privacy.core.rules import RuleParameters
from jupyter_privacy.core.rules.group_disclosure import GROUP_DISCLOSURE
from jupyter_privacy.core.suppression import (
    Cost,
    Protection,
    dominance_level,
    feasibility_intervals,
    linked,
    lost_information,
    p_percent_level,
    pq_level,
    protection_levels,
    suppress,
    too_narrow,
    two_way,
)


def one_cell(x):
    """Return the two largest contributions and the total, as the levels ask for them."""
    x = -np.sort(-np.asarray(x, dtype=float))
    return x[None, :2], np.array([x.sum()])


def intervals(values, sums, hidden):
    """Return what is known of hidden cells from all others."""
    cells = linked(values, sums)
    masked = np.array([identity in hidden for identity in values])
    low, high = feasibility_intervals(cells.table, masked)
    return {one: (low[cells.places[one]], high[cells.places[one]]) for one in hidden}


# ------------------------------------------------------------------------------------------- levels


def test_levels_as_printed(oracle):
    """The handbook's formulas, on its own examples; a level is 0 where the rule lets the cell pass."""
    book = oracle("handbook_examples.json")
    assert book["protection_levels"]["n_k"] == "100/k*(x1+..+xn) - X"
    assert book["protection_levels"]["pq"] == "p/q*x1 - (X-x1-x2)"
    for case in book["nk_rule"]["cases"]:
        level = dominance_level(
            np.array([case["x"]], dtype=float), np.array([case["X"]]), case["n"], case["k"]
        )
        exact = 100 / case["k"] * sum(case["x"][: case["n"]]) - case["X"]
        assert level.item() == pytest.approx(max(exact, 0))
        assert (level.item() > 0) is case["unsafe"]
    for case in book["p_percent_rule"]["cases"]:
        top, total = np.array([[case["x1"], case["x2"]]], dtype=float), np.array([case["X"]])
        level = p_percent_level(top, total, case["p"])
        assert level.item() == max(case["p"] / 100 * case["x1"] - (case["X"] - case["x1"] - case["x2"]), 0)
        assert (level.item() > 0) is case["unsafe"]
        assert pq_level(top, total, case["p"], 100) == level


def test_the_upper_bound_of_example_four(oracle):
    """A total of 330 with a contribution of 300 must look as if it could be 352.94."""
    case = oracle("handbook_examples.json")["nk_rule"]["cases"][2]
    level = dominance_level(np.array([case["x"]], dtype=float), np.array([case["X"]]), case["n"], case["k"])
    assert case["X"] + level.item() == pytest.approx(352.94, abs=0.005)
    layout = two_way(1, 4, row_totals=True, column_totals=False, grand_total=False)
    table = layout.table(np.array([[330.0, 20, 25, 400]]))
    primary = np.array([True, False, False, False, False])
    none = np.zeros(5)
    found = suppress(table, primary, Protection(none, none + level, none), table.values)
    assert found.masked.tolist() == [True, False, True, False, False]
    high = feasibility_intervals(table, found.masked)[1]
    assert high[0] >= 352.94


@pytest.mark.parametrize(("p", "k"), [(25, 80), (5.26, 95), (10, 90.909)])
def test_p_and_k_correspond_as_printed(p, k):
    """K = 100 * 100 / (100 + p), for the printed pairs."""
    assert 100 * 100 / (100 + p) == pytest.approx(k, abs=0.005)


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=6), st.sampled_from([5, 10, 25]))
def test_dominance_asks_for_no_less_than_p_percent(x, p):
    """With the corresponding k, the (2,k) rule asks for at least the protection of the p% rule."""
    top, total = one_cell(x)
    by_dominance = dominance_level(top, total, 2, 100 * 100 / (100 + p))
    assert by_dominance.item() >= p_percent_level(top, total, p).item() - 1e-9


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=6), st.integers(1, 50))
def test_a_total_raised_by_its_level_passes_the_rule(x, p):
    """What the attacker takes for possible no longer gives the largest contribution to within p percent."""
    top, total = one_cell(x)
    raised = total + p_percent_level(top, total, p)
    assert p_percent_level(top, raised, p).item() == pytest.approx(0, abs=1e-9)


def test_levels_of_a_summary_are_the_strictest():
    """The levels of cells are those of the strictest rule; few people ask for a width."""
    cell = np.repeat([0, 1, 2], [3, 20, 20])
    values = np.concatenate([[300.0, 20, 10], np.arange(20.0), [1e4, *np.arange(19.0)]])
    levels = protection_levels(summarise_cells(cell, 3, values), RuleParameters())
    assert levels.width.tolist() == [9, 0, 0]
    assert levels.above[1] == 0
    assert levels.above[2] > 0
    assert (levels.above[0] > 0) == (330 * 0.9 < 320)
    assert not levels.below.any()


def test_weights_as_printed(oracle):
    """Sampled contributions count as often as their weight says: 100, 100 are the two largest of 470."""
    case = oracle("handbook_examples.json")["weights"]
    x, weight = np.array(case["contributions"]).T
    expanded = np.repeat(x, weight).astype(float)
    summary = summarise_cells(np.zeros(len(expanded), dtype=int), 1, expanded)
    assert summary.total.item() == case["weighted_total"]
    assert summary.top[0].tolist() == case["expanded_top2"]


@pytest.mark.parametrize(
    "call",
    [
        lambda top, total: dominance_level(top, total, 3, 90),
        lambda top, total: dominance_level(top, total, 1, 0),
        lambda top, total: p_percent_level(top, total, -1),
        lambda top, total: pq_level(top, total, 10, 0),
    ],
)
def test_bad_parameters_are_refused(call):
    """Too few contributions and shares outside of their range are errors."""
    with pytest.raises(ValueError, match=r"starts|needed"):
        call(*one_cell([3, 2, 1]))


def test_totals_that_are_not_finite_have_no_level():
    """An infinite contribution is an error, not a level."""
    summary = summarise_cells(np.zeros(3, dtype=int), 1, np.array([np.inf, 1.0, 2.0]))
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="finite"):
        protection_levels(summary, RuleParameters())


# ------------------------------------------------------------------------------------------ weights


def test_the_measure_of_lost_information_decides():
    """The fewest people, the least money or the fewest cells: each asks for another mask."""
    layout = two_way(1, 4, row_totals=True, column_totals=False, grand_total=False)
    table = layout.table(np.array([[5.0, 500.0, 60.0, 60.0]]))
    people = np.array([2, 3, 40, 41, 86])
    primary, width = np.arange(5) == 0, np.full(5, 4.0)
    masks = {
        cost: suppress(table, primary, width, lost_information(cost, people, table.values)).masked
        for cost in Cost
    }
    assert masks[Cost.COUNT].tolist() == [True, True, False, False, False]
    assert np.flatnonzero(masks[Cost.SUM])[1] in {2, 3}
    assert masks[Cost.CONSTANT].sum() == 2


def test_all_zero_cells_weigh_something():
    """A table of zeros can be masked at a price above 0; an unknown measure is an error."""
    zeros = np.zeros(3)
    for cost in Cost:
        assert lost_information(cost, zeros.astype(int), zeros).tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="money"):
        lost_information("money", zeros.astype(int), zeros)


# ------------------------------------------------------------- what tables give away, as printed


def test_a_suppressed_cell_is_a_subtraction_away(oracle):
    """Example 1a: a total and two of three parts give the third."""
    case = oracle("handbook_examples.json")["residual_by_subtraction"]
    one, other = case["published"]
    values = {"total": case["total"], "a": one, "b": other, "c": case["suppressed_recovered"]}
    found = intervals(values, [("total", ["a", "b", "c"])], {"c"})
    assert found["c"] == (998, 998)


def test_geurts_intervals(oracle):
    """Example 3: the intervals of the four masked cells."""
    case = oracle("handbook_examples.json")["feasibility_interval"]
    layout = two_way(3, 2, row_totals=True, column_totals=True, grand_total=True)
    table = layout.table(np.array([[4.0, 3.0], [2.0, 1.0], [3.0, 3.0]]))
    masked = np.isin(np.arange(layout.n_cells), layout.interior[:2])
    low, high = feasibility_intervals(table, masked)
    for name in ("X11", "X12", "X21", "X22"):
        place = layout.interior[int(name[1]) - 1, int(name[2]) - 1]
        assert [low[place], high[place]] == pytest.approx(case[name])


def test_two_areas_give_the_strip_between_them(oracle):
    """The same table for an area and a slightly larger one is a table of the difference."""
    case = oracle("handbook_examples.json")["differencing_geographic"]
    for band, strips in case["difference"].items():
        for small, large, strip in zip(case["tableA"][band], case["tableB"][band], strips, strict=True):
            values = {"small": small, "large": large, "strip": strip}
            assert intervals(values, [("large", ["small", "strip"])], {"strip"})["strip"] == (strip, strip)


def test_two_bandings_give_the_band_between_them(oracle):
    """Ages under 20 in one table and under 25 in another give those from 20 to 24."""
    case = oracle("handbook_examples.json")["differencing_recode"]
    for sex, secret in case["derived_20_24"].items():
        one = dict(zip(case["bands1"], case["t1"][sex], strict=True))
        other = dict(zip(case["bands2"], case["t2"][sex], strict=True))
        values = {**one, **other, "20-24": secret}
        sums = [("<25", ["<20", "20-24"]), ("20-39", ["20-24", "25-39"])]
        assert intervals(values, sums, {"20-24"})["20-24"] == (secret, secret)


def test_totals_and_one_sex_give_the_other(oracle):
    """Where people live and work, by sex: the women are what is left."""
    case = oracle("handbook_examples.json")["differencing_linking"]
    for where, women in case["females"].items():
        values = {"all": case["total"][where], "men": case["males"][where], "women": women}
        assert intervals(values, [("all", ["men", "women"])], {"women"})["women"] == (women, women)


def test_all_and_men_give_women(oracle):
    """OpenSAFELY's tables of all and of men: the women are exact until counts up to 7 are redacted."""
    case = oracle("handbook_examples.json")["opensafely_differencing"]
    for band, women in case["derived_female"].items():
        for total, men, secret in zip(case["total"][band], case["male"][band], women, strict=True):
            values = {"all": total, "men": men, "women": secret}
            assert intervals(values, [("all", ["men", "women"])], {"women"})["women"] == (secret, secret)
            if secret <= 7:
                table = linked(values, [("all", ["men", "women"])]).table
                hidden = suppress(table, np.array([False, False, True]), np.full(3, 7.0)).masked
                assert hidden.sum() == 2
                assert not len(too_narrow(table, hidden, np.where([False, False, True], 7.0, 0.0)))


def test_class_disclosure_as_printed(oracle):
    """All of a class in one cell is group disclosure; all but one is it to the one."""
    case = oracle("handbook_examples.json")["class_disclosure"]

    def failing(threshold):
        found = []
        for name, (no, yes) in case["table"].items():
            values = np.array([0.0] * no + [1.0] * yes)
            summary = summarise_cells(np.zeros(no + yes, dtype=int), 1, values)
            parameters = RuleParameters(threshold=threshold)
            found += [name] if GROUP_DISCLOSURE.fails(summary, Statistic.TOTAL, parameters).item() else []
        return found

    assert failing(1) == case["group_disclosure"]
    assert failing(2) == case["group_disclosure"] + case["within_group_disclosure"]


def test_a_frequency_rule_finds_the_published_primary_cell(oracle):
    """Of the published table only the cell with two people has fewer than three."""
    example = oracle("table_suppression_oracles.json")["sdctable_microdata1"]
    small = [
        int(number)
        for number, place in example["cell_ids"].items()
        if example["counts"]["|".join(place)] <= 2
    ]
    assert small == example["expected_primary"]["freq_maxN2"]


def test_the_published_patterns_stand_up_to_the_audit(oracle):
    """Each published pattern protects its cell, that of the dearer heuristic too."""
    example = oracle("table_suppression_oracles.json")["sdctable_microdata1"]
    identities = {number: tuple(place) for number, place in example["cell_ids"].items()}
    values = {place: example["counts"]["|".join(place)] for place in identities.values()}
    sums = [((row, "total"), [(row, "male"), (row, "female")]) for row in ("total", *"ABCD")]
    sums += [(("total", sex), [(row, sex) for row in "ABCD"]) for sex in ("total", "male", "female")]
    cells = linked(values, sums)
    for pattern in example["expected_secondary_when_A_female_sensitive"].values():
        masked = np.isin(
            np.arange(len(values)), [cells.places[identities[str(number)]] for number in pattern]
        )
        assert not len(too_narrow(cells.table, masked, np.full(len(values), 2.0)))
