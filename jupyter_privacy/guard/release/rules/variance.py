"""`anova_lm` of statsmodels: what each term of a model explains, and models compared with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.exactness import told_numbers
from jupyter_privacy.guard.release.models.known import are_plain, of_library
from jupyter_privacy.guard.release.models.regressions import Fitted
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.desk import attempt
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Model, Withheld

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["VARIANCE"]

_OPTIONS = frozenset({"typ", "test", "scale", "robust"})


def _decide(asked: Asked) -> Outcome | None:
    function: Any = asked.function
    if function is not of_library("statsmodels.stats.anova", "anova_lm"):
        return None
    if not are_plain(asked.kwargs, _OPTIONS) or any(type(one) is not Sealed for one in asked.args):
        return None
    models = [asked.desk.open_proxy(one).value for one in asked.args]
    if not all(isinstance(one, Model) and isinstance(one.raw, Fitted) for one in models):
        return None
    reason = next((one.reason for one in models if one.reason is not Reason.SHOWN), Reason.SHOWN)
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, reason, asked.name)
    table = attempt(lambda: function(*(one.raw.results for one in models), **asked.kwargs))
    if isinstance(table, Withheld):
        return asked.desk.withhold(asked.held.lineage, table.reason, asked.name)
    return Released(told_numbers(table, asked.held.lineage.source.policy))


VARIANCE = Rule("variance", _decide, functions=frozenset({"anova_lm"}))
"""Sums of squares of models of which everything may be told."""
