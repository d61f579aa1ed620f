"""What a session has shown, masked and withheld; in memory, and without a value of the data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.explain import WITHHELD, Told, told
from jupyter_privacy.guard.release.outcome import Released, count_reasons
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.row_sets import EVERYONE, RowSets
from jupyter_privacy.guard.view.safe import SafeView
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.shown import ShownCells
from jupyter_privacy.session.state import OutputState, ReasonState, TallyState

__all__ = ["CellName", "Entry", "Ledger", "Outcome"]

_MOST_NAMED = 3


class Outcome(StrEnum):
    """What became of a result."""

    SHOWN = "shown"
    MASKED = "masked"
    WITHHELD = "withheld"


@dataclass(slots=True, eq=False)
class CellName:
    """The cell that results come from; its label is known when it has ended."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One result about protected data; `reasons` counts masked cells (or the one withheld result).

    `operation` is what was asked, and `released` the table that was given, if it was one.
    `earlier` are the cells that first had results about the same people, or people that it was answered as.
    `refusal` are the words of what is never carried out, whatever the data.
    """

    outcome: Outcome
    policy: Policy
    reasons: Counter[Reason] = field(default_factory=Counter)
    n_rows: int = 0
    n_rows_masked: int = 0
    n_cells: int = 0
    remark: str = ""
    operation: str = ""
    released: Released | None = None
    earlier: tuple[CellName, ...] = ()
    refusal: str = ""

    @property
    def told(self) -> tuple[Told, ...]:
        """The reasons as they may be told."""
        may_protect = self.released is not None and self.released.may_protect
        return told(self.reasons, self.policy, may_protect=may_protect)

    @property
    def answers_as(self) -> str:
        """The labels of the earlier outputs whose people the result is about; equal or nearly equal ones."""
        labels = list(dict.fromkeys(cell.label for cell in self.earlier if cell.label))
        return ", ".join([*labels[:_MOST_NAMED], *(["..."] if len(labels) > _MOST_NAMED else [])])

    @property
    def n_cells_masked(self) -> int:
        """How many cells are masked."""
        return 0 if self.outcome is Outcome.WITHHELD else self.reasons.total()

    def to_state(self, label: str) -> OutputState:
        """Return the entry as the sidebar shows it."""
        reasons = tuple(
            ReasonState(
                one.reason.name.lower(), 0 if self.outcome is Outcome.WITHHELD else one.n_cells, one.text
            )
            for one in self.told
        )
        return OutputState(
            label,
            self.outcome.value,
            self.n_rows,
            self.n_rows_masked,
            self.n_cells,
            self.n_cells_masked,
            reasons,
        )


class Ledger:
    """Records results as they happen; `cells` remembers what was shown of each person."""

    def __init__(self) -> None:
        self.cells = ShownCells()
        self._cell = CellName()
        self._last_cell = self._cell
        self._first: dict[tuple[int, int], CellName] = {}
        self._row_sets: dict[int, RowSets] = {}
        self._last: list[Entry] = []
        self._current: list[Entry] = []
        self._tally: Counter[Outcome] = Counter()

    def begin(self, label: str = "") -> None:
        """Start the entries of a new cell."""
        self._cell = CellName(label)
        self._current = []
        for row_sets in self._row_sets.values():
            row_sets.take_met()  # what had no entry of its own

    def end(self, label: str) -> None:
        """Name the cell whose entries are complete."""
        self._cell.label = label

    def released(self, lineage: Lineage, outcome: Released) -> None:
        """Note a released result."""
        reasons = Counter(count_reasons(outcome.reasons))
        n_rows, n_cells = outcome.reasons.shape[0] if outcome.reasons is not None else 1, 1
        if outcome.reasons is not None:
            n_cells = outcome.reasons.size
        kind = Outcome.MASKED if reasons else Outcome.SHOWN
        policy, remark, operation = lineage.source.policy, outcome.remark, outcome.operation
        earlier = self._earlier(lineage.source.row_sets)
        self._note(Entry(kind, policy, reasons, n_rows, 0, n_cells, remark, operation, outcome, earlier))

    def _earlier(self, row_sets: RowSets) -> tuple[CellName, ...]:
        """Return the cells that first had results about the sets of people of this one."""
        self._row_sets[id(row_sets)] = row_sets
        numbers = sorted(row_sets.take_met() - {EVERYONE})
        cells = [self._first.setdefault((id(row_sets), number), self._cell) for number in numbers]
        return tuple(cell for cell in dict.fromkeys(cells) if cell is not self._cell)

    def withheld(self, lineage: Lineage, reason: Reason, operation: str = "") -> None:
        """Note a result that stays behind, and what was asked."""
        lineage.source.row_sets.take_met()
        policy = lineage.source.policy
        self._note(Entry(Outcome.WITHHELD, policy, Counter([reason]), operation=operation))

    def refused(self, lineage: Lineage, words: str) -> None:
        """Note what is never carried out; it is no result, so it is not counted."""
        self._current.append(Entry(Outcome.WITHHELD, lineage.source.policy, refusal=words))
        self._last, self._last_cell = self._current, self._cell

    def displayed(self, lineage: Lineage, view: SafeView) -> None:
        """Note a rendered view of rows, or that a withheld result was looked at in a later cell."""
        if view.is_withheld:
            if view.title == WITHHELD and not any(lineage.taint in one.reasons for one in self._current):
                self.withheld(lineage, lineage.taint, lineage.operation)
            return
        kind = Outcome.MASKED if view.masked else Outcome.SHOWN
        n_rows = sum(1 for row in view.rows if row)
        self._note(Entry(kind, lineage.source.policy, view.masked, n_rows, view.n_rows_masked, view.n_cells))

    def _note(self, entry: Entry) -> None:
        self._tally[entry.outcome] += 1
        self._current.append(entry)
        self._last, self._last_cell = self._current, self._cell

    @property
    def last(self) -> tuple[Entry, ...]:
        """The entries of the latest cell that had any."""
        return tuple(self._last)

    @property
    def last_output(self) -> OutputState | None:
        """The latest entry, the most telling one of its cell first: withheld, masked, shown."""
        results = [entry for entry in self._last if not entry.refusal]
        if not results:
            return None
        order = (Outcome.WITHHELD, Outcome.MASKED, Outcome.SHOWN)
        entry = min(reversed(results), key=lambda one: order.index(one.outcome))
        return entry.to_state(self._last_cell.label)

    @property
    def tally(self) -> TallyState:
        """How many results were shown whole, shown masked, withheld."""
        return TallyState(
            self._tally[Outcome.SHOWN], self._tally[Outcome.MASKED], self._tally[Outcome.WITHHELD]
        )
