"""The proof that a mask is cheapest, against the whole problem written down at once."""

import importlib

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from jupyter_privacy.core.suppression import Method, Protection, n_way, suppress
from jupyter_privacy.core.suppression.attack import Attack
from jupyter_privacy.core.suppression.clock import Clock, OutOfTimeError
from jupyter_privacy.core.suppression.complementary import protect
from jupyter_privacy.core.suppression.moves import Moves
from jupyter_privacy.core.suppression.optimal import Search
from jupyter_privacy.core.suppression.problem import problem
from jupyter_privacy.core.suppression.program import IntegerProgram


def a_hard_problem(shape, seed, share, mean=4.0):
    """Return amounts of money that need wide protection, so that one circle of cells is not enough."""
    draw = np.random.default_rng(seed)
    layout = n_way(shape)
    interior = np.round(np.exp(draw.normal(mean, 1.5, shape)))
    interior[draw.random(shape) < 0.1] = 0
    table = layout.table(interior)
    inside = np.isin(np.arange(layout.n_cells), layout.interior)
    primary = inside & (draw.random(layout.n_cells) < share) & (table.values > 0)
    width = np.where(primary, table.values, 0.0)
    return problem(table, primary, width, 1 + table.values, None, None)


def least_cost(asked):
    """Return the least cost of a safe mask: one program with two tables for each primary cell.

    Each cell of the two tables moves at most ten times as far as asked, and only if it is masked.
    """
    n = len(asked.table.values)
    primary = np.flatnonzero(asked.primary)
    n_variables = n * (1 + 2 * len(primary))
    rows, lows, highs = [], [], []

    def add(entries, low, high):
        row = np.zeros(n_variables)
        for variable, coefficient in entries:
            row[variable] += coefficient
        rows.append(row)
        lows.append(low)
        highs.append(high)

    for number, cell in enumerate(primary):
        need = max(asked.protection.width[cell], 1e-3)
        for part in range(2):
            first = n * (1 + 2 * number + part)
            for cells, signs in asked.table.signed():
                add([(first + i, sign) for i, sign in zip(cells, signs, strict=True)], 0, 0)
            for i in range(n):
                add([(first + i, 1.0), (i, -10 * need)], -np.inf, 0)
                add([(first + i, 1.0), (i, min(asked.table.values[i], 10 * need))], 0, np.inf)
        first = n * (1 + 2 * number)
        add([(first + cell, 1.0), (first + n + cell, -1.0)], need, np.inf)
    cost = np.concatenate([asked.weights, np.zeros(n_variables - n)])
    lower = np.concatenate([asked.primary.astype(float), np.full(n_variables - n, -np.inf)])
    upper = np.concatenate([np.ones(n), np.full(n_variables - n, np.inf)])
    whole = np.concatenate([np.ones(n), np.zeros(n_variables - n)])
    constraints = LinearConstraint(np.array(rows), lows, highs)
    return milp(cost, integrality=whole, bounds=Bounds(lower, upper), constraints=constraints).fun


@pytest.mark.parametrize(
    ("shape", "seed", "share"),
    [
        ((4, 5), 1, 0.2),
        ((4, 5), 2, 0.3),
        ((5, 5), 3, 0.2),
        ((3, 6), 4, 0.3),
        ((2, 3, 3), 5, 0.3),
        ((3, 3, 2), 6, 0.2),
    ],
)
def test_one_large_program_finds_nothing_cheaper(shape, seed, share):
    """The cuts lead to the cost that the program of all attacks at once has, in three dimensions too."""
    asked = a_hard_problem(shape, seed, share)
    assert asked.primary.any()
    found = suppress(asked.table, asked.primary, asked.protection, asked.weights, seconds=60)
    assert found.is_protected
    expected = least_cost(asked)
    if found.method is Method.OPTIMAL:
        assert found.cost == pytest.approx(expected, rel=1e-3)
    assert found.cost >= expected * (1 - 1e-6)


def test_whole_numbers_are_needed_and_found():
    """On some of these tables the relaxation is not enough; the proof finds the cheaper mask."""
    n_rounded_up = 0
    for seed in range(6):
        asked = a_hard_problem((4, 5), seed, 0.2)
        search = Search(asked)
        mask = search.relax()
        assert not len(asked.exposed(mask))
        n_rounded_up += not search.is_cheapest(mask)
        proven = search.prove(mask)
        if proven is not None:
            assert asked.cost(proven) <= asked.cost(mask)
            assert not len(asked.exposed(proven))
    assert n_rounded_up


def test_a_dear_mask_is_improved():
    """The proof starts from any safe mask, even from the worst."""
    asked = a_hard_problem((4, 4), 3, 0.2)
    search = Search(asked)
    cheap = search.relax()
    proven = search.prove(asked.everything)
    assert proven is not None
    assert asked.cost(proven) <= asked.cost(cheap)


def test_what_the_relaxation_leaves_open_is_covered(monkeypatch):
    """Stopped after its first rounds the relaxation still ends in a safe mask."""
    monkeypatch.setattr("jupyter_privacy.core.suppression.optimal.LULL", 0)
    monkeypatch.setattr("jupyter_privacy.core.suppression.optimal.PROGRESS", 1e9)
    for seed in range(4):
        asked = a_hard_problem((5, 6), seed, 0.15)
        assert not len(asked.exposed(Search(asked).relax()))


def test_time_is_up():
    """Search, heuristic and audit stop when the clock has run out; the rest is masked, and said so."""
    asked = a_hard_problem((4, 5), 1, 0.2)
    late = type(asked)(
        asked.table, asked.primary, asked.protection, asked.weights, asked.fixed, (), 0.0, Clock(0.0)
    )
    with pytest.raises(OutOfTimeError):
        Search(late).relax()
    with pytest.raises(OutOfTimeError):
        protect(late)
    with pytest.raises(OutOfTimeError):
        late.exposed(late.primary)


def test_nothing_finishes(monkeypatch):
    """When not even an audit ends, everything is masked; with published cells that is no protection."""
    module = importlib.import_module("jupyter_privacy.core.suppression.suppress")
    monkeypatch.setattr(module, "HEURISTIC_SECONDS", 0.0)
    asked = a_hard_problem((4, 5), 1, 0.2)
    found = suppress(asked.table, asked.primary, asked.protection, seconds=0.0)
    assert found.method is Method.EVERYTHING
    assert found.masked.all()
    assert found.is_protected
    fixed = np.arange(len(asked.primary)) == len(asked.primary) - 1
    found = suppress(asked.table, asked.primary, asked.protection, seconds=0.0, fixed=fixed)
    assert (found.masked == ~fixed).all()
    assert not found.is_protected


def test_moves_are_forgotten_in_the_order_of_their_age(monkeypatch):
    """A ring that is full drops its oldest moves, and remembers no more than it may."""
    monkeypatch.setattr("jupyter_privacy.core.suppression.moves.REMEMBERED", 6)
    moves = Moves(2)
    nothing_still = np.zeros(2, dtype=bool)
    for size in (9.0, 1.0, 2.0, 3.0):
        moves.add(np.array([size, -size]))
    low, high = moves.ends(nothing_still)
    assert (low.tolist(), high.tolist()) == ([0.0, 3.0], [3.0, 0.0])
    low, high = moves.ends(np.array([False, True]))
    assert (low.tolist(), high.tolist()) == ([0.0, 0.0], [0.0, 0.0])


def test_cuts_hold_for_every_safe_mask():
    """No cut cuts off a mask that the audit passes."""
    asked = a_hard_problem((3, 4), 2, 0.3)
    draw = np.random.default_rng(0)
    attack, n = Attack(asked), len(asked.primary)
    shares = [np.where(asked.primary, 1.0, draw.random(n) ** 4) for _ in range(10)]
    cuts = [cut for share in shares for cut in attack.cuts(share)]
    assert cuts
    n_safe = 0
    for _ in range(300):
        masked = asked.primary | (draw.random(n) < draw.random())
        if not len(asked.exposed(masked) if not masked.all() else []):
            n_safe += 1
            assert all(cut.coefficients @ masked[cut.cells] >= 1 - 1e-6 for cut in cuts)
    assert n_safe > 10


def test_contradictory_bounds_have_no_whole_solution():
    """A program without a solution says so instead of returning something."""
    program = IntegerProgram(np.ones(2), np.zeros(2), np.ones(2))
    program.add(([0, 1], [1.0, 1.0], 3.0, np.inf))
    assert program.whole(10.0, 100)[0] is None


def test_infinite_levels_are_refused():
    """Protection without end cannot be given."""
    with pytest.raises(ValueError, match="finite"):
        Protection.of(np.array([np.inf]))
    with pytest.raises(ValueError, match="one entry"):
        Protection(np.zeros(1), np.zeros(2), np.zeros(1))
