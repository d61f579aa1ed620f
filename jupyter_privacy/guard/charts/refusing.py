"""What cannot be drawn of protected data, and what can be instead."""

from __future__ import annotations

from typing import Any

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.asking import sealed_in

__all__ = ["refuse", "refuse_call", "refuse_sealed"]

_ROWS = (
    "{name} would draw a mark for each person, and has no form in bins: draw hist, hist2d, hexbin, scatter "
    "or boxplot, or a released table such as df.groupby('g').x.mean().plot.bar()"
)
_OPTION = (
    "{name} takes no protected values for {option}: give it a released number (df.x.mean()) or a constant, "
    "or draw each group by itself, for label, part in df.groupby('g')"
)


_WITHHELD = (
    "{name} was given a value that is withheld, %privacy why tells the rule: give it a released number, "
    "such as df.x.mean() or df.x.quantile(.9)"
)
_OF_ROWS = "draws what stands in each row: draw {}"
_KEEPS = "keeps the rows that it draws: draw {}"
_GROUPS = "counts or means of groups, df.g.value_counts().plot.bar() or df.groupby('g').x.mean().plot.bar()"
_MATRIX = "heatmap(df.corr()) or a released cross-tabulation"
_OF_GROUPS = "bar barh pie stem step errorbar fill_between stackplot"
_BY_NAME = {
    **dict.fromkeys(
        "bar barh pie stem step errorbar fill_between stackplot".split(), _OF_ROWS.format(_GROUPS)
    ),
    **dict.fromkeys("heatmap clustermap imshow matshow".split(), _OF_ROWS.format(_MATRIX)),
    "FacetGrid": _KEEPS.format("displot, relplot or catplot with col=, row= and hue="),
    "PairGrid": _KEEPS.format("pairplot"),
    "JointGrid": _KEEPS.format("jointplot"),
    "Chart": (
        "puts the rows themselves into the chart: draw a released table, such as "
        "alt.Chart(df.groupby('g').x.mean().reset_index())"
    ),
}


def refuse(name: str) -> DisclosureError:
    """Return the error that says what to draw instead; decided by the name alone."""
    if name in _BY_NAME:
        return DisclosureError(f"{name} {_BY_NAME[name]}")
    return DisclosureError(_ROWS.format(name=name))


def refuse_call(name: str, given: object) -> DisclosureError:
    """Return the error for a call that was given nothing but withheld values, or protected rows."""
    if any(shape_of(value) is not Shape.OTHER for value in sealed_in(given)):
        return refuse(name)
    return DisclosureError(_WITHHELD.format(name=name))


def refuse_sealed(name: str, options: dict[str, Any]) -> None:
    """Raise if an option that is passed on to the library is protected."""
    for option, value in options.items():
        if next(sealed_in(value), None) is not None:
            raise DisclosureError(_OPTION.format(name=name, option=option))
