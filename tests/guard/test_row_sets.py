"""Sets of people that were answered about."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_privacy.guard.seal.row_sets import RowSets

N = 400
SETS = st.lists(st.sets(st.integers(0, N - 1), max_size=60).map(sorted), min_size=1, max_size=12)


@given(SETS)
def test_answered_sets_are_equal_or_far_apart(sets):
    """However sets are kept, as bits or as numbers, two answers differ by nobody or by at least ten."""
    known = RowSets(N, 10)
    answers = [set(known.settle(np.array(one, dtype=np.intp)).tolist()) for one in sets if len(one) >= 10]
    assert all(
        one == other or len(one ^ other) >= 10 for one in answers for other in [*answers, set(range(N))]
    )


def test_a_table_of_many_cells_is_remembered_cell_by_cell():
    """One person less than any of 600 cells is answered as that cell."""
    known = RowSets(12_000, 10)
    for i in range(600):
        known.settle(np.arange(20 * i, 20 * i + 20))
    for i in (0, 299, 599):
        assert known.settle(np.arange(20 * i + 1, 20 * i + 20)).tolist() == list(range(20 * i, 20 * i + 20))


def settled(known, *records, in_pairs=False):
    """Return the set that some records are answered as."""
    return known.settle(np.array(records, dtype=np.intp), in_pairs=in_pairs).tolist()


def of(*ranges):
    """Return the records of some ranges, in order."""
    return sorted({record for one in ranges for record in range(*one)})


@given(st.sets(st.integers(0, N - 1), min_size=1, max_size=9).map(sorted))
def test_all_but_a_few_are_answered_as_all(few):
    """Everybody without fewer than ten people is everybody, from the start."""
    assert settled(RowSets(N, 10), *sorted(set(range(N)) - set(few))) == list(range(N))


@given(st.integers(1, 9))
def test_few_are_not_remembered(n):
    """Fewer than ten people are never answered about, so nothing later is snapped to them."""
    known = RowSets(N, 10)
    assert settled(known, *range(n)) == list(range(n))
    assert len(known) == 1
    assert settled(known, *range(n + 10)) == list(range(n + 10))


def test_what_a_combination_would_isolate_is_answered_as_the_combination():
    """Two halves of a set are known: the set with one person more, far from either half, is the set."""
    known = RowSets(N, 10)
    for part in (of((0, 50)), of((50, 120))):
        assert settled(known, *part) == part
    assert settled(known, *of((0, 121))) == of((0, 120))
    assert settled(known, *of((0, 120))) == of((0, 120))
    assert settled(known, *of((0, 131))) == of((0, 131))


@settings(max_examples=30, deadline=None)
@given(SETS, SETS)
def test_a_repeat_has_the_same_answer(sets, others):
    """Whatever is asked in between, the same question is answered alike."""
    known = RowSets(N, 10)
    first = [settled(known, *one) for one in sets]
    for other in others:
        settled(known, *other)
    assert [settled(known, *one) for one in sets] == first


@given(SETS)
def test_an_answer_is_its_own_answer(sets):
    """What a set is answered as is answered as itself."""
    known = RowSets(N, 10)
    for one in sets:
        answer = settled(known, *one)
        if len(answer) >= 10:
            assert settled(known, *answer) == answer


def test_pairs_are_compared_and_not_combined():
    """A set that no total is told of keeps others away that are near, and is no part of a combination."""
    known = RowSets(N, 10)
    assert settled(known, *of((0, 50)), in_pairs=True) == of((0, 50))
    assert settled(known, *of((0, 51))) == of((0, 50))
    assert settled(known, *of((50, 120)), in_pairs=True) == of((50, 120))
    assert settled(known, *of((0, 121)), in_pairs=True) == of((0, 121))


def test_a_full_memory_answers_what_it_knows():
    """Without room no new set is answered about; known ones, and those made of them, are."""
    known = RowSets(N, 10)
    settled(known, *of((0, 50)))
    known._room = 0  # (as if as many sets were remembered as there is room for)
    assert known.is_full
    assert settled(known, *of((100, 200))) == []
    assert settled(known, *of((100, 200)), in_pairs=True) == []
    assert settled(known, *of((0, 50))) == of((0, 50))
    assert settled(known, *of((50, N))) == of((50, N))


def test_few_choices_by_position_are_answered_about():
    """One choice for every sixteen people, and at most forty; the same choice again is none more."""
    known, draw = RowSets(N, 10), np.random.default_rng(0)
    samples = [np.sort(draw.choice(N, 100, replace=False)) for _ in range(N // 16 + 1)]
    assert all(known.allows([one]) for one in samples[:-1])
    assert not known.allows([samples[-1]])
    assert known.allows([samples[0]])
    assert not known.allows([samples[0], samples[-1]])


def test_sizes_tell_whether_anything_can_be_near():
    """Only sets of nearly the same size are compared."""
    known = RowSets(N, 10)
    settled(known, *of((0, 50)))
    assert [known.has_size_near(n) for n in (40, 41, 59, 60, N - 9, N - 10)] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]
    assert known.near(np.arange(51)).tolist() == of((0, 50))
    assert known.near(np.arange(200)) is None
