"""Nothing that is told of a model leads to the data, and no operation takes a model for a column."""

import gc
import types

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod

pytest.importorskip("statsmodels", reason="statsmodels is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")

import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.metrics import classification_report
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

N = 640
_NOT_FOLLOWED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, Sealed, SealedMethod)


def people():
    """Return people with a score that can be told from any other number."""
    i = np.arange(N)
    return pd.DataFrame(
        {
            "score": 50.1234567 + 10 * np.sin(i) + i / 1e5,
            "x": np.cos(i * 1.7),
            "z": (i * 37) % 101 / 7,
            "group": np.array(["a", "b", "c", "d"])[i % 4],
            "passed": (i * 7) % 5 > 1,
        }
    )


def reachable(told):
    """Yield everything that an object leads to, but for code and proxies."""
    seen, waiting = set(), [told]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _NOT_FOLLOWED):
            continue
        seen.add(id(one))
        yield one
        waiting += gc.get_referents(one)


def regression(d, call):
    """Return results of a regression."""
    return call(smf.ols, "score ~ x + C(group)", d).fit()


TOLD = {
    "params": lambda d, call: regression(d, call).params,
    "summary": lambda d, call: regression(d, call).summary(),
    "summary2": lambda d, call: regression(d, call).summary2(),
    "t_test": lambda d, call: regression(d, call).t_test("x = 0"),
    "f_test": lambda d, call: regression(d, call).f_test("x = 0"),
    "cov_params": lambda d, call: regression(d, call).cov_params(),
    "conf_int": lambda d, call: regression(d, call).conf_int(),
    "anova_lm": lambda d, call: call(sm.stats.anova_lm, regression(d, call)),
    "predict": lambda d, call: regression(d, call).predict(pd.DataFrame({"x": [0, 1], "group": ["a", "b"]})),
    "logit": lambda d, call: call(sm.Logit, d.passed.astype(int), d[["x", "z"]]).fit(disp=0).summary(),
    "coef_": lambda d, call: call(LinearRegression().fit, d[["x", "z"]], d.score).coef_,
    "categories_": lambda d, call: call(OneHotEncoder().fit, d[["group"]]).categories_,
    "components_": lambda d, call: call(PCA().fit, d[["x", "z"]]).components_,
    "cluster_centers_": lambda d, call: call(KMeans(2, random_state=0).fit, d[["x", "z"]]).cluster_centers_,
    "steps": lambda d, call: (
        call(
            make_pipeline(
                ColumnTransformer([("a", OneHotEncoder(), ["group"]), ("b", "passthrough", ["x"])]),
                LinearRegression(),
            ).fit,
            d[["group", "x"]],
            d.score,
        ).steps
    ),
    "named_steps": lambda d, call: (
        call(make_pipeline(StandardScaler(), LinearRegression()).fit, d[["x", "z"]], d.score).named_steps
    ),
    "get_params": lambda d, call: call(DecisionTreeRegressor().fit, d[["x"]], d.score).get_params(),
    "report": lambda d, call: call(classification_report, d.passed, d.x > 0),
    "pearsonr": lambda d, call: call(stats.pearsonr, d.x, d.score),
    "ttest_ind": lambda d, call: call(stats.ttest_ind, d[d.passed].score, d[~d.passed].score),
    "ks_2samp": lambda d, call: call(stats.ks_2samp, d[d.passed].score, d[~d.passed].score),
    "linregress": lambda d, call: call(stats.linregress, d.x, d.score),
    "the method": lambda d, call: regression(d, call).summary,
    "the model": regression,
}


@pytest.mark.parametrize("kind", TOLD)
def test_nothing_behind_a_result_leads_to_the_data(seal, call, kind):
    """No array, frame or list behind what is told is as long as the data."""
    frame = people()
    told = TOLD[kind](seal(frame), call)
    scores = {float(score) for score in frame.score}
    for one in reachable(told):
        if isinstance(one, (np.ndarray, pd.DataFrame, pd.Series, pd.Index)):
            assert max(one.shape, default=0) < N
        if isinstance(one, (list, tuple)):
            assert len(one) < N
        if isinstance(one, float):
            assert one not in scores


MODELS = {
    "regression": regression,
    "specified": lambda d, call: call(sm.OLS, d.score, d[["x"]]),
    "estimator": lambda d, call: call(LinearRegression().fit, d[["x"]], d.score),
}
TAKEN = {
    "a new column": lambda d, m, _: d.assign(z=m).z.astype(str).value_counts(),
    "an assignment": lambda d, m, _: _assigned(d, m),
    "an operator": lambda d, m, _: d.x + m,
    "an operator of its own": lambda d, m, _: m + d.x,
    "a comparison": lambda d, m, _: (d.x == m).sum(),
    "where": lambda d, m, call: call(np.where, d.x > 0, m, "other"),
    "fillna": lambda d, m, _: d.x.where(d.x > 0).fillna(m).astype(str).value_counts(),
    "replace": lambda d, m, _: d.group.replace("a", m).value_counts(),
    "isin": lambda d, m, _: d.group.isin([m]).sum(),
    "a mapping": lambda d, m, _: d.group.map({"a": m}).astype(str).value_counts(),
    "a filter": lambda d, m, _: d[m],
    "a label": lambda d, m, _: d.rename(columns={"x": m}),
    "a key": lambda d, m, _: d.groupby(m).x.mean(),
    "a table": lambda d, m, call: call(pd.crosstab, d.group, m),
    "a length": lambda _d, m, _: len(m),
    "a loop": lambda _d, m, _: list(m),
    "a text": lambda _d, m, _: f"{m} {m!r}",
    "a frame": lambda _d, m, call: call(pd.DataFrame, {"m": m}),
    "an array": lambda _d, m, _: np.asarray(m),
    "a mean": lambda _d, m, call: call(np.mean, m),
    "a metric": lambda d, m, call: call(classification_report, d.group, m),
    "a fit": lambda d, m, call: call(LinearRegression().fit, m, d.score),
}


def _assigned(frame, model):
    frame.loc[frame.x > 0, "z"] = model
    return frame.z.astype(str).value_counts()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("taken", TAKEN)
def test_a_model_is_no_column(seal, call, taken, model):
    """Nor a label or a value of one: its text would hold what it was fitted on."""
    d = seal(people())
    made = MODELS[model](d, call)
    try:
        told = TAKEN[taken](d, made, call)
    except Exception as error:
        told = str(error)
    shown = str(told)
    assert not any(
        word in shown for word in ("Model(", "Fitted", "Specified", "object at 0x", "array(", "Learnt")
    )
    assert not any(str(score) in shown for score in people().score)
