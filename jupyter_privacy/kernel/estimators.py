"""Estimators between a cell and the holder: fitting them in place, and handing fitted ones to functions."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from jupyter_privacy.guard.release.models.estimators import class_of
from jupyter_privacy.guard.release.models.in_place import answer_for, protected_in
from jupyter_privacy.guard.seal.callables import name_of, root_module
from jupyter_privacy.guard.seal.proxy import Sealed

__all__ = ["fits_in_place", "lowered"]

_FITS = frozenset({"fit", "fit_transform", "fit_predict"})

Ask = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]


def lowered(function: Any, value: Any) -> Any:
    """Return an argument of a function of scikit-learn's with what was fitted in place of an estimator."""
    if not isinstance(function, types.FunctionType) or root_module(function) != "sklearn":
        return value
    found = None if name_of(function) == "clone" else protected_in(value)
    return value if found is None else found


def fits_in_place(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], ask: Ask) -> Any:
    """Fit a known estimator through the holder and let it answer; `NotImplemented` for other functions."""
    owner, name = getattr(function, "__self__", None), name_of(function)
    if name not in _FITS or class_of(owner) is None:
        return NotImplemented
    kind: Any = type(owner)
    learnt = ask(kind.fit.__get__(owner), args, kwargs)
    if type(learnt) is not Sealed:
        return learnt
    estimator = answer_for(owner, learnt)
    if name == "fit":
        return estimator
    if name == "fit_predict":
        return learnt.labels_
    rows = args[0] if args else kwargs.get("X", kwargs.get("y"))
    return learnt.transform(rows)
