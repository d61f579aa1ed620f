"""Charts in cells: what draws is mediated, what hides a function gives nothing away."""

import io

import numpy as np
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed
from tests.kernel.live_kernel import CANARY

plt = pytest.importorskip("matplotlib.pyplot")

SETUP = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt, numpy as np, pandas as pd
%load_ext jupyter_privacy
people = pd.read_csv("people.csv")
seen = []
"""
HIDING = [
    "import statsmodels.api as sm; sm.qqplot(people.income)",
    "np.vectorize(lambda one: seen.append(one))(people.income)",
    "people.income.map(seen.append)",
    "people.income.apply(print)",
    "list(map(plt.axvline, people.income))",
    "plt.plot(list(people.income))",
    "import sklearn.preprocessing as p; p.FunctionTransformer(seen.append).fit_transform(people[['income']])",
    "plt.gca().add_patch(plt.Circle((0, 0), people.income.max()))",
    "plt.text(0, 0, people.income.max())",
    "plt.title(str(people.income.max()))",
    "plt.FuncFormatter(seen.append)(people.income)",
    "plt.hist(people.income, label=people.name)",
    "plt.scatter(people.income, people.number, gid=people.name)",
    "plt.hist(people.income, bins=people.income)",
    "people.plot.hist(bins=people.income)",
    "fig, axes = plt.subplots(people.income)",
    "people.income.plot(ax=seen)",
    "people.income.pipe(plt.plot)",
    "people.income.plot(backend='nowhere')",
    "plt.hist(people.income, weights=people.income)",
    "plt.hexbin(people.income, people.number, C=people.income)",
    "plt.hexbin(people.income, people.number, reduce_C_function=seen.append)",
]


@pytest.fixture
def cells(run):
    """Return a function that runs a cell in a guarded notebook with protected people."""
    run(SETUP)
    yield run
    plt.close("all")


def _drawn():
    """Return everything that the open figures hold."""
    figures = [plt.figure(number) for number in plt.get_fignums()]
    return " ".join(str(vars(artist)) for figure in figures for artist in figure.findobj())


def test_what_hides_a_function_or_a_value_gives_nothing_away(cells, shell):
    """Library code that draws, formats or calls back sees no protected value, and shows none."""
    for code in HIDING:
        said = cells(code)
        assert not CANARY.search(said), code
        assert not CANARY.search(_drawn()), code
        assert all(type(one) is Sealed for one in shell.user_ns["seen"]), code
        plt.close("all")


def test_charts_of_protected_columns_are_drawn_in_cells(cells, shell):
    """plt, axes, the accessor and functions of the notebook's own draw from released numbers."""
    cells("counts, edges, bars = plt.hist(people.income)")
    assert np.nansum(shell.user_ns["counts"]) > 100
    assert shell.user_ns["edges"].max() < 1000
    cells("def picture(column, axes):\n    axes.boxplot(column)\n    return axes\nfig, axes = plt.subplots()")
    cells("shown = picture(people.score, axes)")
    assert len(shell.user_ns["axes"].lines) > 4
    cells("drawn = people.hist()")
    assert shell.user_ns["drawn"].size >= 2
    assert not CANARY.search(_drawn())


PUBLIC = """
fig, axes = plt.subplots(figsize=(3, 2))
axes.hist([1, 2, 2, 5], bins=4)
axes.scatter([1, 2], [3, 4])
"""


def test_a_chart_of_public_data_is_untouched(cells, shell):
    """A figure of public data is byte by byte what it is without the guard."""
    cells(PUBLIC)
    guarded, namespace = io.BytesIO(), {"plt": plt}
    shell.user_ns["fig"].savefig(guarded, format="png", metadata={"Software": None})
    exec(PUBLIC, namespace)  # noqa: S102 (the cell, without the guard)
    plain = io.BytesIO()
    namespace["fig"].savefig(plain, format="png", metadata={"Software": None})
    assert guarded.getvalue() == plain.getvalue()


def test_many_axes_stay_axes(cells, shell):
    """`plt.subplots(2, 2)` gives an array, of axes and not of records."""
    cells("fig, axes = plt.subplots(2, 2)\naxes = axes.ravel()\naxes[0].hist(people.income, bins=4)")
    assert type(shell.user_ns["axes"]) is not Sealed
    assert shell.user_ns["axes"][0].patches
