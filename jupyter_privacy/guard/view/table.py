"""A released table with masked cells -> SafeView.

The table is a plain object, so nothing in it needs protection; the view only says which of its
missing cells are masked.  In a table of groups all masked cells tell the same rules: which of them
are small and which protect a small one is what an attacker would like to know.  What each says of
how it could be seen is worked out from what the table shows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import open_frame
from jupyter_privacy.frames.pandas_tables import as_frame, axis_names, label_texts
from jupyter_privacy.guard.advice import advice_title, cell_advice, table_advice
from jupyter_privacy.guard.explain import Told, policy_words, rounding_words, told
from jupyter_privacy.guard.release.outcome import Released, count_reasons
from jupyter_privacy.guard.release.remedies import pattern_of
from jupyter_privacy.guard.view.safe import SafeCell, SafeView
from jupyter_privacy.policy import Policy

__all__ = ["table_view"]

_MOST_CELLS = 400
"""Masked cells up to which it is worked out what would show each of them."""
_MOST_ADVICE = 2


def table_view(released: Released, policy: Policy) -> SafeView:
    """Return the view of a released Series or frame with its masks."""
    frame = as_frame(released.in_pandas)
    masks = np.zeros(frame.shape, dtype=np.uint8) if released.reasons is None else released.reasons
    reasons = told(count_reasons(masks), policy, may_protect=released.may_protect)
    advice = table_advice(released, policy, reasons, _MOST_ADVICE) if reasons else ()
    masked = _masked(released, policy, reasons)
    columns = [_column(frame, j, masked) for j in range(frame.shape[1])]
    notes = [f"masked: {one.text} ({policy_words(policy)})" for one in reasons]
    return SafeView(
        title=f"{len(masked)} of {masks.size} cells masked",
        columns=tuple(label_texts(frame.columns)),
        corner=axis_names(frame),
        labels=tuple(label_texts(frame.index)),
        rows=tuple(zip(*columns, strict=True)),
        notes=(*notes, *filter(None, (released.remark, rounding_words(policy)))),
        advice=advice,
        advice_title=advice_title(advice),
    )


def _masked(released: Released, policy: Policy, reasons: tuple[Told, ...]) -> dict[tuple[int, int], SafeCell]:
    """Return the masked cells: the rules that may mask each, who set them, and what would show it."""
    if released.reasons is None:
        return {}
    told_of = {reason: one for one in reasons for reason in one.reasons}
    where = policy_words(policy)
    codes = released.reasons
    cells = {(i, j): told_of[Reason(int(codes[i, j]))] for i, j in np.argwhere(codes).tolist()}
    texts = {cell: f"masked: {one.text} ({where})" for cell, one in cells.items()}
    pattern = pattern_of(released, policy) if len(cells) <= _MOST_CELLS else None
    for cell, one in cells.items():
        texts[cell] += f". To see it: {cell_advice(pattern, *cell, one)}."
    return {cell: SafeCell("", one.reason, why=texts[cell]) for cell, one in cells.items()}


def _column(frame: Any, j: int, masked: dict[tuple[int, int], SafeCell]) -> list[SafeCell]:
    shown = np.array([i for i in range(len(frame)) if (i, j) not in masked], dtype=np.intp)
    texts = dict(zip(shown.tolist(), _texts(frame, j, shown), strict=True))
    return [masked[i, j] if (i, j) in masked else SafeCell(texts[i]) for i in range(len(frame))]


def _texts(frame: Any, j: int, shown: Any) -> list[str]:
    """Return the shown cells as pandas prints them; counts keep their look beside masked cells."""
    column = frame.iloc[shown, j]
    if column.dtype == np.float64 and len(column) and bool((column == column.round()).all()):
        return [f"{int(value)}" for value in column]
    return open_frame(frame).texts(j, shown)
