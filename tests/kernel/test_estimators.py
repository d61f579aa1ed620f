"""Estimators of scikit-learn in cells: fitted in place, as ever, and sealed."""

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

N = 400
SETUP = """
%load_ext jupyter_privacy
import pandas as pd
import numpy as np
from sklearn.base import clone
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor, export_text
d = pd.read_csv("made.csv")
X, y = d[["a", "b"]], d.y
"""


def made():
    """Return people with two numbers and an outcome."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"a": rng.normal(size=N), "b": rng.gamma(2, size=N)})
    frame["y"] = frame.a * 2 + frame.b + rng.normal(size=N)
    frame["passed"] = (frame.y > 2).astype(int)
    return frame.round(6)


@pytest.fixture
def cell(run):
    """Return what runs cells on protected people and returns what they showed."""
    made().to_csv("made.csv", index=False)
    for line in SETUP.strip().splitlines():
        assert run(line) == ""
    return run


def coefficients():
    """Return what least squares finds."""
    frame = made()
    design = np.column_stack([np.ones(N), frame.a, frame.b])
    return np.linalg.lstsq(design, frame.y, rcond=None)[0]


def test_fit_without_an_assignment(cell):
    """`m.fit(X, y)` changes `m`, whatever other names it has, in the same cell already."""
    shown = cell("m = LinearRegression(); also = [m]; m.fit(X, y); print(m.intercept_, *also[0].coef_)")
    assert list(map(float, shown.split())) == pytest.approx(list(coefficients()))


def test_fit_with_an_assignment(cell):
    """`fit` returns the estimator itself."""
    shown = cell("m = LinearRegression(); n = m.fit(X, y); print(n is m, isinstance(n, LinearRegression))")
    assert shown.strip() == "True True"


def test_a_whole_analysis(cell):
    """Split, scale, fit, predict, score: the numbers are those of scikit-learn."""
    code = (
        "A, B, a, b = train_test_split(X, y, test_size=0.4, random_state=3); s = StandardScaler(); "
        "A = s.fit_transform(A); B = s.transform(B); m = LinearRegression(); m.fit(A, a); "
        "print(round(r2_score(b, m.predict(B)), 9), round(m.score(B, b), 9))"
    )
    shown = cell(code)
    frame = made()
    x, others, y, wanted = train_test_split(frame[["a", "b"]], frame.y, test_size=0.4, random_state=3)
    scaler = StandardScaler()
    model = LinearRegression().fit(scaler.fit_transform(x), y)
    expected = r2_score(wanted, model.predict(scaler.transform(others)))
    assert shown.split() == [str(round(expected, 9))] * 2


def test_parameters_stay_the_analyst_s(cell):
    """They can be read and set, and the estimator can be cloned and fitted anew."""
    cell("m = LogisticRegression(C=0.5).fit(X, d.passed)")
    assert cell("print(m.C, m.get_params()['C'], m.set_params(C=2).C, m)").split()[:3] == ["0.5", "0.5", "2"]
    assert cell("print(hasattr(clone(m), 'coef_'), clone(m).fit(X, d.passed).n_features_in_)") == "False 2\n"
    assert cell("print(type(clone(m)) is LogisticRegression)") == "True\n"


def test_parts_of_a_pipeline(cell):
    """`pipeline[-1]` and `named_steps` are its fitted parts."""
    shown = cell(
        "p = make_pipeline(StandardScaler(), LinearRegression()); p.fit(X, y); print(p[-1].coef_[0])"
    )
    assert float(shown) == pytest.approx(coefficients()[1] * made().a.std(ddof=0))
    assert cell("print(p.named_steps['standardscaler'].mean_[0])").strip() == str(made().a.mean())


@pytest.mark.parametrize(
    "code",
    [
        "t = DecisionTreeRegressor(); t.fit(X, y); print(export_text(t))",
        "t = DecisionTreeRegressor(); t.fit(X, y); print(t.tree_)",
        "t = DecisionTreeRegressor(); t.fit(X, y); print(t.predict(X))",
        "t = DecisionTreeRegressor(min_samples_leaf=20); t.fit(X, y); print(export_text(t))",
        "t = DecisionTreeRegressor(min_samples_leaf=20); t.fit(X, y); print(t.apply(X), t.decision_path(X))",
        "v = SVR().fit(X, y); print(v.support_vectors_)",
        "import pickle; pickle.dumps(LinearRegression().fit(X, y))",
        "import copy; print(copy.deepcopy(LinearRegression().fit(X, y)).__dict__)",
        "print(vars(DecisionTreeRegressor().fit(X, y)))",
        "print(RandomForestClassifier().fit(X, d.passed).estimators_[0].tree_.value)",
    ],
)
def test_nothing_that_was_learnt_of_people_gets_out(cell, code):
    """Trees, leaves, support vectors and whatever else holds data."""
    shown = cell(code)
    frame = made()
    values = {f"{value:.3f}" for value in frame[["y", "a", "b"]].to_numpy().ravel() if abs(value) > 0.01}
    numbers = {word.strip("[],()'") for word in shown.split()}
    assert not {number[: len(value)] for value in values for number in numbers if number == value}
    assert not any(f"{value:.6f}".rstrip("0") in shown for value in frame.y)


def test_a_display_of_the_estimator_works(cell):
    """It looks as any estimator does."""
    assert "LinearRegression" in cell("LinearRegression().fit(X, y)")


def test_public_data_are_none_of_the_guard_s_business(cell):
    """An estimator fitted on public numbers is the library's own."""
    shown = cell(
        "q = LinearRegression().fit([[1.0], [2.0], [4.0]], [2.0, 4.0, 8.0]); print(type(q).fit, q.coef_)"
    )
    assert shown.endswith("[2.]\n")


def test_unloading_leaves_fitted_estimators_as_they_are(cell):
    """They still answer, sealed as before."""
    cell("m = LinearRegression(); m.fit(X, y)")
    cell("%unload_ext jupyter_privacy")
    assert float(cell("print(m.intercept_)")) == pytest.approx(coefficients()[0])
