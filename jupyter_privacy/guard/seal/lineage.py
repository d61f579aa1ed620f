"""Where a sealed value comes from: the source, the records behind each row, what was done.

Lineage is what makes a number judgeable: a release rule counts the people behind a cell, and it
can only count people whose records it can name.  So row positions are followed exactly or not at
all: an operation that is not known to keep or to select rows leaves `rows` None, and nothing
aggregated from it is released.

A *taint* goes further than unknown rows.  It marks values that were built with one person's cell
or with a withheld number, and it never wears off: `score - score[5]` has as many people behind
its mean as `score` has, and still gives one of them away.

After a merge or a reshape a record may stand behind several rows, and a row on records of several
sources.  The source whose people the rows are is the lineage's own, any other is a `Standing` beside
it, and rules judge every one of them.  A table that was made of several, one below the other, has a
*layer* for each: these are judged one by one, for whoever knows all but one of them can subtract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.guard.seal.standing import NOBODY, Standing, distinct, have_repeats, occurrences, united

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.faces import Face
    from jupyter_privacy.guard.source import Source

__all__ = ["OWN", "Held", "Lineage", "Population", "in_layers", "worst_taint"]

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
    known.  `layers` numbers the tables that the rows came from, one below the other; None for one.
    `marks` tells the rows that a record has in one layer apart; it is None while it has one.
    `beside` are records of other sources that rows or columns depend on.  `population` is None when
    the rows hide among themselves.  `has_source_schema` says that names and dtypes of the columns are
    the source's own, `has_public_labels` that its column names come from the source or from the
    analyst, never from cells.  `obstacles` names single columns of a frame that nothing may be
    released from.  `origins` says of which columns of the source a column was made, unless it is one
    itself (a Series has the key None), and `levels` the same of named row labels that were columns.
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
    layers: IntArray | None = None
    marks: IntArray | None = None
    beside: tuple[Standing, ...] = ()
    levels: Mapping[object, frozenset[str]] = field(default_factory=dict)
    by_position: tuple[IntArray, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether every row is one record of one source, and no other row is the same."""
        return self.layers is None and self.marks is None and not self.beside

    @property
    def is_one_to_one(self) -> bool:
        """Whether every row is one record of each source that it depends on, and no other row is the same."""
        if self.has_shared_rows:
            return False
        return not any(have_repeats(one.records) for one in self.beside)

    @property
    def has_shared_rows(self) -> bool:
        """Whether a row is not by itself a record: some have several, or rows are of several sources."""
        if self.is_plain or self.rows is None:
            return False
        return self.marks is not None or bool((self.rows == NOBODY).any()) or have_repeats(self.rows)

    def own(self, positions: IntArray | None = None) -> Iterator[Standing]:
        """Yield the records of the people whose rows these are, for each layer that some rows stand in."""
        if self.rows is None:
            return
        if self.layers is None:
            yield Standing(self.source, self.rows, chose_rows=True)
            return
        for layer in distinct(self.layers if positions is None else self.layers[positions]):
            records = np.where(self.layers == layer, self.rows, NOBODY)
            yield Standing(self.source, records, chose_rows=True)

    def standings(self, positions: IntArray | None = None) -> Iterator[Standing]:
        """Yield the records of every source and layer that a number made of some rows depends on."""
        yield from self.own(positions)
        if self.rows is not None:
            yield from (one for one in self.beside if one.applies_to(None))

    def of_owners(self) -> Lineage:
        """Return the history without the records that were looked up for the people whose rows these are."""
        if self.rows is None or not self.beside:
            return self
        is_free = self.rows == NOBODY
        return replace(self, beside=tuple(one for one in self.beside if is_free[one.records != NOBODY].all()))

    def without_looked_up(self) -> Lineage | None:
        """Return the history of a frame as if nothing could be released from columns of further sources.

        None if more than columns depends on those, or if people have several rows.
        """
        if self.has_shared_rows or any(one.chose_rows or None in one.columns for one in self.beside):
            return None
        looked_up = {name: Reason.REPEATED for one in self.beside for name in one.columns}
        return replace(self, beside=(), obstacles={**looked_up, **self.obstacles})

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
        return self if self.taint is not Reason.SHOWN or taint is Reason.SHOWN else replace(self, taint=taint)

    def same_rows(self, operation: str) -> Lineage:
        """Return the lineage of a result that has the same rows in the same order."""
        return replace(self, operation=operation, population=None, has_source_schema=False)

    def relabelled(self, names: Iterable[object], labels: Iterable[object]) -> Lineage:
        """Return the lineage of a frame whose columns `names` have got the names `labels`."""
        pairs = list(zip(names, labels, strict=True))
        obstacles = {label: self.obstacles[name] for name, label in pairs if name in self.obstacles}
        origins = {label: self.origin_of(name) for name, label in pairs}
        renamed = (one.renamed(dict(pairs)) for one in self.beside)
        beside = tuple(one for one in renamed if one.chose_rows or one.columns)
        return replace(self, obstacles=obstacles, origins=origins, beside=beside)

    def of_column(self, name: object) -> Lineage:
        """Return the lineage of one column of a frame."""
        column = self.relabelled([name], [None])
        unmarked = replace(column, obstacles={}) if column.obstacles else column
        return unmarked.tainted(self.obstacles.get(name, Reason.SHOWN))

    def made_of(self, lineages: Iterable[Lineage], names: Iterable[object]) -> Lineage:
        """Return the same history, with columns that each depend on all that some values depend on."""
        columns, operands = frozenset(names), list(lineages)
        found = [replace(one, columns=columns) for lineage in operands for one in lineage.beside]
        united_with = replace(self, beside=united(found)) if found or self.beside else self
        return united_with.refined(operands)

    def refined(self, others: Iterable[Lineage]) -> Lineage:
        """Return the same history with the layers of other values of the same rows as well."""
        layers = self.layers
        for other in others:
            if layers is None or other.layers is None or layers is other.layers:
                layers = other.layers if layers is None else layers
            else:
                both = layers * (int(other.layers.max(initial=0)) + 1) + other.layers
                layers = np.searchsorted(distinct(both), both)
        return self if layers is self.layers else replace(self, layers=layers)

    def with_column(self, name: object, other: Lineage, obstacle: Reason = Reason.SHOWN) -> Lineage:
        """Return the lineage of a frame with one column of the same rows more, or another for an old one."""
        made = {key for one in self.beside for key in one.columns}
        names = {*self.origins, *self.obstacles, *made} - {name}
        kept = self.relabelled(names, names)
        obstacles = {**kept.obstacles, name: obstacle} if obstacle is not Reason.SHOWN else kept.obstacles
        new = tuple(replace(one, columns=frozenset({name})) for one in other.beside if one.applies_to(None))
        origins = {**kept.origins, name: other.origin_of(None)}
        beside = united((*kept.beside, *new))
        return replace(kept, obstacles=obstacles, origins=origins, beside=beside).refined([other])

    def joined(self, other: Lineage, names: Iterable[object]) -> Lineage:
        """Return the lineage of columns that were combined with those of the same names of another frame."""
        origins = {name: self.origin_of(name) | other.origin_of(name) for name in names}
        obstacles = {**other.obstacles, **self.obstacles}
        beside = united((*self.beside, *other.beside))
        return replace(self, obstacles=obstacles, origins=origins, beside=beside).refined([other])

    def chosen_by(self, standings: Iterable[Standing]) -> Lineage:
        """Return the same history, where the rows are there because of what some records say."""
        return self._beside(replace(one, columns=frozenset(), chose_rows=True) for one in standings)

    def chosen_by_columns(self, names: Iterable[object]) -> Lineage:
        """Return the history of a frame where what is counted depends on all that some columns do.

        A Series has one column, whatever its name.
        """
        listed = list(names)
        looked_at = [one for one in self.beside if one.applies_to(None) or any(map(one.applies_to, listed))]
        return self.relabelled(listed, listed).chosen_by(looked_at)

    def looking_at(self, standings: Iterable[Standing], name: object) -> Lineage:
        """Return the same history, where a column depends on what some records say."""
        return self._beside(replace(one, columns=frozenset({name}), chose_rows=False) for one in standings)

    def looking_up(self, standing: Standing, names: Iterable[object]) -> Lineage:
        """Return the same history, where some columns were looked up in a table of further records."""
        return self._beside([replace(standing, columns=frozenset(names))])

    def _beside(self, standings: Iterable[Standing]) -> Lineage:
        new = [one for one in standings if not any(map(one.is_like, self.own()))]
        return replace(self, beside=united((*self.beside, *new))) if new else self

    def selected(self, positions: IntArray, operation: str, *, ordered: bool = False) -> Lineage:
        """Return the lineage of rows that were chosen, or put in order, by what the data say."""
        ordered = ordered or self.is_ordered_by_data
        chosen = replace(self, operation=operation, population=None, is_ordered_by_data=ordered).at(positions)
        return chosen if self.is_plain else chosen.simplified()

    def at(self, positions: IntArray) -> Lineage:
        """Return the records behind some rows, with everything that tells them apart."""
        own = positions if self.rows is self.source.everyone else None  # the records are the positions
        numbers = (self.rows if own is None else None, self.layers, self.marks)
        rows, layers, marks = (None if one is None else one[positions] for one in numbers)
        rows = rows if own is None else own
        beside = tuple(one.selected(positions) for one in self.beside)
        return replace(self, rows=rows, layers=layers, marks=marks, beside=beside)

    def simplified(self) -> Lineage:
        """Return the same history without the layers, marks and standings that no row needs any more."""
        beside = [one for one in self.beside if (one.records != NOBODY).any()]
        own = self
        if self.rows is not None and len(self.rows) and (self.rows == NOBODY).all():
            heir = next((one for one in beside if one.chose_rows and one.covers_all()), None)
            if heir is not None:
                beside.remove(heir)
                own = replace(self, source=heir.source, rows=heir.records)
        layers = own.layers if own.layers is not None and len(distinct(own.layers)) > 1 else None
        marks = _marks(own.rows, layers, own.marks)
        return replace(own, layers=layers, marks=marks, beside=tuple(beside))

    def chosen_by_position(self) -> Lineage:
        """Return the same history, where the rows were chosen by somebody who knows which they are."""
        return self if self.rows is None else replace(self, by_position=(*self.by_position, self.rows))

    def taken(self, value: object, positions: IntArray, operation: str) -> Lineage:
        """Return the lineage of rows taken from `value` by position, which says nothing about them."""
        narrowed = self.selected(positions, operation)
        if narrowed.rows is None or self.rows is None or self.is_ordered_by_data or not self.is_plain:
            return narrowed
        narrowed = narrowed.chosen_by_position()
        within = self.population or Population(value, self.rows, positions)
        if self.population is not None:
            within = replace(within, positions=within.positions[positions])
        return replace(narrowed, population=within)


@dataclass(slots=True, eq=False)
class Held:
    """One raw value in the hands of a holder, with its lineage; `face` is what it looks like instead."""

    value: Any
    lineage: Lineage
    face: Face | None = None


def _marks(rows: IntArray | None, layers: IntArray | None, marks: IntArray | None) -> IntArray | None:
    """Return what tells the rows of a record in one layer apart, None if no record has several."""
    if rows is None or not len(rows):
        return None
    placed = in_layers(rows, layers)
    if not have_repeats(placed):
        return None
    return occurrences(placed) if marks is None else marks


def in_layers(rows: IntArray, layers: IntArray | None) -> IntArray:
    """Return numbers that are the same for the rows of a record in one layer."""
    return rows if layers is None else np.where(rows >= 0, layers * (int(rows.max()) + 1) + rows, NOBODY)


def worst_taint(lineages: Iterable[Lineage]) -> Reason:
    """Return the first taint found among `lineages`, or `SHOWN`."""
    return next((one.taint for one in lineages if one.taint is not Reason.SHOWN), Reason.SHOWN)
