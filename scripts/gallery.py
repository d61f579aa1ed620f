"""Charts of plain and of protected data beside each other: the pictures behind docs/gallery.md.

`python scripts/gallery.py` draws them anew, of synthetic pupils, and writes the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["CHARTS", "IMAGES", "PAGE", "Chart", "page"]

PAGE = Path(__file__).parents[1] / "docs" / "gallery.md"
IMAGES = Path(__file__).parents[1] / "docs" / "img" / "gallery"
_N = 900
_INCHES, _DPI = (4.2, 3.1), 62


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: its name, the line of code, and what became of it."""

    name: str
    code: str
    note: str


CHARTS = (
    Chart("hist", "plt.hist(pupils.score)", "round edges; the outer bars hold whoever is beyond"),
    Chart("hist-of-groups", 'sns.histplot(pupils, x="score", hue="sex", kde=True)', "the same by groups"),
    Chart("hist-grid", 'pupils.hist("score", by="town")', "axes, titles and layout are those of pandas"),
    Chart("kde", 'sns.kdeplot(pupils, x="score", hue="sex")', "smoothed from bins"),
    Chart("ecdf", "plt.ecdf(pupils.score)", "a step for each bin"),
    Chart("rug", "plt.eventplot(pupils.score)", "marks of people become a histogram"),
    Chart("line-of-rows", "plt.plot(pupils.score)", "points of people become a histogram"),
    Chart("box", 'pupils.boxplot("score", by="town")', "no outliers, no outermost whiskers"),
    Chart("violin", 'sns.violinplot(pupils, x="sex", y="score")', "smoothed from bins"),
    Chart("strip", 'sns.stripplot(pupils, x="town", y="score")', "bubbles of ten people or more"),
    Chart("bar", 'sns.barplot(pupils, x="town", y="score", hue="sex")', "means and their standard errors"),
    Chart("count", 'sns.countplot(pupils, x="town", hue="sex")', "counts of groups"),
    Chart("line", 'sns.lineplot(pupils, x="age", y="score")', "means of groups"),
    Chart("scatter", "plt.scatter(pupils.hours, pupils.score)", "a bubble for each cell, by its people"),
    Chart("scatter-of-groups", 'sns.scatterplot(pupils, x="hours", y="score", hue="sex")', "by groups"),
    Chart("regression", 'sns.regplot(pupils, x="hours", y="score")', "the line is exact, its band left out"),
    Chart("hexbin", "plt.hexbin(pupils.hours, pupils.score, gridsize=14, mincnt=1)", "squares"),
    Chart("hist2d", "plt.hist2d(pupils.hours, pupils.score)", "cells of few people are left out"),
    Chart("joint", 'sns.jointplot(pupils, x="hours", y="score", height=4)', "bubbles and histograms"),
    Chart("scatter-matrix", 'pd.plotting.scatter_matrix(pupils[["age", "hours", "score"]])', "all pairs"),
    Chart("few", 'plt.hist(pupils[pupils.town == "Ely"].score)', "nothing of fewer than ten people"),
    Chart("released", 'pupils.groupby("town").score.mean().plot.bar()', "released numbers, untouched"),
    Chart("public", "plt.plot([1, 4, 9, 16])", "public numbers, untouched"),
)


def synthetic_pupils() -> Any:
    """Return pupils who never lived; a few are far from all others."""
    import pandas as pd

    made = np.random.default_rng(8)
    hours = np.clip(made.gamma(4, 2.2, _N), 0, 40).round(1)
    score = np.clip(45 + 2.1 * hours + made.normal(0, 11, _N), 0, 120).round(1)
    town = made.choice(["Bath", "Hull", "Leeds", "York"], _N, p=[0.3, 0.2, 0.29, 0.21])
    town[10:17], town[20:28] = "Ely", "Rye"
    score[:3], hours[:3] = (3.5, 148.2, 139.7), (38.0, 39.5, 1.5)
    sex, age = made.choice(["F", "M"], _N), 11 + made.integers(0, 8, _N)
    return pd.DataFrame({"town": town, "sex": sex, "age": age, "hours": hours, "score": score})


def page() -> str:
    """Return the page as text."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Gallery",
        "",
        "Left what the library draws of plain data, right what it draws of the same data under protection.",
        "The pupils are synthetic; the pictures are made by `scripts/gallery.py`. The note up the right side",
        "of a chart is part of it. The [reference](reference.md) has what becomes of each function, the",
        "[decision](adr/0019-charts.md) why.",
    )
    for chart in CHARTS:
        yield from (
            "",
            f"`{chart.code}`: {chart.note}.",
            "",
            f"![{chart.name}](img/gallery/{chart.name}.png)",
        )


def _drawn(code: str, pupils: Any, namespace: dict[str, Any]) -> Any:
    """Return the picture that a cell leaves behind, as an array."""
    import io

    import matplotlib.pyplot as plt

    plt.close("all")
    namespace["run"](code, pupils)
    figure = plt.figure(plt.get_fignums()[-1])
    figure.set_size_inches(*_INCHES)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=_DPI, bbox_inches="tight")
    plt.close("all")
    return plt.imread(io.BytesIO(target.getvalue()))[..., :3]


def _beside(left: Any, right: Any) -> Any:
    """Return two pictures beside each other on white."""
    height, gap = max(len(left), len(right)), 24
    canvas = np.ones((height, left.shape[1] + right.shape[1] + gap, 3))
    canvas[: len(left), : left.shape[1]] = left
    canvas[: len(right), left.shape[1] + gap :] = right
    return canvas


def _runner() -> Callable[[str, Any], None]:
    """Return what runs a line of code in a guarded notebook with pupils under that name."""
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell.instance(colors="nocolor")
    shell.run_cell("import matplotlib; matplotlib.use('Agg')\nimport pandas as pd\nimport seaborn as sns")
    shell.run_cell("import matplotlib.pyplot as plt")
    shell.run_cell("%load_ext jupyter_privacy")

    def run(code: str, pupils: Any) -> None:
        shell.user_ns["pupils"] = pupils
        shell.run_cell(f"{code};").raise_error()

    return run


def main() -> None:
    """Draw all pictures and write the page."""
    import matplotlib.pyplot as plt

    import jupyter_privacy
    from jupyter_privacy.policy import Policy
    from jupyter_privacy.session.session import Session

    IMAGES.mkdir(parents=True, exist_ok=True)
    namespace, plain = {"run": _runner()}, synthetic_pupils()
    for chart in CHARTS:
        public = jupyter_privacy.public(plain.copy(), reason="synthetic")
        sealed = Session(Policy()).protect(plain)
        before, after = (_drawn(chart.code, pupils, namespace) for pupils in (public, sealed))
        plt.imsave(IMAGES / f"{chart.name}.png", _beside(before, after))
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
