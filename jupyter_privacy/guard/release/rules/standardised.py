"""`zscore`, `trim_mean` of scipy.stats, and `np.polyfit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, Reason
from jupyter_privacy.frames.completing import completed
from jupyter_privacy.frames.pandas_tables import are_numbers, numbers_of
from jupyter_privacy.guard.release.models.known import are_plain, of_library
from jupyter_privacy.guard.release.models.sample import filled, sample_of
from jupyter_privacy.guard.release.models.samples import Sample, judge_design
from jupyter_privacy.guard.release.models.verdict import judge_column
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.statistic import judge_column as judge_statistic
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.choosing import by_mask
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["STANDARDISED"]

_COLUMNS = {Kind.SERIES, Kind.ARRAY}
_MOST_POWERS = 9


def _decide(asked: Asked) -> Outcome | None:
    library, decide = _KNOWN.get(asked.name, ("", _zscore))
    return decide(asked) if of_library(library, asked.name) is asked.function and library else None


def _zscore(asked: Asked) -> Outcome | None:
    """Return each one's distance from the mean, sealed; the mean and the spread could be told."""
    held = _column(asked, asked.argument(0, "a"))
    options = {name: option for name, option in asked.kwargs.items() if name != "a"}
    if held is None or len(asked.args) > 1 or not are_plain(options, {"ddof", "nan_policy"}):
        return None
    verdict = judge_column(held.lineage, numbers_of(held.value), "")  # type: ignore[arg-type]
    if verdict.reason is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, verdict.reason, "zscore")
    function: Any = asked.function
    whole = completed(held.value, held.lineage.source.policy.minimum)
    return rowwise.compute(held, [], lambda: function(whole, **options), "zscore")


def _column(asked: Asked, given: Any) -> Held | None:
    """Return one column of numbers."""
    held = asked.desk.open_proxy(given) if type(given) is Sealed else None
    if held is None or kind_of(held.value) not in _COLUMNS or np.ndim(held.value) != 1:
        return None
    return held if are_numbers(held.value.dtype) else None


def _trimmed(asked: Asked) -> Outcome | None:
    """Return the mean of those in the middle: a selection of people like any other, settled as such."""
    held, share = _column(asked, asked.argument(0, "a")), asked.argument(1, "proportiontocut")
    if held is None or len(asked.args) + len(asked.kwargs) != 2 or not isinstance(share, (int, float)):  # noqa: PLR2004
        return None
    numbers: Any = numbers_of(held.value)
    middle = by_mask(held, _in_the_middle(numbers, float(share)), "trim_mean")
    if isinstance(middle.value, Withheld):
        return asked.desk.withhold(held.lineage, middle.value.reason, "trim_mean")
    reason = judge_statistic(middle.lineage, middle.value, "mean")
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(middle.lineage, reason, "trim_mean")
    return Released(np.float64(np.mean(numbers_of(middle.value))))  # type: ignore[arg-type]


def _in_the_middle(numbers: Any, share: float) -> BoolArray:
    cut = int(share * len(numbers))
    inside = np.zeros(len(numbers), dtype=np.bool_)
    inside[np.argsort(numbers, kind="stable")[cut : len(numbers) - cut]] = True
    return inside


def _polynomial(asked: Asked) -> Outcome | None:
    """Return the coefficients of a polynomial: a regression on the powers of a column."""
    given = dict(zip(("x", "y", "deg"), asked.args, strict=False)) | dict(asked.kwargs)
    degree = given.pop("deg", None)
    if set(given) != {"x", "y"} or not isinstance(degree, int) or not 0 <= degree <= _MOST_POWERS:
        return None
    columns = {name: _column(asked, value) for name, value in given.items()}
    found = {name: held for name, held in columns.items() if held is not None}
    sample = None if len(found) < len(columns) else sample_of(found)
    if sample is None:
        return None
    if isinstance(sample.value, Withheld):
        return asked.desk.withhold(sample.lineage, sample.value.reason, "polyfit")
    frame: Any = filled(sample).value
    x, y = (np.asarray(frame[name], dtype=np.float64) for name in ("x", "y"))
    powers = {f"power {j}": x**j for j in range(degree + 1)}
    reason = attempt(lambda: judge_design(Sample(sample.lineage, y), powers))
    if reason is not Reason.SHOWN:
        why = reason.reason if isinstance(reason, Withheld) else reason
        return asked.desk.withhold(sample.lineage, why, "polyfit")
    function: Any = asked.function
    return Released(function(x, y, degree))


_KNOWN = {
    "zscore": ("scipy.stats", _zscore),
    "trim_mean": ("scipy.stats", _trimmed),
    "polyfit": ("numpy", _polynomial),
}

STANDARDISED = Rule("standardised", _decide, functions=frozenset(_KNOWN))
"""Distances from the mean stay sealed; a trimmed mean is of a selection; a polynomial is a regression."""
