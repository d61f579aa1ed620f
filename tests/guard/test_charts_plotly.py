"""Charts of protected data with plotly express and altair, whose figures carry their data."""

import numpy as np
import pytest

from jupyter_privacy.errors import DisclosureError
from tests.guard.drawn import WORLDS, drawn, sealed

px = pytest.importorskip("plotly.express")
go = pytest.importorskip("plotly.graph_objects")

MARKS = {
    "histogram": lambda d: drawn(px.histogram, d, x="score", color="town", nbins=12),
    "histogram of one": lambda d: drawn(px.histogram, d.score),
    "histogram of names": lambda d: drawn(px.histogram, d, x="name"),
    "histogram of totals": lambda d: drawn(px.histogram, d, x="town", y="age", histfunc="avg"),
    "bar": lambda d: drawn(px.bar, d, x="town", y="age", color="sex"),
    "bar of counts": lambda d: drawn(px.bar, d, x="town"),
    "pie": lambda d: drawn(px.pie, d, names="town"),
    "scatter": lambda d: drawn(px.scatter, d, x="score", y="hours", hover_name="name", trendline="ols"),
    "scatter by groups": lambda d: drawn(px.scatter, d, "score", "hours", color="sex", facet_col="town"),
    "line": lambda d: drawn(px.line, d, x="hours", y="score"),
    "strip": lambda d: drawn(px.strip, d, x="town", y="score"),
    "box": lambda d: drawn(px.box, d, x="town", y="score", points="all"),
    "violin": lambda d: drawn(px.violin, d, y="score", box=True),
    "ecdf": lambda d: drawn(px.ecdf, d, x="score"),
    "heatmap": lambda d: drawn(px.density_heatmap, d, x="score", y="hours", marginal_x="rug"),
    "contour": lambda d: drawn(px.density_contour, x=d.score, y=d.hours),
}
REFUSED = {
    "scatter_matrix": lambda d: drawn(px.scatter_matrix, d),
    "treemap": lambda d: drawn(px.treemap, d, path=["town", "name"]),
    "scatter_3d": lambda d: drawn(px.scatter_3d, d, x="score", y="hours", z="age"),
    "a trace": lambda d: drawn(go.Scatter, x=d.score, y=d.hours),
    "adding a trace": lambda d: drawn(go.Figure().add_scatter, x=d.score),
    "an option": lambda d: drawn(px.histogram, d, x="score", title=d.name),
}


@pytest.mark.parametrize("ask", MARKS.values(), ids=MARKS)
def test_no_figure_tells_two_worlds_apart(ask):
    """A figure and all data in it do not depend on the values of a person whom it leaves out."""
    first, second = (ask(sealed(world)).to_json() for world in WORLDS)
    assert first == second
    assert not any(told in first for told in ("912345", "98765", "Thule", "Zoe", "Person"))


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_what_has_no_form_in_bins_is_refused_in_a_sentence(ask):
    """Graph objects and charts of rows by several columns say what can be done."""
    with pytest.raises(DisclosureError, match=r": (draw|give) "):
        ask(sealed(WORLDS[0]))


def test_altair_is_refused_in_a_sentence():
    """A chart of altair holds the rows that it is given."""
    alt = pytest.importorskip("altair")
    with pytest.raises(DisclosureError, match="draw a released table"):
        drawn(alt.Chart, sealed(WORLDS[0]))


def test_a_figure_holds_bins_and_their_counts(pupils):
    """What a figure carries are the counts of bins, not rows."""
    trace = drawn(px.histogram, sealed(pupils), x="age").data[0]
    counts = dict(zip(np.asarray(trace.x), np.asarray(trace.y), strict=True))
    expected = pupils.age.value_counts()
    assert all(count == expected[age] for age, count in counts.items() if 15 < age < max(counts))
    assert "outer bins are open" in str(drawn(px.histogram, sealed(pupils), x="age").layout.annotations)


def test_bars_are_those_of_the_plain_data(pupils):
    """Totals and counts of groups are those of pandas."""
    bars = drawn(px.bar, sealed(pupils), x="Mjob", y="absences").data[0]
    totals = pupils.groupby("Mjob").absences.sum()
    assert dict(zip(bars.x, bars.y, strict=True)) == totals.to_dict()
    slices = drawn(px.pie, sealed(pupils), names="Mjob").data[0]
    assert dict(zip(slices.labels, slices.values, strict=True)) == pupils.Mjob.value_counts().to_dict()
