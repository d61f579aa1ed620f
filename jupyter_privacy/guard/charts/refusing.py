"""What cannot be drawn of protected data, and what can be instead."""

from __future__ import annotations

from typing import Any

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.charts.asking import sealed_in

__all__ = ["refuse", "refuse_sealed"]

_ROWS = (
    "{name} would draw a mark for each person, and has no form in bins: draw hist, hist2d, hexbin, scatter "
    "or boxplot, or a released table such as df.groupby('g').x.mean().plot.bar()"
)
_OPTION = (
    "{name} takes no protected values for {option}: give it a released number (df.x.mean()) or a constant, "
    "or draw each group by itself, for label, part in df.groupby('g')"
)


_BY_NAME = {
    "heatmap": "draws what stands in each row: draw heatmap(df.corr()) or a released cross-tabulation",
    "clustermap": "draws what stands in each row: draw heatmap(df.corr()) or a released cross-tabulation",
    "FacetGrid": "keeps the rows that it draws: draw displot, relplot or catplot with col=, row= and hue=",
    "PairGrid": "keeps the rows that it draws: draw pairplot",
    "JointGrid": "keeps the rows that it draws: draw jointplot",
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


def refuse_sealed(name: str, options: dict[str, Any]) -> None:
    """Raise if an option that is passed on to the library is protected."""
    for option, value in options.items():
        if next(sealed_in(value), None) is not None:
            raise DisclosureError(_OPTION.format(name=name, option=option))
