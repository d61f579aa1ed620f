"""`info()`: the schema of a frame, with counts of present values where they are safe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage
from jupyter_privacy.guard.release.rules.count import judge_count, safe_count
from jupyter_privacy.guard.release.rules.structure import dtype_texts
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["INFO"]


def _decide(asked: Asked) -> Outcome:
    held, frame = asked.held, asked.held.value
    reason = judge_count(held.lineage, len(frame))
    if reason is not Reason.SHOWN or not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, reason or LABELS_PRIVATE, "info")
    n_rows = rounded_count(held.lineage, len(frame))
    lines = [
        f"Protected frame: {n_rows} rows, {len(dtype_texts(held))} columns",
        _line("Column", "Non-Null", "Dtype"),
    ]
    for j, dtype in enumerate(dtype_texts(held)):
        column: Any = frame.iloc[:, j]
        is_open = column_lineage(held, column.name).taint is Reason.SHOWN
        present = safe_count(held.lineage, column.notna().to_numpy(dtype=bool)) if is_open else None
        lines.append(_line(str(column.name), "masked" if present is None else str(present), str(dtype)))
    (asked.kwargs.get("buf") or sys.stdout).write("\n".join(lines) + "\n")
    return Released(None)


def _line(name: str, present: str, dtype: str) -> str:
    return f" {name:<24} {present:>10}  {dtype}"


INFO = Rule("info", _decide, methods={Kind.FRAME: frozenset({"info"})})
"""A column that lacks values of fewer than k people is counted as complete."""
