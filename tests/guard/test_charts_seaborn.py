"""Charts of protected data with seaborn."""

import pytest

from tests.guard.drawn import WORLDS, drawn, picture, plain, sealed

plt = pytest.importorskip("matplotlib.pyplot")
sns = pytest.importorskip("seaborn")
plt.switch_backend("Agg")
pytestmark = pytest.mark.filterwarnings("ignore")

MARKS = {
    "histplot": lambda d, f: f(sns.histplot, d, x="score", hue="town"),
    "histplot, width": lambda d, f: f(sns.histplot, d.hours, binwidth=4, kde=True),
    "histplot of two": lambda d, f: f(sns.histplot, d, x="score", y="hours"),
    "histplot of a table": lambda d, f: f(sns.histplot, d),
    "histplot of names": lambda d, f: f(sns.histplot, d, y="name"),
    "displot": lambda d, f: f(sns.displot, d, x="score", col="sex", height=2),
    "kdeplot": lambda d, f: f(sns.kdeplot, d, x="score"),
    "ecdfplot": lambda d, f: f(sns.ecdfplot, d, x="score"),
    "rugplot": lambda d, f: f(sns.rugplot, d, x="score"),
    "scatterplot": lambda d, f: f(sns.scatterplot, d, x="score", y="hours", hue="town"),
    "lineplot": lambda d, f: f(sns.lineplot, d, x="age", y="score"),
    "lineplot of rows": lambda d, f: f(sns.lineplot, d, x="score", y="hours"),
    "barplot": lambda d, f: f(sns.barplot, d, x="town", y="score", hue="sex"),
    "countplot": lambda d, f: f(sns.countplot, d, x="town", hue="sex"),
    "boxplot": lambda d, f: f(sns.boxplot, x=d.town, y=d.score),
    "violinplot": lambda d, f: f(sns.violinplot, d, x="town", y="score"),
    "swarmplot": lambda d, f: f(sns.swarmplot, d, x="town", y="score"),
    "catplot": lambda d, f: f(sns.catplot, d, x="town", y="score", kind="box", height=2),
    "regplot": lambda d, f: f(sns.regplot, d, x="age", y="hours"),
    "jointplot": lambda d, f: f(sns.jointplot, d, x="score", y="hours", height=3),
    "pairplot": lambda d, f: f(sns.pairplot, d[["score", "hours", "sex"]], hue="sex", height=1.5),
}
REFUSED = {
    "heatmap": lambda d, f: f(sns.heatmap, d[["score", "hours"]]),
    "FacetGrid": lambda d, f: f(sns.FacetGrid, d, col="sex"),
    "residplot": lambda d, f: f(sns.residplot, d, x="score", y="hours"),
    "weights": lambda d, f: f(sns.histplot, d, x="score", weights="hours"),
    "an option": lambda d, f: f(sns.histplot, d, x="score", bins=d.score),
}


@pytest.mark.parametrize("name", MARKS)
def test_no_pixel_tells_two_worlds_apart(name):
    """A chart does not depend on the values of a person whom it leaves out."""
    (images, error), other = (picture(MARKS[name], sealed(world)) for world in WORLDS)
    assert (images, error) == other
    assert images
    assert error == ""


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_form_in_bins_is_refused_in_a_sentence(name):
    """The sentence says what can be done."""
    _, error = picture(REFUSED[name], sealed(WORLDS[0]))
    assert error.startswith("DisclosureError")
    assert ": draw " in error or ": give " in error


def test_bars_are_those_of_the_library(pupils):
    """Counts and means of groups are drawn as high as seaborn draws those of the plain data."""
    for ask in (
        lambda d, f: f(sns.countplot, d, x="Mjob", hue="sex", order=["other", "health"]),
        lambda d, f: f(sns.barplot, d, x="Mjob", y="G3", order=["other", "health"], errorbar=None),
    ):
        heights = []
        for df, call in ((sealed(pupils), drawn), (pupils, plain)):
            bars = ask(df, call).patches
            heights.append(sorted(round(bar.get_height(), 9) for bar in bars if bar.get_height()))
            plt.close("all")
        assert heights[0] == heights[1]


def test_a_histogram_by_groups_has_the_counts_of_the_plain_data(pupils):
    """Between written edges the bars of enough people are those of the plain data."""
    edges = [0, 9, 11, 13, 15, 20]
    ours = drawn(sns.histplot, sealed(pupils), x="G3", hue="sex", bins=edges, element="bars")
    heights = sorted(patch.get_height() for patch in ours.patches if patch.get_height())
    theirs = sns.histplot(pupils, x="G3", hue="sex", bins=edges, ax=plt.figure().subplots())
    expected = sorted(patch.get_height() for patch in theirs.patches)
    plt.close("all")
    assert heights == expected


def test_a_computed_column_is_not_taken_for_the_one_of_its_name(pupils):
    """Columns that are given as such are drawn beside those of the table, whatever they are called."""
    df = sealed(pupils)
    axes = drawn(sns.scatterplot, df, x=df.G3 * 10, y="G3")
    assert axes.get_xlim()[1] > 100 > axes.get_ylim()[1]
    plt.close("all")
