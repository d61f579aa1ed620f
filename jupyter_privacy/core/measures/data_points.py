"""Data points needed: how many people one, two or three known values single out.

    n_s = people unique on some set of at most s columns         n_1 <= n_2 <= n_3

All columns count, not the key variables only: whoever knows one thing about somebody may know
anything.  With all but direct identifiers given, every further column of theirs then attaches.
"""

from __future__ import annotations

from functools import partial

from jupyter_privacy.core.measures.measure import Measure, Workings
from jupyter_privacy.core.types import Risk, Severity

__all__ = ["DATA_POINTS"]

UNIT = "people"

ALARM = 0.01
"""Share of the people beyond which two or three data points are HIGH: sdcMicro's global-risk alarm."""

WORDS = {1: "one value alone tells", 2: "two values together tell", 3: "three values together tell"}


def _severity(n: int, size: int, n_records: int) -> Severity:
    if n == 0:
        return Severity.FINE
    return Severity.HIGH if size == 1 or n > ALARM * n_records else Severity.ELEVATED


def _compute(size: int, workings: Workings) -> Risk:
    if not workings.data.columns:
        return Risk.unknown(UNIT, "no columns")
    found = workings.singled_out[size - 1]
    if found.n is None:
        return Risk.unknown(UNIT, found.note)
    n_records = workings.data.n_records
    high = found.n if found.is_exact else n_records
    return Risk(found.n, found.n, high, UNIT, _severity(found.n, size, n_records), found.note)


def _measure(size: int) -> Measure:
    return Measure(
        id=f"data_points_{size}",
        label=f"Singled out by {size} data point{'s' if size > 1 else ''}",
        unit=UNIT,
        direction="higher_is_riskier",
        compute=partial(_compute, size),
        help=f"People whom {WORDS[size]} apart from everybody else.",
        source="M.J. Elliot, A.M. Manning, R.W. Ford (2002), A computational algorithm for handling the "
        "special uniques problem, IJUFKS 10(5), doi 10.1142/S0218488502001600",
    )


DATA_POINTS: tuple[Measure, ...] = tuple(_measure(size) for size in WORDS)
