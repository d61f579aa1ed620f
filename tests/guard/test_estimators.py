"""Estimators of scikit-learn: told as the library tells them, or not at all."""

import numpy as np
import pandas as pd
import pytest

from jupyter_privacy.guard.release.models.estimators import ESTIMATORS
from jupyter_privacy.guard.seal.proxy import Sealed

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor, LocalOutlierFactor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    LabelEncoder,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    QuantileTransformer,
    StandardScaler,
)
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

COLUMNS = {"pupils": ["G1", "age", "studytime"], "census": ["idaci", "maths", "english"]}
OUTCOME = {"pupils": "G3", "census": "score"}
DATA = pytest.mark.parametrize("data", ["pupils", "census"])


@pytest.fixture
def given(request, data):
    """Return columns and an outcome of one of the two data sets."""
    frame = request.getfixturevalue(data)
    complete = frame.dropna(subset=COLUMNS[data]).reset_index(drop=True)
    return complete[[*COLUMNS[data], OUTCOME[data]]].rename(columns={OUTCOME[data]: "outcome"})


def of(frame):
    """Return the columns and the outcome of a frame, plain or sealed."""
    return frame[[name for name in frame.columns if name != "outcome"]], frame.outcome


def assert_same(told, own):
    """Assert that what is told is the library's."""
    assert type(told) is not Sealed
    assert type(told) is type(own)
    np.testing.assert_allclose(told, own)


REGRESSORS = {
    "least squares": (LinearRegression(), ["coef_", "intercept_"]),
    "without a constant": (LinearRegression(fit_intercept=False), ["coef_", "intercept_"]),
    "ridge": (Ridge(alpha=2), ["coef_", "intercept_"]),
    "lasso": (Lasso(alpha=0.01), ["coef_", "intercept_"]),
    "elastic net": (ElasticNet(alpha=0.01), ["coef_", "intercept_"]),
    "tree": (DecisionTreeRegressor(min_samples_leaf=30, random_state=1), ["feature_importances_"]),
    "forest": (RandomForestRegressor(20, min_samples_leaf=10, random_state=1), ["feature_importances_"]),
    "extra trees": (ExtraTreesRegressor(20, min_samples_leaf=10, random_state=1), ["feature_importances_"]),
    "boosting": (
        GradientBoostingRegressor(n_estimators=20, min_samples_leaf=12, random_state=1),
        ["feature_importances_"],
    ),
    "histograms": (HistGradientBoostingRegressor(max_iter=20, random_state=1), []),
    "scaled": (make_pipeline(StandardScaler(), Ridge()), []),
    "products": (make_pipeline(PolynomialFeatures(2, include_bias=False), LinearRegression()), []),
}


@DATA
@pytest.mark.parametrize("kind", REGRESSORS)
def test_regressors_are_those_of_the_library(seal, call, given, kind):
    """Coefficients, importances, scores, and means of what they predict."""
    estimator, names = REGRESSORS[kind]
    x, y = of(seal(given))
    told, own = call(estimator.fit, x, y), estimator.fit(*of(given))
    for name in names:
        assert_same(getattr(told, name), getattr(own, name))
    assert told.score(x, y) == pytest.approx(own.score(*of(given)))
    predicted = told.predict(x)
    assert type(predicted) is Sealed
    assert predicted.mean() == pytest.approx(own.predict(of(given)[0]).mean())
    assert told.n_features_in_ == 3
    assert list(told.feature_names_in_) == list(x.columns)


CLASSIFIERS = {
    "logistic": (LogisticRegression(max_iter=2000), ["coef_", "intercept_", "classes_"]),
    "tree": (DecisionTreeClassifier(min_samples_leaf=30, random_state=1), ["feature_importances_"]),
    "forest": (RandomForestClassifier(20, min_samples_leaf=10, random_state=1), ["feature_importances_"]),
    "boosting": (GradientBoostingClassifier(n_estimators=9, min_samples_leaf=12, random_state=1), []),
    "histograms": (HistGradientBoostingClassifier(max_iter=9, random_state=1), []),
}


@DATA
@pytest.mark.parametrize("kind", CLASSIFIERS)
@pytest.mark.parametrize("labels", [(False, True), (0, 1), ("low", "high")])
def test_classifiers_are_those_of_the_library(seal, call, given, kind, labels):
    """Also of classes that are yes/no, numbers or words."""
    estimator, names = CLASSIFIERS[kind]
    middle = float(np.median(given.outcome))
    classes = given.assign(
        outcome=(given.outcome > middle).map(dict(zip((False, True), labels, strict=True)))
    )
    x, y = of(seal(classes))
    told, own = call(estimator.fit, x, y), estimator.fit(*of(classes))
    for name in names:
        if name == "classes_":
            assert told.classes_.tolist() == own.classes_.tolist()
        else:
            assert_same(getattr(told, name), getattr(own, name))
    assert told.score(x, y) == own.score(*of(classes))


def test_shares_of_classes_are_columns(seal, call, pupils):
    """`predict_proba(X)[:, 1]` can be aggregated."""
    frame = pupils[["G1", "age"]].assign(outcome=pupils.G3 >= 12)
    x, y = of(seal(frame))
    told, own = call(LogisticRegression().fit, x, y), LogisticRegression().fit(*of(frame))
    shares = told.predict_proba(x)
    assert type(shares) is Sealed
    assert shares[:, 1].mean() == pytest.approx(own.predict_proba(of(frame)[0])[:, 1].mean())


TRANSFORMERS = {
    "scaler": (StandardScaler(), ["mean_", "var_", "scale_", "n_samples_seen_"]),
    "imputer": (SimpleImputer(), ["statistics_"]),
    "components": (
        PCA(2),
        ["components_", "explained_variance_", "explained_variance_ratio_", "singular_values_", "mean_"],
    ),
}


@DATA
@pytest.mark.parametrize("kind", TRANSFORMERS)
def test_transformers_are_those_of_the_library(seal, call, given, kind):
    """What they learn is told; what they make stays sealed."""
    estimator, names = TRANSFORMERS[kind]
    x, plain = of(seal(given))[0], of(given)[0]
    told, own = call(estimator.fit, x), estimator.fit(plain)
    for name in names:
        np.testing.assert_allclose(getattr(told, name), getattr(own, name))
    made = call(estimator.fit_transform, x)
    assert type(made) is Sealed
    np.testing.assert_allclose(made[:, 0].std(), estimator.fit_transform(plain)[:, 0].std())


def test_transformed_columns_can_be_fitted(seal, call, pupils):
    """A matrix that a scaler made goes into a regression."""
    d = seal(pupils)
    x = call(StandardScaler().fit_transform, d[["G1", "age"]])
    own = LinearRegression().fit(StandardScaler().fit_transform(pupils[["G1", "age"]]), pupils.G3)
    np.testing.assert_allclose(call(LinearRegression().fit, x, d.G3).coef_, own.coef_)


def test_encoders_tell_categories_of_enough_people(seal, call, pupils):
    """Categories are labels."""
    d = seal(pupils)
    for encoder, name in ((OneHotEncoder(), "categories_"), (OrdinalEncoder(), "categories_")):
        told = getattr(call(encoder.fit, d[["Mjob", "sex"]]), name)
        own = getattr(encoder.fit(pupils[["Mjob", "sex"]]), name)
        assert [part.tolist() for part in told] == [part.tolist() for part in own]
    assert call(LabelEncoder().fit, d.Mjob).classes_.tolist() == sorted(pupils.Mjob.unique())
    codes = call(LabelEncoder().fit_transform, d.sex)
    assert codes.mean() == pytest.approx((pupils.sex == "M").mean())


def mixed(last):
    """Return a pipeline of numbers and categories."""
    numbers = Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())])
    columns = ColumnTransformer(
        [
            ("numbers", numbers, make_column_selector(dtype_include=np.number)),
            ("labels", OneHotEncoder(handle_unknown="ignore"), ["sex", "Mjob"]),
        ]
    )
    return Pipeline([("columns", columns), ("last", last)])


@pytest.mark.parametrize("last", [Ridge(), RandomForestRegressor(9, min_samples_leaf=12, random_state=3)])
def test_pipelines_of_numbers_and_categories(seal, call, pupils, last):
    """The usual one: numbers filled and scaled, categories encoded, then a model."""
    names = ["G1", "absences", "sex", "Mjob"]
    d = seal(pupils)
    told, own = call(mixed(last).fit, d[names], d.G3), mixed(last).fit(pupils[names], pupils.G3)
    assert told.score(d[names], d.G3) == pytest.approx(own.score(pupils[names], pupils.G3))
    name = "coef_" if isinstance(last, Ridge) else "feature_importances_"
    np.testing.assert_allclose(getattr(told[-1], name), getattr(own[-1], name))
    labels = told.named_steps["columns"].named_transformers_["labels"]
    assert labels.categories_[0].tolist() == ["F", "M"]


def test_clusters_tell_their_centres(seal, call, pupils):
    """Centres are means of groups; which row is in which stays sealed."""
    frame = pupils[["G1", "G2"]]
    x = seal(frame)
    told, own = (
        call(KMeans(3, random_state=0, n_init=3).fit, x),
        KMeans(3, random_state=0, n_init=3).fit(frame),
    )
    assert_same(told.cluster_centers_, own.cluster_centers_)
    assert told.inertia_ == own.inertia_
    x["cluster"] = told.labels_
    assert x.cluster.value_counts().sort_index().tolist() == np.bincount(own.labels_).tolist()


def test_predictions_at_written_values(seal, call, pupils):
    """Of a linear model, they are worked out from released numbers; where a tree parts people is not told."""
    d = seal(pupils)
    grid = pd.DataFrame({"G1": [8, 12], "age": [16, 17]})
    told = call(LinearRegression().fit, d[["G1", "age"]], d.G3)
    own = LinearRegression().fit(pupils[["G1", "age"]], pupils.G3)
    assert_same(told.predict(grid), own.predict(grid))
    tree = call(DecisionTreeRegressor(min_samples_leaf=30).fit, d[["G1", "age"]], d.G3)
    assert type(tree.predict(grid)) is Sealed


# ------------------------------------------------------------------------------------- not told

MADE_OF_PEOPLE = {
    "neighbours": lambda: KNeighborsRegressor(1),
    "outliers": lambda: LocalOutlierFactor(novelty=True),
    "isolation": IsolationForest,
    "support vectors": SVR,
    "extremes": MinMaxScaler,
    "quantiles": QuantileTransformer,
    "medians": lambda: SimpleImputer(strategy="median"),
    "a callable": lambda: FunctionTransformer(print),
    "a pipeline with a callable": lambda: make_pipeline(FunctionTransformer(print), LinearRegression()),
    "a pipeline with neighbours": lambda: make_pipeline(StandardScaler(), KNeighborsRegressor(1)),
    "a cache": lambda: Pipeline([("a", StandardScaler()), ("b", Ridge())], memory="cache"),
    "a callable parameter": lambda: OneHotEncoder(feature_name_combiner=lambda *_: "x"),
    "start values": lambda: KMeans(2, init=np.array([[1.0, 1.0], [2.0, 2.0]])),
}


@pytest.mark.parametrize("kind", MADE_OF_PEOPLE)
def test_what_is_made_of_people_or_code_is_not_fitted(seal, call, pupils, kind, capsys):
    """The result is withheld, and the estimator was not fitted on anything."""
    d = seal(pupils)
    estimator = MADE_OF_PEOPLE[kind]()
    told = call(estimator.fit, d[["G1", "age"]], d.G3)
    assert "withheld" in str(told)
    assert not [name for name in vars(estimator) if name.endswith("_")]
    assert capsys.readouterr().out == ""


def test_subclasses_are_not_fitted(seal, call, pupils):
    """A subclass of the analyst's sees no raw data, nor does code that they hung on an estimator."""
    seen = []

    class Spy(LinearRegression):
        def fit(self, *args):
            seen.append(args)

    d = seal(pupils)
    call(Spy().fit, d[["G1"]], d.G3)
    hung = LinearRegression()
    hung._fit = hung.get_params = seen.append
    assert type(call(hung.fit, d[["G1"]], d.G3).coef_) is np.ndarray
    assert seen == []


UNSAFE = {
    "a tree of single people": (DecisionTreeRegressor(), ["absences"], "G3"),
    "a forest of single people": (RandomForestRegressor(5), ["G1", "absences"], "G3"),
    "boosting single people": (GradientBoostingRegressor(n_estimators=5), ["absences"], "G3"),
    "a column that tells the outcome": (LinearRegression(), ["G3", "age"], "G3"),
    "twin columns": (LinearRegression(), ["G1", "twin"], "G3"),
    "few beside many": (LinearRegression(), ["G1", "rare"], "G3"),
    "rare among categories": (make_pipeline(OneHotEncoder(), Ridge()), ["label"], "G3"),
    "rare of the outcome": (LogisticRegression(), ["G1", "age"], "rare"),
    "a far outlier": (Ridge(), ["far"], "G3"),
    "products of an outlier": (make_pipeline(PolynomialFeatures(4), Ridge()), ["absences"], "G3"),
    "too many columns": (make_pipeline(PolynomialFeatures(7), Ridge()), ["G1", "G2", "age"], "G3"),
}


@pytest.mark.parametrize("kind", UNSAFE)
def test_what_few_people_determine_is_not_told(seal, call, pupils, kind):
    """Neither what was learnt, nor any prediction, nor a score."""
    estimator, names, outcome = UNSAFE[kind]
    few = np.arange(len(pupils)) < 4
    frame = pupils.assign(
        rare=few.astype(int),
        label=np.where(few, "few", pupils.Mjob),
        twin=pupils.G1 + (np.arange(len(pupils)) == 3),
        far=np.where(np.arange(len(pupils)) == 3, 9e5, pupils.G1),
    )
    d = seal(frame)
    told = call(estimator.fit, d[names], d[outcome])
    assert "Nothing to show" in str(told)
    found = [told.score(d[names], d[outcome]), told.predict(d[names]), told.predict(d[names]).mean()]
    found += [getattr(told, name) for name in ("coef_", "tree_", "estimators_", "classes_", "n_iter_")]
    for one in found:
        assert type(one) is Sealed
        assert "withheld" in str(one)


@pytest.mark.parametrize(
    "name", ["tree_", "estimators_", "apply", "decision_path", "cost_complexity_pruning_path"]
)
def test_leaves_are_not_told(seal, call, pupils, name):
    """Not even those of trees whose predictions may be used."""
    d = seal(pupils)
    told = call(DecisionTreeRegressor(min_samples_leaf=30).fit, d[["G1"]], d.G3)
    found = getattr(told, name)
    assert "withheld" in str(found(d[["G1"]]) if callable(found) and type(found) is not Sealed else found)


def test_importances_of_any_tree_are_told(seal, call, pupils):
    """They stand on everybody, also where single leaves do not."""
    d = seal(pupils)
    estimator = RandomForestRegressor(9, random_state=2)
    told, own = call(estimator.fit, d[["G1", "age"]], d.G3), estimator.fit(pupils[["G1", "age"]], pupils.G3)
    assert_same(told.feature_importances_, own.feature_importances_)


@pytest.mark.parametrize("kind", ["least squares", "lasso", "forest", "scaled"])
def test_nothing_is_left_in_the_analyst_s_estimator(seal, call, pupils, kind):
    """The estimator that `fit` was called on has seen no data."""
    d = seal(pupils)
    given = REGRESSORS[kind][0]
    fresh = type(given)(**given.get_params(deep=False))
    before = set(vars(fresh))
    call(fresh.fit, d[["G1", "age"]], d.G3)
    assert set(vars(fresh)) == before
    assert not hasattr(fresh, "coef_")


def test_all_known_estimators_are_the_library_s():
    """Each name in the table is a class of scikit-learn, found where it says that it stands."""
    from sklearn.utils import all_estimators

    assert set(ESTIMATORS) <= {name for name, _ in all_estimators()}
