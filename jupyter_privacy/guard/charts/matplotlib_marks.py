"""Functions of matplotlib.pyplot and methods of Axes that are given protected data.

Each turns its data into stand-ins and calls the same function with them, or one that draws bins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.frames.shapes import module_of
from jupyter_privacy.guard.charts.asking import columns_in, is_sealed, mean_of, n_people
from jupyter_privacy.guard.charts.bins import Bins, binned, edges_of, is_written, stand_ins
from jupyter_privacy.guard.charts.boxes import WHISKERS, box_of
from jupyter_privacy.guard.charts.bubbles import areas, largest_area
from jupyter_privacy.guard.charts.notes import (
    BINNED,
    BOXES,
    LEFT_OUT,
    OPEN,
    OPTIONS,
    SMOOTHED,
    note,
    say_withheld,
)
from jupyter_privacy.guard.charts.pairs import Pairs, paired
from jupyter_privacy.guard.charts.refusing import refuse, refuse_call, refuse_sealed

__all__ = ["MARKS", "Target", "draw", "draw_bubbles", "draw_histogram", "draw_squares", "squares_for"]

_POSITIONAL = {
    "hist": ("x", "bins", "range", "density", "weights"),
    "hist2d": ("x", "y", "bins", "range"),
    "hexbin": ("x", "y", "C", "gridsize", "bins"),
    "scatter": ("x", "y", "s", "c"),
    "boxplot": ("x", "notch", "sym", "vert", "whis", "positions", "widths"),
    "violinplot": ("dataset", "positions", "vert", "widths"),
    "ecdf": ("x", "weights"),
    "eventplot": ("positions",),
    "plot": (),
}
_NOT_FOR_BUBBLES = frozenset({"s", "c", "cmap", "norm", "vmin", "vmax", "plotnonfinite"})
_NOT_FOR_SQUARES = frozenset({"gridsize", "mincnt", "reduce_C_function", "extent", "marginals", "xscale",
                              "yscale", "bins", "linewidths", "edgecolors", "C"})  # fmt: skip
_OF_LINES = frozenset({"color", "c", "label", "alpha", "zorder"})
_ANY = 1e-300
_MOST_SQUARES = 25
_LINE_COLOURS = "bgrcmykw"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call draws: pyplot, or axes of the analyst's."""

    owner: Any

    @property
    def axes(self) -> Any:
        """The axes that are drawn into."""
        return self.owner.gca() if self.owner is module_of("matplotlib.pyplot") else self.owner

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Draw public data."""
        return getattr(self.owner, name)(*args, **kwargs)


def draw(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Draw what a function of matplotlib was asked to, from released numbers."""
    name, owner = function.__name__, getattr(function, "__self__", None)
    mark = MARKS.get(name)
    is_flat = owner is None or type(owner).__module__.startswith("matplotlib.")
    if mark is None or not is_flat or len(args) > len(_POSITIONAL[name]) > 0:
        raise refuse_call(name, (args, dict(kwargs)))
    target = Target(module_of("matplotlib.pyplot") if owner is None else owner)
    given = dict(kwargs)
    table = given.pop("data", None)
    args = tuple(_column(table, one) for one in args)
    if name == "plot":
        return _plot(target, args, given)
    given = {**dict(zip(_POSITIONAL[name], args, strict=False)), **given}
    return mark(target, {option: _column(table, one) for option, one in given.items()})


def _column(table: Any, given: Any) -> Any:
    """Return a column of `data=...` by its name."""
    return table[given] if is_sealed(table) and isinstance(given, str) and given in table else given


def _hist(target: Target, given: dict[str, Any]) -> Any:
    columns = columns_in(given.pop("x"))
    refuse_sealed("hist", given)
    return draw_histogram(target, columns, given)


def draw_histogram(target: Target, columns: list[Any], given: dict[str, Any]) -> Any:
    """Draw histograms of columns that share their edges, as `hist` does."""
    bins, bounds = given.pop("bins", None), given.pop("range", None)
    if given.pop("weights", None) is not None:
        raise refuse("hist of weights")
    edges = edges_of([one for one in columns if is_sealed(one)], bins, bounds)
    written = (edges, None) if is_written(bins, bounds) else (None, None)
    found = [binned(one, *written, edges=edges) for one in columns]
    told = [one for one in found if one is not None]
    if not told:
        result = target.call("hist", [], bins=1, **{k: v for k, v in given.items() if k != "label"})
        say_withheld(target.axes)
        return result
    shared = {} if edges is None else {"bins": edges}
    if edges is None and len(told) == 1:
        shared = {"bins": told[0].edges}
    result = target.call(
        "hist",
        [one.centres for one in told] if len(told) > 1 else told[0].centres,
        weights=[one.weights for one in told] if len(told) > 1 else told[0].weights,
        **{**given, **shared},
    )
    is_whole = len(told) == len(found) and not any(one.has_gaps for one in told)
    is_open = edges is not None and not is_written(bins, bounds)
    note(target.axes, OPEN if is_open else "", "" if is_whole else LEFT_OUT)
    return _with_gaps(result, told, given)


def _with_gaps(drawn: Any, told: list[Bins], given: Mapping[str, Any]) -> Any:
    """Return what `hist` returns, with no number where a bin is left out: it is not 0."""
    if given.get("cumulative") or given.get("stacked") or given.get("histtype") == "barstacked":
        return drawn
    gaps = np.isnan([one.counts for one in told])
    heights = np.where(gaps.reshape(np.shape(drawn[0])), np.nan, drawn[0])
    return (heights, *drawn[1:])


def _hist2d(target: Target, given: dict[str, Any]) -> Any:
    refuse_sealed("hist2d", {name: one for name, one in given.items() if name not in {"x", "y"}})
    if given.get("weights") is not None:
        raise refuse("hist2d of weights")
    x, y, bins, bounds = (given.pop(name, None) for name in ("x", "y", "bins", "range"))
    return draw_squares(target, paired(x, y, bins, bounds), given)


def draw_squares(target: Target, pairs: Pairs | None, given: dict[str, Any], *sentences: str) -> Any:
    """Draw the cells of two columns of bins in colours, those of few people left out."""
    if pairs is None:
        result = target.call("hist2d", [], [], bins=1, cmin=1)
        say_withheld(target.axes)
        return result
    x, y, counts = pairs.marks()
    fewest = _ANY if given.get("density") else 1
    given = {"cmin": fewest, **given, "bins": list(pairs.edges), "weights": counts}
    result = target.call("hist2d", x, y, **given)
    note(target.axes, *sentences, LEFT_OUT)
    return result


def _hexbin(target: Target, given: dict[str, Any]) -> Any:
    if given.get("C") is not None:
        raise refuse("hexbin of a third column")
    x, y = given.pop("x"), given.pop("y")
    refuse_sealed("hexbin", given)
    n_bins = squares_for(given.get("gridsize"))
    given = {name: one for name, one in given.items() if name not in _NOT_FOR_SQUARES}
    return draw_squares(target, paired(x, y, n_bins), given, "square bins")[3]


def squares_for(size: Any) -> Any:
    """Return numbers of bins for a `gridsize`; more would leave few people in each."""
    return np.minimum(size, _MOST_SQUARES).tolist() if isinstance(size, (int, tuple, list)) else None


def _scatter(target: Target, given: dict[str, Any]) -> Any:
    x, y = given.pop("x"), given.pop("y")
    colour = given.get("c")
    if isinstance(colour, str):
        given["color"] = colour
    left_out = OPTIONS if any(is_sealed(given.get(name)) for name in ("s", "c")) else ""
    given = {name: one for name, one in given.items() if name not in _NOT_FOR_BUBBLES}
    refuse_sealed("scatter", given)
    result = draw_bubbles(target, paired(x, y) if is_sealed(x) and is_sealed(y) else None, given)
    note(target.axes, left_out)
    return result


def draw_bubbles(target: Target, pairs: Pairs | None, given: dict[str, Any]) -> Any:
    """Draw a bubble for each cell of two columns of bins."""
    if pairs is None:
        result = target.call("scatter", [], [], **given)
        say_withheld(target.axes)
        return result
    x, y, counts = pairs.marks()
    sizes = areas(counts, largest_area(target.axes, pairs.n_bins))
    result = target.call("scatter", x, y, s=sizes, **given)
    note(target.axes, BINNED, LEFT_OUT)
    return result


def _plot(target: Target, args: tuple[Any, ...], given: dict[str, Any]) -> Any:
    """Draw rows that were to be joined by a line: bubbles for two columns, a histogram for one."""
    style = next((one for one in args if isinstance(one, str)), "")
    data = [one for one in args if not isinstance(one, str)]
    kept = {name: one for name, one in given.items() if name in _OF_LINES}
    colour = next((letter for letter in style if letter in _LINE_COLOURS), None)
    if "c" in kept or colour is not None:
        kept["color"] = kept.pop("c", colour)
    refuse_sealed("plot", kept)
    if len(data) == 1:
        result = draw_histogram(target, columns_in(data[0]), kept)[2]
        note(target.axes, BINNED)
        return result if isinstance(result, list) else [result]
    if len(data) == 2 and all(map(is_sealed, data)):  # noqa: PLR2004 (x and y)
        return [draw_bubbles(target, paired(*data), kept)]
    raise refuse("plot")


def _boxplot(target: Target, given: dict[str, Any]) -> Any:
    columns = columns_in(given.pop("x"))
    refuse_sealed("boxplot", given)
    boxes = [box_of(column) for column in columns]
    for name in ("sym", "whis", "showfliers", "bootstrap", "usermedians", "autorange"):
        given.pop(name, None)
    if given.get("notch"):
        given["conf_intervals"] = [_notch(one, box.numbers) for one, box in zip(columns, boxes, strict=True)]
    result = target.call("boxplot", [box.numbers for box in boxes], **{**given, **WHISKERS})
    for line, column in zip(result["means"], columns, strict=False):
        _move(line, mean_of(column), is_upright=_is_upright(given))
    if not any(len(box.numbers) for box in boxes):
        say_withheld(target.axes)
    note(target.axes, BOXES, "" if all(len(box.numbers) for box in boxes) else LEFT_OUT)
    return result


def _notch(column: Any, numbers: Any) -> Any:
    """Return the interval of a median (McGill, Tukey & Larsen 1978) from released numbers."""
    n = n_people(column)
    if n is None or not len(numbers):
        return None
    half = 1.57 * (numbers[3] - numbers[1]) / np.sqrt(n)
    return (numbers[2] - half, numbers[2] + half)


def _is_upright(given: Mapping[str, Any]) -> bool:
    return given.get("vert") is not False and given.get("orientation", "vertical") == "vertical"


def _move(line: Any, mean: Any, *, is_upright: bool) -> None:
    """Put the mark of a mean where the mean of people is; that of five numbers is another one."""
    place = [np.nan if mean is None else float(mean)] * len(line.get_ydata())
    (line.set_ydata if is_upright else line.set_xdata)(place)


def _violinplot(target: Target, given: dict[str, Any]) -> Any:
    columns = columns_in(given.pop("dataset"))
    refuse_sealed("violinplot", given)
    found = [binned(column) for column in columns]
    told = [stand_ins(one) for one in found if one is not None and not one.labels and one.weights.any()]
    if len(told) < len(found):
        raise refuse("violinplot of few people")
    given["showextrema"] = False
    given.pop("quantiles", None)
    result = target.call("violinplot", told, **given)
    note(target.axes, SMOOTHED, LEFT_OUT if any(one is not None and one.has_gaps for one in found) else "")
    return result


def _ecdf(target: Target, given: dict[str, Any]) -> Any:
    column = given.pop("x")
    refuse_sealed("ecdf", given)
    if given.get("weights") is not None:
        raise refuse("ecdf of weights")
    found = binned(column)
    if found is None or found.labels or not found.weights.any():
        result = target.call("plot", [], [])
        say_withheld(target.axes)
        return result[0]
    given.pop("weights", None)
    shown = found.weights > 0
    result = target.call("ecdf", found.edges[1:][shown], weights=found.weights[shown], **given)
    note(target.axes, BINNED, LEFT_OUT if found.has_gaps else "")
    return result


def _eventplot(target: Target, given: dict[str, Any]) -> Any:
    columns = columns_in(given.pop("positions"))
    kept = {name: one for name, one in given.items() if name in _OF_LINES}
    result = draw_histogram(target, columns, kept)[2]
    note(target.axes, BINNED)
    return result


def _nothing(target: Target, given: dict[str, Any]) -> Any:
    raise refuse("plot")


MARKS: Mapping[str, Callable[[Target, dict[str, Any]], Any]] = {
    "hist": _hist,
    "hist2d": _hist2d,
    "hexbin": _hexbin,
    "scatter": _scatter,
    "boxplot": _boxplot,
    "violinplot": _violinplot,
    "ecdf": _ecdf,
    "eventplot": _eventplot,
    "plot": _nothing,
}
