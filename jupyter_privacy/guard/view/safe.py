"""What may be rendered: texts and reasons, nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from jupyter_privacy.core.types import Reason

__all__ = ["GAP", "Advice", "SafeCell", "SafeView", "message_view"]


@dataclass(frozen=True, slots=True)
class SafeCell:
    """One cell: its text, or the reason why it has none, and that in words if the view has none."""

    text: str
    reason: Reason = Reason.SHOWN
    is_band: bool = False
    why: str = ""


GAP = SafeCell("…")
"""A cell of the row that stands for rows not displayed."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What would show more: in words and, where possible, as code; `is_merge` of categories."""

    text: str
    code: str = ""
    is_merge: bool = False


@dataclass(frozen=True, slots=True)
class SafeView:
    """A rendered-to-be table, or only a message when `columns` is empty.

    `corner` names the row labels and the columns.  `rows` and `labels` have one entry a displayed row;
    `title` says what it is, `notes` are the legend, and `reasons` says why cells are masked, in words.
    `advice` is what would show more, under `advice_title`.
    """

    title: str
    columns: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    rows: tuple[tuple[SafeCell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    reasons: dict[Reason, str] = field(default_factory=dict)
    is_withheld: bool = False
    corner: str = ""
    advice: tuple[Advice, ...] = ()
    advice_title: str = ""

    @property
    def masked(self) -> Counter[Reason]:
        """How many cells each reason masks."""
        return Counter(cell.reason for row in self.rows for cell in row if cell.reason is not Reason.SHOWN)

    @property
    def n_rows_masked(self) -> int:
        """How many displayed rows have no visible cell."""
        return sum(bool(row) and all(cell.reason is not Reason.SHOWN for cell in row) for row in self.rows)

    @property
    def n_cells(self) -> int:
        """How many cells are displayed, masked ones included."""
        return sum(len(row) for row in self.rows if not row or row[0] is not GAP)


def message_view(title: str, *notes: str) -> SafeView:
    """Return a view that says something and shows nothing."""
    return SafeView(title, notes=notes, is_withheld=True)
