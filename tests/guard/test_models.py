"""Regressions of statsmodels: told as the library tells them, or not at all."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy

sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
smf = pytest.importorskip("statsmodels.formula.api", reason="statsmodels is not installed")

NUMBERS = (
    "rsquared rsquared_adj fvalue f_pvalue aic bic llf nobs df_resid df_model scale mse_resid ess".split()
)
TABLES = "params bse tvalues pvalues".split()
OF_LIKELIHOOD = "prsquared llnull llr_pvalue aic bic llf nobs df_resid df_model".split()

REAL = [
    "G3 ~ G1 + studytime",
    "G3 ~ C(school) + sex * address + failures",
    "G3 ~ np.log1p(absences) + I(age ** 2) - 1",
    'G2 ~ C(studytime, Treatment(2)) + Q("G1")',
    "G3 ~ C(reason, Sum)",
    "np.sqrt(G1) ~ I(Medu > 2) + traveltime / sex",
]
SYNTHETIC = [
    "score ~ idaci + fsm + gender",
    "score ~ C(ethnicity) + np.log1p(absence)",
    "score ~ C(year_group) * fsm",
    "absence ~ score + sen",
]


def assert_same(told, own):
    """Assert that a number or table is the library's."""
    assert type(told) is not Sealed
    if isinstance(own, pd.Series):
        assert_series_equal(told, own)
    elif isinstance(own, pd.DataFrame):
        assert_frame_equal(told, own)
    else:
        assert type(told) is type(own)
        np.testing.assert_allclose(told, own, rtol=1e-12)


def assert_same_results(told, own, numbers=NUMBERS):
    """Assert that all that results tell is the library's."""
    for name in (*TABLES, *numbers):
        assert_same(getattr(told, name), getattr(own, name))
    assert_same(told.conf_int(), own.conf_int())
    assert_same(told.conf_int(alpha=0.1), own.conf_int(0.1))
    assert_same(told.cov_params(), own.cov_params())
    first = "\n".join(str(told.summary()).split("Time:")[0].splitlines()[:-1])
    assert first in str(own.summary())


@pytest.mark.parametrize("formula", REAL)
def test_least_squares_of_real_pupils(seal, call, pupils, formula):
    """Coefficients, errors, tests and fit of 649 real pupils are those of statsmodels."""
    assert_same_results(call(smf.ols, formula, seal(pupils)).fit(), smf.ols(formula, pupils).fit())


@pytest.mark.parametrize("formula", SYNTHETIC)
def test_least_squares_of_synthetic_pupils(seal, call, census, formula):
    """The same of 6,000 synthetic pupils."""
    assert_same_results(call(smf.ols, formula, data=seal(census)).fit(), smf.ols(formula, census).fit())


def yes_no(frame):
    """Return a frame with outcomes of two values."""
    return frame.assign(passed=(frame.G3 >= 12).astype(int), sick=(frame.absences > 3).astype(int))


LIKELIHOODS = {
    "logit": lambda run, d: run(smf.logit, "passed ~ studytime + C(sex)", d).fit(disp=0),
    "probit": lambda run, d: run(smf.probit, "sick ~ age + C(sex)", d).fit(disp=0),
    "poisson": lambda run, d: run(smf.poisson, "G1 ~ age + sex", d).fit(disp=0),
}


@pytest.mark.parametrize("kind", LIKELIHOODS)
def test_likelihood_models_are_those_of_the_library(seal, call, pupils, kind):
    """Logit, probit and Poisson regressions tell what the library tells."""
    fit = LIKELIHOODS[kind]
    own = fit(lambda function, *args: function(*args), yes_no(pupils))
    assert_same_results(fit(call, yes_no(seal(pupils))), own, OF_LIKELIHOOD)


@pytest.mark.parametrize("family", ["Gaussian", "Binomial", "Poisson"])
def test_generalised_models_are_those_of_the_library(seal, call, pupils, family):
    """GLM takes a family of the library's, with its link."""
    made = getattr(sm.families, family)
    own = smf.glm("passed ~ studytime + sex", yes_no(pupils), family=made()).fit()
    told = call(smf.glm, "passed ~ studytime + sex", yes_no(seal(pupils)), family=made()).fit()
    assert_same_results(told, own, ["deviance", "null_deviance", "llf", "aic", "pearson_chi2", "nobs"])


def test_weights_and_robust_errors(seal, call, pupils):
    """WLS takes a column of weights, `fit` the robust covariances."""
    d = seal(pupils)
    told = call(smf.wls, "G3 ~ G1 + sex", d, weights=d.studytime).fit(cov_type="HC3")
    assert_same_results(told, smf.wls("G3 ~ G1 + sex", pupils, weights=pupils.studytime).fit(cov_type="HC3"))


ARRAYS = {
    "frames": lambda d: (d.G3, d[["G1", "age"]]),
    "a column": lambda d: (d.G3, d.G1),
    "arrays": lambda d: (d.G3.to_numpy(), d[["G1", "age"]].to_numpy()),
    "a column and an array": lambda d: (d.G3, d[["G1", "age"]].to_numpy()),
}


@pytest.mark.parametrize("kind", ARRAYS)
@pytest.mark.parametrize("with_constant", [True, False])
def test_models_of_arrays(seal, call, pupils, kind, with_constant):
    """`sm.OLS(y, sm.add_constant(X))` names its coefficients as ever."""

    def fit(run, frame):
        y, x = ARRAYS[kind](frame)
        return run(sm.OLS, y, run(sm.add_constant, x) if with_constant else x).fit()

    own = fit(lambda function, *args: function(*args), pupils)
    told = fit(call, seal(pupils))
    for name in (*TABLES, *NUMBERS):
        assert_same(getattr(told, name), getattr(own, name))


def test_the_summary_is_the_library_s(seal, call, census):
    """All tables of a summary, when nobody makes up most of the residuals' fourth powers."""
    own = smf.ols("score ~ idaci + fsm", census).fit()
    told = call(smf.ols, "score ~ idaci + fsm", seal(census)).fit()
    for name in ("summary", "summary2"):
        one, other = (str(getattr(fit, name)()).splitlines() for fit in (told, own))
        assert [line for line in one if ":" not in line] == [line for line in other if ":" not in line]


def test_tests_of_constraints(seal, call, pupils):
    """T and F tests of coefficients by name."""
    own, told = smf.ols("G3 ~ G1 + age", pupils).fit(), call(smf.ols, "G3 ~ G1 + age", seal(pupils)).fit()
    assert str(told.t_test("G1 = 1")) == str(own.t_test("G1 = 1"))
    assert told.f_test("G1 = age").fvalue == own.f_test("G1 = age").fvalue


@pytest.mark.parametrize("options", [{}, {"typ": 2}, {"typ": 3}])
def test_analysis_of_variance(seal, call, pupils, options):
    """What each term explains, by its label."""
    formula = "G3 ~ C(school) * sex + G1"
    own = sm.stats.anova_lm(smf.ols(formula, pupils).fit(), **options)
    assert_frame_equal(call(sm.stats.anova_lm, call(smf.ols, formula, seal(pupils)).fit(), **options), own)


def test_models_are_compared(seal, call, pupils):
    """One model with fewer terms and one with more."""
    d = seal(pupils)
    formulas = ("G3 ~ G1", "G3 ~ G1 + sex")
    own = sm.stats.anova_lm(*(smf.ols(formula, pupils).fit() for formula in formulas))
    told = call(sm.stats.anova_lm, *(call(smf.ols, formula, d).fit() for formula in formulas))
    assert_frame_equal(told, own)
    unsafe = call(smf.ols, "G3 ~ G1 + C(absences)", d).fit()
    assert type(call(sm.stats.anova_lm, call(smf.ols, "G3 ~ G1", d).fit(), unsafe)) is Sealed


def test_gaps_are_left_out(seal, call, pupils):
    """Who lacks a value is left out, as by the library, when many do."""
    gaps = pupils.assign(G1=pupils.G1.where(np.arange(len(pupils)) % 7 > 0))
    assert_same_results(call(smf.ols, "G3 ~ G1", seal(gaps)).fit(), smf.ols("G3 ~ G1", gaps).fit())


def test_predictions_for_rows_that_the_analyst_wrote(seal, call, pupils):
    """Predictions at written values are worked out from released numbers."""
    grid = pd.DataFrame({"G1": [8, 12], "sex": ["F", "M"]})
    own, told = smf.ols("G3 ~ G1 * sex", pupils).fit(), call(smf.ols, "G3 ~ G1 * sex", seal(pupils)).fit()
    assert_series_equal(told.predict(grid), own.predict(grid))
    assert_series_equal(told.predict(exog=grid), own.predict(grid))


def test_predictions_for_protected_rows_stay_sealed(seal, call, pupils):
    """They can be aggregated like any computed column."""
    d = seal(pupils)
    own, told = smf.ols("G3 ~ G1 * sex", pupils).fit(), call(smf.ols, "G3 ~ G1 * sex", d).fit()
    predicted = told.predict(d)
    assert type(predicted) is Sealed
    assert_series_equal(predicted.groupby(d.school).mean(), own.predict(pupils).groupby(pupils.school).mean())
    assert predicted.mean() == pytest.approx(own.predict(pupils).mean())


PEOPLES = {
    "resid": lambda fit: fit.resid,
    "fittedvalues": lambda fit: fit.fittedvalues,
    "predict": lambda fit: fit.predict(),
    "model": lambda fit: fit.model,
    "endog": lambda fit: fit.model.endog,
    "influence": lambda fit: fit.get_influence().summary_frame(),
    "outliers": lambda fit: fit.outlier_test(),
    "prediction": lambda fit: fit.get_prediction().summary_frame(),
    "wrapped": lambda fit: fit.wresid,
    "cached": lambda fit: fit._cache,
    "raw": lambda fit: fit.raw,
    "regularised": lambda fit: fit.model.fit_regularized(),
}


@pytest.mark.parametrize("what", PEOPLES)
def test_what_is_people_s_is_not_told(seal, call, pupils, what):
    """Residuals, fitted values, influences and the data themselves."""
    fit = call(smf.ols, "G3 ~ G1", seal(pupils)).fit()
    try:
        told = PEOPLES[what](fit)
    except AttributeError:
        return
    assert type(told) is Sealed
    assert "withheld" in str(told)


@pytest.mark.parametrize(
    "formula",
    [
        "score ~ C(language)",
        "score ~ language * fsm",
        "score ~ C(exclusions)",
        "score ~ bursary",
        "bursary ~ gender",
        "score ~ I(exclusions ** 9)",
        "score ~ I(absence ** 3) + I(absence ** 2) + absence",
        "score ~ score",
        "score ~ I(score + 0.001 * absence)",
        "score ~ C(region) * C(year_group)",
        "looked_after ~ I(gender == 'F')",
        "score ~ name",
    ],
)
def test_what_few_people_determine_is_not_told(seal, call, census, formula):
    """Rare levels, far outliers, dominated columns and models that tell the outcome."""
    fit = call(smf.ols, formula, seal(census)).fit()
    for told in (fit.params, fit.rsquared, fit.summary(), fit.nobs, fit.predict(seal(census))):
        assert type(told) is Sealed
        assert "withheld" in str(told)


def test_a_rare_level_is_found_and_its_column_named(seal, call, census):
    """The view of the model says which column is to blame, and not which level."""
    shown = str(call(smf.ols, "score ~ idaci + C(language)", seal(census)).fit())
    assert "fewer than 10 people" in shown
    assert "C(language)" in shown
    assert "Cornish" not in shown


@pytest.mark.parametrize(
    "formula", ["G3 ~ print(G1)", "G3 ~ bs(G1, 3)", "G3 ~ I(G1.max())", "G3 ~ eval('G1')", "G3 ~ center(G1)"]
)
def test_code_in_formulas_is_not_run(seal, call, pupils, formula):
    """Anything beyond columns, arithmetic and NumPy's functions is refused in one kind sentence."""
    with pytest.raises(DisclosureError, match="formula"):
        call(smf.ols, formula, seal(pupils))


def test_an_unknown_column_is_an_error(seal, call, pupils):
    """As with any frame."""
    with pytest.raises(KeyError, match="nosuch"):
        call(smf.ols, "G3 ~ nosuch", seal(pupils))


def test_own_numbers_make_no_design(seal, call, pupils):
    """A number of the analyst's for each person would make equations in single people's values."""
    d = seal(pupils)
    d["own"] = np.random.default_rng(0).normal(size=len(pupils))
    assert type(call(smf.ols, "G3 ~ own", d).fit().params) is Sealed
    assert type(call(sm.OLS, d.G3, np.arange(len(pupils))).fit().params) is Sealed


def test_classes_of_the_analyst_s_own_are_not_fitted(seal, call, pupils):
    """A subclass sees no raw data."""
    seen = []

    class Spy(sm.OLS):
        def fit(self):
            seen.append(self.endog)

    d = seal(pupils)
    call(Spy, d.G3, d[["G1"]]).fit()
    assert seen == []


def test_counts_are_rounded_by_the_policy(seal, call, pupils):
    """So are degrees of freedom and what the summary says of them."""
    fit = call(smf.ols, "G3 ~ G1", seal(pupils, Policy(rounding="nearest", rounding_base=10))).fit()
    assert (fit.nobs, fit.df_resid) == (650, 648)
    assert "649" not in str(fit.summary())
    assert "649" not in str(fit.summary2())
