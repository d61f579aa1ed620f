"""Operations that give each row a result of its own row alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.seal.desk import attempt, shared_rows
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = ["compute", "is_scalar"]

_BY_NAME = frozenset({"drop", "select_dtypes", "filter", "get"})
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
    lineage = _with_obstacles(base, others, result, operation)
    if operation in pandas_rows.KEEPS_CELLS:
        return Held(result, lineage)
    return Held(snap(result, lineage.source.policy.minimum), lineage)


def _with_obstacles(base: Held, others: Sequence[Held], result: Any, operation: str) -> Lineage:
    """Return the lineage of a result; columns that nothing may be released from stay what they are.

    Two frames are put together by column name, one frame keeps the order of its columns unless the
    operation selects some by name; where a column cannot be followed all that came of it is marked.
    """
    lineage = base.lineage.same_rows(operation)
    obstacles = {name: why for held in (base, *others) for name, why in held.lineage.obstacles.items()}
    if not obstacles:
        return lineage
    if operation == "get" and kind_of(result) is Kind.SERIES:
        return replace(lineage, obstacles={}).tainted(obstacles.get(result.name, Reason.SHOWN))
    if kind_of(result) is Kind.FRAME:
        by_name = operation in _BY_NAME or any(kind_of(held.value) is Kind.FRAME for held in others)
        if by_name:
            return replace(lineage, obstacles=obstacles)
        if kind_of(base.value) is Kind.FRAME and result.shape[1] == base.value.shape[1]:
            return lineage.relabelled(base.value.columns, result.columns)
    return replace(lineage, obstacles={}).tainted(next(iter(obstacles.values())))


def _is_withheld(operands: Sequence[Held]) -> bool:
    return any(isinstance(held.value, Withheld) for held in operands)


def is_scalar(value: object) -> bool:
    """Whether a raw result is a single value (or a plain container of values) that no rule can judge."""
    return isinstance(value, (*_SCALARS, Withheld)) or pandas_rows.is_library_scalar(value)
