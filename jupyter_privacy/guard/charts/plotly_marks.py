"""Functions of plotly.express that are given protected data: the same functions, given aggregated tables.

A figure of plotly carries its data.  Here it carries bins, cells and five numbers, and their counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jupyter_privacy.frames.shapes import module_of
from jupyter_privacy.guard.charts.bins import is_written
from jupyter_privacy.guard.charts.group_tables import (
    PEOPLE,
    binned_rows,
    box_rows,
    bubble_rows,
    mean_rows,
    paired_rows,
)
from jupyter_privacy.guard.charts.groups import Wanted, counted, wanted
from jupyter_privacy.guard.charts.notes import BINNED, BOXES, LEFT_OUT, OPEN, OPTIONS, SMOOTHED, WITHHELD
from jupyter_privacy.guard.charts.refusing import refuse, refuse_sealed

__all__ = ["MARKS", "draw"]

_ROLES = {"x": "x", "y": "y", "color": "hue", "facet_col": "col", "facet_row": "row"}
_POSITIONAL = ("data_frame", "x", "y")
_KEPT = frozenset(
    (
        "title subtitle labels category_orders color_discrete_sequence color_discrete_map opacity "
        "color_continuous_scale range_color barmode barnorm histnorm log_x log_y range_x range_y template "
        "width height facet_col_wrap facet_row_spacing facet_col_spacing orientation size_max ecdfnorm "
        "ecdfmode violinmode boxmode notched text_auto cumulative hole"
    ).split()
)
_OF_PEOPLE = frozenset(
    (
        "hover_name hover_data custom_data text symbol size trendline marginal marginal_x marginal_y "
        "animation_frame animation_group line_group pattern_shape error_x error_y"
    ).split()
)
_COUNT = "count"
_BESIDE_NOTE = 1.07
"""Where the legend begins, as a share of the width of the axes."""
_ESTIMATORS = {"sum": "sum", "avg": "mean"}


def draw(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Draw what a function of plotly.express was asked to, from released numbers."""
    name = function.__name__
    mark = MARKS.get(name)
    is_express = str(getattr(function, "__module__", "")).startswith("plotly.express")
    if mark is None or not is_express or len(args) > len(_POSITIONAL):
        raise refuse(name)
    given = {**dict(zip(_POSITIONAL, args, strict=False)), **kwargs}
    data = given.pop("data_frame", None)
    if name == "pie":
        given["x"], given["y"] = given.pop("names", None), given.pop("values", None)
    roles = {role: given.pop(option, None) for option, role in _ROLES.items()}
    refuse_sealed(name, {option: value for option, value in given.items() if option in _KEPT})
    asked = wanted(data, roles)
    if asked is None or asked.wide:
        raise refuse(name)
    drawn, table, sentences = mark(name, asked, given)
    has_more = any(given.get(option) is not None for option in _OF_PEOPLE)
    return _noted(drawn, table, (*sentences, OPTIONS if has_more else ""))


def _express(name: str, table: Any, asked: Wanted, given: Mapping[str, Any], **own: Any) -> Any:
    """Call a function of the library with a table whose columns have the names that were asked for."""
    kept = {option: value for option, value in given.items() if option in _KEPT}
    roles = {option: asked.roles[role] for option, role in _ROLES.items() if asked.has(role)}
    return getattr(module_of("plotly.express"), name)(table, **{**roles, **kept, **own})


def _noted(drawn: Any, table: Any, sentences: tuple[str, ...]) -> Any:
    said = " · ".join(dict.fromkeys(filter(None, sentences)))
    beside = {"xref": "paper", "yref": "paper", "showarrow": False}
    small = {"size": 9, "color": "gray"}
    if said:
        drawn.add_annotation(
            text=said, x=1, y=0, xanchor="left", yanchor="bottom", textangle=-90, font=small, **beside
        )
        drawn.update_layout(legend_x=_BESIDE_NOTE)
    if not len(table):
        drawn.add_annotation(text=WITHHELD, x=0.5, y=0.5, font={"color": "gray"}, **beside)
    return drawn


Drawn = tuple[Any, Any, tuple[str, ...]]


def _per_bin(table: Any, names: list[Any]) -> Any:
    """Return each bin once, with its number of people."""
    if not len(table):
        return table.assign(**{PEOPLE: []})
    return table.groupby(names, sort=False).size().rename(PEOPLE).reset_index()


def _steps(edges: Any) -> dict[str, float]:
    """Return edges as plotly takes them."""
    return {"start": float(edges[0]), "end": float(edges[-1]), "size": float(edges[1] - edges[0])}


def _histogram(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    if asked.has("x") and asked.has("y"):
        return _totals("histogram", asked, given, given.get("histfunc", "sum"))
    role = "x" if asked.has("x") else "y"
    rows, edges, is_whole = binned_rows(asked, {"bins": given.get("nbins")})
    table = _per_bin(rows, asked.names("x", "y", "hue", "col", "row"))
    other = "y" if role == "x" else "x"
    drawn = _express("histogram", table, asked, given, histfunc="sum", **{other: PEOPLE})
    if edges is not None:
        drawn.update_traces({f"{role}bins": _steps(edges)})
    getattr(drawn, f"update_{other}axes")(title_text=given.get("histnorm") or _COUNT, col=1)
    is_open = edges is not None and not is_written(given.get("nbins"), None)
    return drawn, table, (OPEN if is_open else "", "" if is_whole else LEFT_OUT)


def _totals(name: str, asked: Wanted, given: dict[str, Any], how: str) -> Drawn:
    """Draw totals or means of groups."""
    found = mean_rows(asked, _ESTIMATORS.get(how, ""), None)
    if found is None:
        raise refuse(name)
    rows, is_whole = found
    table = rows.drop_duplicates()
    return _express("bar", table, asked, given), table, ("" if is_whole else LEFT_OUT,)


def _bar(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    if asked.has("x") and asked.has("y"):
        return _totals(name, asked, given, "sum")
    role = "y" if asked.has("x") else "x"
    rows, is_whole = counted(asked, asked.names("x", "y", "hue", "col", "row"))
    table = _per_bin(rows, asked.names("x", "y", "hue", "col", "row"))
    drawn = _express("bar", table, asked, given, **{role: PEOPLE})
    getattr(drawn, f"update_{role}axes")(title_text=_COUNT, col=1)
    return drawn, table, ("" if is_whole else LEFT_OUT,)


def _pie(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    label = asked.roles.get("x")
    if label is None:
        raise refuse(name)
    if asked.has("y"):
        found = mean_rows(asked, "sum", None)
        if found is None:
            raise refuse(name)
        table, is_whole, value = found[0].drop_duplicates(), found[1], asked.roles["y"]
    else:
        rows, is_whole = counted(asked, [label])
        table, value = _per_bin(rows, [label]), PEOPLE
    kept = {option: one for option, one in given.items() if option in _KEPT}
    drawn = module_of("plotly.express").pie(table, names=label, values=value, **kept)
    return drawn, table, ("" if is_whole else LEFT_OUT,)


def _scatter(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    if not (asked.has("x") and asked.has("y")):
        drawn, table, sentences = _histogram("histogram", asked, given)
        return drawn, table, (BINNED, *sentences)
    table = bubble_rows(asked)
    return _express("scatter", table, asked, given, size=PEOPLE), table, (BINNED, LEFT_OUT)


def _box(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    table, is_whole = box_rows(asked)
    drawn = _express("box", table, asked, given, points=False)
    # The quartiles of five numbers by this method are those numbers.
    drawn.update_traces(quartilemethod="inclusive")
    return drawn, table, (BOXES, "" if is_whole else LEFT_OUT)


def _violin(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    table, _, is_whole = binned_rows(asked, {})
    drawn = _express("violin", table, asked, given, points=False)
    return drawn, table, (SMOOTHED, "" if is_whole else LEFT_OUT)


def _ecdf(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    rows, _, is_whole = binned_rows(asked, {})
    table = _per_bin(rows, asked.names("x", "y", "hue", "col", "row"))
    other = "y" if asked.has("x") else "x"
    drawn = _express("ecdf", table, asked, given, **{other: PEOPLE})
    getattr(drawn, f"update_{other}axes")(title_text=given.get("ecdfnorm", "probability") or _COUNT, col=1)
    return drawn, table, (BINNED, "" if is_whole else LEFT_OUT)


def _density(name: str, asked: Wanted, given: dict[str, Any]) -> Drawn:
    if not (asked.has("x") and asked.has("y")):
        raise refuse(name)
    rows, edges, _ = paired_rows(asked, {})
    table = _per_bin(rows, asked.names("x", "y", "hue", "col", "row"))
    # The mean of one number a cell: cells without any are not drawn, where a sum would be 0.
    how = "avg" if name == "density_heatmap" else "sum"
    drawn = _express(name, table, asked, given, z=PEOPLE, histfunc=how)
    if isinstance(edges, tuple):
        drawn.update_traces(xbins=_steps(edges[0]), ybins=_steps(edges[1]), autobinx=False, autobiny=False)
    drawn.update_coloraxes(colorbar_title_text=_COUNT)
    return drawn, table, (LEFT_OUT, SMOOTHED if name == "density_contour" else "")


MARKS: Mapping[str, Callable[[str, Wanted, dict[str, Any]], Drawn]] = {
    "histogram": _histogram,
    "bar": _bar,
    "pie": _pie,
    "scatter": _scatter,
    "line": _scatter,
    "area": _scatter,
    "strip": _scatter,
    "box": _box,
    "violin": _violin,
    "ecdf": _ecdf,
    "density_heatmap": _density,
    "density_contour": _density,
}
