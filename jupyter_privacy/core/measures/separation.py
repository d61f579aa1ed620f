"""Separation: the share of pairs of people whom some columns tell apart.

    1 - sum over classes of f (f - 1) / (n (n - 1))

Of one column it says how identifying the column is; of the key variables together, how much of a
crowd is left.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.measures.measure import Measure, Workings
from jupyter_privacy.core.types import Codes, IntArray, Risk, Severity

__all__ = ["SEPARATION", "identifying_share"]

UNIT = "share of pairs"


def identifying_share(codes: Codes) -> float:
    """Return the share of record pairs that one column tells apart.

    Formula: 1 - sum of f (f - 1) / (n (n - 1)) over the values' frequencies f.
    Shapes: one code >= 0 a record; returns a number in [0, 1], 0 for fewer than two records.
    Missing values: look alike.
    Errors: ValueError for negative codes.
    Cost: O(records + values).
    Source: R. Motwani, Y. Xu (2007), Efficient algorithms for masking and finding
        quasi-identifiers, VLDB workshop on secure data management, section 2; ARX reports it.

    >>> identifying_share(np.array([1, 1, 2, 3], dtype=np.int32))
    0.8333333333333334
    """
    return _separated(np.bincount(codes, minlength=1))


def _separated(sizes: IntArray) -> float:
    n = int(sizes.sum())
    if n < 2:  # noqa: PLR2004 - there is no pair
        return 0.0
    alike = float((sizes.astype(np.float64) * (sizes - 1)).sum())
    return min(max(1.0 - alike / (n * (n - 1)), 0.0), 1.0)


def _compute(workings: Workings) -> Risk:
    if not workings.data.key_variables:
        return Risk.unknown(UNIT, "no key variables")
    share = _separated(workings.class_counts)
    return Risk.exact(share, UNIT, Severity.UNKNOWN, "no cut-off is published for it")


SEPARATION = Measure(
    id="separation",
    label="Separation",
    unit=UNIT,
    direction="higher_is_riskier",
    compute=_compute,
    help="Share of pairs of people whom the key variables tell apart; no cut-off is published for it.",
    source="R. Motwani, Y. Xu (2007), Efficient algorithms for masking and finding quasi-identifiers",
)
