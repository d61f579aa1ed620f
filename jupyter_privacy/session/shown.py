"""What was shown of each person: the memory of the k^m rule.

Rows can be linked from output to output, so a cell once seen counts whenever another one of the
same person is about to be shown.  Kept are the codes of the columns that were seen (those of a source
in its own memory, bands as bands of them) and for each record which of them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

import numpy as np

from jupyter_privacy.core.types import BoolArray, Codes, IntArray
from jupyter_privacy.guard.source import Source
from jupyter_privacy.guard.view.partition import Partition

__all__ = ["ShownCells"]


class ShownCells:
    """Which codes of which columns a session has shown of which records."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Partition] = {}
        self._of_record: defaultdict[tuple[str, int], dict[str, None]] = defaultdict(dict)

    def already(self, source: Source, records: IntArray, among: IntArray) -> list[list[Codes]]:
        """Return for each record the codes of what was shown of it, as some records have them."""
        keys = [self._of_record.get((source.people, int(record)), {}) for record in records]
        codes = {key: self._seen[source.people, key].at(among) for key in set().union(*keys)}
        return [[codes[key] for key in one] for one in keys]

    def note(self, source: Source, records: IntArray, shown: BoolArray, seen: Partition) -> None:
        """Remember that `shown` of the records were seen with the codes of one column."""
        key = _digest(seen.codes)
        self._seen.setdefault((source.people, key), seen)
        for record in records[shown]:
            self._of_record[source.people, int(record)][key] = None


def _digest(codes: Codes) -> str:
    """Return a name for a partition: equal codes are the same."""
    return hashlib.blake2b(np.ascontiguousarray(codes).tobytes(), digest_size=16).hexdigest()
