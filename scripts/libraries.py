"""What the libraries around pandas do with protected data: the table behind docs/libraries.md.

`python scripts/libraries.py` writes the page; tests/kernel/test_libraries.py runs every row of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["LIBRARIES", "PAGE", "SETUP", "Library", "Outcome", "Row", "page"]

PAGE = Path(__file__).parents[1] / "docs" / "libraries.md"


class Outcome(StrEnum):
    """What becomes of a call."""

    SHOWN = "shows"
    SEALED = "stays protected"
    WITHHELD = "withheld"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One call, what becomes of it, and what to know or to do."""

    code: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """A library: what its examples import, and the rows."""

    name: str
    setup: tuple[str, ...]
    rows: tuple[Row, ...]


SHOWN, SEALED, WITHHELD, REFUSED = Outcome

SETUP = (
    "%load_ext jupyter_privacy",
    "import numpy as np",
    "import pandas as pd",
    'pupils = pd.read_csv("student-por.csv", sep=";")',
    'X, y, passed = pupils[["G1", "age"]], pupils.G3, (pupils.G3 >= 12).astype(int)',
)

STATSMODELS = Library(
    "statsmodels",
    ("import statsmodels.api as sm", "import statsmodels.formula.api as smf"),
    (
        Row('smf.ols("G3 ~ G1 + C(school) * sex", pupils).fit().params', SHOWN),
        Row('smf.ols("G3 ~ np.log1p(absences) + I(age ** 2)", pupils).fit().bse', SHOWN),
        Row('smf.ols("G3 ~ G1", pupils).fit(cov_type="HC3").conf_int()', SHOWN),
        Row('smf.ols("G3 ~ G1", pupils).fit().summary()', SHOWN),
        Row('smf.ols("G3 ~ G1", pupils).fit().rsquared', SHOWN),
        Row('smf.ols("G3 ~ G1", pupils).fit().t_test("G1 = 1")', SHOWN),
        Row("sm.OLS(y, sm.add_constant(X)).fit().pvalues", SHOWN),
        Row('smf.wls("G3 ~ G1", pupils, weights=pupils.studytime).fit().params', SHOWN),
        Row("sm.Logit(passed, X).fit(disp=0).summary()", SHOWN),
        Row("sm.Probit(passed, X).fit(disp=0).prsquared", SHOWN),
        Row('smf.poisson("G1 ~ age", pupils).fit(disp=0).params', SHOWN),
        Row('smf.glm("G1 ~ age", pupils, family=sm.families.Poisson()).fit().deviance', SHOWN),
        Row('sm.stats.anova_lm(smf.ols("G3 ~ C(Mjob)", pupils).fit())', SHOWN),
        Row('smf.ols("G3 ~ G1", pupils).fit().predict(pd.DataFrame({"G1": [8, 12]}))', SHOWN),
        Row('smf.ols("G3 ~ G1", pupils).fit().predict(pupils)', SEALED, "aggregate it: `.mean()`, `groupby`"),
        Row('smf.ols("G3 ~ G1", pupils).fit()', SEALED, "ask for its numbers"),
        Row('smf.ols("G3 ~ C(absences)", pupils).fit().params', WITHHELD, "a level has too few people"),
        Row('smf.ols("G3 ~ I(absences ** 6)", pupils).fit().params', WITHHELD, "a few people determine it"),
        Row('smf.ols("G3 ~ G3", pupils).fit().params', WITHHELD, "it would tell everybody's outcome"),
        Row('smf.ols("G3 ~ G1", pupils).fit().resid', WITHHELD, "residuals are people's"),
        Row('smf.ols("G3 ~ G1", pupils).fit().fittedvalues', WITHHELD, "use `predict(pupils)`"),
        Row('smf.ols("G3 ~ G1", pupils).fit().get_influence()', WITHHELD, "influence is a person's"),
        Row('smf.ols("G3 ~ G1", pupils).fit().model', WITHHELD, "it holds the data"),
        Row('smf.ols("G3 ~ bs(G1, 3)", pupils)', REFUSED, "compute the column before"),
        Row('smf.ols("G3 ~ print(G1)", pupils)', REFUSED, "formulas are not run as code"),
        Row('smf.ols("G3 ~ G1", pupils).fit().save("model.pkl")', REFUSED, "write the numbers that it tells"),
        Row('smf.quantreg("G3 ~ G1", pupils).fit()', WITHHELD, "use `ols`, or `pupils.G3.quantile()`"),
        Row('smf.mixedlm("G3 ~ G1", pupils, groups=pupils.school).fit()', WITHHELD, "use `C(school)`"),
        Row("sm.qqplot(y)", WITHHELD, "it would draw a mark for each person"),
    ),
)

SCIKIT_LEARN = Library(
    "scikit-learn",
    (
        "from sklearn.cluster import KMeans",
        "from sklearn.compose import ColumnTransformer",
        "from sklearn.decomposition import PCA",
        "from sklearn.ensemble import GradientBoostingRegressor, IsolationForest, RandomForestClassifier",
        "from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge",
        "from sklearn.metrics import accuracy_score, classification_report, confusion_matrix, r2_score",
        "from sklearn.metrics import max_error, mean_absolute_error, roc_auc_score, roc_curve",
        "from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split",
        "from sklearn.neighbors import KNeighborsRegressor",
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, StandardScaler",
        "from sklearn.svm import SVR",
        "from sklearn.tree import DecisionTreeRegressor, export_text",
        "line, logistic = LinearRegression(), LogisticRegression()",
        "line.fit(X, y)",
        "logistic.fit(X, passed)",
        "forest = RandomForestClassifier(30, min_samples_leaf=10, random_state=0)",
        "forest.fit(X, passed)",
        "tree = DecisionTreeRegressor(min_samples_leaf=30)",
        "tree.fit(X, y)",
    ),
    (
        Row("line.coef_", SHOWN, "`line.fit(X, y)` changes `line` in place, as ever"),
        Row("LinearRegression().fit(X, y).intercept_", SHOWN),
        Row("Ridge(alpha=2).fit(X, y).coef_", SHOWN),
        Row("Lasso(alpha=0.1).fit(X, y).score(X, y)", SHOWN),
        Row("logistic.coef_", SHOWN),
        Row("line.predict([[10, 16]])", SHOWN, "at values that you wrote"),
        Row("line.predict(X)", SEALED, "aggregate it, or give it to a metric"),
        Row("logistic.predict_proba(X)[:, 1]", SEALED),
        Row("r2_score(y, line.predict(X))", SHOWN),
        Row("mean_absolute_error(y, line.predict(X))", SHOWN),
        Row("accuracy_score(passed, logistic.predict(X))", SHOWN),
        Row("roc_auc_score(passed, logistic.predict_proba(X)[:, 1])", SHOWN),
        Row("confusion_matrix(passed, logistic.predict(X))", SHOWN, "if every cell has enough people"),
        Row("classification_report(passed, logistic.predict(X))", SHOWN, "if every cell has enough people"),
        Row("max_error(y, line.predict(X))", WITHHELD, "it is one person's"),
        Row("roc_curve(passed, logistic.predict_proba(X)[:, 1])", WITHHELD, "its thresholds are people's"),
        Row("cross_val_score(LinearRegression(), X, y, cv=5)", SHOWN),
        Row("train_test_split(X, y, random_state=0)[0]", SEALED),
        Row("forest.feature_importances_", SHOWN, "of any tree or forest"),
        Row("forest.score(X, passed)", SHOWN, "with at least ten people in each leaf"),
        Row(
            "RandomForestClassifier().fit(X, passed).score(X, passed)", WITHHELD, "use `min_samples_leaf=10`"
        ),
        Row("GradientBoostingRegressor(min_samples_leaf=12).fit(X, y).score(X, y)", SHOWN),
        Row("tree.tree_", WITHHELD, "leaves are small groups, thresholds people's values"),
        Row("export_text(tree)", WITHHELD, "`tree.feature_importances_` shows"),
        Row("tree.predict([[10, 16]])", WITHHELD, "it would tell the thresholds"),
        Row("StandardScaler().fit(X).mean_", SHOWN),
        Row("StandardScaler().fit_transform(X)", SEALED),
        Row('OneHotEncoder().fit(pupils[["Mjob"]]).categories_', SHOWN, "if each has enough people"),
        Row("make_pipeline(StandardScaler(), Ridge()).fit(X, y).score(X, y)", SHOWN),
        Row(
            "ColumnTransformer([('n', StandardScaler(), ['age']), ('c', OneHotEncoder(), ['sex'])])"
            ".fit_transform(pupils)",
            SEALED,
        ),
        Row("PCA(2).fit(X).explained_variance_ratio_", SHOWN),
        Row(
            "KMeans(3, random_state=0, n_init=3).fit(X).cluster_centers_", SHOWN, "if each has enough people"
        ),
        Row("KMeans(3, random_state=0, n_init=3).fit(X).labels_", SEALED),
        Row("MinMaxScaler().fit(X).data_max_", WITHHELD, "use `StandardScaler`"),
        Row("KNeighborsRegressor(1).fit(X, y).predict(X)", WITHHELD, "it is made of people"),
        Row("SVR().fit(X, y).support_vectors_", WITHHELD, "they are people"),
        Row("IsolationForest().fit_predict(X)", WITHHELD, "it looks for single people"),
        Row("FunctionTransformer(print).fit_transform(X)", WITHHELD, "callables see no raw data"),
        Row(
            "GridSearchCV(Ridge(), {'alpha': [1, 2]}).fit(X, y)", WITHHELD, "use `cross_val_score` in a loop"
        ),
    ),
)

SCIPY = Library(
    "SciPy and NumPy",
    ("from scipy import stats", 'girls, boys = pupils[pupils.sex == "F"].G3, pupils[pupils.sex == "M"].G3'),
    (
        Row("stats.ttest_ind(girls, boys, equal_var=False)", SHOWN),
        Row("stats.ttest_rel(pupils.G1, pupils.G3)", SHOWN),
        Row("stats.ttest_1samp(y, 11).confidence_interval()", SHOWN),
        Row("stats.f_oneway(girls, boys)", SHOWN),
        Row("stats.mannwhitneyu(girls, boys)", SHOWN),
        Row("stats.kruskal(girls, boys)", SHOWN),
        Row("stats.ks_2samp(girls, boys)", SHOWN, "without the place, which is somebody's value"),
        Row("stats.wilcoxon(pupils.G3 - 11)", SHOWN),
        Row("stats.pearsonr(pupils.G1, pupils.G3)", SHOWN),
        Row("stats.spearmanr(pupils.G1, pupils.G3)", SHOWN),
        Row("stats.kendalltau(pupils.G1, pupils.G3)", SHOWN),
        Row("stats.linregress(pupils.G1, pupils.G3).slope", SHOWN),
        Row("stats.chi2_contingency(pd.crosstab(pupils.sex, pupils.school))", SHOWN, "of a released table"),
        Row("stats.describe(y)", SHOWN, "without the extremes"),
        Row("stats.skew(y)", SHOWN),
        Row("stats.shapiro(y)", SHOWN),
        Row("stats.normaltest(y)", SHOWN),
        Row("stats.sem(y)", SHOWN),
        Row("stats.trim_mean(y, 0.1)", SHOWN),
        Row("stats.zscore(y)", SEALED),
        Row("np.polyfit(pupils.G1, y, 2)", SHOWN),
        Row("stats.mannwhitneyu(y, [18.5] * 10)", WITHHELD, "it would tell how many lie above"),
        Row('stats.kstest(y, "norm")', WITHHELD, "use `ks_2samp` or `normaltest`"),
        Row("stats.ecdf(y)", WITHHELD, "use `y.quantile([.1, .5, .9])`"),
        Row("stats.iqr(y)", WITHHELD, "use `y.quantile([.25, .75])`"),
        Row("stats.gaussian_kde(y)", WITHHELD, "it keeps the data; use `value_counts(bins=...)`"),
        Row(
            "stats.bootstrap((y,), np.mean)", WITHHELD, "use `stats.ttest_1samp(y, 0).confidence_interval()`"
        ),
        Row("np.linalg.lstsq(X.to_numpy(), y.to_numpy())", WITHHELD, "use `sm.OLS(y, X).fit().params`"),
    ),
)

PANDERA = Library(
    "pandera",
    (
        "import pandera.pandas as pa",
        'schema = pa.DataFrameSchema({"G3": pa.Column(int, pa.Check.ge(0)), "sex": pa.Column(str)})',
        'marks = pa.DataFrameSchema({"G3": pa.Column(float, pa.Check(lambda mark: mark >= 0), coerce=True)})',
    ),
    (
        Row("schema.validate(pupils)", SEALED, "go on with it as ever"),
        Row("schema(pupils).G3.mean()", SHOWN),
        Row("marks.validate(pupils).G3.mean()", SHOWN, "own functions get the sealed column"),
        Row("pa.SeriesSchema(int, pa.Check.ge(0)).validate(pupils.G3).mean()", SHOWN),
        Row(
            'pa.DataFrameSchema({"G3": pa.Column(int, pa.Check.le(18))}).validate(pupils)',
            SEALED,
            "fewer than ten people never fail a check",
        ),
        Row(
            'pa.DataFrameSchema({"G[123]": pa.Column(int, regex=True)}).validate(pupils)',
            REFUSED,
            "write the columns out",
        ),
        Row("pa.DataFrameSchema(index=pa.Index(int)).validate(pupils)", REFUSED, "row labels are people's"),
    ),
)

CHARTS = Library(
    "Charts",
    (
        "import altair as alt",
        "import matplotlib.pyplot as plt",
        "import plotly.express as px",
        "import plotly.graph_objects as go",
        "import seaborn as sns",
        'girls, boys = pupils[pupils.sex == "F"].G3, pupils[pupils.sex == "M"].G3',
    ),
    (
        Row("plt.hist(pupils.G3)", SHOWN, "small bins are left out, edges are round"),
        Row("plt.hist(pupils.G3, bins=[0, 10, 12, 15, 20])", SHOWN, "with your own edges"),
        Row('plt.hist("G3", data=pupils)', SHOWN),
        Row("plt.hist([girls, boys], label=['F', 'M'])", SHOWN),
        Row("plt.hist2d(pupils.G1, pupils.G3)", SHOWN),
        Row("plt.hexbin(pupils.G1, pupils.G3, gridsize=15)", SHOWN, "in squares"),
        Row("plt.scatter(pupils.G1, pupils.G3)", SHOWN, "a bubble for each cell of bins"),
        Row('plt.plot(pupils.G1, pupils.G3, "o")', SHOWN, "a bubble for each cell of bins"),
        Row("plt.plot(pupils.G3)", SHOWN, "as a histogram"),
        Row("plt.boxplot(pupils.G3)", SHOWN, "no outliers, whiskers at 5 and 95 %"),
        Row("plt.violinplot([girls, boys])", SHOWN, "smoothed from bins"),
        Row("plt.ecdf(pupils.G3)", SHOWN, "a step for each bin"),
        Row("plt.axvline(pupils.G3.mean())", SHOWN),
        Row("plt.axvline(pupils.G3.max())", REFUSED, "it is somebody's value"),
        Row("plt.bar(pupils.Mjob, pupils.G3)", REFUSED, 'use `pupils.groupby("Mjob").G3.mean().plot.bar()`'),
        Row("plt.pie(pupils.G3)", REFUSED, "use `pupils.Mjob.value_counts().plot.pie()`"),
        Row("plt.imshow(pupils[['G1', 'G3']])", REFUSED, "it draws rows"),
        Row("plt.hist(pupils.G3, weights=pupils.G1)", REFUSED),
        Row("pupils.G3.plot.hist(bins=8)", SHOWN),
        Row("pupils.G3.plot()", SHOWN, "as a histogram"),
        Row('pupils.plot.scatter("G1", "G3")', SHOWN, "a bubble for each cell of bins"),
        Row('pupils.boxplot("G3", by="Mjob")', SHOWN, "groups of few people are left out"),
        Row('pupils.hist("G3", by="school")', SHOWN),
        Row('pupils.groupby("sex").G3.plot.hist(alpha=0.5)', SHOWN),
        Row('pd.plotting.scatter_matrix(pupils[["G1", "G3"]])', SHOWN, "bubbles and histograms"),
        Row('pd.plotting.andrews_curves(pupils, "sex")', REFUSED, "it draws rows"),
        Row('sns.histplot(pupils, x="G3", hue="sex")', SHOWN),
        Row('sns.barplot(pupils, x="Mjob", y="G3")', SHOWN, "error bars of standard errors"),
        Row("sns.boxplot(x=pupils.sex, y=pupils.G3)", SHOWN, "no outliers"),
        Row('sns.swarmplot(pupils, x="sex", y="G3")', SHOWN, "bubbles"),
        Row('sns.lineplot(pupils, x="age", y="G3")', SHOWN, "means of groups of enough people"),
        Row('sns.regplot(pupils, x="G1", y="G3")', SHOWN, "bubbles and the line, without its band"),
        Row('sns.pairplot(pupils[["G1", "G3"]])', SHOWN, "bubbles and histograms"),
        Row('sns.catplot(pupils, x="sex", y="G3", kind="violin")', SHOWN),
        Row("sns.heatmap(pupils[['G1', 'G3']].corr())", SHOWN),
        Row("sns.heatmap(pupils[['G1', 'G3']])", REFUSED, "it draws rows"),
        Row('sns.FacetGrid(pupils, col="sex")', REFUSED, "use `displot`, `relplot`, `catplot`"),
        Row('px.histogram(pupils, x="G3", color="sex")', SHOWN, "carries bins"),
        Row('px.scatter(pupils, x="G1", y="G3", hover_name="Mjob")', SHOWN, "carries cells; no hover names"),
        Row('px.box(pupils, x="sex", y="G3", points="all")', SHOWN, "carries five numbers a box"),
        Row('px.pie(pupils, names="Mjob")', SHOWN),
        Row("px.scatter_matrix(pupils)", REFUSED, "it carries rows"),
        Row("go.Histogram(x=pupils.G3)", REFUSED, "use plotly.express"),
        Row("alt.Chart(pupils)", REFUSED, "it carries rows: draw a released table"),
    ),
)

POLARS = Library(
    "polars",
    (
        "import pandera.polars as pa",
        "import polars as pl",
        'df = pl.read_csv("student-por.csv", separator=";")',
        'lf = pl.scan_csv("student-por.csv", separator=";")',
    ),
    (
        Row('df.select(pl.col("G3").mean(), pl.len())', SHOWN, "a table of one row, small cells masked"),
        Row('df["G3"].std()', SHOWN),
        Row(
            'df.filter(pl.col("age") > 17).group_by("Mjob").agg(pl.col("G3").mean().round(1), pl.len())',
            SHOWN,
        ),
        Row('lf.group_by("school", pl.col("age") > 17).agg(pl.median("G3")).sort("school").collect()', SHOWN),
        Row('df.pivot("sex", index="school", values="G3", aggregate_function="mean")', SHOWN),
        Row('df.join(pl.DataFrame({"sex": ["F", "M"], "n": [1, 2]}), on="sex").group_by("n").len()', SHOWN),
        Row("df.describe()", SHOWN),
        Row('df["guardian"].value_counts()', SHOWN),
        Row("df.schema", SHOWN),
        Row('df.with_columns(z=(pl.col("G3") - pl.col("G3").mean()) / pl.col("G3").std())', SEALED),
        Row('df.sort("age").head()', SEALED, "rows show masked"),
        Row('lf.select("G1", "G3")', SEALED, "until `collect`, then masked rows or released tables"),
        Row("pl.concat([df, df])", SEALED),
        Row(
            "df.to_pandas()", SEALED, "the pandas frame of the same people; `pl.from_pandas` is the way back"
        ),
        Row('df["age"].max()', WITHHELD, "an extreme is one person's value"),
        Row(
            'df.select(pl.col("G3").map_elements(lambda g: len(str(g))))',
            WITHHELD,
            "code of your own is not run on rows",
        ),
        Row('df.with_columns(pl.col("G3").rank())', WITHHELD, "mixes rows, as `shift` and `cum_sum` do"),
        Row(
            'df.group_by("school").agg(pl.col("G3"))',
            WITHHELD,
            "lists of people's values: ask for a statistic",
        ),
        Row("df.to_numpy()", WITHHELD),
        Row('df.sql("select avg(G3) from self")', REFUSED, "write it as an expression"),
        Row('df.filter(pl.col("G3") > df["G1"])', REFUSED, 'write `pl.col("G1")`'),
        Row("df.rows()", REFUSED),
        Row('pa.DataFrameSchema({"G3": pa.Column(int)}).validate(df)', REFUSED, "validate `df.to_pandas()`"),
        Row('df.write_csv("all.csv")', REFUSED, "aggregate first and write the released table"),
    ),
)

LIBRARIES = (STATSMODELS, SCIKIT_LEARN, SCIPY, PANDERA, CHARTS, POLARS)


def page() -> str:
    """Return the page as text."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Libraries",
        "",
        "What becomes of a call when it is given protected data. Each row is a test; the page is written by",
        "`scripts/libraries.py`.",
        "",
        "- *shows*: the library's own result on the raw data, if enough people stand behind all of it.",
        "- *stays protected*: it can be worked with like any protected column or model.",
        "- *withheld*: it is not there; `%privacy why` tells the rule.",
        "- *refused*: an error in one sentence that says what to do.",
        "",
        "Every table starts with these lines, and those above it:",
        "",
        *_code(SETUP),
    )
    for library in LIBRARIES:
        yield from (
            "",
            f"## {library.name}",
            "",
            *_code(library.setup),
            "",
            "| call | becomes | |",
            "|---|---|---|",
        )
        for row in library.rows:
            code = row.code.replace("|", "\\|")
            yield f"| `{code}` | {row.outcome} | {row.note} |"


def _code(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines of code as a block, with the empty line after the imports that formatters ask for."""
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    if len(imports) == len(lines) or any(line.startswith("%") for line in lines):
        return ("```python", *lines, "```")
    return ("```python", *imports, "", *lines[len(imports) :], "```")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
