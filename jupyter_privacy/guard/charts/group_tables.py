"""Tables of stand-ins for each form of a mark: bins, cells, boxes and means of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.guard.charts.asking import kind_of_column, or_none
from jupyter_privacy.guard.charts.bins import Bins, binned, edges_of, is_written, stand_ins
from jupyter_privacy.guard.charts.boxes import box_of
from jupyter_privacy.guard.charts.groups import Wanted, counted, table_of
from jupyter_privacy.guard.charts.pairs import Pairs, n_squares, paired

__all__ = ["PEOPLE", "binned_rows", "box_rows", "bubble_rows", "mean_rows", "paired_rows"]

PEOPLE = "people"
_FACETS = ("hue", "col", "row")
_APART = 0.5
_NORMAL = {90: 1.645, 95: 1.96, 99: 2.576}
"""Half widths of intervals of the normal distribution."""


def _edges(columns: list[Any], bins: Mapping[str, Any]) -> tuple[FloatArray | None, bool]:
    """Return edges that all groups share, and whether they were written down."""
    wanted, bounds, width = bins.get("bins"), bins.get("binrange"), bins.get("binwidth")
    edges = edges_of(columns, None if isinstance(wanted, str) else wanted, bounds)
    if edges is not None and bins.get("discrete"):
        edges, width = np.array([np.floor(edges[0] + 0.5) - 0.5, edges[-1]]), 1
    if edges is not None and width:
        n_steps = max(1, int(np.ceil((edges[-1] - edges[0]) / width - 1e-9)))
        edges = edges[0] + width * np.arange(n_steps + 1)
    return edges, is_written(wanted, bounds)


def _value_role(asked: Wanted) -> str:
    """Return the role of the numbers: y of groups along x, x of groups along y."""
    if asked.has("x") and asked.has("y"):
        return "x" if asked.is_numeric("x") and not asked.is_numeric("y") else "y"
    return "x" if asked.has("x") else "y"


def _keys(asked: Wanted, value: str) -> list[Any]:
    return [name for name in asked.names("x", "y", *_FACETS) if name != asked.roles[value]]


def binned_rows(asked: Wanted, bins: Mapping[str, Any]) -> tuple[Any, Any, bool]:
    """Return the centre of each bin as many times as it has people, by group; the edges; whether all."""
    role = _value_role(asked)
    value, keys = asked.roles[role], _keys(asked, role)
    if not asked.wide and kind_of_column(asked.frame[value]) in {"O", "b", "U"}:
        table, is_whole = counted(asked, [value, *keys])
        return table, None, is_whole
    parts = [(labels, part[value]) for labels, part in asked.parts(keys)]
    columns = [column for _, column in parts] if asked.wide else [asked.frame[value]]
    edges, written = _edges(columns, bins)
    found: list[tuple[Any, Bins | None]] = []
    for labels, column in parts:
        given = (edges, None, edges) if written else (None, None, edges)
        found.append((labels, None if edges is None else binned(column, *given)))
    rows = [(labels, {value: stand_ins(one)}) for labels, one in found if one is not None]
    is_whole = bool(found) and all(one is not None and not one.has_gaps for _, one in found)
    return table_of(rows, [value, *keys]), edges, is_whole


def _cells(asked: Wanted, bins: Any) -> tuple[list[tuple[dict[Any, Any], Pairs]], Any]:
    """Return the cells of two columns for each group, on edges that they share."""
    x, y = asked.roles["x"], asked.roles["y"]
    keys = [name for name in asked.names(*_FACETS) if name not in {x, y}]
    parts = [] if asked.wide else list(asked.parts(keys))
    if bins is None and parts:
        bins = min(n_squares(part[x]) for _, part in parts)
    whole = paired(asked.frame[x], asked.frame[y], bins) if parts else None
    if whole is None:
        return [], None
    found = [
        (labels, paired(part[x], part[y], shared=whole.edges) if keys else whole) for labels, part in parts
    ]
    return [(labels, pairs) for labels, pairs in found if pairs is not None], whole.edges


def paired_rows(asked: Wanted, bins: Mapping[str, Any]) -> tuple[Any, Any, bool]:
    """Return the centre of each cell as many times as it has people; the edges; whether all."""
    x, y = asked.roles["x"], asked.roles["y"]
    if not (asked.is_numeric("x") and asked.is_numeric("y")):
        return binned_rows(asked, bins)
    wanted = bins.get("bins")
    cells, edges = _cells(asked, None if isinstance(wanted, str) else wanted)
    rows = []
    for labels, pairs in cells:
        across, up, counts = pairs.marks()
        times = counts.astype(np.intp)
        rows.append((labels, {x: np.repeat(across, times), y: np.repeat(up, times)}))
    return table_of(rows, asked.names("x", "y", *_FACETS)), edges, False


def bubble_rows(asked: Wanted) -> Any:
    """Return each cell of two columns once, with its number of people."""
    names = asked.names("x", "y", *_FACETS)
    x, y = asked.roles["x"], asked.roles["y"]
    if asked.is_numeric("x") and asked.is_numeric("y"):
        rows, cells = [], _cells(asked, None)[0]
        shifts = _shifts([labels.get(asked.roles.get("hue")) for labels, _ in cells])
        for (labels, pairs), shift in zip(cells, shifts, strict=True):
            across, up, counts = pairs.marks()
            moved = across + shift * np.diff(pairs.edges[0])[0]
            rows.append((labels, {x: moved, y: up, PEOPLE: counts.astype(np.intp)}))
        return table_of(rows, [*names, PEOPLE])
    table, _, _ = binned_rows(asked, {})
    if not len(table):
        return table.assign(**{PEOPLE: []})
    return table.groupby(names, sort=False).size().rename(PEOPLE).reset_index()


def _shifts(labels: list[Any]) -> list[float]:
    """Return how far the bubbles of each group stand beside the middle of a cell, in widths of cells."""
    order = list(dict.fromkeys(labels))
    return [_APART * ((order.index(label) + 0.5) / len(order) - 0.5) for label in labels]


def box_rows(asked: Wanted) -> tuple[Any, bool]:
    """Return the five numbers of each group, and whether all have some."""
    role = _value_role(asked)
    value, keys = asked.roles[role], _keys(asked, role)
    found = [(labels, box_of(part[value]).numbers) for labels, part in asked.parts(keys)]
    rows = [(labels, {value: numbers}) for labels, numbers in found if len(numbers)]
    return table_of(rows, [value, *keys]), len(rows) == len(found) > 0


def mean_rows(asked: Wanted, estimator: Any, errorbar: Any) -> tuple[Any, bool] | None:
    """Return for each group the two ends of its error bar, whose mean is that of the group."""
    name = estimator if isinstance(estimator, str) else getattr(estimator, "__name__", "")
    if name not in {"mean", "median", "sum"} or asked.wide:
        return None
    role = _value_role(asked)
    value, keys = asked.roles[role], _keys(asked, role)
    if not keys:
        return None
    grouped = asked.frame.groupby(keys)[value]
    middle = or_none(getattr(grouped, name))
    if middle is None:
        return table_of([], [value, *keys]), False
    kept = middle.dropna()
    half = _half_width(grouped, errorbar, kept) if name == "mean" else None
    half = np.zeros(len(kept)) if half is None else np.nan_to_num(half)
    labels = kept.index.to_frame(index=False)
    low, high = kept.to_numpy() - half, kept.to_numpy() + half
    both = {key: np.tile(labels[key].to_numpy(), 2) for key in keys}
    return frame_of({**both, value: np.concatenate([low, high])}), len(kept) == len(middle)


def _half_width(grouped: Any, errorbar: Any, kept: Any) -> FloatArray | None:
    kind, level = errorbar if isinstance(errorbar, tuple) else (errorbar, None)
    if kind not in {"ci", "se", "sd"}:
        return None
    spread = or_none(grouped.std if kind == "sd" else grouped.sem)
    if spread is None:
        return None
    factor = _NORMAL.get(level or 95, 1.96) if kind == "ci" else (level or 1)
    return np.asarray(factor * spread.reindex(kept.index).to_numpy(dtype=np.float64))
