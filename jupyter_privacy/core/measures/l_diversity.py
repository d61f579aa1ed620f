"""Distinct l-diversity: the fewest different sensitive values in a group of people who look alike.

    l = min over classes and sensitive variables of |{ known sensitive values in the class }|

A missing value is no value that could be learnt and does not add to the diversity; a class in
which all are missing counts as l = 1.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.equivalence import class_ids
from jupyter_privacy.core.measures.measure import Measure, Workings
from jupyter_privacy.core.types import Codes, Risk, Severity

__all__ = ["L_DIVERSITY"]

UNIT = "values"

SEVERITIES = {1: Severity.HIGH, 2: Severity.ELEVATED}
"""l = 1 tells the value of everybody in the class; l = 2 does to whoever can rule one out."""


def _compute(workings: Workings) -> Risk:
    data = workings.data
    for missing, what in ((data.key_variables, "key"), (data.sensitive, "sensitive")):
        if not missing:
            return Risk.unknown(UNIT, f"no {what} variables")
    if not data.n_records:
        return Risk.unknown(UNIT, "no records")
    least = min(_distinct(workings, data.columns[name]) for name in data.sensitive)
    return Risk.exact(least, UNIT, SEVERITIES.get(least, Severity.FINE))


def _distinct(workings: Workings, sensitive: Codes) -> int:
    """Return the fewest known values of one sensitive variable in a class, at least 1."""
    ids, n_classes = workings.classes
    pair, n_pairs = class_ids([ids.astype(np.int32), sensitive], len(ids))
    class_of_pair = np.zeros(n_pairs, dtype=np.intp)
    class_of_pair[pair] = ids
    is_known = np.zeros(n_pairs, dtype=np.bool_)
    is_known[pair] = sensitive > 0
    distinct = np.bincount(class_of_pair[is_known], minlength=n_classes)
    return max(int(distinct.min()), 1)


L_DIVERSITY = Measure(
    id="l_diversity",
    label="l-diversity",
    unit=UNIT,
    direction="lower_is_riskier",
    compute=_compute,
    help="Fewest different sensitive values in a group of people who look alike on the key variables.",
    source="A. Machanavajjhala, D. Kifer, J. Gehrke, M. Venkitasubramaniam (2007), l-diversity, TKDD 1(1), "
    "doi 10.1145/1217299.1217302",
)
