"""A time limit that long computations look at.

It is one of processor time: on a busy machine a table takes longer, but it gets the same mask.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

__all__ = ["ENDLESS", "Clock", "OutOfTimeError"]


class OutOfTimeError(Exception):
    """The time limit has passed; what was to be found or proven is not."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts down a number of seconds of this thread's work from when it is made."""

    seconds: float
    _start: float = field(default_factory=time.thread_time)

    @property
    def left(self) -> float:
        """The seconds that are left, 0 when there are none."""
        return max(self.seconds - (time.thread_time() - self._start), 0.0)

    def check(self) -> None:
        """Raise OutOfTimeError when no time is left."""
        if not self.left:
            raise OutOfTimeError


ENDLESS = Clock(float("inf"))
"""No limit."""
