"""Charts of seaborn with several axes of different marks: `jointplot`, `pairplot`; and regression lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.frames.shapes import module_of
from jupyter_privacy.guard.charts.asking import ask, is_frame, numeric_columns, or_none
from jupyter_privacy.guard.charts.bins import edges_of
from jupyter_privacy.guard.charts.groups import Wanted
from jupyter_privacy.guard.charts.matplotlib_marks import Target, draw_bubbles, draw_histogram, draw_squares
from jupyter_privacy.guard.charts.notes import BINNED, gathered
from jupyter_privacy.guard.charts.pairs import paired
from jupyter_privacy.guard.charts.refusing import refuse

__all__ = ["jointplot", "pairplot", "regression_lines"]

_SQUARES = frozenset({"hist", "hex", "kde"})
_AROUND = 0.15
"""Room around the outermost bubbles, as a share of the axes."""
_OF_GRIDS = frozenset({"height", "aspect", "ratio", "space", "corner"})


def regression_lines(axes: Any, asked: Wanted) -> None:
    """Draw the line of each group, whose slope and intercept are released numbers."""
    x, y = asked.roles["x"], asked.roles["y"]
    for labels, part in asked.parts(asked.names("hue")):
        line, edges = _line(part[x], part[y]), edges_of([part[x]])
        if line is None or edges is None:
            continue
        ends = edges[[0, -1]]
        named = {"label": str(next(iter(labels.values())))} if labels else {}
        axes.plot(ends, np.polyval(line, ends), **named)


def _line(x: Any, y: Any) -> Any:
    return or_none(lambda: ask(np.polyfit, x, y, 1))


def jointplot(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    """Draw two columns of bins, and each alone at the margins."""
    if asked.wide or not (asked.is_numeric("x") and asked.is_numeric("y")):
        raise refuse(name)
    kept = {option: given[option] for option in ("height", "ratio", "space") if option in given}
    drawn = module_of("seaborn").JointGrid(**kept)
    x, y = (asked.frame[asked.roles[role]] for role in "xy")
    pairs, target = paired(x, y), Target(drawn.ax_joint)
    if given.get("kind", "scatter") in _SQUARES:
        draw_squares(target, pairs, {"cmap": "Blues"}, BINNED)
    else:
        draw_bubbles(target, pairs, {"color": given.get("color")})
    if given.get("kind") == "reg":
        regression_lines(drawn.ax_joint, asked)
    draw_histogram(Target(drawn.ax_marg_x), [x], {"color": given.get("color")})
    draw_histogram(Target(drawn.ax_marg_y), [y], {"color": given.get("color"), "orientation": "horizontal"})
    gathered(np.array([drawn.ax_marg_x, drawn.ax_joint, drawn.ax_marg_y], dtype=object))
    drawn.set_axis_labels(str(asked.roles["x"]), str(asked.roles["y"]))
    return drawn


def pairplot(data: Any, hue: Any, given: dict[str, Any]) -> Any:
    """Draw all pairs of columns: bubbles, and histograms on the diagonal, by groups of `hue`."""
    if not is_frame(data):
        raise refuse("pairplot")
    names = given.get("vars") or [name for name in numeric_columns(data) if name != hue]
    asked = {name: edges_of([data[name]]) for name in names}
    ends = {name: edges[[0, -1]] for name, edges in asked.items() if edges is not None}
    names, table = list(ends), frame_of(ends)
    kept = {option: given[option] for option in _OF_GRIDS if option in given}
    drawn = module_of("seaborn").PairGrid(table, **kept)
    groups = [(None, data)] if hue is None else or_none(lambda: list(data.groupby(hue))) or []
    diagonal = _diagonal(drawn, names)
    for label, part in groups:
        _pairs_of(drawn, diagonal, part, names, {} if label is None else {"label": str(label)})
    if hue is not None and drawn.axes.size > 1:
        drawn.axes[0, 1].legend(title=str(hue), fontsize=7)
    shown = [one for one in drawn.axes.ravel() if one is not None]
    gathered(np.array([*diagonal, *shown], dtype=object))
    return drawn


def _pairs_of(drawn: Any, diagonal: list[Any], part: Any, names: list[Any], label: dict[str, Any]) -> None:
    for i, row in enumerate(names):
        draw_histogram(Target(diagonal[i]), [part[row]], {"alpha": 0.6})
        for j, column in enumerate(names):
            if i != j and drawn.axes[i, j] is not None:
                target = Target(drawn.axes[i, j])
                draw_bubbles(target, paired(part[column], part[row]), {"alpha": 0.6, **label})
                target.axes.margins(_AROUND)


def _diagonal(drawn: Any, names: list[Any]) -> list[Any]:
    """Return axes for the histograms, whose heights are no values of the rows' columns."""
    made = [drawn.axes[i, i].twinx() for i in range(len(names))]
    for axes in made:
        axes.set_axis_off()
    return made
