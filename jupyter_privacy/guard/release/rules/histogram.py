"""`np.histogram`, `np.histogram2d` and `np.bincount`: counts of people by bins of numbers.

They are `value_counts` and `crosstab` of the bin of each person, so bins of few people are masked, and
others with them where they could be subtracted.  Edges are those that the analyst wrote; a mere number
of bins has smoothed edges (`release.edges`), where NumPy's would be the smallest and the largest value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import FloatArray, NumberArray, Reason
from jupyter_privacy.frames.distinct import n_missing
from jupyter_privacy.frames.pandas_layout import bins_of
from jupyter_privacy.frames.pandas_operations import FUNCTIONS
from jupyter_privacy.frames.pandas_tables import are_numbers, counted_cells, numbered, numbers_of
from jupyter_privacy.guard.release.edges import equal_width_edges, open_ended
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import complete
from jupyter_privacy.guard.release.rules.crosstab import CROSSTAB
from jupyter_privacy.guard.release.rules.quantile import judge_quantile
from jupyter_privacy.guard.release.rules.value_counts import VALUE_COUNTS
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk, Outcome

__all__ = ["HISTOGRAM"]

_BINS = 10
_INCREASING = "bins must increase from each edge to the next"
_COLUMNS = {Kind.SERIES, Kind.ARRAY}
_OPTIONS = {
    "histogram": ("bins", "range", "density"),
    "histogram2d": ("bins", "range"),
    "bincount": ("minlength",),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The edges of bins as they are handed out, and those that people are counted by."""

    shown: NumberArray
    used: FloatArray

    @property
    def n_bins(self) -> int:
        return len(self.shown) - 1


def _decide(asked: Asked) -> Outcome | None:
    n_columns = 2 if asked.name == "histogram2d" else 1
    columns = [_column(asked, given) for given in asked.args[:n_columns]]
    names = _OPTIONS[asked.name]
    given = {**dict(zip(names, asked.args[n_columns:], strict=False)), **asked.kwargs}
    if len(columns) < n_columns or None in columns or not set(given) <= set(names):
        return None
    return _ANSWERS[asked.name](asked, [column for column in columns if column is not None], given)


def _column(asked: Asked, given: Any) -> Held | None:
    """Return a sealed column of numbers, completed, with row labels of no meaning."""
    held = asked.desk.open_proxy(given) if type(given) is Sealed else None
    if held is None or kind_of(held.value) not in _COLUMNS or held.value.ndim > 1:
        return None
    value = numbered(complete(held.value, held.lineage))
    return Held(value, held.lineage) if are_numbers(value.dtype) else None


def _histogram(asked: Asked, columns: list[Held], given: dict[str, Any]) -> Outcome | None:
    (held,) = columns
    edges = _edges(held, given.get("bins", _BINS), given.get("range"))
    if edges is None:
        return None
    if isinstance(edges, Withheld):
        return asked.desk.withhold(held.lineage, edges.reason, asked.name)
    binned = _binned(asked.desk, held, edges)
    if isinstance(binned.value, Withheld):
        return binned
    outcome = VALUE_COUNTS.decide(Asked(asked.desk, binned, "value_counts"))
    if not isinstance(outcome, Released):
        return outcome
    counts = counted_cells(outcome.value, (edges.n_bins,))
    if given.get("density"):
        counts = counts / (_n_inside(binned) * np.diff(edges.shown))
    return Released((counts, edges.shown), remark=outcome.remark)


def _n_inside(binned: Any) -> int:
    """Return how many people stand in a bin: all if the others are few."""
    policy, n_rows = binned.lineage.source.policy, len(binned.value)
    n_outside = n_missing(binned.value)
    if n_outside < policy.minimum:
        return rounded_count(binned.lineage, n_rows)
    present = np.asarray(binned.value.notna(), dtype=np.bool_)
    return rounded_count(binned.lineage, n_rows - n_outside, present)


def _histogram2d(asked: Asked, columns: list[Held], given: dict[str, Any]) -> Outcome | None:
    bins, bounds = _both(given.get("bins", _BINS)), _both(given.get("range"))
    if bins is None or bounds is None:
        return None
    found, cells = [], []
    for held, wanted, within in zip(columns, bins, bounds, strict=True):
        edges = _edges(held, wanted, within)
        if edges is None:
            return None
        if isinstance(edges, Withheld):
            return asked.desk.withhold(held.lineage, edges.reason, asked.name)
        found.append(edges)
        cells.append(asked.desk.keep(_binned(asked.desk, held, edges)))
    outcome = CROSSTAB.decide(Asked(asked.desk, columns[0], "crosstab", tuple(cells)))
    if not isinstance(outcome, Released):
        return outcome
    counts = counted_cells(outcome.value, (found[0].n_bins, found[1].n_bins))
    shown = (edges.shown for edges in found)
    return Released((counts.astype(np.float64), *shown), remark=outcome.remark)


def _both(given: Any) -> list[Any] | None:
    """Return what was given for two columns: one thing for both, or a list of two."""
    if given is None or type(given) is int:
        return [given, given]
    return list(given) if isinstance(given, (list, tuple)) and len(given) == 2 else None  # noqa: PLR2004 (x and y)


def _bincount(asked: Asked, columns: list[Held], given: dict[str, Any]) -> Outcome | None:
    """Count whole numbers from 0 to the largest that enough people share."""
    (held,), fewest = columns, given.get("minlength", 0)
    if held.value.dtype.kind not in "iu" or type(fewest) is not int:
        return None
    outcome = VALUE_COUNTS.decide(Asked(asked.desk, held, "value_counts"))
    if not isinstance(outcome, Released):
        return outcome
    table: Any = outcome.value
    labels = np.asarray(table.index)
    if labels.min() < 0:
        return asked.desk.withhold(held.lineage, Reason.NO_RULE, asked.name)
    counts = counted_cells(table, (max(int(labels.max()) + 1, fewest),))
    return Released(counts, remark=outcome.remark)


_ANSWERS: dict[str, Callable[[Asked, list[Held], dict[str, Any]], Outcome | None]] = {
    "histogram": _histogram,
    "histogram2d": _histogram2d,
    "bincount": _bincount,
}


def _edges(held: Held, bins: Any, bounds: Any) -> _Edges | Withheld | None:
    """Return the edges of bins that are written, or made of a number of them; why not; None for others.

    Errors: `ValueError`, as in NumPy, for edges that do not increase.
    """
    if isinstance(bins, (list, tuple, range, np.ndarray)):
        written = np.asarray(bins)
        if written.ndim != 1 or written.dtype.kind not in "iuf" or len(written) < 2:  # noqa: PLR2004 (one bin)
            return None
        if not (np.diff(written) > 0).all():
            raise Refusal(ValueError(_INCREASING))
        return _written(written)
    if type(bins) is not int or bins < 1:
        return None
    if bounds is not None:
        return _written(np.histogram_bin_edges(np.empty(0), bins, tuple(bounds)))
    numbers = numbers_of(held.value)
    reason = judge_quantile(held.lineage, numbers)
    if numbers is None or reason is not Reason.SHOWN:
        return Withheld(reason)
    smoothed = equal_width_edges(numbers, bins, held.lineage.source.policy.minimum)
    return Withheld(Reason.EXTREME) if smoothed is None else _Edges(smoothed, open_ended(smoothed))


def _written(edges: NumberArray) -> _Edges:
    """Return written edges; the last bin holds its right edge as well."""
    used = np.array(edges, dtype=np.float64)
    used[-1] = np.nextafter(used[-1], np.inf)
    return _Edges(edges, used)


def _binned(desk: Desk, held: Held, edges: _Edges) -> Held:
    """Return the number of each person's bin, as text."""
    labels = [str(i) for i in range(edges.n_bins)]
    given = {"x": desk.keep(held), "bins": edges.used, "right": False, "labels": labels}
    return rowwise.call(desk, held, given, FUNCTIONS["cut"][1], bins_of, "cut")


HISTOGRAM = Rule("histogram", _decide, functions=frozenset(_ANSWERS))
"""A bin is a value like any other: it needs as many people, and its edges are nobody's."""
