"""A table as it stands in an output, whatever it was written in: names, labels and cells as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

__all__ = ["NUMBERS", "Holds", "Table", "holds", "number_of", "table_of"]

_NUMBER = re.compile(r"[-+\u2212]?(?:\d[\d,]*)?(?:\d|\.\d+)(?:\.\d*)?(?:[eE][-+]?\d+)? ?%?")
_MISSING = frozenset({"", "nan", "none", "<na>", "nat", "null", "na", "-", "▒▒"})
_GAPS = frozenset({"...", "..", "…", "⋮", "⋯", ""})


class Holds(Enum):
    """What the cells of a column are: nothing, whole numbers, whole ones with a point, others, or texts."""

    NOTHING = auto()
    WHOLE = auto()
    POINTED = auto()
    REAL = auto()
    TEXT = auto()


NUMBERS = frozenset({Holds.WHOLE, Holds.POINTED, Holds.REAL})


@dataclass(frozen=True)
class Table:
    """Cells by row.  `labels` has one tuple a row, empty where rows have none.

    `label_names` and `axis_name` name the labels and the columns, as pandas does; "" for no name.
    `is_series` says that it was printed by a pandas Series.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    label_names: tuple[str, ...] = ()
    axis_name: str = ""
    is_series: bool = False

    @cached_property
    def holds(self) -> tuple[Holds, ...]:
        """What each column holds."""
        return tuple(holds(column) for column in zip(*self.rows, strict=True)) if self.rows else ()

    @property
    def has_default_labels(self) -> bool:
        """Whether the rows are not labelled, or numbered and nothing else, as records are."""
        if any(name for name in self.label_names):
            return False
        return all(len(label) == 0 for label in self.labels) or all(
            len(label) == 1 and label[0].isdecimal() for label in self.labels
        )

    @property
    def transposed(self) -> Table:
        """The table with its rows as columns."""
        names = tuple(" ".join(label) for label in self.labels)
        columns = tuple(zip(*self.rows, strict=True))
        return Table(names, columns, tuple((name,) for name in self.columns))


def table_of(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    labels: Sequence[Sequence[str]] = (),
    label_names: Sequence[str] = (),
    axis_name: str = "",
) -> Table | None:
    """Return the table without the gaps for what is not displayed; None if no cell is left."""
    labels = labels or [() for _ in rows]
    shown = [i for i, row in enumerate(rows) if not all(cell in _GAPS for cell in row)]
    kept = [j for j, name in enumerate(columns) if name not in _GAPS or name == ""]
    kept = [j for j in kept if not all(rows[i][j] in _GAPS - {""} for i in shown)]
    if not shown or not kept:
        return None
    return Table(
        tuple(columns[j] for j in kept),
        tuple(tuple(rows[i][j] for j in kept) for i in shown),
        tuple(tuple(labels[i]) for i in shown),
        tuple(label_names),
        axis_name,
    )


def holds(cells: Sequence[str]) -> Holds:
    """Return what the cells of a column are."""
    present = [cell for cell in cells if cell.casefold() not in _MISSING]
    if not present:
        return Holds.NOTHING
    if not all(map(_NUMBER.fullmatch, present)):
        return Holds.TEXT
    if all(cell.lstrip("+-\u2212").replace(",", "").isdecimal() for cell in present):
        return Holds.WHOLE
    return Holds.POINTED if all(re.search(r"\.0*$", cell) for cell in present) else Holds.REAL


def number_of(cell: str) -> float | None:
    """Return the number that a cell holds, None if it holds none.

    >>> number_of("1,024"), number_of("GP")
    (1024.0, None)
    """
    if not _NUMBER.fullmatch(cell):
        return None
    return float(cell.replace(",", "").replace("\u2212", "-").rstrip(" %"))
