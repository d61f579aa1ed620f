"""What a translator asks of pandas: methods of held values, answered by the rules that pandas has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import calls, items
from jupyter_privacy.guard.seal.desk import Desk, Outcome, withheld
from jupyter_privacy.guard.seal.faces import Face, Form
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.values import Withheld, kind_of

__all__ = ["Column", "Lost", "Told", "asked", "chosen", "counted", "dressed", "method", "reason_of", "told"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A sealed column, and its polars type."""

    held: Held
    dtype: Any


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Released entries, a polars column: one, or one a group; `reasons` says which are masked."""

    values: Any
    reasons: NDArray[np.uint8]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing can be said of an expression."""

    reason: Reason


def method(desk: Desk, held: Held, name: str, *args: object, **kwargs: object) -> Outcome:
    """Answer a pandas method; held values among the arguments are handed over sealed."""
    given = tuple(_sealed(desk, one) for one in args)
    named = {key: _sealed(desk, one) for key, one in kwargs.items()}
    return calls.method(
        desk.quietly(), replace(held, face=None), Request(Verb.METHOD, None, name, given, named)
    )


def _sealed(desk: Desk, value: object) -> object:
    if isinstance(value, Held):
        return desk.keep(replace(value, face=None))
    return [_sealed(desk, one) for one in value] if isinstance(value, list) else value


def asked(desk: Desk, held: Held, name: str, *args: object, **kwargs: object) -> Held:
    """Answer a pandas method whose result stays sealed; anything else is withheld."""
    outcome = method(desk, held, name, *args, **kwargs)
    return outcome if isinstance(outcome, Held) else withheld(held.lineage, Reason.NO_RULE, name)


def chosen(desk: Desk, held: Held, key: object) -> Held:
    """Answer `held[key]`."""
    request = Request(Verb.GET_ITEM, None, args=(_sealed(desk, key),))
    outcome = items.get_item(desk.quietly(), replace(held, face=None), request)
    return outcome if isinstance(outcome, Held) else withheld(held.lineage, Reason.NO_RULE, "item")


def counted(desk: Desk, held: Held) -> Outcome | None:
    """Answer `len(held)`."""
    return registry.decide(kind_of(held.value), registry.Asked(desk.quietly(), held, "__len__"))


def reason_of(outcome: Outcome | None) -> Reason:
    """Return why there is no released value."""
    if isinstance(outcome, Held) and isinstance(outcome.value, Withheld):
        return outcome.value.reason
    return Reason.NO_RULE


def told(desk: Desk, held: Held, released: Released, operation: str) -> Released:
    """Note a released result under the name of what was asked, and return it."""
    named = replace(released, operation=operation)
    desk.recorder.released(held.lineage, named)
    return named


def dressed(held: Held, form: Form, empty: Any, **parts: Any) -> Held:
    """Return a held value with a polars face; what is withheld has none."""
    if isinstance(held.value, Withheld):
        return held
    return replace(held, face=Face(form, empty, **parts))
