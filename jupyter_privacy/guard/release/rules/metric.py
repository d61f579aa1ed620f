"""Metrics of scikit-learn, for outcomes and predictions of the same protected rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_privacy.guard.release.models.metrics import METRICS, metric_of, score
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.proxy import Sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["METRIC"]

_GIVEN = ("y_true", "y_pred")
_SCORES = ("y_score", "y_prob", "y_proba")


def _decide(asked: Asked) -> Outcome | None:
    name = metric_of(asked.function)
    if name is None:
        return None
    given = {**dict(zip(_GIVEN, asked.args, strict=False)), **asked.kwargs}
    truth = given.pop("y_true", None)
    predicted = next((given.pop(key) for key in ("y_pred", *_SCORES) if key in given), None)
    if type(truth) is not Sealed or type(predicted) is not Sealed or len(asked.args) > len(_GIVEN):
        return None
    return score(asked, name, asked.desk.open_proxy(truth), asked.desk.open_proxy(predicted), given)


METRIC = Rule("metric", _decide, functions=METRICS)
"""As means of what each person contributes; those of a confusion matrix as that is."""
