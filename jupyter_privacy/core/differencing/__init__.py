"""Differencing: what sets of people, and combinations of them, would tell of a few people.

Sets (`sets`) are compared in pairs, most of them by their signatures (`memory`, `signatures`).
Combinations of any number of sets are looked at by linear algebra on sketches (`span`, `sketch`,
`basis`, `fewest`), and those of many small ones as unions (`sheets`).  The cells of a table (`tables`)
are looked at together.  What totals of a column leave over is looked at in `totals`.
"""

from jupyter_privacy.core.differencing.memory import Memory, Nearest
from jupyter_privacy.core.differencing.sets import (
    Bits,
    KeptSet,
    People,
    distance,
    keep,
    n_different,
    pack,
    unpack,
)
from jupyter_privacy.core.differencing.signatures import Signatures, at_least_apart
from jupyter_privacy.core.differencing.span import Combination, Finding, Span
from jupyter_privacy.core.differencing.tables import PeopleByCell
from jupyter_privacy.core.differencing.totals import ToldTotals

__all__ = [
    "Bits",
    "Combination",
    "Finding",
    "KeptSet",
    "Memory",
    "Nearest",
    "People",
    "PeopleByCell",
    "Signatures",
    "Span",
    "ToldTotals",
    "at_least_apart",
    "distance",
    "keep",
    "n_different",
    "pack",
    "unpack",
]
