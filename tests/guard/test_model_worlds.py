"""Two worlds: models, tests and metrics do not tell one person's data, nor whether they are there."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import texts_of

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, confusion_matrix, mean_absolute_error
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsRegressor
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler

stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
smf = pytest.importorskip("statsmodels.formula.api", reason="statsmodels is not installed")

N = 300
PERSON = 117


def world(*, exclusions=7, town="Thule", note=None, twin=1.0):
    """Return people of whom one has the given values; the rest are the same in every world."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "exclusions": i % 3,
            "town": np.array(["Bath", "York", "Hull"])[i % 3],
            "group": np.array(["a", "b"])[(i // 3) % 2],
            "note": np.where(i % 5 < 2, "seen", "not seen"),
            "age": 10.0 + (i * 7) % 11,
            "score": np.round(50 + 20 * np.sin(i), 1),
        }
    )
    frame["twin"] = frame.age
    frame.loc[PERSON, ["exclusions", "town", "note"]] = [exclusions, town, note]
    frame.loc[PERSON, "twin"] += twin
    return frame


WORLDS = (world(), world(exclusions=0, town="Bath", note="seen", twin=0.0))
"""In the second world the person is one of many."""

REGRESSIONS = {
    "a condition": lambda d, call: call(smf.ols, "score ~ I(exclusions == 7) + age", d).fit().summary(),
    "a condition beside": lambda d, call: call(smf.ols, "score ~ I(exclusions > 3)", d).fit(),
    "arithmetic": lambda d, call: call(smf.ols, "score ~ I(exclusions // 7)", d).fit().params,
    "an outcome": lambda d, call: call(smf.ols, "I(exclusions // 7) ~ age", d).fit().rsquared,
    "those of a town": lambda d, call: call(smf.ols, "score ~ age", d[d.town == "Thule"]).fit().params,
    "all but a town": lambda d, call: call(smf.ols, "score ~ age", d[d.town != "Thule"]).fit().params,
    "a missing text": lambda d, call: call(smf.ols, "score ~ age + C(note)", d).fit().df_resid,
    "columns that are nearly twins": lambda d, call: call(smf.ols, "score ~ age + twin", d).fit().params,
    "a failing fit": lambda d, call: call(smf.logit, "I(exclusions // 7) ~ age", d).fit(disp=0).params,
    "the view": lambda d, call: call(smf.ols, "score ~ age + twin", d).fit(),
    "no such level": lambda d, call: call(smf.ols, "score ~ I(town == 'Thule')", d).fit(),
    "a name of the results": lambda d, call: call(smf.ols, "score ~ age + twin", d).fit().nosuch,
    "names of the results": lambda d, call: dir(call(smf.ols, "score ~ age + twin", d).fit()),
    "the kind of the results": lambda d, call: isinstance(
        call(smf.ols, "score ~ age + twin", d).fit(), sm.regression.linear_model.RegressionResultsWrapper
    ),
    "a constant that there may be": lambda d, call: (
        call(sm.add_constant, d[["age"]].assign(c=d.exclusions // 7)).shape
    ),
}
NUMBERS = ["age", "score"]
ESTIMATORS = {
    "a coded column": lambda d, call: (
        call(LinearRegression().fit, d[["age"]].assign(c=d.exclusions // 7), d.score).coef_
    ),
    "a coded outcome": lambda d, call: call(LogisticRegression().fit, d[NUMBERS], d.exclusions == 7).classes_,
    "nearly twins": lambda d, call: call(Ridge().fit, d[["age", "twin"]], d.score),
    "components of twins": lambda d, call: call(PCA(2).fit, d[["age", "twin"]]).explained_variance_,
    "clusters of twins": lambda d, call: call(KMeans(2, random_state=0).fit, d[["twin"]] - d[["age"]]),
    "a neighbour": lambda d, call: call(KNeighborsRegressor(1).fit, d[["exclusions"]], d.score),
    "the largest": lambda d, call: call(MinMaxScaler().fit, d[["exclusions"]]).data_max_,
    "the largest beside": lambda d, call: call(MinMaxScaler().fit_transform, d[["exclusions"]])[:, 0].mean(),
    "those of a split": lambda d, call: call(train_test_split, d[d.town == "Thule"].score, random_state=1)[
        0
    ].mean(),
    "a column of ones": lambda d, call: call(
        StandardScaler().fit_transform, d[["age"]] * (d.exclusions == 7)
    ),
    "those who have a value": lambda d, call: (
        call(SimpleImputer(missing_values=7).fit, d[["exclusions"]]).statistics_
    ),
    "a value replaced": lambda d, call: call(
        SimpleImputer(missing_values=7, strategy="constant", fill_value=0).fit_transform, d[["exclusions"]]
    ),
    "a category that is left out": lambda d, call: call(OneHotEncoder(drop=["Thule"]).fit, d[["town"]]),
    "hits": lambda d, call: call(accuracy_score, d.exclusions == 7, d.exclusions > 7),
    "errors": lambda d, call: call(mean_absolute_error, d.age, d.twin),
    "cells of errors": lambda d, call: call(confusion_matrix, d.exclusions == 7, d.group == "a"),
}
TESTS = {
    "those of a town": lambda d, call: call(stats.ttest_1samp, d[d.town == "Thule"].score, 50),
    "with and without": lambda d, call: call(stats.ttest_ind, d[d.exclusions < 7].score, d.age),
    "a coded column": lambda d, call: call(stats.pearsonr, d.exclusions // 7, d.score),
    "a coded slope": lambda d, call: call(stats.linregress, d.exclusions // 7, d.score),
    "differences of twins": lambda d, call: call(stats.ttest_rel, d.age, d.twin),
    "signs of differences": lambda d, call: call(stats.wilcoxon, d.age, d.twin),
    "standard scores": lambda d, call: call(stats.zscore, d.exclusions // 7),
    "a polynomial": lambda d, call: call(np.polyfit, d.exclusions // 7, d.score, 1),
    "above a band": lambda d, call: call(stats.mannwhitneyu, d.exclusions, 6 + d.age / 1000),
    "distances from a band": lambda d, call: call(stats.ks_2samp, d.exclusions, 6 + d.age / 1000),
    "above a number": lambda d, call: call(stats.wilcoxon, d.exclusions - 6.5),
    "the largest": lambda d, call: call(stats.describe, d.exclusions).minmax,
}
QUERIES = {
    f"{kind}: {name}": query
    for kind, queries in (("regression", REGRESSIONS), ("estimator", ESTIMATORS), ("test", TESTS))
    for name, query in queries.items()
}


def rendered(query, frame):
    """Return everything that comes out of one query in a session of its own."""
    session = Session(Policy())

    def call(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    try:
        texts = list(texts_of(QUERIES[query](session.protect(frame), call)))
    except Exception as error:
        texts = [f"{type(error).__name__}: {error}"]
    return texts, session.why()


@pytest.mark.parametrize("query", QUERIES)
def test_one_person_makes_no_difference(query):
    """Text, HTML, error and `%privacy why` are the same whether or not the person is there."""
    one, other = (rendered(query, frame) for frame in WORLDS)
    assert one == other


RARE = {
    "categories": lambda d, call, value: call(
        OneHotEncoder(categories=[[0, 1, 2, value]]).fit, d[["exclusions"]]
    ),
    "ordinal": lambda d, call, value: call(
        OrdinalEncoder(categories=[[0, 1, 2, value]]).fit, d[["exclusions"]]
    ),
    "levels": lambda d, call, value: (
        call(smf.ols, f"score ~ C(exclusions, levels=[0, 1, 2, {value}])", d).fit().params
    ),
    "reference": lambda d, call, value: (
        call(smf.ols, f"score ~ C(exclusions, Treatment({value}))", d).fit().params
    ),
    "strata": lambda d, call, value: call(
        train_test_split, d.score, stratify=d.exclusions.replace(value, 0), random_state=1
    )[0].mean(),
    "folds": lambda d, call, value: call(
        cross_val_score, LogisticRegression(), d[["age"]], d.exclusions, cv=value
    ),
}


@pytest.mark.parametrize("query", RARE)
def test_nobody_can_ask_which_value_is_rare(query):
    """That some value is rare may show; which one it is, or how many have it, does not."""
    found = []
    for value in (7, 5):
        session = Session(Policy())

        def call(function, *args, session=session, **kwargs):
            request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
            return reveal(session.holder, session.holder.ask(request))

        told = RARE[query](session.protect(WORLDS[0]), call, value)
        found.append((str(told).replace(str(value), "v"), session.why().replace(str(value), "v")))
    assert found[0] == found[1]
