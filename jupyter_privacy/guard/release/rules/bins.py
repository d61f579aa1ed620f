"""`cut` and `qcut` by a number of bins: the edges are smoothed, the column of bins stays sealed.

Written edges are the analyst's own, and `cut` with those is a row-by-row operation like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.order_statistics import smooth_quantile
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.frames.pandas_layout import bins_of
from jupyter_privacy.frames.pandas_operations import FUNCTIONS
from jupyter_privacy.frames.pandas_tables import numbers_of
from jupyter_privacy.guard.release.edges import equal_width_edges, open_ended
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.quantile import judge_quantile
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk, Outcome

__all__ = ["BINS", "binned"]

_POSITIONAL = {
    "cut": "x bins right labels retbins precision include_lowest duplicates ordered".split(),
    "qcut": "x q labels retbins precision duplicates".split(),
}
_REPEATED = "bin edges must be unique: pass duplicates='drop', or ask for fewer bins"
_LABELS = "bin labels must be one fewer than the number of bin edges"


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The edges of bins, or why there are none."""

    edges: FloatArray | None
    reason: Reason = Reason.SHOWN


def _decide(asked: Asked) -> Outcome | None:
    names = _POSITIONAL[asked.name]
    given = {**dict(zip(names, asked.args, strict=False)), **asked.kwargs}
    x, bins = given.pop("x", None), given.pop("bins", given.pop("q", None))
    if len(asked.args) > len(names) or not set(given) <= set(names) or type(x) is not Sealed:
        return None
    if asked.name == "cut" and not _is_number(bins):
        return None
    held = asked.desk.open_proxy(x)
    if kind_of(held.value) is not Kind.SERIES:
        return None
    return _cut(asked, held, _edges(asked.name, held, bins), given)


def _cut(asked: Asked, held: Held, found: _Edges, given: dict[str, Any]) -> Outcome:
    if found.edges is None:
        return asked.desk.withhold(held.lineage, found.reason, asked.name)
    edges = _distinct(found.edges, given.pop("duplicates", "raise"))
    with_edges = given.pop("retbins", False)
    labels = given.get("labels")
    if isinstance(labels, (list, tuple)) and len(labels) != len(edges) - 1:
        raise Refusal(ValueError(_LABELS))
    column = _by_edges(asked.desk, held, edges, given)
    return Plain((asked.desk.keep(column), edges)) if with_edges is True else column


def _is_number(bins: object) -> bool:
    return isinstance(bins, (int, np.integer)) and not isinstance(bins, bool) and int(bins) > 0


def _edges(name: str, held: Held, bins: Any) -> _Edges:
    lineage, numbers = held.lineage, numbers_of(held.value)
    reason = judge_quantile(lineage, numbers)
    shares = np.linspace(0, 1, bins + 1) if _is_number(bins) else _shares(bins)
    if numbers is None or shares is None or reason is not Reason.SHOWN:
        return _Edges(None, reason or Reason.NO_RULE)
    minimum = lineage.source.policy.minimum
    if name == "cut":
        equal = equal_width_edges(numbers, int(bins), minimum)
        return _Edges(None if equal is None else open_ended(equal), Reason.EXTREME)
    edges = np.array([_quantile(numbers, share, minimum) for share in shares])
    return _Edges(None if np.isnan(edges).any() else edges, Reason.EXTREME)


def _shares(given: Any) -> FloatArray | None:
    """Return the shares that `qcut` was asked to cut at; None if they are none."""
    if not isinstance(given, (list, tuple, np.ndarray)) or len(given) < 2:  # noqa: PLR2004 (one bin)
        return None
    shares = np.asarray(given, dtype=np.float64)
    return shares if bool(((shares >= 0) & (shares <= 1)).all() and (np.diff(shares) > 0).all()) else None


def _quantile(numbers: FloatArray, share: float, minimum: int) -> float:
    """Return a smoothed quantile; the outermost two lie at infinity, as they are single values."""
    return {0.0: -np.inf, 1.0: np.inf}.get(share, smooth_quantile(numbers, share, minimum))


def _distinct(edges: FloatArray, duplicates: object) -> FloatArray:
    distinct = np.unique(edges)
    if len(distinct) < len(edges) and duplicates != "drop":
        raise Refusal(ValueError(_REPEATED))
    return distinct


def _by_edges(desk: Desk, held: Held, edges: FloatArray, options: Mapping[str, Any]) -> Held:
    """Return the column of bins, which is row by row once the edges are known."""
    _, parameters = FUNCTIONS["cut"]
    given = {"x": desk.keep(held), "bins": edges, **options}
    return rowwise.call(desk, held, given, parameters, bins_of, "cut")


def binned(asked: Asked, held: Held, bins: Any) -> Held:
    """Return the bin of each row of a column, as `value_counts(bins=...)` makes them."""
    if _is_number(bins):
        found = _edges("cut", held, bins)
        edges = found.edges
    else:
        edges = np.asarray(bins, dtype=np.float64) if isinstance(bins, (list, tuple, np.ndarray)) else None
        found = _Edges(edges, Reason.NO_RULE)
    if edges is None:
        return asked.desk.withhold(held.lineage, found.reason, asked.name)
    return _by_edges(asked.desk, held, edges, {"include_lowest": True})


BINS = Rule("bins", _decide, functions=frozenset({"cut", "qcut"}))
"""The outermost bins are open: their edges would be the smallest and the largest value."""
