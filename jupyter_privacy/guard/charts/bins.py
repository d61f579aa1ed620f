"""Counts of people by bins of numbers, or by categories: what histograms are made of.

A mere number of bins gets round edges between the smoothed ones of `release.edges`, and open ends:
whoever lies beyond is counted in the outermost bin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.asking import ask, is_sealed, kind_of_column, n_people, or_none

__all__ = [
    "Bins",
    "binned",
    "edges_of",
    "is_written",
    "n_bins_for",
    "open_ends",
    "round_edges",
    "round_step",
    "stand_ins",
]

_FEWEST, _MOST = 3, 12
_PEOPLE_A_BIN = 20
_STEPS = (1, 2, 5, 10)
_SLACK = 1e-9
_WHOLE = frozenset("iu")


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """How many people stand in each bin; NaN for a bin that is left out.

    `labels` are those of categories, whose `edges` lie between their places.
    """

    edges: FloatArray
    counts: FloatArray
    labels: tuple[str, ...] = ()

    @property
    def centres(self) -> Any:
        """The places of the bins."""
        return list(self.labels) if self.labels else (self.edges[:-1] + self.edges[1:]) / 2

    @property
    def weights(self) -> FloatArray:
        """The counts, nobody in bins that are left out."""
        return np.nan_to_num(self.counts)

    @property
    def has_gaps(self) -> bool:
        """Whether a bin is left out."""
        return bool(np.isnan(self.counts).any())


def edges_of(columns: Sequence[Any], bins: Any = None, bounds: Any = None) -> FloatArray | None:
    """Return the edges of the bins of protected columns, None if there are none to be told."""
    if bins is not None and np.ndim(bins):
        return np.asarray(bins, dtype=np.float64)
    n_bins = int(bins) if isinstance(bins, (int, np.integer)) and not isinstance(bins, bool) else 0
    n_bins = n_bins if n_bins > 0 else n_bins_for(columns)
    if bounds is not None:
        return np.histogram_bin_edges(np.empty(0), n_bins, tuple(bounds))
    ends = [one for one in map(_ends, columns) if one is not None]
    if not ends:
        return None
    low, high = float(min(one[0] for one in ends)), float(max(one[-1] for one in ends))
    is_whole = all(kind_of_column(column) in _WHOLE for column in columns)
    return round_edges(low, high, n_bins, is_whole=is_whole)


def _ends(column: Any) -> Any:
    """Return between which numbers most people lie."""
    found = or_none(lambda: ask(np.histogram, column, bins=1))
    return None if found is None else found[1]


def round_edges(low: float, high: float, n_bins: int, *, is_whole: bool) -> FloatArray:
    """Return edges at multiples of 1, 2 or 5 times a power of ten, about `n_bins` of them.

    They are the same for other columns and selections, so that charts of a session have their bins in
    common and do not isolate anybody together.  Edges of whole numbers lie between these.

    >>> round_edges(2.0, 18.0, 10, is_whole=True).tolist()
    [1.5, 3.5, 5.5, 7.5, 9.5, 11.5, 13.5, 15.5, 17.5, 19.5]
    """
    step = round_step((high - low) / n_bins)
    step, shift = (max(1.0, step), 0.5) if is_whole else (step, 0.0)
    first = np.floor((low + shift) / step + _SLACK)
    n_steps = max(1, int(np.ceil((high + shift) / step - first - _SLACK)))
    n_digits = max(0, int(1 - np.floor(np.log10(step))))
    edges = np.round((first + np.arange(n_steps + 1)) * step - shift, n_digits)
    return np.asarray(edges, dtype=np.float64)


def round_step(wanted: float) -> float:
    """Return the multiple of 1, 2 or 5 and a power of ten that is nearest by its ratio.

    >>> [round_step(wanted) for wanted in (0.07, 1.6, 30.0)]
    [0.05, 2.0, 20.0]
    """
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(min((power * factor for factor in _STEPS), key=lambda one: abs(np.log(one / wanted))))


def n_bins_for(columns: Sequence[Any]) -> int:
    """Return a number of bins that leaves most of them enough people, of whom the number is released."""
    fewest = min((n for n in map(n_people, columns) if n is not None), default=0)
    return int(np.clip(fewest // _PEOPLE_A_BIN, _FEWEST, _MOST))


def open_ends(edges: FloatArray, *, is_written: bool) -> FloatArray:
    """Return the edges that people are counted by: of smoothed ones the outermost lie at infinity."""
    return edges if is_written else np.concatenate([[-np.inf], edges[1:-1], [np.inf]])


def is_written(bins: Any, bounds: Any) -> bool:
    """Whether the analyst wrote the edges down."""
    return bounds is not None or (bins is not None and bool(np.ndim(bins)))


def binned(column: Any, bins: Any = None, bounds: Any = None, edges: FloatArray | None = None) -> Bins | None:
    """Return the counts of a protected column by bins, or by categories; None if nothing is told."""
    if not is_sealed(column):
        return _of_public(column, bins, bounds, edges)
    edges = edges_of([column], bins, bounds) if edges is None else edges
    if edges is None:
        return _by_category(column)
    used = open_ends(edges, is_written=is_written(bins, bounds))
    found = or_none(lambda: ask(np.histogram, column, bins=used))
    return None if found is None else Bins(edges, np.asarray(found[0], dtype=np.float64))


def _of_public(column: Any, bins: Any, bounds: Any, edges: FloatArray | None) -> Bins:
    given = (10 if bins is None else bins, bounds) if edges is None else (edges, None)
    counts, used = np.histogram(column, *given)
    exact: FloatArray = used.astype(np.float64)
    return Bins(exact, counts.astype(np.float64))


def _by_category(column: Any) -> Bins | None:
    counts = or_none(column.value_counts) if shape_of(column) is Shape.SERIES else None
    if counts is None:
        return None
    counts = counts.sort_index()
    labels = tuple(map(str, counts.index))
    edges: FloatArray = np.arange(len(labels) + 1, dtype=np.float64) - 0.5
    return Bins(edges, counts.to_numpy(dtype=np.float64), labels)


def stand_ins(bins: Bins) -> Any:
    """Return the centre of each bin as many times as it has people."""
    return np.repeat(np.asarray(bins.centres), bins.weights.astype(np.intp))
