"""Operations that give each row a result of its own row alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.seal.desk import attempt, shared_rows
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.values import Withheld

__all__ = ["compute", "is_scalar"]

_SCALARS = (str, bytes, int, float, complex, bool, tuple, list, dict, set, frozenset, type(None))


def compute(base: Held, others: Sequence[Held], run: Callable[[], Any], operation: str) -> Held:
    """Run an operation on `base` and sealed operands; follow its rows if they are the same.

    A result that does not line up with `base` is kept without rows, one that was built with a
    withheld value or with other records is marked for good, and what only a few people make
    different is snapped.
    """
    obstacle = shared_rows(base.lineage, others)
    result = Withheld(obstacle) if _is_withheld([base, *others]) else attempt(run)
    if is_scalar(result):
        reason = result.reason if isinstance(result, Withheld) else Reason.NO_RULE
        return Held(Withheld(reason), base.lineage.lost(operation).tainted(reason))
    if obstacle is not Reason.SHOWN or not pandas_rows.lines_up(result, base.value):
        return Held(result, base.lineage.lost(operation).tainted(obstacle))
    lineage = base.lineage.same_rows(operation)
    if operation in pandas_rows.KEEPS_CELLS:
        return Held(result, lineage)
    return Held(snap(result, lineage.source.policy.minimum), lineage)


def _is_withheld(operands: Sequence[Held]) -> bool:
    return any(isinstance(held.value, Withheld) for held in operands)


def is_scalar(value: object) -> bool:
    """Whether a raw result is a single value (or a plain container of values) that no rule can judge."""
    return isinstance(value, (*_SCALARS, Withheld)) or pandas_rows.is_library_scalar(value)
