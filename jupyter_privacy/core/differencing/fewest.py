"""The fewest people that a combination of sets can come down to.

Given a vector x (a new set) and vectors s_i (the sets answered about), all of their combinations are

    v = x + sum y_i s_i

and what is looked for is the v that is nonzero for the fewest people.  That is the problem of decoding a
linear code, which is hard in general.  Three ways are taken:

*Bound.*  For any z that is orthogonal to all s_i, <z, v> = <z, x>, so |v|_1 >= <z, x> / |z|_inf.  If v takes
values from -1 to 1, fewer than k people cannot have |v|_1 >= k.  The part of x outside of the span is such a
z; cutting it off at a height and projecting again makes it better.

*Program.*  min |v|_1 over y is a linear program, and the best bound of this kind.  Its solutions are
vertices, with as many zeros as there are independent sets; they were measured to be the sparsest
combination whenever there are fewer than half as many sets as people (Candes & Tao 2005).

*Search.*  For many people the program is too large: places are taken out one by one where the rest is
largest (orthogonal matching pursuit) until nothing or too much is left.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.differencing.basis import Basis
from jupyter_privacy.core.suppression.program import LinearProgram, Row
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["TINY", "least_total", "minimal_combination", "sparse_part"]

TINY = 1e-6
"""What is smaller is rounding error."""

_ROUNDS = 12
_CUT = 2 / 3


def least_total(basis: Basis, outside: FloatArray, vector: FloatArray, enough: float) -> float:
    """Return a lower bound of |v|_1 over all combinations v of a vector with those of a basis.

    Formula: max over some z orthogonal to the basis of <z, x> / max |z|.
    Shapes: `outside` is the part of `vector` outside of the span.
    Missing values: does not apply.
    Errors: none.
    Cost: up to 12 times O(width x rank), fewer once `enough` is reached.
    Source: duality of linear programs; none to cite.

    >>> least_total(Basis(3), np.array([1.0, 1, 0]), np.array([1.0, 1, 0]), 2)
    2.0
    """
    z, best = outside, 0.0
    for _ in range(_ROUNDS):
        height = float(np.abs(z).max(initial=0))
        if height < TINY:
            return best
        best = max(best, float(z @ vector) / height)
        if best >= enough:
            return best
        z = basis.outside(np.clip(z, -_CUT * height, _CUT * height))
    return best


def minimal_combination(members: BoolArray, sets: BoolArray, *, leaves_set: bool = False) -> FloatArray:
    """Return the combination v of a set with others that has the least total |v|_1.

    Formula: min sum |v_i| with v = 1_R + sum y_i 1_{S_i}, as a linear program over the classes of people
        who belong to the same sets; if it `leaves_set`, with 0 <= 1_R - v <= 1 for everybody.
    Shapes: `members` one entry a record, `sets` a row for each set; returns v, one entry a record.
    Missing values: does not apply.
    Errors: GuardError when the solver does not finish.
    Cost: 0.1 s for 650 records and 200 sets, 0.3 s for 320.
    Source: E. J. Candes, T. Tao (2005), Decoding by linear programming, IEEE Trans. Inf. Theory 51(12),
        doi 10.1109/TIT.2005.858979.

    >>> sets = np.array([[True, True, True, True, True], [True, True, False, False, False]])
    >>> minimal_combination(np.array([False, False, True, True, False]), sets).tolist()
    [0.0, 0.0, 0.0, 0.0, -1.0]
    """
    packed = np.packbits(np.vstack([members, sets]), axis=0)
    _, first, class_of_record, n = np.unique(
        packed, axis=1, return_index=True, return_inverse=True, return_counts=True
    )
    v = _program(members[first], sets[:, first], n, leaves_set=leaves_set)
    values: FloatArray = v[class_of_record.ravel()]
    return values


def _program(member: BoolArray, sets: BoolArray, n: IntArray, *, leaves_set: bool) -> FloatArray:
    """Return v of each class of n people: v = member + sets y = up - down, with up and down at least 0."""
    n_sets, n_classes = sets.shape
    lower = np.concatenate([np.full(n_sets, -np.inf), np.zeros(2 * n_classes)])
    upper = np.full(len(lower), np.inf)
    if leaves_set:
        upper[n_sets:] = np.concatenate([member, ~member])
    up = n_sets + np.arange(n_classes)
    rows = [_row(sets[:, i], (up[i], up[i] + n_classes), float(member[i])) for i in range(n_classes)]
    program = LinearProgram(lower, upper, rows)
    found = program.minimise(np.concatenate([np.zeros(n_sets), n, n]).astype(np.float64))
    if found is None:  # totals are never negative, so the program is bounded
        raise AssertionError
    v: FloatArray = found[up] - found[up + n_classes]
    v[np.abs(v) < TINY] = 0
    return v


def _row(belongs: BoolArray, parts: tuple[int, int], member: float) -> Row:
    taken = np.flatnonzero(belongs)
    coefficients = np.concatenate([np.ones(len(taken)), [-1.0, 1.0]])
    return np.concatenate([taken, parts]), coefficients, -member, -member


def sparse_part(basis: Basis, outside: FloatArray, most: int) -> FloatArray | None:
    """Return a vector that is nonzero at up to `most` places and equal to `outside` up to the span.

    Formula: in each step the place d with the largest |<w, p>| / |p|, p the part of e_d outside of the
        span, is taken out of the rest w; then the values at the places are fitted by least squares.
    Shapes: `outside` as `Basis.outside` gives it.
    Missing values: does not apply.
    Errors: none; None when nothing so sparse is found.
    Cost: O(width x rank) a step.
    Source: Y. C. Pati, R. Rezaiifar, P. S. Krishnaprasad (1993), Orthogonal matching pursuit,
        doi 10.1109/ACSSC.1993.342465.

    >>> sparse_part(Basis(3), np.array([0.0, -2, 0]), 1).tolist()
    [0.0, -2.0, 0.0]
    """
    sparse = np.zeros(len(outside))
    if np.abs(outside).max(initial=0) < TINY:
        return sparse
    places: list[int] = []
    parts, rest = np.zeros((0, len(outside))), outside
    norms = np.sqrt(np.maximum(1 - (basis.rows**2).sum(axis=0), TINY))
    while np.abs(rest).max() > TINY:
        if len(places) == most:
            return None
        place = int(np.argmax(np.abs(rest) / norms))
        unit = np.zeros(len(outside))
        unit[place] = 1
        parts = np.vstack([parts, basis.outside(unit)])
        places.append(place)
        values = np.linalg.lstsq(parts.T, outside, rcond=None)[0]
        rest = outside - values @ parts
    sparse[places] = values
    return sparse
