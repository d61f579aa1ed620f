"""Which outputs were made while the guard was on.

Results and displays carry the guard's mark or do not.  Streams and errors have no place for a mark;
for them the last thing counts that is known of the time before: `%load_ext`, `%unload_ext`, and
the results of cells that ran earlier.  Where two cells have one number, the kernel was restarted in
between, and the numbers tell no order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

from jupyter_privacy.notebooks.spots import Spot, cells_of, joined

__all__ = ["Guard", "Timeline"]

_COMMAND = re.compile(
    r"^[^#\n]*\b(load|reload|unload)_ext(?:ension)?\b[^\w\n]+jupyter_privacy\b", re.MULTILINE
)


class Guard(Enum):
    """What is known of the guard at the time of an output."""

    ON = auto()
    OFF = auto()
    UNKNOWN = auto()


class Timeline:
    """When the guard was on in the session that a notebook tells of."""

    def __init__(self, notebook: dict[str, Any], places: Sequence[Spot]) -> None:
        self._cells = cells_of(notebook)
        self._ran = [_count(cell) for cell in self._cells]
        failed = {spot.cell for spot in places if spot.node.get("output_type") == "error"}
        commands = [
            (i, found[1] == "unload")
            for i, cell in enumerate(self._cells)
            for found in _COMMAND.finditer(str(joined(cell.get("source", ""))))
            if self._ran[i]
        ]
        self.is_guarded = bool(commands) or any(spot.is_marked for spot in places)
        events = [(self._ran[i], 1, is_off) for i, is_off in commands if is_off or i + 1 not in failed]
        told = [spot for spot in places if spot.output and (spot.is_formatted or spot.is_marked)]
        told = [spot for spot in told if not spot.is_masked]
        events += [(ran, 0, not spot.is_marked) for spot in told if (ran := self._ran[spot.cell - 1])]
        self._is_ordered = max(Counter(filter(None, self._ran)).values(), default=0) <= 1
        self._events = sorted(events)

    def guard_of(self, spot: Spot) -> Guard:
        """Return what is known of the guard when an output was made."""
        if not self.is_guarded:
            return Guard.UNKNOWN
        if spot.is_marked or spot.is_masked:
            return Guard.ON
        if spot.is_formatted:
            return Guard.OFF
        return self._before(self._ran[spot.cell - 1] if spot.output else 0)

    def _before(self, ran: int) -> Guard:
        # A command holds for the cells after its own; what is displayed tells of its own cell as well.
        known = bisect_right(self._events, (ran, 0, True))
        if not ran or not known or not self._is_ordered:
            return Guard.UNKNOWN
        return Guard.OFF if self._events[known - 1][2] else Guard.ON


def _count(cell: dict[str, Any]) -> int:
    count = cell.get("execution_count")
    return count if type(count) is int and count > 0 else 0
