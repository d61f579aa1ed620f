"""Results of whole groups put together: what `apply` gives, and tables such as correlations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_layout
from jupyter_privacy.guard.release.finish import LEFT_OUT
from jupyter_privacy.guard.release.grouped.cells import Cells
from jupyter_privacy.guard.release.grouped.request import is_single
from jupyter_privacy.guard.release.margins import protect_statistic
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["assembled"]


def assembled(cells: Cells, results: Sequence[object], name: str) -> Outcome:
    """Return one result for each group that is large enough: plain objects, tables with masks, or reasons.

    A group whose count would be masked beside the others is masked here too, and where a result is missing
    others are masked as in any statistic.
    """
    groups, numbers, reasons = cells.groups, cells.members.numbers, cells.members.reasons.copy()
    for number, result in zip(numbers, results, strict=True):
        reasons[number] = reasons[number] or (result if isinstance(result, Reason) else Reason.SHOWN)
    reasons = protect_statistic(groups, cells.lineage, reasons)
    shown = {number: result for number, result in zip(numbers, results, strict=True) if reasons[number] == 0}
    if not shown:
        hidden = [Reason(int(reasons[number])) for number in numbers]
        return cells.desk.withhold(cells.lineage, hidden[0] if hidden else Reason.THRESHOLD, name)
    threshold = cells.lineage.source.policy.threshold
    named = np.flatnonzero(cells.members.named).tolist()
    remark = LEFT_OUT.format(minimum=threshold) if len(named) < len(groups.sizes) else ""
    return _together(cells, _with_masked(shown, named), reasons, remark)


def _with_masked(shown: dict[int, object], named: list[int]) -> dict[int, object]:
    """Return a result for every group that may be named, if those of the others say what it looks like."""
    plain = [_plain(result) for result in shown.values()]
    first: Any = plain[0]
    if all(map(pandas_layout.is_scalar, plain)):
        filler = np.nan
    elif all(kind_of(one) is Kind.SERIES and one.index.equals(first.index) for one in plain):
        filler = pandas_layout.missing_like(first)
    else:
        return shown
    return {number: shown.get(number, filler) for number in named}


def _plain(result: object) -> Any:
    return result.value if isinstance(result, Released) else result


def _together(cells: Cells, found: dict[int, object], reasons: NDArray[np.uint8], remark: str) -> Released:
    grouped, options = cells.grouped, cells.grouped.options
    name = ... if not is_single(grouped) else grouped.selection or grouped.obj.value.name
    kept: dict[str, Any] = {key: options[key] for key in ("as_index", "group_keys") if key in options}
    labels = pandas_layout.own_index(cells.groups.index[list(found)])
    table = pandas_layout.assembled(labels, [_plain(result) for result in found.values()], kept, name)
    if pandas_layout.is_scalar(_plain(next(iter(found.values())))):
        table = table.infer_objects()
    return Released(table, _mask(table, found, reasons), remark)


def _mask(table: Any, found: dict[int, object], reasons: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the reasons in the shape of the table, which has one row a group, or the rows of each."""
    n_columns = 1 if table.ndim == 1 else table.shape[1]
    if len(table) == len(found):
        parts = [_row(reasons[number], result, n_columns) for number, result in found.items()]
    else:
        parts = [_rows(result) for result in found.values()]
    mask = np.vstack(parts) if len({part.shape[1] for part in parts}) == 1 else np.zeros((0, 0), np.uint8)
    fits = mask.shape == (len(table), n_columns)
    return mask if fits else np.zeros((len(table), n_columns), dtype=np.uint8)


def _row(reason: int, result: object, n_columns: int) -> NDArray[np.uint8]:
    inner = result.reasons if isinstance(result, Released) else None
    if reason == 0 and inner is not None and inner.size == n_columns:
        return inner.reshape(1, n_columns)
    return np.full((1, n_columns), reason, dtype=np.uint8)


def _rows(result: object) -> NDArray[np.uint8]:
    plain = _plain(result)
    if isinstance(result, Released) and result.reasons is not None:
        return result.reasons
    shape = (len(plain), plain.shape[1] if np.ndim(plain) > 1 else 1) if np.ndim(plain) else (1, 1)
    return np.zeros(shape, dtype=np.uint8)
