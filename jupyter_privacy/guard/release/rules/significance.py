"""Tests and measures of scipy.stats: told if every number that they are made of could be.

Results are made anew where the library's own would hold data: that of `pearsonr` keeps both columns, that of
`ks_2samp` the value at which the samples differ most, `describe` has the extremes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.completing import completed
from jupyter_privacy.frames.pandas_tables import numbers_of
from jupyter_privacy.guard.release.exactness import told_numbers
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.models.known import are_plain, of_library
from jupyter_privacy.guard.release.models.sample import sample_of
from jupyter_privacy.guard.release.models.samples import (
    Sample,
    judge_design,
    judge_moments,
    judge_ordered,
    judge_signs,
)
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.correlation import judge_pair
from jupyter_privacy.guard.release.rules.skewness import judge_powers
from jupyter_privacy.guard.seal.conditions import settled
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.lineage import OWN, Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["SIGNIFICANCE"]

_COLUMNS = {Kind.SERIES, Kind.ARRAY}


@dataclass(frozen=True, slots=True)
class _Test:
    """A function: its samples by name (one alone stands for any number), what it takes besides, its judge.

    `pairs` says that the samples are of the same rows.
    """

    samples: tuple[str, ...]
    judge: Callable[[Sequence[Sample]], Reason]
    options: frozenset[str] = frozenset()
    pairs: bool = False
    takes_any: bool = False
    takes_plain: bool = False


def _of_powers(power: int) -> Callable[[Sequence[Sample]], Reason]:
    return lambda samples: judge_powers(samples[0].lineage, samples[0].values, power)


def _of_pair(method: str) -> Callable[[Sequence[Sample]], Reason]:
    def judge(samples: Sequence[Sample]) -> Reason:
        one, other = samples
        return judge_pair(one.lineage, one.values, other.values, method)

    return judge


def _of_differences(samples: Sequence[Sample]) -> Reason:
    one, other = samples
    return judge_moments([*samples, Sample(one.lineage, one.values - other.values)])


def _of_line(samples: Sequence[Sample]) -> Reason:
    x, y = samples
    return judge_design(y, {"constant": np.ones(len(x.values)), "x": x.values})


_NAN, _SIDE = frozenset({"nan_policy"}), frozenset({"nan_policy", "alternative"})
_TESTS: Mapping[str, _Test] = {
    "ttest_ind": _Test(("a", "b"), judge_moments, _SIDE | {"equal_var"}, takes_plain=True),
    "ttest_1samp": _Test(("a",), judge_moments, _SIDE | {"popmean"}),
    "ttest_rel": _Test(("a", "b"), _of_differences, _SIDE, pairs=True),
    "f_oneway": _Test(("samples",), judge_moments, _NAN | {"equal_var"}, takes_any=True, takes_plain=True),
    "bartlett": _Test(("samples",), judge_moments, _NAN, takes_any=True),
    "mannwhitneyu": _Test(("x", "y"), judge_ordered, _SIDE | {"use_continuity", "method"}),
    "ranksums": _Test(("x", "y"), judge_ordered, _SIDE),
    "ks_2samp": _Test(("data1", "data2"), judge_ordered, _SIDE | {"method"}),
    "kruskal": _Test(("samples",), judge_ordered, _NAN, takes_any=True),
    "wilcoxon": _Test(("x", "y"), judge_signs, _SIDE | {"zero_method", "correction", "method"}, pairs=True),
    "pearsonr": _Test(("x", "y"), _of_pair("pearson"), frozenset({"alternative"}), pairs=True),
    "spearmanr": _Test(("a", "b"), _of_pair("spearman"), _SIDE, pairs=True),
    "kendalltau": _Test(("x", "y"), _of_pair("kendall"), _SIDE | {"variant", "method"}, pairs=True),
    "pointbiserialr": _Test(("x", "y"), _of_pair("pearson"), pairs=True),
    "linregress": _Test(("x", "y"), _of_line, _SIDE, pairs=True),
    "skew": _Test(("a",), _of_powers(3), _NAN | {"bias"}),
    "kurtosis": _Test(("a",), _of_powers(4), _NAN | {"bias", "fisher"}),
    "describe": _Test(("a",), judge_moments, _NAN | {"bias", "ddof"}),
    "shapiro": _Test(("x",), _of_powers(4), _NAN),
    "normaltest": _Test(("a",), _of_powers(4), _NAN),
    "jarque_bera": _Test(("x",), _of_powers(4), _NAN),
    "sem": _Test(("a",), judge_moments, _NAN | {"ddof"}),
    "variation": _Test(("a",), judge_moments, _NAN | {"ddof"}),
}


def _decide(asked: Asked) -> Outcome | None:
    test = _TESTS.get(asked.name)
    if test is None or of_library("scipy.stats", asked.name) is not asked.function:
        return None
    given = _given(asked, test)
    if given is None:
        return None
    values, options = given
    sealed = {i: asked.desk.open_proxy(one) for i, one in enumerate(values) if type(one) is Sealed}
    columns = _columns(sealed, pairs=test.pairs)
    if columns is None:
        return None
    if isinstance(columns, Withheld):
        return asked.desk.withhold(asked.held.lineage, columns.reason, asked.name)
    reason = attempt(lambda: test.judge(list(columns.values())))
    if reason is not Reason.SHOWN:
        why = reason.reason if isinstance(reason, Withheld) else reason
        return asked.desk.withhold(asked.held.lineage, why, asked.name)
    return _told(asked, [columns.get(i, one) for i, one in enumerate(values)], options)


def _given(asked: Asked, test: _Test) -> tuple[list[Any], dict[str, Any]] | None:
    """Return the samples and the options of a call; None for a call that is not known."""
    options = dict(asked.kwargs)
    axis = options.pop("axis", 0)
    if test.takes_any:
        values = list(asked.args)
    else:
        names = (*test.samples, *(("popmean",) if "popmean" in test.options else ()))
        options |= dict(zip(names, asked.args, strict=False))
        values = [options.pop(name) for name in test.samples if options.get(name) is not None]
        options.pop("y", None)
        if len(asked.args) > len(names):
            return None
    is_optional = asked.name == "wilcoxon"
    few = len(values) < (1 if is_optional or test.takes_any else len(test.samples))
    plain = [value for value in values if type(value) is not Sealed]
    if few or axis not in (0, None) or not are_plain(options, test.options):
        return None
    if plain and not (test.takes_plain and are_plain(dict.fromkeys("v", plain), "v")):
        return None
    return values, options


def _columns(sealed: Mapping[int, Held], *, pairs: bool) -> dict[int, Sample] | Withheld | None:
    """Return the sealed samples as numbers without few gaps; None if they are no columns of numbers."""
    if any(kind_of(held.value) not in _COLUMNS or np.ndim(held.value) != 1 for held in sealed.values()):
        return None
    if pairs:
        sample = sample_of(sealed)
        if isinstance(sample.value, Withheld):
            return sample.value
        frame: Any = sample.value
        parts = {i: Held(frame[i], sample.lineage) for i in sealed}
    else:
        parts = {i: settled(held) for i, held in sealed.items()}
    found = {}
    for i, held in parts.items():
        numbers = None if isinstance(held.value, Withheld) else numbers_of(held.value)
        if numbers is None:
            return None
        if OWN in held.lineage.origin_of(None):
            return Withheld(Reason.OWN_NUMBERS)
        minimum = held.lineage.source.policy.minimum
        found[i] = Sample(held.lineage, completed(numbers, minimum))
    return found


def _told(asked: Asked, samples: list[Any], options: Mapping[str, Any]) -> Outcome:
    function: Any = asked.function
    values = [one.values if isinstance(one, Sample) else one for one in samples]
    cleaned = _CLEANED.get(asked.name, _as_is)
    result = attempt(lambda: cleaned(function(*values, **options), samples))
    if isinstance(result, Withheld) or not _holds_few_numbers(result):
        return asked.desk.withhold(asked.held.lineage, Reason.FAILED, asked.name)
    return Released(told_numbers(result, asked.held.lineage.source.policy))


def _as_is(result: Any, samples: Sequence[Sample]) -> Any:
    return result


def _without_columns(result: Any, samples: Sequence[Sample]) -> Any:
    """Return a correlation that can still tell its confidence interval, but does not keep the columns."""
    vars(result).update(dict.fromkeys(vars(result).keys() & {"_x", "_y"}))
    return result


def _without_place(result: Any, samples: Sequence[Sample]) -> Any:
    vars(result).update(dict.fromkeys(vars(result).keys() & {"statistic_location"}, np.nan))
    return result


def _without_extremes(result: Any, samples: Sequence[Sample]) -> Any:
    """Return a description without what one or a few people make of it."""
    powers = {"skewness": 3, "kurtosis": 4}
    hidden = {
        name: np.nan for name, power in powers.items() if _of_powers(power)(samples) is not Reason.SHOWN
    }
    n_people = rounded_count(samples[0].lineage, int(result.nobs))
    return result._replace(minmax=(np.nan, np.nan), nobs=n_people, **hidden)


_CLEANED: Mapping[str, Callable[[Any, Sequence[Sample]], Any]] = {
    "pearsonr": _without_columns,
    "ks_2samp": _without_place,
    "describe": _without_extremes,
}
_FEW = 2


def _holds_few_numbers(result: Any) -> bool:
    """Whether a result is numbers, and holds no array of more."""
    parts = [*(result if isinstance(result, tuple) else ()), *getattr(result, "__dict__", {}).values()]
    return all(np.size(part) <= _FEW for part in parts if isinstance(part, (np.ndarray, list, tuple)))


SIGNIFICANCE = Rule("significance", _decide, functions=frozenset(_TESTS))
"""By the support, spread and ranks of each sample; results hold numbers only."""
