"""`memory_usage`: the room that columns take, where it depends on their types and the number of rows alone.

Texts take the room of their letters, so how much a column of them takes is about what stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import bytes_a_row, series_like, with_missing
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, columns_in, options_of
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.choosing import is_in_file_order
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["MEMORY"]

_BYTES_A_LABEL = 8


def _decide(asked: Asked) -> Outcome | None:
    given, held = options_of(asked, "index", "deep"), asked.held
    if given is None:
        return None
    reason = judge_count(held.lineage, len(held.value))
    if reason is not Reason.SHOWN or not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, reason or LABELS_PRIVATE, asked.name)
    n_rows = rounded_count(held.lineage, len(held.value))
    is_frame = kind_of(held.value) is Kind.FRAME
    columns = columns_in(held.value) if is_frame else [held.value]
    found = [bytes_a_row(column, deep=bool(given.get("deep", False))) for column in columns]
    room = [np.nan if each is None else each * n_rows for each in found]
    labels = list(held.value.columns) if is_frame else [None]
    if given.get("index", True):
        numbering = held.value.index.memory_usage() if is_in_file_order(held) else _BYTES_A_LABEL * n_rows
        labels, room = ["Index", *labels], [numbering, *room]
    hidden = np.isnan(np.array(room, dtype=np.float64))
    if not is_frame:
        if hidden.any():
            return asked.desk.withhold(held.lineage, Reason.NO_RULE, asked.name)
        return Released(int(sum(room)))
    reasons = np.where(hidden, np.uint8(Reason.NO_RULE), np.uint8(0))[:, None]
    return Released(with_missing(series_like(None, room, labels), hidden), reasons)


_NAMES = frozenset({"memory_usage"})

MEMORY = Rule("memory", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES})
"""Types and the number of rows are known; lengths of texts and numbers of categories are not."""
