"""Regressions of statsmodels, by formula and by arrays: coefficients, tests, fit, summary.

A model is fitted on raw data and stays sealed; what it is asked for is told if everything may be
(`models.verdict`).  Residuals, fitted values and influences are people's, and never told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.release.exactness import told_numbers
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.models import regressions
from jupyter_privacy.guard.release.models.constant import with_constant
from jupyter_privacy.guard.release.models.formula import Formula, read
from jupyter_privacy.guard.release.models.known import are_plain, of_library
from jupyter_privacy.guard.release.models.predicting import computed_rows
from jupyter_privacy.guard.release.models.regressions import Fitted, Regression, Specified, regression_of
from jupyter_privacy.guard.release.models.sample import columns_in
from jupyter_privacy.guard.release.models.summary import told_summary
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Model, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["REGRESSION"]

_NUMBERS = frozenset(
    (
        "params bse tvalues pvalues rsquared rsquared_adj fvalue f_pvalue aic bic llf df_resid df_model "
        "scale mse_model mse_resid mse_total ess ssr centered_tss uncentered_tss prsquared llnull llr "
        "llr_pvalue deviance null_deviance pearson_chi2 nobs cov_type use_t HC0_se HC1_se HC2_se HC3_se "
        "condition_number normalized_cov_params"
    ).split()
)
_PEOPLE = frozenset(
    (
        "resid fittedvalues model wresid resid_pearson resid_response resid_deviance resid_anscombe "
        "resid_dev resid_working resid_generalized mu"
    ).split()
)
_TESTS: Mapping[str, frozenset[str]] = {
    "conf_int": frozenset({"alpha", "cols"}),
    "cov_params": frozenset(),
    "t_test": frozenset({"r_matrix"}),
    "f_test": frozenset({"r_matrix"}),
    "wald_test": frozenset({"r_matrix", "use_f", "scalar"}),
}
_SUMMARIES: Mapping[str, frozenset[str]] = {
    "summary": frozenset({"yname", "xname", "title", "alpha", "slim"}),
    "summary2": frozenset({"yname", "xname", "title", "alpha", "float_format"}),
}


def _decide_function(asked: Asked) -> Outcome | None:
    """Answer `smf.ols(formula, data)` and `sm.OLS(y, X)`: a model that is not fitted yet."""
    if asked.function is of_library("statsmodels.tools.tools", "add_constant"):
        return _with_constant(asked)
    regression = regression_of(asked.function)
    if regression is None:
        return None
    by_formula = not isinstance(asked.function, type)
    given = dict(zip(("formula", "data") if by_formula else ("endog", "exog"), asked.args, strict=False))
    given |= asked.kwargs
    beside = {name: given.pop(name) for name in regression.beside & given.keys()}
    columns = {name: asked.desk.open_proxy(one) for name, one in beside.items() if type(one) is Sealed}
    if len(asked.args) > 2 or len(columns) < len(beside):  # noqa: PLR2004 (the two positional ones)
        return None
    specify = _by_formula if by_formula else _by_arrays
    found = specify(asked, regression, given, columns)
    return _noted(asked, found)


def _with_constant(asked: Asked) -> Outcome | None:
    data = asked.argument(0, "data")
    if type(data) is not Sealed or len(asked.args) > 1:
        return None
    options = {name: option for name, option in asked.kwargs.items() if name != "data"}
    return with_constant(asked.desk.open_proxy(data), options)


def _noted(asked: Asked, found: Held | None) -> Held | None:
    """Note in the ledger what is withheld."""
    if found is not None and isinstance(found.value, Withheld):
        asked.desk.recorder.withheld(found.lineage, found.value.reason)
    return found


def _by_formula(
    asked: Asked, regression: Regression, given: dict[str, Any], beside: Mapping[str, Held]
) -> Held | None:
    text, data = given.pop("formula", None), given.pop("data", None)
    if not isinstance(text, str) or type(data) is not Sealed:
        return None
    formula = _read(text)
    columns = _columns(formula, data)
    if any(type(one) is not Sealed for one in columns.values()):
        return None
    opened = {name: asked.desk.open_proxy(one) for name, one in columns.items()}
    return regressions.by_formula(regression, formula, opened, beside, given)


def _read(text: str) -> Formula:
    """Return a formula; one that cannot be read is an error, as nothing of the data was looked at yet."""
    problem: BaseException
    try:
        return read(text)
    except DisclosureError as error:
        problem = DisclosureError(*error.args)
    except Exception:
        problem = SyntaxError(f"not a formula: {text}")
    raise Refusal(problem)


def _columns(formula: Formula, frame: Any, *, with_outcome: bool = True) -> dict[str, Any]:
    """Return the columns of a formula; an unknown one is a `KeyError`, a part that is none a refusal."""
    problem: BaseException
    try:
        return formula.columns(frame, with_outcome=with_outcome)
    except (KeyError, DisclosureError) as error:
        problem = type(error)(*error.args)
    raise Refusal(problem)


def _by_arrays(
    asked: Asked, regression: Regression, given: dict[str, Any], beside: Mapping[str, Held]
) -> Held | None:
    outcome, design = given.pop("endog", None), given.pop("exog", None)
    if type(outcome) is not Sealed or type(design) is not Sealed:
        return None
    opened = asked.desk.open_proxy(outcome), asked.desk.open_proxy(design)
    return regressions.by_arrays(regression, *opened, beside, given)


def _decide_method(asked: Asked) -> Outcome | None:
    model: Model = asked.held.value
    if isinstance(model.raw, Specified) and asked.name == "fit":
        return None if asked.args else regressions.fitted(asked.held, asked.kwargs)
    if not isinstance(model.raw, Fitted):
        return None
    if model.reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, model.reason, asked.name)
    if asked.name == "predict":
        return _predicted(asked, model.raw)
    allowed = {**_TESTS, **_SUMMARIES}.get(asked.name)
    given = {**dict(zip(("alpha",) if asked.name == "conf_int" else ("r_matrix",), asked.args, strict=False))}
    given |= asked.kwargs
    if allowed is None or len(asked.args) > 1 or not are_plain(given, allowed):
        return None
    results = model.raw.results
    if asked.name in _SUMMARIES:
        people = asked.held.value.people
        text = attempt(lambda: told_summary(getattr(results, asked.name)(**given), results, people))
        if isinstance(text, Withheld):
            return asked.desk.withhold(asked.held.lineage, text.reason, asked.name)
        return Released(text)
    return _told(asked, lambda: getattr(results, asked.name)(**given))


def _predicted(asked: Asked, fit: Fitted) -> Outcome | None:
    """Answer `predict(rows)`: sealed for protected rows, told for rows that the analyst wrote."""
    rows = asked.argument(0, "exog")
    if rows is None:
        return asked.desk.withhold(asked.held.lineage, Reason.SINGLE_RECORD, "predict")
    if set(asked.kwargs) - {"exog"} or len(asked.args) > 1 or not is_plain(rows):
        return None
    if type(rows) is not Sealed:
        return None if holds_sealed(rows) else _told(asked, lambda: regressions.predicted(fit, rows))
    base = asked.desk.open_proxy(rows)
    formula = fit.specified.formula
    if formula is None:
        columns = columns_in(base)
    elif kind_of(base.value) is Kind.FRAME:
        found = _columns(formula, rows, with_outcome=False).items()
        columns = {name: asked.desk.open_proxy(one) for name, one in found if type(one) is Sealed}
    else:
        columns = None
    if columns is None:
        return None
    made = computed_rows(
        base,
        columns,
        lambda frame: regressions.predicted_of(fit, frame),
        asked.held.value.people,
        as_array=kind_of(base.value) is Kind.ARRAY,
    )
    return _noted(asked, made)


def _told(asked: Asked, compute: Callable[[], Any]) -> Outcome:
    """Return a number of a model that may be told, a copy of its own."""
    value = attempt(compute)
    if isinstance(value, Withheld):
        return asked.desk.withhold(asked.held.lineage, value.reason, asked.name)
    value = told_numbers(value, asked.held.lineage.source.policy)
    return Released(value.copy() if hasattr(value, "copy") else value)


def _decide_attribute(asked: Asked) -> Outcome | None:
    model: Model = asked.held.value
    if not isinstance(model.raw, Fitted):
        return _of_specified(asked, model)
    if asked.name in _PEOPLE:
        return asked.desk.withhold(asked.held.lineage, Reason.SINGLE_RECORD, asked.name)
    if model.reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, model.reason, asked.name)
    results, policy = model.raw.results, asked.held.lineage.source.policy
    if asked.name in {"nobs", "df_resid"} and policy.rounding != "none":
        n_people = rounded_count(model.people, int(results.nobs))
        left = 0 if asked.name == "nobs" else results.nobs - results.df_resid
        return Released(type(results.nobs)(n_people - left))
    return _told(asked, lambda: getattr(results, asked.name))


def _of_specified(asked: Asked, model: Model) -> Outcome | None:
    if not isinstance(model.raw, Specified) or asked.name not in {"exog_names", "endog_names"}:
        return None
    return asked.desk.withhold(asked.held.lineage, Reason.NO_RULE, asked.name)


def _decide(asked: Asked) -> Outcome | None:
    if asked.function is not None:
        return _decide_function(asked)
    if kind_of(asked.held.value) is not Kind.MODEL:
        return None
    return _decide_method(asked) if asked.name in _METHODS else _decide_attribute(asked)


_METHODS = frozenset({"fit", "predict", *_TESTS, *_SUMMARIES})

REGRESSION = Rule(
    "regression",
    _decide,
    methods={Kind.MODEL: _METHODS},
    attributes={Kind.MODEL: _NUMBERS | _PEOPLE},
    functions=frozenset({"from_formula", "add_constant", *regressions.REGRESSIONS}),
)
"""All of a model or nothing, by the support of its columns and levels, and by whom it stands on."""
