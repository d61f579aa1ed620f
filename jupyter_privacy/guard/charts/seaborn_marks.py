"""Functions of seaborn that are given protected data: the same functions, given stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.frames.shapes import module_of
from jupyter_privacy.guard.charts import seaborn_grids
from jupyter_privacy.guard.charts.bubbles import areas, in_steps, largest_area
from jupyter_privacy.guard.charts.group_tables import (
    PEOPLE,
    binned_rows,
    box_rows,
    bubble_rows,
    mean_rows,
    paired_rows,
)
from jupyter_privacy.guard.charts.groups import ROLES, Wanted, counted, wanted
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
from jupyter_privacy.guard.charts.refusing import refuse, refuse_sealed

__all__ = ["MARKS", "draw"]

_BINS = ("bins", "binwidth", "binrange", "discrete")
_CATEGORICAL = frozenset({"box", "boxen", "violin", "strip", "swarm", "bar", "point", "count"})
_OF_POINTS = frozenset("jitter dodge size sizes style markers legend kind alpha orient".split())
_FACETS = ("col", "row")
_DRAWN = ("x", "y", "hue", *_FACETS)
_OF_PEOPLE = frozenset({"style", "size", "units"})
_OF_AXES = frozenset({"ax", "height", "aspect", "palette"})
_BINS_WIDE = 0.75
_FIGURE_LEVEL = frozenset({"displot", "relplot", "catplot", "lmplot", "jointplot", "pairplot"})


def draw(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Draw what a function of seaborn was asked to, from released numbers."""
    name = function.__name__
    mark = MARKS.get(name)
    if (mark is None and name != "pairplot") or len(args) > 1:
        raise refuse(name)
    given = dict(kwargs)
    data = args[0] if args else given.pop("data", None)
    roles = {role: given.pop(role) for role in ROLES if role in given}
    refuse_sealed(name, given)
    if name == "pairplot":
        return seaborn_grids.pairplot(data, roles.get("hue"), given)
    asked = wanted(data, roles, "y" if name[:-4] in _CATEGORICAL else "x")
    if asked is None or mark is None or asked.has("weights"):
        raise refuse(name)
    drawn = mark(name, asked, given)
    return _noted(drawn, [drawn], OPTIONS) if _OF_PEOPLE & roles.keys() else drawn


def _seaborn(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(module_of("seaborn"), name)
    return found


def _roles(asked: Wanted) -> dict[str, Any]:
    return {role: asked.roles[role] for role in _DRAWN if asked.has(role)}


def _noted(drawn: Any, table: Any, *sentences: str) -> Any:
    """Return what was drawn, with a note beside the last of its axes."""
    axes = np.asarray(getattr(drawn, "axes", drawn) if hasattr(drawn, "facet_axis") else drawn, dtype=object)
    last = axes.ravel()[-1]
    note(last, *sentences)
    if not len(table):
        say_withheld(last)
    return drawn


def _distribution(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    kind = given.pop("kind", "hist") if name == "displot" else name.removesuffix("plot")
    sentences = {"kde": SMOOTHED, "ecdf": BINNED, "rug": BINNED}
    given.pop("rug", None)
    bins = {option: given.pop(option, None) for option in _BINS}
    is_of_two = asked.has("x") and asked.has("y")
    rows = paired_rows if is_of_two else binned_rows
    table, edges, is_whole = rows(asked, bins)
    if kind in {"hist", "rug"} and edges is not None:
        given["bins"] = edges
    if kind == "rug":
        name, given = "histplot", {option: given[option] for option in ("bins", "ax") if option in given}
    if kind == "kde" and len(table):
        given.setdefault("bw_method", _bandwidth(table, asked, edges))
    drawn = _draw_as(name, kind, table, _roles(asked), given)
    is_open = edges is not None and kind == "hist" and bins["binrange"] is None and not np.ndim(bins["bins"])
    return _noted(
        drawn, table, sentences.get(kind, ""), OPEN if is_open else "", "" if is_whole else LEFT_OUT
    )


def _draw_as(name: str, kind: str, table: Any, roles: Mapping[str, Any], given: dict[str, Any]) -> Any:
    if name in _FIGURE_LEVEL:
        return _seaborn(name)(data=table, kind=kind, **roles, **given)
    return _seaborn(name)(
        data=table, **{role: one for role, one in roles.items() if role not in _FACETS}, **given
    )


def _bandwidth(table: Any, asked: Wanted, edges: Any) -> float:
    """Return Scott's (1992) factor, or a wider one that does not follow the single bins."""
    steps = list(edges) if isinstance(edges, tuple) else [edges]
    found = [len(table) ** (-1 / (len(steps) + 4))]
    for role, one in zip([role for role in "xy" if asked.has(role)], steps, strict=False):
        values = table[asked.roles[role]].to_numpy()
        if one is not None and values.dtype.kind in "iuf" and values.std() > 0:
            found.append(_BINS_WIDE * float(np.diff(one).max() / values.std()))
    return float(max(found))


def _counts(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    if asked.wide:
        raise refuse(name)
    table, is_whole = counted(asked, asked.names(*_DRAWN))
    drawn = _draw_as(name, "count", table, _roles(asked), given)
    return _noted(drawn, table, "" if is_whole else LEFT_OUT)


def _boxes(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    table, is_whole = box_rows(asked)
    for option in ("whis", "showfliers", "fliersize", "k_depth", "outlier_prop", "trust_alpha", "showmeans"):
        given.pop(option, None)
    name = "boxplot" if name == "boxenplot" else name
    drawn = _draw_as(name, "box", table, _roles(asked), {**given, "whis": (0, 100)})
    return _noted(drawn, table, BOXES, "" if is_whole else LEFT_OUT)


def _violins(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    table, _, is_whole = binned_rows(asked, {})
    given = {"cut": 0, **given, "inner": None}
    drawn = _draw_as(name, "violin", table, _roles(asked), given)
    return _noted(drawn, table, SMOOTHED, "" if is_whole else LEFT_OUT)


def _means(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    """Draw bars, points or a line of group means, with error bars of released standard errors."""
    kind = given.pop("kind", "") if name in _FIGURE_LEVEL else name.removesuffix("plot")
    found = mean_rows(asked, given.pop("estimator", "mean"), given.pop("errorbar", ("ci", 95)))
    if found is None:
        raise refuse(name)
    table, is_whole = found
    for option in ("n_boot", "seed", "ci"):
        given.pop(option, None)
    drawn = _draw_as(name, kind, table, _roles(asked), {**given, "errorbar": ("pi", 100)})
    return _noted(drawn, table, "" if is_whole else LEFT_OUT)


def _bubbles(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    """Draw bubbles in the place of points."""
    if not (asked.has("x") and asked.has("y")):
        return _distribution("histplot", asked, {"ax": given["ax"]} if "ax" in given else {})
    table = bubble_rows(asked)
    table[PEOPLE] = in_steps(table[PEOPLE].to_numpy(dtype=np.float64)).astype(np.intp)
    given = {option: value for option, value in given.items() if option not in _OF_POINTS}
    if name in _FIGURE_LEVEL:
        look = {"size": PEOPLE, "sizes": (15, 250), "alpha": 0.7, **given}
        drawn = _draw_as("relplot", "scatter", table, _roles(asked), look)
    else:
        axes = given.pop("ax", None) or module_of("matplotlib.pyplot").gca()
        look = {"size": PEOPLE, "sizes": _sizes(axes, table, asked), "alpha": 0.7, "legend": False, **given}
        if asked.has("hue"):
            look["legend"] = "brief"
        drawn = _draw_as("scatterplot", "scatter", table, _roles(asked), {**look, "ax": axes})
        _without_sizes(drawn, asked)
    return _noted(drawn, table, BINNED, LEFT_OUT)


def _sizes(axes: Any, table: Any, asked: Wanted) -> tuple[float, float]:
    """Return the areas of the smallest and the largest bubble, which fills a bin."""
    if not len(table):
        return (1, 1)
    n_bins = (table[asked.roles["x"]].nunique(), table[asked.roles["y"]].nunique())
    between = areas(table[PEOPLE].to_numpy(), largest_area(axes, n_bins))
    return float(between.min()), float(between.max())


def _without_sizes(axes: Any, asked: Wanted) -> None:
    """Leave the groups in the legend; the sizes of bubbles would cover some of them."""
    handles, labels = axes.get_legend_handles_labels()
    if axes.get_legend() is None or PEOPLE not in labels:
        return
    n = labels.index(PEOPLE)
    axes.legend(handles[1:n], labels[1:n], title=str(asked.roles["hue"]))


def _relation(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    return (_means if given.get("kind") == "line" else _bubbles)(name, asked, given)


def _category(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    kind = given.get("kind", "strip")
    if kind not in _BY_KIND:
        raise refuse(name)
    if kind not in {"bar", "point"}:
        given.pop("kind", None)
    return _BY_KIND[kind](name, asked, given)


def _regression(name: str, asked: Wanted, given: dict[str, Any]) -> Any:
    if asked.has("col") or asked.has("row") or asked.wide or not (asked.has("x") and asked.has("y")):
        raise refuse(name)
    if given.get("order", 1) != 1 or any(given.get(one) for one in ("logistic", "lowess", "robust", "logx")):
        raise refuse(name)
    with_line = given.get("fit_reg", True)
    kept = {option: one for option, one in given.items() if option in _OF_AXES}
    drawn = _bubbles("scatterplot" if name == "regplot" else "relplot", asked, kept)
    axes = drawn if name == "regplot" else drawn.ax
    if with_line:
        seaborn_grids.regression_lines(axes, asked)
    return drawn


_BY_KIND: Mapping[str, Callable[[str, Wanted, dict[str, Any]], Any]] = {
    "box": _boxes,
    "boxen": _boxes,
    "violin": _violins,
    "strip": _bubbles,
    "swarm": _bubbles,
    "bar": _means,
    "point": _means,
    "count": _counts,
}
MARKS: Mapping[str, Callable[[str, Wanted, dict[str, Any]], Any]] = {
    "histplot": _distribution,
    "kdeplot": _distribution,
    "ecdfplot": _distribution,
    "rugplot": _distribution,
    "displot": _distribution,
    "scatterplot": _bubbles,
    "relplot": _relation,
    "lineplot": _means,
    "catplot": _category,
    **{f"{kind}plot": mark for kind, mark in _BY_KIND.items()},
    "regplot": _regression,
    "lmplot": _regression,
    "jointplot": seaborn_grids.jointplot,
}
