"""How many people a coefficient, or a prediction, stands on.

Every number that a linear model gives of its outcome y is a weighted sum of y: the coefficients
beta = W' y with W' the pseudoinverse of the design X, a prediction at x the sum with weights W x.
A dummy variable of three people has weights that vanish for everybody else; a far outlier carries
nearly all the weight of a slope.  Support counts do not see that, the weights do:

    effective number = (sum w^2)^2 / sum w^4

is m if m people share the weight equally and the others have none.  Of all combinations of the
coefficients, the one that gives person i the largest share of its squared weights is the prediction
at their own x, and that share is their leverage h_ii.  So the coefficients are looked at, and the
predictions for everybody whose leverage is above 1/minimum.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["coefficient_weights", "effective_number", "fewest_behind"]

_AT_ONCE = 64
"""So many predictions are looked at together: each needs a weight for everybody."""


def effective_number(weights: FloatArray) -> FloatArray:
    """Return how many people share each weighted sum, as if they shared it equally.

    Formula: (sum w^2)^2 / sum w^4, the inverse of the Simpson index of the shares w^2 / sum w^2.
    Shapes: people x sums; returns one number a sum, 0 where nobody has any weight.
    Missing values: none may be missing; a weight that is not finite gives 0.
    Errors: none.
    Cost: two passes.
    Source: L. Kish (1965), Survey Sampling, section 11.7 (effective sample size), with squared weights.

    >>> effective_number(np.array([[1.0, 9.0], [1.0, 0.0], [-1.0, 0.0]])).tolist()
    [3.0, 1.0]
    """
    with np.errstate(all="ignore"):
        largest = np.abs(weights).max(axis=0, initial=0.0)
        squares = (weights / np.where(largest > 0, largest, 1.0)) ** 2
        number = squares.sum(axis=0) ** 2 / (squares**2).sum(axis=0)
    return np.where(np.isfinite(number), number, 0.0)


def coefficient_weights(design: FloatArray) -> FloatArray:
    """Return with which weights everybody's outcome enters each coefficient of least squares.

    Formula: W = (X+)', the transposed pseudoinverse, so that beta = W' y.
    Shapes: people x parameters in and out.
    Missing values: none may be missing.
    Errors: `numpy.linalg.LinAlgError` if the decomposition fails.
    Cost: one singular value decomposition, people x parameters^2.
    Source: G.A.F. Seber, A.J. Lee (2003), Linear Regression Analysis, section 3.9.

    >>> weights = coefficient_weights(np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]]))
    >>> (weights.T @ np.array([1.0, 3.0, 6.0, 8.0])).round(6).tolist()
    [2.0, 5.0]
    """
    basis, scaled = _basis(design)
    return basis @ scaled


def fewest_behind(design: FloatArray, minimum: int) -> float:
    """Return the effective number of people behind what stands on the fewest, coefficient or prediction.

    Formula: the smallest `effective_number` of the columns of W and of the rows of the hat matrix
        H = U U' whose leverage h_ii exceeds 1 / minimum; all others are at least about `minimum`.
        0 if the columns depend on each other: one person more or less could be all that tells them apart.
    Shapes: people x parameters.
    Missing values: none may be missing.
    Errors: `numpy.linalg.LinAlgError` if the decomposition fails.
    Cost: a decomposition, and people x parameters for everybody of high leverage, of whom there are
        at most minimum x parameters.
    Source: Seber & Lee (2003), section 10.2; D.A. Belsley, E. Kuh, R.E. Welsch (1980), Regression
        Diagnostics, section 2.1, doi 10.1002/0471725153.

    >>> dummy = np.array([1.0] * 3 + [0.0] * 97)
    >>> round(fewest_behind(np.column_stack([np.ones(100), dummy]), 10), 2)
    3.0
    """
    basis, scaled = _basis(design)
    if basis.shape[1] < design.shape[1]:
        return 0.0
    fewest = float(effective_number(basis @ scaled).min(initial=np.inf))
    high = np.flatnonzero((basis**2).sum(axis=1) > 1 / minimum)
    for start in range(0, len(high), _AT_ONCE):
        some = basis @ basis[high[start : start + _AT_ONCE]].T
        fewest = min(fewest, float(effective_number(some).min()))
    return fewest


def _basis(design: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return an orthonormal basis U of the columns of a design, and what makes U into the weights W."""
    size = np.abs(design).max(axis=0, initial=0.0)
    scale = np.where(size > 0, size, 1.0)
    left, singular, right = np.linalg.svd(design / scale, full_matrices=False)
    kept = singular > singular.max(initial=0.0) * max(design.shape) * np.finfo(np.float64).eps
    return left[:, kept], right[kept] / singular[kept, None] / scale
