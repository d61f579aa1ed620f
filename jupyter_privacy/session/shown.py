"""What was shown of each person: the memory of the k^m rule.

Rows can be linked from output to output, so a cell once seen counts whenever another one of the
same person is about to be shown.  Kept are the codes of the columns that were seen (one array a
column and level, shared by all displays that showed the same) and for each record which of them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, Codes, IntArray
from jupyter_privacy.guard.source import Source

__all__ = ["ShownCells"]


class ShownCells:
    """Which codes of which columns a session has shown of which records."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], NDArray[np.signedinteger]] = {}
        self._seen: defaultdict[tuple[str, int], dict[str, None]] = defaultdict(dict)

    def already(self, source: Source, records: IntArray) -> list[list[NDArray[np.signedinteger]]]:
        """Return for each record the codes, over the source, of what was shown of it."""
        return [
            [self._codes[source.people, key] for key in self._seen.get((source.people, int(record)), ())]
            for record in records
        ]

    def note(self, source: Source, records: IntArray, shown: BoolArray, codes: Codes) -> None:
        """Remember that `shown` of the records were seen with one column's codes (-1: unknown)."""
        key = _digest(codes)
        if (source.people, key) not in self._codes:
            smallest = np.min_scalar_type(-int(codes.max(initial=0)) - 1)
            self._codes[source.people, key] = codes.astype(smallest)
        for record in records[shown]:
            self._seen[source.people, int(record)][key] = None


def _digest(codes: Codes) -> str:
    """Return a name for a partition: equal codes share one array."""
    return hashlib.blake2b(np.ascontiguousarray(codes).tobytes(), digest_size=16).hexdigest()
