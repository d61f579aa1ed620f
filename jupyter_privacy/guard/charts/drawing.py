"""Which calls draw, and who answers them when they are given protected data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_privacy.guard.charts import (
    matplotlib_marks,
    pandas_boxes,
    pandas_grids,
    pandas_plot,
    plotly_marks,
    seaborn_marks,
)
from jupyter_privacy.guard.charts.asking import in_pandas, is_frame
from jupyter_privacy.guard.charts.refusing import refuse
from jupyter_privacy.guard.seal.callables import name_of, root_module

__all__ = ["accessor", "draw", "draws"]

_LIBRARIES = frozenset({"matplotlib", "seaborn", "plotly", "altair", "bokeh", "holoviews", "mpl_toolkits"})
_METHODS = {"hist": pandas_grids.hist, "boxplot": pandas_boxes.boxplot}


def draws(function: object) -> bool:
    """Whether a function is one that draws."""
    if root_module(function) in _LIBRARIES:
        return True
    return str(getattr(function, "__module__", "")).startswith("pandas.plotting")


def draw(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Draw protected data from released numbers; raise `DisclosureError` for what has no such form."""
    root, args = root_module(function), tuple(map(in_pandas, args))
    kwargs = {name: in_pandas(value) for name, value in kwargs.items()}
    if root == "matplotlib":
        return matplotlib_marks.draw(function, args, kwargs)
    if root == "seaborn":
        return seaborn_marks.draw(function, args, kwargs)
    if root == "plotly":
        return plotly_marks.draw(function, args, kwargs)
    if root == "pandas":
        return _pandas(name_of(function), args, kwargs)
    raise refuse(name_of(function))


def _pandas(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    frame = args[0] if args else kwargs.get("frame", kwargs.get("data"))
    if not is_frame(frame):
        raise refuse(name)
    rest = {option: value for option, value in kwargs.items() if option not in {"frame", "data"}}
    if name == "scatter_matrix":
        options = dict(zip(("alpha", "figsize"), args[1:], strict=False))
        return pandas_grids.scatter_matrix(frame, {**options, **rest})
    if name == "boxplot":
        return pandas_boxes.boxplot(frame, args[1:], rest)
    raise refuse(name)


def accessor(data: Any, name: str, kind: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Answer `data.plot(...)`, `data.plot.kind(...)`, `data.hist(...)` and `data.boxplot(...)`."""
    if name == "plot":
        return pandas_plot.plot(data, args, kwargs, kind)
    return _METHODS[name](data, args, kwargs)
