"""Charts of pandas with axes of their own for each column or group: `hist`, `scatter_matrix`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.asking import numeric_columns
from jupyter_privacy.guard.charts.grids import grid
from jupyter_privacy.guard.charts.matplotlib_marks import Target, draw_bubbles, draw_histogram
from jupyter_privacy.guard.charts.notes import gathered
from jupyter_privacy.guard.charts.pairs import paired
from jupyter_privacy.guard.charts.pandas_parts import parts_of
from jupyter_privacy.guard.charts.refusing import refuse, refuse_sealed

__all__ = ["hist", "scatter_matrix"]


def hist(data: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Answer `frame.hist(column, by, ...)`, `series.hist(by, ...)` and those of groups."""
    if shape_of(data) not in {Shape.FRAME, Shape.SERIES}:
        return [hist(part, args, kwargs) for _, part in data]
    is_table = shape_of(data) is Shape.FRAME
    given = {**dict(zip(("column", "by") if is_table else ("by",), args, strict=False)), **kwargs}
    by = given.pop("by", None)
    columns = parts_of(data, given)
    refuse_sealed("hist", given)
    if not columns:
        raise refuse("hist of no numbers")
    kept = _for_axes(given)
    bins = given.pop("bins", None)
    if by is None:
        drawn = _each(columns if is_table else {None: data}, bins, given, kept)
        return drawn if is_table else drawn.ravel()[0]
    column = next(iter(columns))
    parts = {label: part[column] if is_table else part for label, part in data.groupby(by)}
    return _each(parts, bins, given, kept)


def _for_axes(given: dict[str, Any]) -> dict[str, Any]:
    """Take the options that are about the axes out of those for the bars."""
    names = ("grid", "xlabelsize", "ylabelsize", "xrot", "yrot", "legend", "backend")
    return {name: given.pop(name) for name in names if name in given}


def _each(parts: Mapping[Any, Any], bins: Any, given: dict[str, Any], kept: Mapping[str, Any]) -> Any:
    """Draw a histogram of each part in axes of its own, as pandas lays them out."""
    made = grid(max(1, len(parts)), given)
    for axes, (label, column) in zip(made.ravel(), parts.items(), strict=False):
        draw_histogram(Target(axes), [column], {**given, "bins": bins})
        axes.set_title("" if label is None else str(label))
        axes.grid(kept.get("grid", True))
        axes.tick_params("x", labelsize=kept.get("xlabelsize"), labelrotation=kept.get("xrot") or 0)
        axes.tick_params("y", labelsize=kept.get("ylabelsize"), labelrotation=kept.get("yrot") or 0)
    if len(parts) > 1:
        made.ravel()[0].figure.subplots_adjust(wspace=0.3, hspace=0.3)
    return gathered(made)


def scatter_matrix(frame: Any, kwargs: Mapping[str, Any]) -> Any:
    """Answer `pd.plotting.scatter_matrix(frame, ...)`: bubbles, and histograms on the diagonal."""
    names = numeric_columns(frame)
    given = {"figsize": kwargs.get("figsize")}
    made = grid(len(names) ** 2, {**given, "layout": (len(names), len(names))})
    kept = {name: kwargs[name] for name in ("alpha", "color") if name in kwargs}
    for i, row in enumerate(names):
        for j, column in enumerate(names):
            target = Target(made[i, j])
            if i == j:
                draw_histogram(target, [frame[row]], dict(kwargs.get("hist_kwds") or {}))
            else:
                draw_bubbles(target, paired(frame[column], frame[row]), {"alpha": 0.5, **kept})
            _label(made[i, j], column, row, at_foot=i == len(names) - 1, at_left=j == 0)
    return gathered(made)


def _label(axes: Any, x: Any, y: Any, *, at_foot: bool, at_left: bool) -> None:
    axes.set(xlabel=str(x) if at_foot else "", ylabel=str(y) if at_left else "")
    axes.tick_params(labelbottom=at_foot, labelleft=at_left, labelsize=8)
