"""State: the one message that the sidebar sees.

It is built on the kernel side, sent over the comm as JSON and checked by a type guard in the
browser.  Both sides are tested against the golden examples in `tests/fixtures/state/`.  It
carries column names and numbers about the data, never a value of the data.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

__all__ = [
    "STATE_VERSION",
    "ColumnState",
    "FrameState",
    "MeasureState",
    "OutputState",
    "PolicyState",
    "ReasonState",
    "State",
    "TallyState",
]

STATE_VERSION = 1


@dataclass(frozen=True, slots=True)
class PolicyState:
    """The settings that the session runs under, and where they were written."""

    profile: str
    source: str
    threshold: int
    k: int
    m: int


@dataclass(frozen=True, slots=True)
class MeasureState:
    """One risk measure; `value`, `low` and `high` are None when it is unknown."""

    id: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    direction: Literal["higher_is_riskier", "lower_is_riskier"]
    severity: int
    help: str
    note: str


@dataclass(frozen=True, slots=True)
class ColumnState:
    """One column: its role, why it has it, and how well it tells people apart (in [0, 1])."""

    name: str
    role: str
    declared: bool
    why: str
    identifying_share: float
    missing_share: float


@dataclass(frozen=True, slots=True)
class FrameState:
    """One protected frame that a name of the notebook is bound to."""

    id: str
    name: str
    n_records: int
    n_columns: int
    status: Literal["pending", "ready", "failed"]
    severity: int
    measures: tuple[MeasureState, ...]
    columns: tuple[ColumnState, ...]


@dataclass(frozen=True, slots=True)
class ReasonState:
    """How many cells of an output one rule masked, and the rule in words."""

    reason: str
    n_cells: int
    text: str


@dataclass(frozen=True, slots=True)
class OutputState:
    """What became of the latest output about protected data."""

    label: str
    outcome: Literal["shown", "masked", "withheld"]
    n_rows: int
    n_rows_masked: int
    n_cells: int
    n_cells_masked: int
    reasons: tuple[ReasonState, ...]


@dataclass(frozen=True, slots=True)
class TallyState:
    """How many outputs the session has shown whole, shown masked, and withheld."""

    n_shown: int
    n_masked: int
    n_withheld: int


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the sidebar shows about one kernel."""

    status: Literal["guarded", "strict"]
    problem: str
    policy: PolicyState
    frames: tuple[FrameState, ...]
    last_output: OutputState | None
    tally: TallyState
    version: int = STATE_VERSION

    def to_message(self) -> dict[str, object]:
        """Return the JSON-ready content of the comm message."""
        return asdict(self)
