"""Numbers shown as bands: 15 as "10-19".

Edges are multiples of a nice width (1, 2 or 5 times a power of ten), so an edge is never some
person's value by construction, as the edges of quantile or equal-width cuts are.  Widths grow level
by level; the narrowest that is safe gets shown.  (The rejected alternative, quantile bands, has a
person's value at every edge.)

Values are counted in *units*, the coarsest power of ten of which all are multiples; so 0.3 falls into
"0.3 to <0.4" whatever 0.3 / 0.1 is in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from jupyter_privacy.core.types import BoolArray, Codes, FloatArray, IntArray
from jupyter_privacy.frames.coding import codes_of_numbers, contiguous

__all__ = ["Band", "band_levels"]

# Numbers beyond are infinite for this purpose: their differences would overflow.
_HUGE = 1e300
_FINEST = -300

# float64 tells 15 decimal digits apart; numbers that use all of them are counted in thousandths
# of their range.
_DIGITS = 15
_DIGITS_OF_RANGE = 3
_MOST_DECIMALS = 6
_SHORTEST = 1e-5  # narrower bands are written as powers of ten

_MOST_LEVELS = 10
_NICE = (1, 2, 5)
_MOST_COUNTED = 2**22  # bands; sorting costs five times as much, counting that much memory


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One level: every number in a band of one width; codes are 0 for missing, 1..n upward.

    `lows[code - 1]` is the lower edge of a band, in widths; an infinite number has a band of its own.
    """

    width: float
    codes: Codes
    lows: FloatArray
    exact_width: Decimal
    whole: bool

    def labels(self, records: IntArray) -> list[str]:
        """Return the bands of those records in words; "NaN" for missing."""
        codes = self.codes[records]
        names = {int(code): self._name(int(code)) for code in np.unique(codes)}
        return [names[int(code)] for code in codes]

    def _name(self, code: int) -> str:
        if code == 0:
            return "NaN"
        low = float(self.lows[code - 1])
        if np.isinf(low):
            return "inf" if low > 0 else "-inf"
        if self.whole:
            return _whole_name(int(low) * int(self.exact_width), int(self.exact_width))
        low_edge, high_edge = (_decimal(int(low) + step, self.exact_width) for step in (0, 1))
        return f"{low_edge} to <{high_edge}"


def _whole_name(low: int, width: int) -> str:
    high = low + width - 1
    return f"{low}\N{EN DASH}{high}" if low >= 0 else f"{low} to {high}"


def _decimal(steps: int, width: Decimal) -> str:
    value = float(steps * width)
    readable = float(width) > _SHORTEST and abs(value) < 10.0**_DIGITS
    return f"{steps * width:f}" if readable else f"{value:.6g}"


def band_levels(numbers: FloatArray) -> list[Band]:
    """Return ever wider bands of a numeric column, at most ten levels.

    What it does
        Begins just above the data's resolution (for whole numbers at 2, or at 20 if all are
        multiples of ten) and ends when one or two bands hold everything; between, widths
        1, 2, 5 times powers of ten, thinned out evenly if there are more than ten.
    Shapes
        `numbers` float64, one a record; every level has int32 codes of that length.
    Missing values
        NaN has code 0.  Infinite numbers, and those beyond 1e300, have bands of their own.
        No finite number: no level.
    Cost
        A few passes a level: 0.2 s for 600,000 numbers.

    >>> levels = band_levels(np.array([3.0, 15.0, 17.0, np.nan]))
    >>> [level.width for level in levels]
    [2.0, 5.0, 10.0, 20.0]
    >>> print(*levels[2].labels(np.arange(4)), sep=", ")
    0–9, 10–19, 10–19, NaN
    >>> band_levels(np.array([0.5, 1.2]))[0].labels(np.arange(2))
    ['0.4 to <0.6', '1.2 to <1.4']
    """  # noqa: RUF002 - the dash of a band
    finite = np.abs(numbers) <= _HUGE
    values = numbers[finite]
    if values.size == 0:
        return []
    exponent, resolved = _unit(values)
    units = _in_units(numbers, finite, exponent, resolved=resolved)
    whole = exponent >= 0 and bool(np.all(values == np.rint(values)))
    steps = _steps(float(np.ptp(units[finite])))
    return [_band(units, step, exponent, whole=whole) for step in steps]


def _unit(values: FloatArray) -> tuple[int, bool]:
    """Return the unit's power of ten, and whether all values are multiples of it."""
    largest = float(np.max(np.abs(values)))
    if largest == 0:
        return 0, True
    magnitude = int(np.floor(np.log10(largest)))
    finest = max(magnitude - _DIGITS + 1, -_MOST_DECIMALS)
    for exponent in range(magnitude, finest - 1, -1):
        if _are_multiples(values[:1000], exponent) and _are_multiples(values, exponent):
            return exponent, True
    scale = float(np.ptp(values)) or largest
    of_range = int(np.ceil(np.log10(scale))) - _DIGITS_OF_RANGE
    return max(of_range, magnitude - _DIGITS + 1, _FINEST), False


def _are_multiples(values: FloatArray, exponent: int) -> bool:
    units = _scaled(values, exponent)
    rounding_error = 4 * np.spacing(np.abs(units))
    return bool(np.all(np.abs(units - np.rint(units)) <= rounding_error))


def _scaled(values: FloatArray, exponent: int) -> FloatArray:
    return values / 10.0**exponent if exponent >= 0 else values * 10.0**-exponent


def _in_units(numbers: FloatArray, finite: BoolArray, exponent: int, *, resolved: bool) -> FloatArray:
    """Count in units; NaN stays, what is too large becomes infinite."""
    units = np.where(numbers > 0, np.inf, -np.inf)
    units[np.isnan(numbers)] = np.nan
    scaled = _scaled(numbers[finite], exponent)
    units[finite] = np.rint(scaled) if resolved else np.floor(scaled)
    return units


def _steps(spread: float) -> list[int]:
    """Return which nice widths to use: 0, 1, 2, 3 stand for 1, 2, 5, 10 units; one unit is no band."""
    last = 1
    while float(_width(last)) < spread:
        last += 1
    n_levels = min(last, _MOST_LEVELS)
    return sorted({round(step) for step in np.linspace(1, last, n_levels).tolist()})


def _width(step: int) -> int:
    return int(_NICE[step % 3] * 10 ** (step // 3))


def _band(units: FloatArray, step: int, exponent: int, *, whole: bool) -> Band:
    with np.errstate(invalid="ignore"):
        position = np.floor_divide(units, float(_width(step)))
    infinite = np.isinf(units)
    position[infinite] = units[infinite]
    lows, codes = _lows_and_codes(position)
    width = Decimal(_width(step)).scaleb(exponent)
    return Band(float(width), codes, lows, width, whole)


def _lows_and_codes(position: FloatArray) -> tuple[FloatArray, Codes]:
    """Return the bands in use, upward, and every record's; counted where they are few, else sorted."""
    present = ~np.isnan(position)
    lowest, highest = float(np.min(position[present])), float(np.max(position[present]))
    if not highest - lowest < _MOST_COUNTED:
        return np.unique(position[present]), codes_of_numbers(position)
    offsets = np.where(present, position - lowest + 1, 0).astype(np.intp)
    codes = contiguous(offsets)
    used = np.bincount(offsets, minlength=1) > 0
    return lowest + np.flatnonzero(used[1:]).astype(np.float64), codes
