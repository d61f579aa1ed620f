"""A perturbation table for the cell-key method: the least informative noise of a given size.

For each count i the noise v has

    probabilities of the largest entropy on  v = -min(i, D) .. D
    with  E v = 0  and  E v^2 = V        (p_v proportional to exp(a v + b v^2))

so totals are unbiased, no count is off by more than D, and no count becomes negative.  A count of 0
stays 0; a positive count may become 0.  From i = D on all counts share one distribution.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.rounding.cell_key import PerturbationTable
from jupyter_privacy.core.types import FloatArray

__all__ = ["perturbation_table"]


def perturbation_table(most: int = 5, variance: float = 3.0) -> PerturbationTable:
    """Return the perturbation table of maximum entropy.

    Formula: see the head of the file, with D = `most` and V = `variance`.
    Shapes: one row for each count 0 .. most.
    Missing values: do not apply.
    Errors: ValueError unless most >= 1 and 0 < variance < most: noise on a count of 1 is -1 or more,
        so without bias its variance stays below `most`.
    Cost: a few Newton steps for each row.
    Source: J.K. Marley, V.L. Leaver (2011), A method for confidentialising user-defined tables,
        58th World Statistics Congress; S. Giessing (2016), LNCS 9867, section 3,
        doi 10.1007/978-3-319-45381-1_18.

    >>> table = perturbation_table(most=2, variance=1.0)
    >>> table.changes[1].tolist(), table.upper_bounds[1].round(3).tolist()
    ([-1, 0, 1, 2], [0.398, 0.704, 0.898, 1.0])
    """
    if not (most >= 1 and 0 < variance < most):
        raise ValueError("most starts at 1, and the variance lies between 0 and most")
    changes = [np.array([0], dtype=np.intp)]
    bounds = [np.ones(1)]
    for count in range(1, most + 1):
        change = np.arange(-min(count, most), most + 1)
        probabilities = _of_largest_entropy(change.astype(np.float64), variance)
        changes.append(change)
        bounds.append(np.append(np.cumsum(probabilities)[:-1], 1.0))
    return PerturbationTable(tuple(changes), tuple(bounds))


def _of_largest_entropy(change: FloatArray, variance: float) -> FloatArray:
    """Return probabilities with mean 0 and a given variance: Newton's method on the dual, damped."""
    features = np.stack([change, change**2 - variance])

    def dual(weights: FloatArray) -> tuple[float, FloatArray]:
        exponent = weights @ features
        powers = np.exp(exponent - exponent.max())
        return float(np.log(powers.sum()) + exponent.max()), powers / powers.sum()

    weights = np.zeros(2)
    height, p = dual(weights)
    for _ in range(_NEWTON_STEPS):
        gradient = features @ p
        step = np.linalg.solve((features * p) @ features.T - np.outer(gradient, gradient), gradient)
        length = 1.0
        while dual(weights - length * step)[0] > height and length > _SHORTEST:
            length /= 2
        weights = weights - length * step
        height, p = dual(weights)
    return p


_NEWTON_STEPS = 50
_SHORTEST = 1e-9
