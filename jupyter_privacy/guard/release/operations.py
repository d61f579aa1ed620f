"""Names of pandas that several rules know: what they compute of many rows."""

from __future__ import annotations

from jupyter_privacy.core.cells import Statistic

__all__ = ["STATISTICS", "WINDOWS"]

STATISTICS = {
    "mean": Statistic.TOTAL,
    "sum": Statistic.TOTAL,
    "std": Statistic.SPREAD,
    "var": Statistic.SPREAD,
    "sem": Statistic.SPREAD,
}

WINDOWS = frozenset(
    (
        "rolling expanding ewm cumsum cumprod cummax cummin cumcount ngroup shift diff pct_change rank "
        "ffill bfill interpolate"
    ).split()
)
"""Methods whose result in one row hangs on other rows."""
