"""Quantiles that are nobody's own: shared values, and means of k neighbours.

An exact quantile is somebody's value.  A mean of the k values around it is not, but many such means are:
windows that move by one place differ by two people, and a few hundred of them give everybody's value.
So the values in order are cut once, from the smallest, into blocks of k places:

    a value that at least k people share      stands for itself
    a block without such values               every place in it stands for its mean
    other places of the remaining blocks      stand for the shared value in their block

and quantiles are interpolated between what stands at their places (in blocks of the second kind between the
means at their middles).  Whatever is asked for, the answers are made of shared values and of means of k.
The first block and what is left after the last whole one tell nothing: nobody's extreme value shows.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["order_statistic", "smooth_quantile"]


def smooth_quantile(values: FloatArray, share: float, width: int, interpolation: str = "linear") -> float:
    """Return a quantile made of values that `width` people share and of means of `width` neighbours.

    Formula: see the head of this file, at place share (n - 1) of the n values in order.
    Shapes: one number a record; `share` in [0, 1]; `interpolation` as in NumPy, between two shared
        values.
    Missing values: NaN is ignored.
    Errors: none; NaN where fewer than `width` values, or none of a whole block, lie beyond.
    Cost: one partition, and a pass for each of up to six values.
    Source: microaggregation: J. Domingo-Ferrer, J.M. Mateo-Sanz (2002), Practical data-oriented
        microaggregation for statistical disclosure control, IEEE TKDE 14(1), doi 10.1109/69.979982.

    >>> smooth_quantile(np.arange(40.0), 0.5, 10)
    19.5
    >>> smooth_quantile(np.array([1.0] * 20 + [2.0] * 20), 0.4, 10)
    1.0
    """
    present = values[~np.isnan(values)]
    return order_statistic(present, share * (len(present) - 1), width, interpolation)


def order_statistic(present: FloatArray, position: float, width: int, interpolation: str = "linear") -> float:
    """Return what stands at a position (from 0, between two if not whole) of values put in order.

    Formula: see the head of this file.
    Shapes: one number a record; `position` in [0, n - 1].
    Missing values: must have been left out.
    Errors: none; NaN where too few values lie beyond.
    Cost: as `smooth_quantile`.
    Source: as `smooth_quantile`.

    >>> order_statistic(np.arange(40.0), 17, 10)
    17.0
    """
    low = int(np.floor(position))
    high = min(low + (position > low), len(present) - 1)
    if low < width or high + width >= len(present):
        return float("nan")
    blocks = _Blocks(present, width, (low, high))
    if all(blocks.mean(place // width) is not None for place in (low, high)):
        return blocks.between_middles(position)
    ends = blocks.entry(low), blocks.entry(high)
    if ends[0] is None or ends[1] is None:
        return float("nan")
    return float(np.quantile(ends, position - low, method=interpolation))  # type: ignore[call-overload]


class _Blocks:
    """The blocks around some places of values in order."""

    def __init__(self, present: FloatArray, width: int, places: tuple[int, int]) -> None:
        self._present = present
        self._width = width
        blocks = {place // width + step for place in places for step in (-1, 0, 1)}
        ends = {end for block in blocks for end in self._places(block)}
        self._ordered = np.partition(present, sorted(ends | set(places)))
        self._shared: dict[float, bool] = {}

    def _places(self, block: int) -> tuple[int, int]:
        """Return the first and the last place of a block, the last one there is for a block cut short."""
        n = len(self._present)
        first = min(max(block, 0) * self._width, n - 1)
        return first, min(first + self._width, n) - 1

    def _is_shared(self, value: float) -> bool:
        if value not in self._shared:
            self._shared[value] = int(np.count_nonzero(self._present == value)) >= self._width
        return self._shared[value]

    def mean(self, block: int) -> float | None:
        """Return the mean of a block, None if it holds a shared value or has no whole block beside it."""
        first, last = self._places(block)
        is_inside = block >= 1 and (block + 2) * self._width <= len(self._present)
        if not is_inside or self._is_shared(self._ordered[first]) or self._is_shared(self._ordered[last]):
            return None
        return float(self._ordered[first : last + 1].mean())

    def between_middles(self, position: float) -> float:
        """Return the mean at a position between the middles of its block and of the nearer one beside it."""
        block = int(position) // self._width
        steps = (position - block * self._width - (self._width - 1) / 2) / self._width
        own = self.mean(block)
        other = self.mean(block + (1 if steps > 0 else -1))
        if own is None or other is None:
            return float("nan") if own is None else own
        return own + (other - own) * abs(steps)

    def entry(self, place: int) -> float | None:
        """Return what stands for one place: its value, the mean of its block, or a shared value in it."""
        value, block = float(self._ordered[place]), place // self._width
        if self._is_shared(value):
            return value
        mean = self.mean(block)
        ends = (float(self._ordered[end]) for end in self._places(block))
        return mean if mean is not None else next(filter(self._is_shared, ends), None)
