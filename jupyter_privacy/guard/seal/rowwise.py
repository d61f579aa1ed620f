"""Operations that give each row a result of its own row alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_categories, pandas_operations, pandas_rows
from jupyter_privacy.frames.pandas_operations import Parameters
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.conditions import LOGICAL, settled_values, with_own_numbers
from jupyter_privacy.guard.seal.desk import Desk, attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.snap_people import snapped, with_nearest_steps, without_rare_labels
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["call", "compute"]

_COLUMNS = {Kind.SERIES, Kind.ARRAY}
_LOOKED_UP = "map"
_POWERS = {"pow": ("1", "other"), "power": ("1",), "rpow": ("other",)}
"""The exponent by operation, as operator, function and method; of `rpow` what is raised."""
_STEPS = frozenset(
    (
        "digitize floordiv rfloordiv floor_divide floor ceil trunc round around rint fix "
        "year month quarter day hour dayofyear day_of_year normalize"
    ).split()
)
"""Operations that sort numbers and times into steps, as `cut` does."""


def call(
    desk: Desk,
    base: Held,
    given: Mapping[str, Any],
    parameters: Parameters,
    run: Callable[[dict[str, Any]], Any],
    operation: str,
) -> Held:
    """Carry out an operation whose arguments, by parameter, are ones that it may be given.

    `run` is called with the raw arguments.
    """
    for name, argument in given.items():
        is_followed = name in parameters.columns or not holds_sealed(argument)
        if not parameters.allows(name) or not is_followed or not is_plain(argument):
            return desk.withhold(base.lineage, Reason.NO_RULE, operation)
    lowered = desk.lower((), given)
    if operation not in LOGICAL:
        for name in given.keys() & parameters.columns:
            lowered.kwargs[name] = _settled(lowered.kwargs[name], base.lineage)
            if isinstance(lowered.kwargs[name], Withheld):
                return desk.withhold(base.lineage, lowered.kwargs[name].reason, operation)
    for name in _POWERS.get(operation, ()):
        if name in given:
            lowered.kwargs[name] = _as_power(lowered.kwargs[name], raises=operation == "rpow")
    columns = [lowered.kwargs[name] for name in given if name in parameters.columns]
    result = compute(base, lowered.held, lambda: run(lowered.kwargs), operation, columns)
    return with_own_numbers(result, [one for one in given.values() if not holds_sealed(one)], operation)


def _as_power(operand: Any, *, raises: bool) -> Any:
    """Return an operand of a power with a fraction: a power of whole numbers fails at one negative exponent.

    `raises` says that the operand is raised to powers of the column, else it is the exponent.
    """
    if isinstance(operand, int):
        return operand if operand >= 0 and not raises else float(operand)
    kind = getattr(getattr(operand, "dtype", None), "kind", "")
    return operand.astype(np.float64) if kind in {"i", "u"} else operand


def _settled(operand: Any, lineage: Lineage) -> Any:
    """Return an operand with its conditions settled; a list of columns (as `np.select` takes) one by one."""
    if isinstance(operand, list) and any(hasattr(part, "dtype") for part in operand):
        parts = [settled_values(part, lineage) for part in operand]
        return next((part for part in parts if isinstance(part, Withheld)), parts)
    return settled_values(operand, lineage)


def compute(
    base: Held,
    others: Sequence[Held],
    run: Callable[[], Any],
    operation: str,
    operands: Iterable[Any] = (),
) -> Held:
    """Carry out an operation on `base` and sealed operands of the same rows.

    The operation is not run at all unless the operands stand on the same records in the same order.
    What only a few people make different - from everybody else, or from an operand - is snapped;
    `operands` are further raw ones, those that the analyst wrote among them.
    """
    obstacle = shared_rows(base.lineage, others)
    if obstacle is Reason.SHOWN and not all(_pairs_up(other.value, base.value) for other in others):
        obstacle = Reason.LINEAGE
    if obstacle is not Reason.SHOWN:
        return withheld(base.lineage, obstacle, operation)
    result = attempt(run)
    if not pandas_rows.lines_up(result, base.value):
        return withheld(base.lineage, Reason.NO_RULE, operation)
    lineage = _followed(base, others, result, operation)
    if operation in pandas_operations.KEEPS_CELLS:
        return Held(result, lineage)
    compared = [base.value, *(other.value for other in others), *operands]
    made = snapped(result, lineage, compared)
    if _is_stepped(base.value, made, operation):
        return Held(with_nearest_steps(made, lineage), lineage)
    looks_up = operation == _LOOKED_UP or pandas_categories.is_categorical(made, unlike=base.value)
    return Held(without_rare_labels(made, lineage) if looks_up else made, lineage)


def _is_stepped(base: Any, made: Any, operation: str) -> bool:
    """Whether an operation has sorted numbers into steps, of which few people may be alone in some."""
    kinds = [getattr(getattr(one, "dtype", None), "kind", "") for one in (base, made)]
    is_cut_off = operation == "astype" and kinds[0] == "f" and kinds[1] in {"i", "u"}
    return operation in _STEPS or is_cut_off or pandas_categories.is_ordered(made)


def _pairs_up(operand: Any, base: Any) -> bool:
    """Whether an operand is paired with `base` row by row: alike in kind and in row labels."""
    alike = kind_of(operand) is kind_of(base) or {kind_of(operand), kind_of(base)} <= _COLUMNS
    return alike and pandas_rows.lines_up(operand, base)


def _followed(base: Held, others: Sequence[Held], result: Any, operation: str) -> Lineage:
    """Return the lineage of a result: whose rows, from which source columns, with which obstacles."""
    lineage = base.lineage.same_rows(operation)
    if kind_of(result) is not Kind.FRAME or kind_of(base.value) is not Kind.FRAME:
        operands = (base, *others)
        sources = frozenset().union(*map(_all_sources, operands))
        taint = next((why for held in operands for why in held.lineage.obstacles.values()), Reason.SHOWN)
        names = list(result.columns) if kind_of(result) is Kind.FRAME else [None]
        united = replace(lineage, obstacles={}, origins=dict.fromkeys(names, sources)).tainted(taint)
        return united.made_of((held.lineage for held in operands), names)
    names, labels = list(base.value.columns), list(result.columns)
    if operation in {"drop", "filter"}:
        return lineage.relabelled(labels, labels)
    if len(names) != len(labels):
        return lineage.tainted(Reason.LINEAGE)
    for other in others:
        lineage = lineage.joined(other.lineage, names)
    return lineage.relabelled(names, labels)


def _all_sources(held: Held) -> frozenset[str]:
    """Return the source columns that any part of a held value was made of."""
    if kind_of(held.value) is not Kind.FRAME:
        return held.lineage.origin_of(None)
    found = (held.lineage.origin_of(name) for name in held.value.columns)
    return frozenset().union(*found)
