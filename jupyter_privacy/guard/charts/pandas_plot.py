"""`.plot` of protected tables and columns: the same method is called on stand-ins.

So axes, labels, titles and layout are those of pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.asking import columns_in
from jupyter_privacy.guard.charts.bins import Bins, binned, edges_of, is_written, stand_ins
from jupyter_privacy.guard.charts.bubbles import areas, largest_area
from jupyter_privacy.guard.charts.grids import axes_for
from jupyter_privacy.guard.charts.matplotlib_marks import Target, draw_squares, squares_for
from jupyter_privacy.guard.charts.notes import BINNED, LEFT_OUT, OPEN, OPTIONS, SMOOTHED
from jupyter_privacy.guard.charts.pairs import paired
from jupyter_privacy.guard.charts.pandas_boxes import box
from jupyter_privacy.guard.charts.pandas_grids import hist
from jupyter_privacy.guard.charts.pandas_parts import noted, one_or_more, parts_of, withheld_axes
from jupyter_privacy.guard.charts.refusing import refuse, refuse_sealed

__all__ = ["plot"]

_BINS_WIDE = 0.75
_PLOT = ("kind", "ax", "figsize")
_OF_FRAMES = ("x", "y", "kind", "ax")
_OF_ROWS = frozenset({"x", "y", "kind", "style", "marker", "linestyle", "ls", "lw", "linewidth", "use_index",
                      "drawstyle", "markersize", "stacked", "mark_right", "width"})  # fmt: skip
_OF_BUBBLES = frozenset({"s", "c", "colormap", "cmap", "colorbar", "norm", "vmin", "vmax"})


def plot(data: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], kind: str = "") -> Any:
    """Answer `data.plot(...)` and `data.plot.kind(...)`."""
    if shape_of(data) not in {Shape.FRAME, Shape.SERIES}:
        return [plot(part, args, {"label": str(label), **kwargs}, kind) for label, part in data]
    is_table = shape_of(data) is Shape.FRAME
    given = {**dict(zip(_names(kind, is_table=is_table), args, strict=False)), **kwargs}
    kind = kind or given.pop("kind", "line")
    mark = _KINDS.get(kind)
    if mark is None:
        raise refuse(f"plot.{kind}")
    refuse_sealed(f"plot.{kind}", given)
    return mark(data, given)


def _names(kind: str, *, is_table: bool) -> tuple[str, ...]:
    if not kind:
        return _OF_FRAMES if is_table else _PLOT
    return {
        "hist": ("by", "bins"),
        "box": ("by",),
        "kde": ("bw_method", "ind"),
        "density": ("bw_method", "ind"),
        "scatter": ("x", "y", "s", "c"),
        "hexbin": ("x", "y", "C", "reduce_C_function", "gridsize"),
    }.get(kind, ("x", "y"))


def _hist(data: Any, given: dict[str, Any]) -> Any:
    if given.get("by") is not None:
        by = given.pop("by")
        return hist(data, (), {**given, "by": by})
    columns = parts_of(data, given)
    bins, bounds = given.pop("bins", None), given.pop("range", None)
    if given.pop("weights", None) is not None:
        raise refuse("plot.hist of weights")
    edges = edges_of(list(columns.values()), bins, bounds)
    written = (edges, None) if is_written(bins, bounds) else (None, None)
    found = {name: binned(one, *written, edges=edges) for name, one in columns.items()} if columns else {}
    told = {name: one for name, one in found.items() if one is not None and not one.labels}
    if edges is None or not told:
        return withheld_axes(given)
    weights = np.column_stack([one.weights for one in told.values()])
    table = one_or_more(data, {name: one.centres for name, one in told.items()})
    axes = table.plot(kind="hist", bins=edges, weights=weights, **given)
    is_whole = len(told) == len(found) and not any(one.has_gaps for one in told.values())
    return noted(axes, "" if is_written(bins, bounds) else OPEN, "" if is_whole else LEFT_OUT)


def _rows(data: Any, given: dict[str, Any]) -> Any:
    """Draw what would have a mark or a step for each person."""
    if shape_of(data) is Shape.FRAME and given.get("x") is not None and isinstance(given.get("y"), str):
        return _scatter(data, {name: one for name, one in given.items() if name not in _OF_ROWS - {"x", "y"}})
    given.pop("x", None)
    orientation = {"orientation": "horizontal"} if given.pop("is_lying", False) else {}
    if shape_of(data) is Shape.FRAME and len(columns_in(data)) > 1:
        given.setdefault("alpha", 0.6)
    y = {"y": given["y"]} if given.get("y") is not None else {}
    kept = {name: one for name, one in given.items() if name not in _OF_ROWS}
    return noted(_hist(data, {**kept, **y, **orientation}), BINNED)


def _lying(data: Any, given: dict[str, Any]) -> Any:
    return _rows(data, {**given, "is_lying": True})


def _kde(data: Any, given: dict[str, Any]) -> Any:
    found = {name: binned(column) for name, column in parts_of(data, given).items()}
    told = {name: stand_ins(one) for name, one in found.items() if one is not None and not one.labels}
    told = {name: one for name, one in told.items() if len(np.unique(one)) > 1}
    if not told:
        return withheld_axes(given)
    given.setdefault("bw_method", max(_bandwidth(found[name], one) for name, one in told.items()))
    longest = max(map(len, told.values()))
    padded = {name: np.append(one, np.full(longest - len(one), np.nan)) for name, one in told.items()}
    return noted(one_or_more(data, padded).plot(kind="kde", **given), SMOOTHED)


def _bandwidth(bins: Bins | None, values: Any) -> float:
    """Return Scott's (1992) factor, or a wider one that does not follow the single bins."""
    width = 0.0 if bins is None else float(np.diff(bins.edges).max())
    return float(max(len(values) ** -0.2, _BINS_WIDE * width / values.std()))


def _scatter(data: Any, given: dict[str, Any]) -> Any:
    x, y, colour, size = given.pop("x"), given.pop("y"), given.get("c"), given.get("s")
    given = {name: one for name, one in given.items() if name not in _OF_BUBBLES}
    if isinstance(colour, str) and colour not in data:
        given["color"] = colour
    pairs = paired(data[x], data[y])
    if pairs is None:
        return withheld_axes(given)
    across, up, counts = pairs.marks()
    table = frame_of({x: across, y: up}) if x != y else frame_of({x: across})
    axes = table.plot.scatter(x=x, y=y, **given)
    axes.collections[-1].set_sizes(areas(counts, largest_area(axes, pairs.n_bins)))
    by_column = any(isinstance(one, str) and one in data for one in (colour, size))
    return noted(axes, BINNED, LEFT_OUT, OPTIONS if by_column else "")


def _hexbin(data: Any, given: dict[str, Any]) -> Any:
    x, y, size = given.pop("x"), given.pop("y"), given.pop("gridsize", None)
    if given.pop("C", None) is not None:
        raise refuse("plot.hexbin of a third column")
    axes, with_bar = axes_for(given), given.pop("colorbar", True)
    kept = {"cmap": given.get("colormap", given.get("cmap", "BuGn"))}
    drawn = draw_squares(Target(axes), paired(data[x], data[y], squares_for(size)), kept, "square bins")
    if with_bar:
        axes.figure.colorbar(drawn[3], ax=axes)
    axes.set(
        xlabel=given.get("xlabel", str(x)), ylabel=given.get("ylabel", str(y)), title=given.get("title", "")
    )
    return axes


_KINDS: Mapping[str, Callable[[Any, dict[str, Any]], Any]] = {
    "line": _rows,
    "area": _rows,
    "bar": _rows,
    "barh": _lying,
    "hist": _hist,
    "box": box,
    "kde": _kde,
    "density": _kde,
    "scatter": _scatter,
    "hexbin": _hexbin,
}
