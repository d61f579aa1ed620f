"""`select_dtypes`: the columns of a type.

The type of a computed column can depend on single cells: whether a missing value came up makes whole
numbers floats.  So computed columns are told apart by the kind of their type only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, options_of
from jupyter_privacy.guard.release.rules.structure import DERIVED, dtype_texts
from jupyter_privacy.guard.seal.desk import quarantine
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["TYPES"]

_KINDS = frozenset(
    [
        *"number object str string bool category".split(),
        *"datetime datetime64 datetimetz timedelta timedelta64".split(),
        *(np.number, np.object_, np.bool_, np.datetime64, np.timedelta64, object, str, bool),
    ]
)


def _decide(asked: Asked) -> Outcome | None:
    given, held = options_of(asked, "include", "exclude"), asked.held
    if given is None:
        return None
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    nobody: Any = held.value.iloc[:0]
    try:
        with quarantine():
            names = list(nobody.select_dtypes(**given).columns)
    except Exception as error:  # it saw no data
        raise Refusal(type(error)(*error.args)) from None
    wanted = [kind for option in given.values() for kind in (option if _is_list(option) else [option])]
    if not set(wanted) <= _KINDS | {None} and DERIVED in dtype_texts(held):
        return asked.desk.withhold(held.lineage, Reason.NO_RULE, asked.name)
    return project(held, names)


def _is_list(option: object) -> bool:
    return isinstance(option, (list, tuple, set, frozenset, np.ndarray))


TYPES = Rule("types", _decide, methods={Kind.FRAME: frozenset({"select_dtypes"})})
"""A choice of columns by what is public of them."""
