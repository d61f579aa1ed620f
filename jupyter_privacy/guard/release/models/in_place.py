"""`m.fit(X, y)` changes the estimator in the analyst's hands, as scikit-learn's own `fit` does.

What was fitted on raw data is another estimator, and stays sealed.  The one in the analyst's hands gets a
class derived from its own: it keeps its parameters, and asks the sealed one for all that was learnt.  No
raw value ever stands in it.
"""

from __future__ import annotations

from typing import Any

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.release.models.estimators import class_of, name_base
from jupyter_privacy.guard.release.models.known import of_library
from jupyter_privacy.guard.seal.proxy import Sealed

__all__ = ["answer_for", "protected_in"]

_KEY = "_protected"
_STORED = (
    "an estimator that was fitted on protected data cannot be pickled, copied out or written: "
    "save the numbers that it tells, such as coef_"
)
_OWN = frozenset(
    {
        *("fit", "fit_transform", "fit_predict", "partial_fit", "get_params", "set_params", "set_output"),
        *("get_metadata_routing", "set_fit_request", "set_score_request", "set_predict_request"),
    }
)
"""What an estimator answers itself: its parameters, and being fitted once more."""


class _Answering:
    """Asks the sealed estimator for all that is not the analyst's own."""

    def __getattribute__(self, name: str) -> Any:
        own: dict[str, Any] = object.__getattribute__(self, "__dict__")
        if _KEY not in own or name.startswith("_") or name in own or name in _OWN:
            return object.__getattribute__(self, name)
        return getattr(own[_KEY], name)

    def __getitem__(self, key: Any) -> Any:
        own = vars(self)
        if _KEY in own:
            return own[_KEY][key]
        return super().__getitem__(key)  # type: ignore[misc]  # the class behind it may have one

    def __sklearn_is_fitted__(self) -> bool:
        return _KEY in vars(self)

    def __sklearn_clone__(self) -> Any:
        kind: Any = class_of(self)
        return of_library("sklearn.base", "clone")(kind(**kind.get_params(self, deep=False)))

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise DisclosureError(_STORED)


_MADE: dict[type, type] = {}


def answer_for(estimator: Any, learnt: Sealed) -> Any:
    """Let a known estimator answer with what was fitted in its stead, and return it."""
    kind = class_of(estimator)
    if kind is None:
        return learnt
    if kind not in _MADE:
        _MADE[kind] = type(kind.__name__, (_Answering, kind), {"__module__": kind.__module__})
        name_base(_MADE[kind], kind)
    vars(estimator)[_KEY] = learnt
    estimator.__class__ = _MADE[kind]
    return estimator


def protected_in(value: Any) -> Sealed | None:
    """Return the sealed estimator that one in the analyst's hands answers for; None for anything else."""
    found = vars(value).get(_KEY) if issubclass(type(value), _Answering) else None
    return found if type(found) is Sealed else None
