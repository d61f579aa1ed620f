"""A released table with masked cells -> SafeView.

The table is a plain object, so nothing in it needs protection; the view only says which of its
missing cells are masked.  All masked cells carry the same words: which of them are small and
which protect a small one is what an attacker would like to know.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import open_frame
from jupyter_privacy.frames.pandas_tables import as_frame, axis_names, label_texts
from jupyter_privacy.guard.explain import explain
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.view.safe import SafeCell, SafeView
from jupyter_privacy.policy import Policy

__all__ = ["table_view"]

_MASKED = "the cell is too small or too telling, or masked to protect one that is"


def table_view(released: Released, policy: Policy) -> SafeView:
    """Return the view of a released Series or frame with its masks."""
    frame = as_frame(released.value)
    masks = np.zeros(frame.shape, dtype=np.uint8) if released.reasons is None else released.reasons
    columns = [_column(frame, j, masks[:, j]) for j in range(frame.shape[1])]
    n_masked = int((masks > 0).sum())
    found = sorted({Reason(int(code)) for code in np.unique(masks) if code})
    notes = [f"masked: {explain(reason, policy)}" for reason in found]
    return SafeView(
        title=f"{n_masked} of {masks.size} cells masked",
        columns=tuple(label_texts(frame.columns)),
        corner=axis_names(frame),
        labels=tuple(label_texts(frame.index)),
        rows=tuple(zip(*columns, strict=True)),
        notes=(*notes, *([released.remark] if released.remark else [])),
        reasons=dict.fromkeys(found, _MASKED),
    )


def _column(frame: Any, j: int, mask: NDArray[np.uint8]) -> list[SafeCell]:
    shown = np.flatnonzero(np.asarray(mask) == 0)
    texts = dict(zip(shown.tolist(), _texts(frame, j, shown), strict=True))
    return [
        SafeCell(texts[i]) if i in texts else SafeCell("", Reason(int(mask[i]))) for i in range(len(frame))
    ]


def _texts(frame: Any, j: int, shown: Any) -> list[str]:
    """Return the shown cells as pandas prints them; counts keep their look beside masked cells."""
    column = frame.iloc[shown, j]
    if column.dtype == np.float64 and len(column) and bool((column == column.round()).all()):
        return [f"{int(value)}" for value in column]
    return open_frame(frame).texts(j, shown)
