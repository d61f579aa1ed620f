"""Noise by cell keys, and random rounding by keys."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.rounding import (
    PerturbationTable,
    cell_keys,
    perturb,
    perturbation_table,
    record_keys,
    round_by_key,
)


def printed_table(rows):
    """Return the perturbation table of the handbook."""
    counts = sorted({row["i"] for row in rows})
    return PerturbationTable(
        tuple(np.array([row["v"] for row in rows if row["i"] == i]) for i in counts),
        tuple(np.array([row["ub"] for row in rows if row["i"] == i], dtype=float) for i in counts),
    )


def test_cell_key_as_printed(oracle):
    """The handbook's three records with keys 0.9, 0.3 and 0.6 make 0.8, and 3 becomes 4."""
    example = oracle("handbook_examples.json")["cell_key"]
    keys = cell_keys(np.zeros(3, dtype=int), 1, np.array(example["record_keys"]))
    assert keys.item() == pytest.approx(example["cell_key"])
    table = printed_table(example["ptable"])
    assert perturb(np.array([example["count"]]), keys, table).item() == example["perturbed"]
    assert perturb(np.array([30]), keys, table).item() == 31
    for row in example["ptable"]:
        middle = np.array([(row["lb"] + row["ub"]) / 2])
        for key in (middle, np.array([row["ub"] - 2.0**-32])):
            assert perturb(np.array([row["i"]]), key, table).item() == row["j"]


def test_random_rounding_as_printed(oracle):
    """The handbook's probabilities for base 3 are the shares of keys that lead there."""
    keys = (np.arange(300) + 0.5) / 300
    for count, targets in oracle("handbook_examples.json")["random_rounding_base3"]["probs"].items():
        rounded = round_by_key(np.full(300, int(count)), keys, 3)
        found = {int(value): Fraction(int((rounded == value).sum()), 300) for value in np.unique(rounded)}
        assert found == {int(target): Fraction(share) for target, share in targets.items()}


@given(st.lists(st.integers(0, 2**64 - 1), max_size=40), st.randoms())
def test_a_cell_key_does_not_depend_on_the_order(identities, random):
    """The same people make exactly the same key in any order of rows."""
    keys = record_keys(np.array(identities, dtype=np.uint64))
    shuffled = keys.tolist()
    random.shuffle(shuffled)
    cell = np.zeros(len(keys), dtype=int)
    assert cell_keys(cell, 1, keys) == cell_keys(cell, 1, np.array(shuffled, dtype=float))
    assert ((keys >= 0) & (keys < 1)).all()


def test_record_keys_are_spread_evenly():
    """Keys of consecutive numbers are uniform, and another secret makes others."""
    identities = np.arange(100_000, dtype=np.uint64)
    keys, others = record_keys(identities), record_keys(identities, secret=7)
    tally = np.bincount((keys * 100).astype(int), minlength=100)
    assert ((tally - 1000) ** 2 / 1000).sum() < 150
    assert abs(np.corrcoef(keys[:-1], keys[1:])[0, 1]) < 0.02
    assert abs(np.corrcoef(keys, others)[0, 1]) < 0.02
    assert (keys == record_keys(identities)).all()


@pytest.mark.parametrize(("most", "variance"), [(1, 0.5), (2, 1.0), (5, 3.0), (10, 2.0), (4, 3.9)])
def test_the_default_table_keeps_what_it_promises(most, variance):
    """No bias, the variance asked for, no more than the largest deviation, and 0 stays 0."""
    table = perturbation_table(most, variance)
    assert table.changes[0].tolist() == [0]
    assert len(table.changes) == most + 1
    for count, (change, bounds) in enumerate(zip(table.changes[1:], table.upper_bounds[1:], strict=True), 1):
        p = np.diff(bounds, prepend=0.0)
        assert change @ p == pytest.approx(0, abs=1e-9)
        assert change**2 @ p == pytest.approx(variance)
        assert np.abs(change).max() <= most
        assert (change + count).min() >= 0


def test_the_default_table_has_the_largest_entropy():
    """Any small change that keeps mean and variance lowers the entropy."""
    table = perturbation_table(3, 1.5)
    change, p = table.changes[1], np.diff(table.upper_bounds[1], prepend=0.0)
    constraints = np.stack([np.ones(len(p)), change, change**2])
    for direction in np.linalg.svd(constraints)[2][3:]:
        for step in (1e-3, -1e-3):
            moved = p + step * direction
            assert -(moved * np.log(moved)).sum() < -(p * np.log(p)).sum()


def test_noise_does_not_average_away():
    """The same people get the same noise in every table; over many cells it cancels."""
    identities = np.random.default_rng(0).integers(0, 2**63, 200_000).astype(np.uint64)
    keys = record_keys(identities)
    cell = np.arange(200_000) % 10_000
    counts = np.bincount(cell)
    noisy = [perturb(counts, cell_keys(cell, 10_000, keys), perturbation_table()) for _ in range(2)]
    assert (noisy[0] == noisy[1]).all()
    noise = noisy[0] - counts
    assert abs(noise.mean()) < 0.07
    assert noise.var() == pytest.approx(3.0, abs=0.2)


def test_records_outside_of_every_cell_do_not_count():
    """A record in no cell adds to no key."""
    keys = cell_keys(np.array([-1, 0, 1]), 2, np.array([0.5, 0.25, 0.75]))
    assert keys.tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cell_keys(np.array([0]), 1, np.array([1.0])), "keys lie"),
        (lambda: perturb(np.array([-1]), np.zeros(1), perturbation_table()), "negative"),
        (lambda: perturb(np.array([1]), np.zeros(2), perturbation_table()), "key"),
        (lambda: round_by_key(np.array([1]), np.zeros(1), 0), "base"),
        (lambda: round_by_key(np.array([1]), np.zeros(2)), "key"),
        (lambda: perturbation_table(0, 1.0), "variance"),
        (lambda: perturbation_table(2, 2.0), "variance"),
        (lambda: PerturbationTable((), ()), "rows"),
        (lambda: PerturbationTable((np.array([0]),), (np.array([0.5, 1.0]),)), "bound for each"),
        (lambda: PerturbationTable((np.array([0, 1]),), (np.array([0.6, 0.5]),)), "rise"),
        (lambda: PerturbationTable((np.array([0, 1]),), (np.array([0.6, 0.9]),)), "rise"),
        (lambda: PerturbationTable((np.array([-1, 1]),), (np.array([0.5, 1.0]),)), "negative"),
    ],
)
def test_bad_arguments_are_refused(call, message):
    """Keys outside of [0, 1), negative counts and tables that are none are errors."""
    with pytest.raises(ValueError, match=message):
        call()
