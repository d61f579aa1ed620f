"""k-anonymity: the smallest group of people who look alike on the key variables.

k = min over equivalence classes of f_k
"""

from __future__ import annotations

from jupyter_privacy.core.measures.measure import Measure, Workings
from jupyter_privacy.core.types import Risk, Severity

__all__ = ["K_ANONYMITY"]

UNIT = "people"


def _severity(k: int, minimum: int) -> Severity:
    """Below the policy's minimum is HIGH; below twice the minimum one more variable may break it."""
    if k < minimum:
        return Severity.HIGH
    return Severity.ELEVATED if k < 2 * minimum else Severity.FINE


def _compute(workings: Workings) -> Risk:
    if not workings.data.key_variables:
        return Risk.unknown(UNIT, "no key variables")
    if not workings.data.n_records:
        return Risk.unknown(UNIT, "no records")
    k = int(workings.class_counts.min())
    return Risk.exact(k, UNIT, _severity(k, workings.data.minimum))


K_ANONYMITY = Measure(
    id="k_anonymity",
    label="k-anonymity",
    unit=UNIT,
    direction="lower_is_riskier",
    compute=_compute,
    help="Size of the smallest group of people who look alike on the key variables.",
    source="P. Samarati, L. Sweeney (1998), Protecting privacy when disclosing information, SRI-CSL-98-04",
)
