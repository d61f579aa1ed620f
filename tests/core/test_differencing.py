"""Sets of people against brute force: which are near, and which combinations isolate a few."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.core.differencing import (
    Finding,
    Memory,
    People,
    PeopleByCell,
    Signatures,
    Span,
    at_least_apart,
    distance,
    keep,
)
from jupyter_privacy.core.differencing.basis import Basis
from jupyter_privacy.core.differencing.fewest import least_total, minimal_combination, sparse_part
from jupyter_privacy.core.differencing.sheets import Sheet
from jupyter_privacy.core.differencing.tables import keep_cells, n_common_of_cells

MANY = 20_000
"""Too many records for indicator vectors: sets are sketched, small ones kept on sheets."""


def people(records, n_records):
    """Return a set of people."""
    return People(np.array(sorted(records), dtype=np.intp), n_records)


def subsets(n_records, min_size=0):
    """Return a strategy of sets of records."""
    return st.sets(st.integers(0, n_records - 1), min_size=min_size)


# ------------------------------------------------------------------------------------- pairs


@given(subsets(300), subsets(300), st.integers(2, 40))
def test_signatures_never_overstate_how_far_apart_two_sets_are(one, other, minimum):
    """The bound is at most the number of people in whom two sets differ, and 0 for equal sets."""
    signatures = Signatures(300, minimum)
    both = np.array([signatures.of(people(each, 300).records) for each in (one, other)])
    first, second = np.zeros(1, dtype=np.intp), np.ones(1, dtype=np.intp)
    assert at_least_apart(both, both, (first, second), 400)[0] <= len(one ^ other)
    assert at_least_apart(both, both, (first, first), 400)[0] == 0


def test_signatures_tell_sets_of_a_size_apart():
    """Of 300 random sets of one size hardly a pair has to be compared person by person."""
    random = np.random.default_rng(0)
    signatures = Signatures(MANY, 10)
    all_ = np.array([signatures.of(random.permutation(MANY)[:5000]) for _ in range(300)])
    pairs = np.triu_indices(300, 1)
    assert (at_least_apart(all_, all_, pairs, 10) < 10).mean() < 0.001


@pytest.mark.parametrize("n_records", [70, 900, MANY])
def test_distance_is_the_symmetric_difference(n_records):
    """However a set is kept, as bits or as numbers, and whatever is compared with it."""
    random = np.random.default_rng(n_records)
    shares = [0.0, 0.004, 0.02, 0.3, 1.0]
    sets = [set(np.flatnonzero(random.random(n_records) < share).tolist()) for share in shares]
    for one, other in itertools.product(sets, repeat=2):
        kept = keep(people(other, n_records))
        assert distance(people(one, n_records), kept) == len(one ^ other)
        assert set(kept.records().tolist()) == other


@given(st.lists(subsets(60, 12), min_size=1, max_size=8), subsets(60, 12), st.integers(2, 20))
def test_the_nearest_set_is_found(sets, asked, minimum):
    """It is the earliest of the nearest ones among all that differ by fewer than the minimum."""
    memory = Memory(60, minimum)
    for one in sets:
        memory.add(people(one, 60), keep(people(one, 60)))
    found = memory.nearest(people(asked, 60))
    n_different, number = min((len(one ^ asked), i) for i, one in enumerate(sets))
    assert (found is None) == (n_different >= minimum)
    assert found is None or (found.n_different, found.number) == (n_different, number)


@given(
    st.lists(subsets(60, 12), min_size=1, max_size=8),
    st.lists(st.integers(-1, 3), min_size=60, max_size=60),
    st.integers(2, 20),
)
def test_the_cells_of_a_table_are_compared_like_single_sets(sets, cells, minimum):
    """For every cell the same earlier set is found as when it is asked for alone."""
    memory = Memory(60, minimum)
    for one in sets:
        memory.add(people(one, 60), keep(people(one, 60)))
    for n_cells in (1, 4):
        table = PeopleByCell(np.minimum(cells, n_cells - 1).astype(np.int16), n_cells)
        assert table.sizes.tolist() == [table.people(cell).size for cell in range(n_cells)]
        found = memory.nearest_of_cells(table, np.arange(n_cells))
        alone = {cell: memory.nearest(table.people(cell)) for cell in range(n_cells)}
        assert found == {cell: nearest for cell, nearest in alone.items() if nearest is not None}


# -------------------------------------------------------------------------------- combinations


def fewest(sets, asked, minimum):
    """Return for how few people a combination can be nonzero, by trying all; `minimum` if not so few."""
    n_records = len(asked)
    for n in range(minimum):
        for few in itertools.combinations(range(n_records), n):
            kept = np.setdiff1d(np.arange(n_records), few)
            matrix = sets[:, kept].T
            y = np.linalg.lstsq(matrix, -asked[kept], rcond=None)[0]
            if np.abs(matrix @ y + asked[kept]).max(initial=0) < 1e-8:
                return n
    return minimum


@settings(deadline=None, max_examples=60)
@given(st.lists(subsets(9, 3), min_size=1, max_size=5), st.integers(3, 4))
def test_what_is_admitted_isolates_nobody(sets, minimum):
    """No combination of admitted sets is nonzero for fewer people, as far as nobody counts three times."""
    span, admitted = Span(9, minimum), np.zeros((0, 9))
    for one in sets:
        asked = people(one, 9)
        n = fewest(admitted, asked.members.astype(float), minimum)
        combination, _ = span.admit(asked)
        if combination.finding is Finding.FREE:
            assert n == minimum or _counts_three_times(admitted, asked, minimum)
            admitted = np.vstack([admitted, asked.members])
        if n == 0:
            assert combination.finding is Finding.SPANNED
        if combination.instead is not None:
            members = people(combination.instead, 9).members.astype(float)
            assert fewest(admitted, members, 1) == 0
            assert 0 < len(one ^ set(combination.instead.tolist())) < minimum


def _counts_three_times(sets, asked, minimum):
    """Whether each combination that isolates takes somebody more than twice."""
    for n in range(1, minimum):
        for few in itertools.combinations(range(9), n):
            kept = np.setdiff1d(np.arange(9), few)
            y = np.linalg.lstsq(sets[:, kept].T, -asked.members[kept].astype(float), rcond=None)[0]
            v = asked.members + y @ sets
            if np.abs(v[kept]).max(initial=0) < 1e-8 and np.abs(v).max() < 2 + 1e-8:
                return False
    return True


@pytest.mark.parametrize("n_records", [60, 3000, MANY])
def test_a_union_and_one_more_is_the_union(n_records):
    """Of two disjoint sets and somebody else, of a complement, and of a difference of sets."""
    third = n_records // 3
    one, other = range(third), range(third, 2 * third - 5)
    span = Span(n_records, 5)
    for each in (range(n_records), one, other):
        assert span.admit(people(each, n_records))[0].finding is Finding.FREE
    both = {*one, *other}
    for asked, made_up in (
        (both | {n_records - 1}, both),
        (both - {0}, both),
        (set(range(third + 1, n_records)), set(range(third, n_records))),
        (set(range(n_records)) - both - {n_records - 1}, set(range(n_records)) - both),
    ):
        combination = span.examine(people(asked, n_records))
        assert combination.finding is Finding.ISOLATING
        assert set(combination.instead.tolist()) == made_up
        assert span.examine(people(made_up, n_records)).finding is Finding.SPANNED


def test_what_is_far_from_all_combinations_is_free():
    """Random sets of 649 people are answered about, up to half as many as there are people, and no more."""
    random = np.random.default_rng(3)
    span = Span(649, 10)
    findings = [
        span.admit(people(np.flatnonzero(random.random(649) < 0.4).tolist(), 649))[0].finding
        for _ in range(400)
    ]
    assert findings == [Finding.FREE] * 324 + [Finding.ISOLATING] * 76


def test_many_combinations_of_many_people_are_seen_through():
    """Among 20,000 people a sum and difference of random sets is found again, up to a few people."""
    random = np.random.default_rng(5)
    span = Span(MANY, 10)
    parts = random.integers(0, 40, MANY)
    for i in range(30):
        assert span.admit(people(np.flatnonzero(parts == i).tolist(), MANY))[0].finding is Finding.FREE
    for _ in range(60):
        span.admit(people(np.flatnonzero(random.random(MANY) < 0.5).tolist(), MANY))
    union = set(np.flatnonzero(np.isin(parts, range(7))).tolist())
    odd = set(np.flatnonzero(parts == 39)[:3].tolist())
    for few in (odd, set(list(union)[:4])):
        combination = span.examine(people(union ^ few, MANY))
        assert combination.finding is Finding.ISOLATING
        assert set(combination.instead.tolist()) == union


def test_small_sets_of_many_people_are_kept_on_sheets():
    """A table of 400 groups takes no rank, and unions of its groups and one more person are seen."""
    span = Span(MANY, 10)
    span.admit(people(range(MANY), MANY))
    school = np.arange(MANY) % 400
    for i in range(399):
        kept = span.admit(people(np.flatnonzero(school == i).tolist(), MANY))[1]
        assert kept.n_bytes == 0
        assert kept.records().tolist() == np.flatnonzero(school == i).tolist()
    assert (span.rank, span.n_sheets) == (1, 1)
    assert span.admit(people(np.flatnonzero(school == 399).tolist(), MANY))[0].finding is Finding.SPANNED
    union = np.isin(school, range(100, 300))
    asked = set(np.flatnonzero(union).tolist())
    assert span.examine(people(asked, MANY)).finding is Finding.SPANNED
    assert set(span.examine(people(asked - {100}, MANY)).instead.tolist()) == asked
    halves = np.flatnonzero(np.arange(MANY) // 400 % 2)
    assert span.examine(people(halves.tolist(), MANY)).finding is Finding.FREE


def test_small_sets_do_not_complete_a_union_of_an_earlier_set():
    """After a set of three groups and one more person the third of the groups is isolating."""
    span = Span(MANY, 10)
    span.admit(people(range(MANY), MANY))
    groups = [set(range(100 * i, 100 * i + 100)) for i in range(4)]
    span.admit(people(groups[0] | groups[1] | groups[2] | {5000} | set(range(9000, 15000)), MANY))
    span.admit(people(range(9000, 15000), MANY))
    findings = [span.admit(people(one, MANY))[0].finding for one in groups]
    assert findings[:2] == [Finding.FREE] * 2
    sheet = Sheet(MANY, 10)
    kept = keep(people(groups[0] | groups[1] | {5000}, MANY))
    sheet.watch_from_the_start(kept)
    assert not sheet.would_isolate(people(groups[0], MANY))
    sheet.put(people(groups[0], MANY))
    assert sheet.would_isolate(people(groups[1], MANY))
    assert not sheet.would_isolate(people(groups[2], MANY))


@given(st.lists(st.integers(0, 4), min_size=24, max_size=24), subsets(24))
def test_the_nearest_union_is_the_best_of_all(codes, asked):
    """No union of sets of a sheet, with or without the people of none, is more like a set."""
    sheet, parts = Sheet(24, 3), [set(np.flatnonzero(np.array(codes) == i).tolist()) for i in range(5)]
    for one in parts[1:]:
        if one:
            sheet.put(people(one, 24))
    chosen = itertools.chain.from_iterable(itertools.combinations(parts, n) for n in range(6))
    best = min(len(set().union(*some) ^ asked) for some in chosen)
    union = sheet.nearest_union(people(asked, 24))
    assert union.n_across == best == len(set(union.records().tolist()) ^ asked)
    table = PeopleByCell(people(asked, 24).members.astype(np.int16) - 1, 1)
    for inside in sheet.n_inside_cells(table, np.zeros(1, dtype=np.intp)):
        assert best >= 3 if inside is None else sheet.union_of(inside).n_across == best


def _tables(random, n_records):
    """Return tables that have much in common: parts, parts of parts, and a few people who changed places."""
    parts = [np.zeros(n_records, dtype=int), random.integers(0, 7, n_records)]
    parts += [random.integers(0, 140, n_records)] * 2
    parts += [parts[2] // 3, parts[1] * 20 + parts[2] % 20]
    for one in random.permutation(len(parts)):
        cells = np.where(random.random(n_records) < random.choice([0, 0.03]), -1, parts[one]).astype(np.int16)
        cells[random.permutation(n_records)[: random.choice([0, 1, 12])]] = 0
        yield PeopleByCell(cells, int(cells.max()) + 1)


@pytest.mark.parametrize("seed", range(6))
def test_cells_of_a_table_are_admitted_as_one_by_one(seed):
    """The same cells are isolating, and the others are kept as they are."""
    random, n_records = np.random.default_rng(seed), 8200
    together, alone = Span(n_records, 10), Span(n_records, 10)
    for table in _tables(random, n_records):
        order = np.argsort(-table.sizes, kind="stable")
        found = together.admit_cells(table, order)
        expected = [alone.admit(People(table.people(cell).records, n_records)) for cell in order]
        assert [one.finding is Finding.ISOLATING for one, _ in found] == [
            one.finding is Finding.ISOLATING for one, _ in expected
        ]
        for (_, kept), (_, other), cell in zip(found, expected, order, strict=True):
            assert (kept is None) == (other is None)
            assert kept is None or kept.size == other.size == table.sizes[cell]
            assert kept is None or np.array_equal(kept.records(), table.people(cell).records)


def test_cells_are_kept_together_and_compared_with_others():
    """Cells that are kept as a table have as many people in common with sets and cells as they have."""
    random = np.random.default_rng(8)
    one, other = (PeopleByCell(random.integers(-1, 30, MANY).astype(np.int8), 30) for _ in range(2))
    kept = keep_cells(one, range(30))
    assert sum(each.n_bytes for each in kept) < 1.01 * MANY
    for asked in (other, one):
        for cell, each in itertools.product((0, 7), enumerate(kept)):
            members = (asked.cell_of_record == cell) & (one.cell_of_record == each[0])
            expected = np.count_nonzero(members)
            assert each[1].n_common(asked.people(cell)) == expected
            assert each[1].n_common(People(asked.people(cell).records, MANY)) == expected
            assert n_common_of_cells(each[1], asked)[cell] == expected
    bits = keep(People(np.flatnonzero(random.random(MANY) < 0.5), MANY))
    assert n_common_of_cells(bits, one).tolist() == [bits.n_common(one.people(cell)) for cell in range(30)]


# --------------------------------------------------------------------------------- its parts


@settings(deadline=None)
@given(st.lists(subsets(12, 2), min_size=1, max_size=6), subsets(12, 2))
def test_the_bound_and_the_program_agree(sets, asked):
    """The bound is at most the least total, which the program reaches with a combination of the sets."""
    basis, rows = Basis(12), np.array([people(one, 12).members for one in sets])
    for row in rows.astype(float):
        if np.linalg.norm(basis.outside(row)) > 1e-9:
            basis.add(row)
    x = people(asked, 12).members
    v = minimal_combination(x, rows)
    least = least_total(basis, basis.outside(x.astype(float)), x.astype(float), 100)
    assert least <= np.abs(v).sum() + 1e-6
    assert np.abs(basis.outside(v - x)).max() < 1e-6


def test_sparse_parts_are_found_again():
    """Up to nine places of a vector that is otherwise made of earlier ones, and none if there are more."""
    random = np.random.default_rng(2)
    basis = Basis(400)
    vectors = random.random((100, 400)) < 0.4
    for vector in vectors:
        basis.add(vector.astype(float))
    few = np.zeros(400)
    few[[3, 50, 51, 200, 399]] = [1, -1, 1, 2, 1]
    mixed = few + random.normal(size=100) @ vectors
    np.testing.assert_allclose(sparse_part(basis, basis.outside(mixed), 9), few, atol=1e-8)
    np.testing.assert_allclose(basis.combination(mixed - few) @ vectors, mixed - few, atol=1e-8)
    assert sparse_part(basis, basis.outside(random.normal(size=400)), 9) is None
