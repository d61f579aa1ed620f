"""Charts of protected data with matplotlib and pandas."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.charts.bins import round_edges
from jupyter_privacy.guard.seal.proxy import Sealed
from tests.guard.drawn import WORLDS, drawn, notes, picture, plain, sealed

plt = pytest.importorskip("matplotlib.pyplot")
plt.switch_backend("Agg")

MARKS = {
    "hist": lambda d, f: f(plt.hist, d.score),
    "hist, number of bins": lambda d, f: f(plt.hist, d.hours, bins=20, color="g"),
    "hist, edges": lambda d, f: f(plt.hist, d.score, bins=range(20, 90, 10), log=True),
    "hist of two": lambda d, f: f(plt.hist, [d.score, d.hours], label=["a", "b"]),
    "hist of categories": lambda d, f: f(plt.hist, d.town),
    "hist by name": lambda d, f: f(plt.hist, "score", data=d),
    "hist of identifiers": lambda d, f: f(plt.hist, d.name),
    "hist of few": lambda d, f: f(plt.hist, d[d.town == "Thule"].score),
    "hist2d": lambda d, f: f(plt.hist2d, d.score, d.hours),
    "hexbin": lambda d, f: f(plt.hexbin, d.score, d.hours, gridsize=15, mincnt=1),
    "scatter": lambda d, f: f(plt.scatter, d.score, d.hours, s=8, c="red"),
    "scatter with colours": lambda d, f: f(plt.scatter, d.score, d.hours, c=d.age),
    "line of rows": lambda d, f: f(plt.plot, d.score),
    "points": lambda d, f: f(plt.plot, d.score, d.hours, "ro"),
    "sorted": lambda d, f: f(plt.plot, d.score.sort_values(), "o"),
    "box": lambda d, f: f(plt.boxplot, d.score),
    "boxes": lambda d, f: f(plt.boxplot, [d.score, d.hours], notch=True, showmeans=True),
    "violin": lambda d, f: f(plt.violinplot, d.score),
    "ecdf": lambda d, f: f(plt.ecdf, d.score),
    "rug": lambda d, f: f(plt.eventplot, d.score),
    "bar": lambda d, f: f(plt.bar, d.town, d.score),
    "pie": lambda d, f: f(plt.pie, d.score),
    "stem": lambda d, f: f(plt.stem, d.score),
    "image": lambda d, f: f(plt.imshow, d[["score", "hours"]]),
    "line at the maximum": lambda d, f: f(plt.axvline, d.score.max()),
    "limits": lambda d, f: f(plt.xlim, d.score.min(), d.score.max()),
    "table": lambda d, f: f(plt.table, cellText=d[["name", "score"]].head(6).values),
    "plot": lambda d, _: d.score.plot(),
    "plot of a table": lambda d, _: d.plot(),
    "plot x y": lambda d, _: d.plot(x="hours", y="score"),
    "plot.bar": lambda d, _: d.score.plot.bar(),
    "plot.hist": lambda d, _: d.score.plot.hist(bins=12),
    "plot.hist of a table": lambda d, _: d[["score", "hours"]].plot.hist(alpha=0.5),
    "plot.box": lambda d, _: d.score.plot.box(),
    "plot.box by": lambda d, _: d.plot(kind="box", column="score", by="town"),
    "plot.kde": lambda d, _: d.score.plot.kde(),
    "plot.scatter": lambda d, _: d.plot.scatter("score", "hours", c="age"),
    "plot.hexbin": lambda d, _: d.plot.hexbin("score", "hours", gridsize=8),
    "plot.pie": lambda d, _: d.score.plot.pie(),
    "series.hist": lambda d, _: d.score.hist(),
    "series.hist by": lambda d, _: d.score.hist(by=d.town),
    "frame.hist": lambda d, _: d.hist(figsize=(8, 6)),
    "frame.hist by": lambda d, _: d.hist("score", by="town"),
    "frame.boxplot": lambda d, _: d.boxplot(),
    "frame.boxplot by": lambda d, _: d.boxplot("score", by="town"),
    "frame.boxplot by two": lambda d, _: d.boxplot("score", by=["town", "sex"]),
    "groups.plot.hist": lambda d, _: d.groupby("town").score.plot.hist(alpha=0.5),
    "groups.boxplot": lambda d, _: d.groupby("town").boxplot(["score"]),
    "scatter_matrix": lambda d, f: f(pd.plotting.scatter_matrix, d[["score", "hours"]]),
    "andrews_curves": lambda d, f: f(pd.plotting.andrews_curves, d, "town"),
    "lag_plot": lambda d, f: f(pd.plotting.lag_plot, d.score),
}


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


REFUSED = {"bar", "pie", "stem", "image", "line at the maximum", "limits", "table", "plot.pie"}
REFUSED |= {"andrews_curves", "lag_plot"}


@pytest.mark.parametrize("name", MARKS)
def test_no_pixel_tells_two_worlds_apart(name):
    """A chart does not depend on the values of a person whom it leaves out; what has no bins is refused."""
    (images, error), other = (picture(MARKS[name], sealed(world)) for world in WORLDS)
    assert (images, error) == other
    if name in REFUSED:
        assert error.startswith("DisclosureError")
        assert ": draw " in error or ": give " in error
    else:
        assert images
        assert error == ""


def test_released_counts_are_those_of_numpy(pupils):
    """Bars between written edges are as high as those of the plain data; the last holds its end."""
    edges = [0, 8, 10, 12, 14, 16, 19]
    counts, used, patches = drawn(plt.hist, sealed(pupils).G3, bins=edges)
    expected = np.histogram(pupils.G3, edges)[0]
    assert counts.tolist() == expected.tolist()
    assert used.tolist() == edges
    assert [patch.get_height() for patch in patches] == expected.tolist()


def test_the_last_bin_holds_the_maximum_and_everybody_beyond(pupils):
    """All bars of a histogram by a number of bins together hold everybody, but for small ones."""
    counts, edges, _ = drawn(plt.hist, sealed(pupils).age, bins=5)
    used = np.concatenate([[-np.inf], edges[1:-1], [np.inf]])
    expected = np.histogram(pupils.age, used)[0]
    assert all(np.isnan(count) or count == n for count, n in zip(counts, expected, strict=True))
    assert counts[-1] == expected[-1] > 0


def test_edges_are_nobodys_value():
    """Edges are round numbers, also when the largest value is far out."""
    _, edges, _ = drawn(plt.hist, sealed(WORLDS[0]).score)
    assert edges.max() < 100
    assert np.allclose(edges % 5, 0) or np.allclose(edges % 2, 0)


@pytest.mark.parametrize(
    ("low", "high", "n_bins"), [(0.001, 0.0093, 7), (-3e6, 5e7, 12), (15, 80, 3), (2.0, 2.4, 10)]
)
def test_round_edges_are_about_as_many_and_cover_all(low, high, n_bins):
    """Edges reach from below the lower end to above the upper one."""
    for is_whole in (False, True):
        edges = round_edges(low, high, n_bins, is_whole=is_whole)
        assert edges[0] <= low
        assert edges[-1] >= high
        assert len(edges) <= 2.5 * n_bins + 2
        assert np.allclose(np.diff(edges), np.diff(edges)[0])


def test_a_box_has_the_quartiles_of_the_library(pupils):
    """The box is the library's own; the whiskers end at quantiles that many share, and no flier is drawn."""
    box = drawn(plt.boxplot, sealed(pupils).G3)
    expected = plain(plt.boxplot, pupils.G3)
    assert box["medians"][0].get_ydata().tolist() == expected["medians"][0].get_ydata().tolist()
    assert box["boxes"][0].get_ydata().tolist() == expected["boxes"][0].get_ydata().tolist()
    ends = [line.get_ydata()[1] for line in box["whiskers"]]
    assert ends == pupils.G3.quantile([0.05, 0.95]).tolist()
    assert not any(len(fliers.get_ydata()) for fliers in box["fliers"])


def test_bubbles_are_groups_of_enough_people(pupils):
    """A scatter plot has a mark for each cell of ten people or more, by their number, and says so."""
    _, axes = plt.subplots()
    df = sealed(pupils)
    marks = drawn(axes.scatter, df.G1, df.G3, label="grades")
    assert 5 < len(marks.get_offsets()) < len(pupils) / 10
    assert "people are drawn in bins" in notes(axes)
    assert axes.get_legend_handles_labels()[1] == ["grades"]


def test_options_are_those_of_the_library(pupils):
    """Axes, colours, titles and labels of the analyst's are used."""
    _, axes = plt.subplots()
    assert sealed(pupils).G3.plot.hist(ax=axes, color="red", title="grades", xlabel="G3") is axes
    assert axes.get_title() == "grades"
    assert axes.get_xlabel() == "G3"
    assert axes.patches[0].get_facecolor() == (1, 0, 0, 1)


def test_a_group_is_drawn_like_a_column(pupils):
    """Groups in a loop are charts of their own, each of its people."""
    _, axes = plt.subplots()
    for label, part in sealed(pupils).groupby("sex"):
        drawn(axes.hist, part.G3, bins=[0, 10, 12, 20], label=label, histtype="step")
    assert axes.get_legend_handles_labels()[1] == ["F", "M"]


def test_small_bins_are_left_out_with_a_note(pupils):
    """A bin of fewer than ten people is not drawn, and the chart says that there are some."""
    _, axes = plt.subplots()
    counts, _, _ = drawn(axes.hist, sealed(pupils).absences, bins=range(0, 34, 2))
    expected = np.histogram(pupils.absences, range(0, 34, 2))[0]
    assert np.isnan(counts[expected < 10]).all()
    assert "small groups are left out" in notes(axes)


@pytest.mark.parametrize(
    "ask",
    [
        lambda d: drawn(plt.hist, d.G3, weights=np.ones(649)),
        lambda d: drawn(plt.hist2d, d.G1, d.G3, weights=np.ones(649)),
        lambda d: drawn(plt.ecdf, d.G3, weights=np.ones(649)),
        lambda d: drawn(plt.hexbin, d.G1, d.G3, C=np.ones(649)),
        lambda d: d.G3.plot.hist(weights=np.ones(649)),
        lambda d: d.G3.hist(weights=np.ones(649)),
    ],
)
def test_numbers_for_single_people_are_refused(pupils, ask):
    """Weights of the analyst's own would tell people apart by the heights of bars."""
    with pytest.raises(DisclosureError, match=": draw "):
        ask(sealed(pupils))


def test_nothing_to_show_is_an_empty_chart(pupils):
    """A chart of few people is empty and says so, whoever they are and whether there are any."""
    df = sealed(pupils)
    for nobody in (df[df.G3 == 1].G1, df[df.G3 > 100].G1):
        _, axes = plt.subplots()
        drawn(axes.hist, nobody)
        assert "withheld" in notes(axes)
        assert not any(patch.get_height() for patch in axes.patches)


def test_a_chart_of_released_numbers_is_the_librarys_own(pupils):
    """A released table is drawn by pandas itself, pixel by pixel."""
    ours, theirs = (
        picture(lambda d, _: d.groupby("Mjob").G3.mean().plot.bar(), frame)
        for frame in (sealed(pupils), pupils)
    )
    assert ours == theirs
    ours, theirs = (
        picture(lambda d, _: d.school.value_counts().plot.bar(), frame) for frame in (sealed(pupils), pupils)
    )
    assert ours == theirs


def test_no_protected_value_stands_in_a_figure():
    """No artist of a chart holds a value of somebody's, or a protected object."""
    for name in ("hist of two", "scatter", "boxes", "frame.boxplot by", "hist of categories", "plot.scatter"):
        MARKS[name](sealed(WORLDS[0]), drawn)
    for number in plt.get_fignums():
        for artist in plt.figure(number).findobj():
            assert not [value for value in vars(artist).values() if type(value) is Sealed]
            assert "912345" not in str(vars(artist))
            assert "Thule" not in str(vars(artist))


def test_columns_of_polars_are_drawn_alike(pupils):
    """A chart of a polars column is that of the pandas column with the same people."""
    polars = pytest.importorskip("polars")
    as_polars = polars.DataFrame({name: pupils[name].to_list() for name in ("G1", "G3")})
    for ask in (
        lambda d, f: f(plt.hist, d["G3"]),
        lambda d, f: f(plt.boxplot, [d["G1"], d["G3"]]),
        lambda d, f: f(plt.scatter, d["G1"], d["G3"]),
    ):
        ours, theirs = (picture(ask, sealed(frame)) for frame in (as_polars, pupils))
        assert ours == theirs
        assert ours[1] == ""
