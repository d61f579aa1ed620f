"""Where a sealed value comes from: the source, the records behind each row, what was done.

Lineage is what makes a number judgeable: a release rule counts the people behind a cell, and it
can only count people whose records it can name.  So row positions are followed exactly or not at
all: an operation that is not known to keep or to select rows leaves `rows` None, and nothing
aggregated from it is released.

A *taint* goes further than unknown rows.  It marks values that were built with one person's cell
or with a withheld number, and it never wears off: `score - score[5]` has as many people behind
its mean as `score` has, and still gives one of them away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import IntArray, Reason

if TYPE_CHECKING:
    from jupyter_privacy.guard.source import Source

__all__ = ["OWN", "Held", "Lineage", "Population", "worst_taint"]

OWN = "\0own"
"""The origin of numbers that the analyst brought along, one for each person."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """The rows among which a displayed row has to hide.

    A condition narrows it (whoever is shown fulfils the condition); taking the first ten rows in
    file order does not.  `value` is the object that holds those rows, `records` are their
    records in the source, and `positions` says where in it each row of the narrower value stands.
    """

    value: object
    records: IntArray
    positions: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Lineage:
    """The history of one sealed value.

    `rows` gives for each row of the value its record in `source`, or None where that is not
    known.  `population` is None when the rows hide among themselves.  `has_source_schema` says
    that names and dtypes of the columns are the source's own, `has_public_labels` that its
    column names come from the source or from the analyst, never from cells.  `obstacles` names
    single columns of a frame that nothing may be released from.  `origins` says of which columns of
    the source a column was made, unless it is one itself (a Series has the key None).
    """

    source: Source
    rows: IntArray | None
    operation: str
    taint: Reason = Reason.SHOWN
    population: Population | None = None
    is_ordered_by_data: bool = False
    has_source_schema: bool = False
    has_public_labels: bool = True
    obstacles: Mapping[object, Reason] = field(default_factory=dict)
    origins: Mapping[object, frozenset[str]] = field(default_factory=dict)

    @property
    def obstacle(self) -> Reason:
        """Why nothing may be released from this value (`SHOWN` when something may)."""
        if self.taint is not Reason.SHOWN:
            return self.taint
        return Reason.LINEAGE if self.rows is None else Reason.SHOWN

    def origin_of(self, name: object) -> frozenset[str]:
        """Return the columns of the source that a column was made of."""
        return self.origins.get(name, frozenset([str(name)]))

    def mixes_own(self, name: object, other: Lineage, column: object) -> bool:
        """Whether one of two columns is made of the analyst's own numbers and the other of data."""
        both = self.origin_of(name) | other.origin_of(column)
        return OWN in both and len(both) > 1

    def lost(self, operation: str) -> Lineage:
        """Return the lineage of a result whose rows cannot be followed."""
        return Lineage(self.source, None, operation, self.taint, has_public_labels=False)

    def tainted(self, taint: Reason) -> Lineage:
        """Return the same history, marked with `taint` unless it already bears a mark."""
        return self if self.taint is not Reason.SHOWN else replace(self, taint=taint)

    def same_rows(self, operation: str) -> Lineage:
        """Return the lineage of a result that has the same rows in the same order."""
        return replace(self, operation=operation, population=None, has_source_schema=False)

    def relabelled(self, names: Iterable[object], labels: Iterable[object]) -> Lineage:
        """Return the lineage of a frame whose columns `names` have got the names `labels`."""
        pairs = list(zip(names, labels, strict=True))
        obstacles = {label: self.obstacles[name] for name, label in pairs if name in self.obstacles}
        origins = {label: self.origin_of(name) for name, label in pairs}
        return replace(self, obstacles=obstacles, origins=origins)

    def joined(self, other: Lineage, names: Iterable[object]) -> Lineage:
        """Return the lineage of columns that were combined with those of the same names of another frame."""
        origins = {name: self.origin_of(name) | other.origin_of(name) for name in names}
        return replace(self, obstacles={**other.obstacles, **self.obstacles}, origins=origins)

    def selected(self, positions: IntArray, operation: str, *, ordered: bool = False) -> Lineage:
        """Return the lineage of rows that were chosen, or put in order, by what the data say."""
        rows = None if self.rows is None else self.rows[positions]
        ordered = ordered or self.is_ordered_by_data
        return replace(self, rows=rows, operation=operation, population=None, is_ordered_by_data=ordered)

    def taken(self, value: object, positions: IntArray, operation: str) -> Lineage:
        """Return the lineage of rows taken from `value` by position, which says nothing about them."""
        narrowed = self.selected(positions, operation)
        if self.rows is None or self.is_ordered_by_data:
            return narrowed
        within = self.population or Population(value, self.rows, positions)
        if self.population is not None:
            within = replace(within, positions=within.positions[positions])
        return replace(narrowed, population=within)


@dataclass(slots=True, eq=False)
class Held:
    """One raw value in the hands of a holder, with its lineage."""

    value: Any
    lineage: Lineage


def worst_taint(lineages: Iterable[Lineage]) -> Reason:
    """Return the first taint found among `lineages`, or `SHOWN`."""
    return next((one.taint for one in lineages if one.taint is not Reason.SHOWN), Reason.SHOWN)
