"""What was found in a notebook: where and by which rule, never the value.

Names of columns and labels of rows are not told either: after a pivot they are values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["RULES", "Finding", "Kind", "finding"]


class Kind(StrEnum):
    """What sort of thing was found."""

    IDENTIFIER = "identifier"
    RECORDS = "records"
    SMALL_CELLS = "small_cells"
    UNGUARDED = "unguarded"
    NOT_LOOKED_INTO = "not_looked_into"


RULES: Mapping[str, tuple[Kind, str]] = MappingProxyType(
    {
        "unguarded": (Kind.UNGUARDED, "made while the guard was off, in a notebook that uses it"),
        "nhs_number": (Kind.IDENTIFIER, "a number with the check digit of an NHS number"),
        "upn": (Kind.IDENTIFIER, "a code with the check letter of a UPN"),
        "email": (Kind.IDENTIFIER, "an e-mail address"),
        "postcode": (Kind.IDENTIFIER, "a UK postcode"),
        "phone": (Kind.IDENTIFIER, "a telephone number"),
        "data": (Kind.IDENTIFIER, "a direct identifier of the data that were named"),
        "people": (Kind.RECORDS, "a table with a column that names people, by its name or its values"),
        "rows": (Kind.RECORDS, "a table that looks like one row a record"),
        "counts": (Kind.SMALL_CELLS, "a table of counts with cells below the threshold"),
        "image": (Kind.NOT_LOOKED_INTO, "image, not looked into"),
        "binary": (Kind.NOT_LOOKED_INTO, "encoded data, not looked into"),
        "unknown": (Kind.NOT_LOOKED_INTO, "not understood, so not looked into"),
    }
)
"""Every rule by its id: the kind of what it finds, and the words for it."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding; cells and outputs are counted from 1, and 0 stands for none."""

    cell: int
    output: int
    kind: Kind
    rule: str
    words: str

    @property
    def is_remark(self) -> bool:
        """Whether it says only that something could not be looked into."""
        return self.kind is Kind.NOT_LOOKED_INTO

    @property
    def place(self) -> str:
        """Where it is, in words."""
        if not self.cell:
            return "notebook metadata"
        return f"cell {self.cell}, output {self.output}" if self.output else f"cell {self.cell}, attachment"


def finding(rule: str, cell: int, output: int) -> Finding:
    """Return the finding of a rule.

    >>> finding("email", 3, 1).words
    'an e-mail address'
    """
    kind, words = RULES[rule]
    return Finding(cell, output, kind, rule, words)
