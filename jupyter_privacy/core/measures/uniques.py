"""Sample uniques: people whom nobody else matches on the key variables.

number of records with f_k = 1
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.measures.measure import Measure, Workings
from jupyter_privacy.core.types import Risk, Severity

__all__ = ["UNIQUES"]

UNIT = "people"


def _compute(workings: Workings) -> Risk:
    if not workings.data.key_variables:
        return Risk.unknown(UNIT, "no key variables")
    n = int(np.count_nonzero(workings.class_counts == 1))
    return Risk.exact(n, UNIT, Severity.HIGH if n else Severity.FINE)


UNIQUES = Measure(
    id="uniques",
    label="Sample uniques",
    unit=UNIT,
    direction="higher_is_riskier",
    compute=_compute,
    help="People whom nobody else matches on the key variables; one is enough to worry.",
    source="C.J. Skinner, M.J. Elliot (2002), A measure of disclosure risk for microdata, JRSS B 64(4), "
    "doi 10.1111/1467-9868.00365",
)
