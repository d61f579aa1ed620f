"""Regressions of statsmodels: what is fitted, on whom, and whether anything may be told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray, Reason
from jupyter_privacy.frames.pandas_rows import labelled
from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.frames.shapes import module_of
from jupyter_privacy.guard.release.models.formula import Formula, design_of
from jupyter_privacy.guard.release.models.known import are_plain, is_own, of_library
from jupyter_privacy.guard.release.models.sample import (
    columns_in,
    combined,
    complete,
    has_rare,
    is_categorical,
    levels_of,
    sample_of,
)
from jupyter_privacy.guard.release.models.verdict import Fit, Verdict, judge_fit
from jupyter_privacy.guard.seal.desk import attempt, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.values import Kind, Model, Withheld, kind_of

__all__ = [
    "REGRESSIONS",
    "Fitted",
    "Regression",
    "Specified",
    "by_arrays",
    "by_formula",
    "fitted",
    "predicted",
    "predicted_of",
    "regression_of",
]

_LINEAR = "statsmodels.regression.linear_model"
_DISCRETE = "statsmodels.discrete.discrete_model"
_GENERALIZED = "statsmodels.genmod.generalized_linear_model"
_EXPOSED = frozenset({"offset", "exposure"})
_FAMILIES = frozenset({"Gaussian", "Binomial", "Poisson", "Gamma", "InverseGaussian"})
_FIT_OPTIONS = frozenset({"cov_type", "use_t", "disp", "maxiter", "method", "tol", "full_output"})
_COVARIANCES = frozenset({"nonrobust", "HC0", "HC1", "HC2", "HC3"})
_OUTCOME, _BESIDE = "\0outcome", "\0beside "
"""Names that no column of the analyst's has: of the outcome, and before those beside it and the design."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A class of models: where it stands, what its results are, which columns it takes besides."""

    name: str
    module: str
    results: tuple[str, str]
    beside: frozenset[str] = frozenset()

    @property
    def kind(self) -> type:
        """The class itself."""
        found: type = of_library(self.module, self.name)
        return found

    @property
    def owners(self) -> tuple[type, ...]:
        """The classes of its results, the one that the analyst sees first."""
        return tuple(of_library(self.module, name) for name in self.results)


REGRESSIONS: Mapping[str, Regression] = {
    one.name: one
    for one in (
        Regression("OLS", _LINEAR, ("RegressionResultsWrapper", "OLSResults")),
        Regression("WLS", _LINEAR, ("RegressionResultsWrapper", "RegressionResults"), frozenset({"weights"})),
        Regression("GLM", _GENERALIZED, ("GLMResultsWrapper", "GLMResults"), _EXPOSED),
        Regression("Logit", _DISCRETE, ("BinaryResultsWrapper", "LogitResults")),
        Regression("Probit", _DISCRETE, ("BinaryResultsWrapper", "ProbitResults")),
        Regression("Poisson", _DISCRETE, ("PoissonResultsWrapper", "PoissonResults"), _EXPOSED),
    )
}


@dataclass(frozen=True, slots=True, eq=False)
class Specified:
    """A model that is not fitted yet, with raw columns of complete cases."""

    regression: Regression
    outcome: Any = None
    design: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    levels: Mapping[str, IntArray] = field(default_factory=dict)
    formula: Formula | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The results of a fit, and of which model."""

    results: Any
    specified: Specified


def regression_of(function: Any) -> Regression | None:
    """Return the known regression that a class, or its `from_formula`, makes."""
    owner = function if isinstance(function, type) else getattr(function, "__self__", None)
    if not isinstance(owner, type) or not is_own(owner, "statsmodels"):
        return None
    known = REGRESSIONS.get(owner.__name__)
    return known if known is not None and known.module == owner.__module__ else None


def by_formula(
    regression: Regression,
    formula: Formula,
    columns: Mapping[str, Held],
    beside: Mapping[str, Held],
    options: Mapping[str, Any],
) -> Held:
    """Return a model of the columns of a formula's factors, not fitted yet; withheld if it is none."""

    def parts(frame: Any) -> tuple[Any, Any]:
        return design_of(formula.outcome, frame), design_of(formula.terms, frame)

    return _specified(regression, {**columns}, beside, options, parts, formula)


def by_arrays(
    regression: Regression,
    outcome: Held,
    design: Held,
    beside: Mapping[str, Held],
    options: Mapping[str, Any],
) -> Held | None:
    """Return a model of an outcome and the columns of a design, not fitted yet; None if they are none."""
    named, found = columns_in(outcome), columns_in(design)
    if named is None or len(named) != 1 or found is None or _OUTCOME in found:
        return None
    (name,) = named

    def parts(frame: Any) -> tuple[Any, Any]:
        one, others = frame[_OUTCOME].rename(name), frame[list(found)]
        return _like(one, outcome), _like(others, design)

    return _specified(regression, {_OUTCOME: named[name], **found}, beside, options, parts)


def _like(columns: Any, given: Held) -> Any:
    """Return columns as an array if they were given as one: then the results are arrays, too."""
    return columns.to_numpy() if kind_of(given.value) is Kind.ARRAY else columns


def _specified(
    regression: Regression,
    columns: Mapping[Any, Held],
    beside: Mapping[str, Held],
    options: Mapping[str, Any],
    parts: Callable[[Any], tuple[Any, Any]],
    formula: Formula | None = None,
) -> Held:
    sample = sample_of({**columns, **{_BESIDE + name: held for name, held in beside.items()}})
    made = _options(options)
    if made is None or isinstance(sample.value, Withheld):
        return sample if made is not None else withheld(sample.lineage, Reason.NO_RULE, "model")
    levels = _levels(sample.value, formula)
    verdict = _judge_levels(levels, sample.lineage)
    whole = complete(sample, list(levels.values())) if verdict.reason is Reason.SHOWN else sample
    found: Any = None if isinstance(whole.value, Withheld) else attempt(lambda: parts(whole.value))
    if verdict.reason is not Reason.SHOWN or found is None or isinstance(found, Withheld):
        unmade, reason = Specified(regression, formula=formula), verdict.reason or Reason.INFLUENCE
        return Model(unmade, (regression.kind,), sample.lineage, reason, verdict.about).held()
    frame: Any = whole.value
    made |= {name: frame[_BESIDE + name].to_numpy() for name in beside}
    outcome, design = found
    specified = Specified(regression, outcome, design, made, _levels(frame, formula), formula)
    return Model(specified, (regression.kind,), whole.lineage).held()


def _judge_levels(levels: Mapping[str, IntArray], lineage: Lineage) -> Verdict:
    """Return whether the levels have enough people, before anything is built of them.

    A formula may name levels, and so ask whether others occur: that it cannot be built must not show.
    """
    rare = next((name for name, codes in levels.items() if has_rare(codes, lineage)), None)
    return Verdict() if rare is None else Verdict(Reason.THRESHOLD, rare)


def _levels(frame: Any, formula: Formula | None) -> dict[str, IntArray]:
    """Return the levels that a model tells apart: of its categories, of combinations of them in one term."""
    if formula is None:
        return {str(name): levels_of(frame[name]) for name in frame.columns if is_categorical(frame[name])}
    found = {}
    for term in formula.terms:
        names = [one.code for one in term if one.categories is not None or is_categorical(frame[one.code])]
        if names:
            found[":".join(names)] = combined([levels_of(frame[name]) for name in names])
    return found


def _options(options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the options of a model with its family made anew; None if one of them is not known."""
    made = dict(options)
    family = made.pop("family", None)
    if not are_plain(made, {"missing", "hasconst"}):
        return None
    made.pop("missing", None)
    if family is None:
        return made
    again = _family(family)
    return None if again is None else {**made, "family": again}


def _family(family: Any) -> Any:
    """Return a family of distributions like the given one, which may carry code of the analyst's."""
    kind = family if isinstance(family, type) else type(family)
    if kind.__name__ not in _FAMILIES or not is_own(kind, "statsmodels"):
        return None
    link = None if isinstance(family, type) else getattr(family, "link", None)
    if link is None:
        return kind()
    return kind(link=type(link)()) if is_own(type(link), "statsmodels") else None


def fitted(held: Held, options: Mapping[str, Any]) -> Held | None:
    """Return the results of a model that was specified, with the verdict; None for options not known.

    Whether the fit failed does not show: there are results either way, of which nothing may be told.
    """
    model: Model = held.value
    specified: Specified = model.raw
    known = are_plain(options, _FIT_OPTIONS) and options.get("cov_type", "nonrobust") in _COVARIANCES
    if not known:
        return None
    results, verdict = None, Verdict(model.reason, model.about)
    if model.reason is Reason.SHOWN:
        found = attempt(lambda: _run(model.people, specified, options))
        results, verdict = (None, Verdict(Reason.INFLUENCE)) if isinstance(found, Withheld) else found
    owners, raw = specified.regression.owners, Fitted(results, specified)
    return Model(raw, owners, model.people, verdict.reason, verdict.about).held()


def _run(lineage: Lineage, specified: Specified, options: Mapping[str, Any]) -> tuple[Any, Verdict]:
    quiet = {**options, "disp": 0} if specified.regression.module == _DISCRETE else dict(options)
    results = specified.regression.kind(specified.outcome, specified.design, **specified.options).fit(**quiet)
    model = results.model
    if specified.formula is not None:
        for name in ("model_spec", "design_info"):  # the one of statsmodels 0.15, and the one before
            setattr(model.data, name, specified.design.design_info)
    outcome, design = (np.asarray(part, dtype=np.float64) for part in (model.endog, model.exog))
    left = outcome - np.asarray(results.predict(), dtype=np.float64)
    names = _term_names(specified)
    beside = {
        name: np.asarray(specified.options[name], dtype=np.float64)
        for name in specified.regression.beside & specified.options.keys()
    }
    fit = Fit(lineage, outcome, design, names, left, specified.levels, _weights(results), beside)
    return results, judge_fit(fit)


def _term_names(specified: Specified) -> tuple[str, ...]:
    """Return for each column of a design what it may be called: by its term, as a level is a cell."""
    design = specified.design
    if specified.formula is None:
        names = getattr(design, "columns", None)
        return tuple(map(str, range(design.shape[1]) if names is None else names))
    slices = design.design_info.term_name_slices
    return tuple(name for name, part in slices.items() for _ in range(part.stop - part.start))


def _weights(results: Any) -> FloatArray | None:
    """Return what each person counts for: given weights, or those of the last step of the likelihood."""
    model = results.model
    if hasattr(model, "hessian_factor"):
        return np.abs(np.asarray(model.hessian_factor(results.params), dtype=np.float64))
    weights = getattr(model, "weights", None)
    return None if weights is None or np.ndim(weights) == 0 else np.asarray(weights, dtype=np.float64)


def predicted(fit: Fitted, rows: Any) -> Any:
    """Return what a model expects of rows that the analyst wrote; its numbers may be told."""
    formula = fit.specified.formula
    if formula is None:
        return fit.results.predict(rows)
    frame = frame_of(dict(rows.items()))
    columns = formula.columns(frame, with_outcome=False)
    design = frame_of(columns) if columns else frame
    return labelled(np.asarray(predicted_of(fit, design)), frame)


def predicted_of(fit: Fitted, frame: Any) -> Any:
    """Return what a model expects of each row of raw columns."""
    return fit.results.model.predict(fit.results.params, _design_like(fit.specified, frame))


def _design_like(specified: Specified, frame: Any) -> FloatArray:
    """Return the columns of a model for other rows; a row that lacks something has gaps."""
    if specified.formula is None:
        return np.asarray(frame, dtype=np.float64)
    patsy: Any = module_of("patsy")
    info, keep = specified.design.design_info, patsy.NAAction(NA_types=[])
    if not any(specified.formula.terms):
        return np.ones((len(frame), len(info.column_names)))
    return np.asarray(patsy.build_design_matrices([info], frame, NA_action=keep)[0], dtype=np.float64)
