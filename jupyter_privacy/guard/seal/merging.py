"""`merge` and `join`: a sealed table with another one, sealed or public.

The people of the result are those of one of the two tables.  What the other one has is looked up for
them: from a public table that gives computed columns, from a sealed one columns that stand on its
records as well.  Which pairs there are is decided in `matching`, before any other column is touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames import pandas_merge, pandas_rows
from jupyter_privacy.frames.pandas_merge import Keys, Labels
from jupyter_privacy.guard.seal.conditions import with_own_numbers
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage, in_layers
from jupyter_privacy.guard.seal.matching import TYPICAL, Match, settled_match, with_all_partners
from jupyter_privacy.guard.seal.settling import settled_positions
from jupyter_privacy.guard.seal.snap_people import snapped, without_rare_labels
from jupyter_privacy.guard.seal.standing import NOBODY, Standing, distinct, occurrences
from jupyter_privacy.guard.seal.values import Withheld

__all__ = ["Side", "Tables", "merged"]

_IN_ORDER = ({"left", "inner"}, {"right"})
"""The ways of merging that keep the rows of the left, and of the right table in their order."""
_KEEPING = ({"left", "outer"}, {"right", "outer"})
"""The ways of merging that keep all rows of the left, and of the right table."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two tables; `lineage` is None for a public one."""

    table: Any
    lineage: Lineage | None = None

    def looked_at(self, names: tuple[Any, ...] | None) -> tuple[Standing, ...]:
        """Return the records of further sources that key columns depend on; row labels may be any column."""
        if self.lineage is None:
            return ()
        if names is None:
            return self.lineage.beside
        return tuple(one for one in self.lineage.beside if any(map(one.applies_to, names)))


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Two tables, one of them sealed at least, and how they are to be put together."""

    sides: tuple[Side, Side]
    keys: Keys
    labels: Labels
    how: str
    sort: bool = False
    indicator: str | None = None

    def names(self, side: int) -> list[tuple[Any, Any]]:
        """Return the columns of one side that the result has, each with its name there."""
        known = (tuple(self.sides[0].table.columns), self.labels.kept)[side]
        return list(zip(known, (self.labels.left, self.labels.right)[side], strict=True))

    def key_names(self, side: int) -> tuple[Any, ...] | None:
        """Return the key columns of one side, None for its row labels."""
        return (self.keys.left, self.keys.right)[side]


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    """A merge whose people are those of one side, and the pairs that it is answered with."""

    tables: Tables
    people: int
    lineage: Lineage
    match: Match
    is_in_order: bool

    @property
    def other(self) -> Side:
        """The table that people are looked up in."""
        return self.tables.sides[1 - self.people]

    @property
    def has_dropped(self) -> bool:
        """Whether somebody is not in the result."""
        return len(distinct(self.match.people)) < len(self.tables.sides[self.people].table)


def merged(desk: Desk, tables: Tables) -> Outcome:
    """Return the merge of two tables that fit together."""
    found = attempt(lambda: _pairs(tables))
    lineage = next(side.lineage for side in tables.sides if side.lineage is not None)
    if isinstance(found, Withheld):
        return desk.withhold(lineage, found.reason, "merge")
    followed = _settled(tables, found)
    if followed is None:
        return desk.withhold(lineage, Reason.DIFFERENCING, "merge")
    value = attempt(lambda: _laid_out(followed))
    if isinstance(value, Withheld):
        return withheld(lineage, value.reason, "merge")
    return _snapped(followed, value)


# -- pairs --------------------------------------------------------------------------------------


def _pairs(tables: Tables) -> tuple[IntArray, IntArray]:
    left, right = tables.sides
    return pandas_merge.pairs(left.table, right.table, tables.keys, tables.how, sort=tables.sort)


def _settled(tables: Tables, found: tuple[IntArray, IntArray]) -> _Followed | None:
    people = _side_of_people(tables)
    side, is_in_order = tables.sides[people], tables.how in _IN_ORDER[people] and not tables.sort
    assert side.lineage is not None  # noqa: S101 (chosen so)
    match = _of_everybody(Match(found[people], found[1 - people]), len(side.table), in_order=is_in_order)
    looked_at = side.looked_at(tables.key_names(people))
    lineage = side.lineage.chosen_by(looked_at)
    standings = [*lineage.standings(), *_looked_up(tables, people)]
    match = settled_match(match, standings, _preferred(match, side, tables.sides[1 - people]))
    if tables.how not in _KEEPING[people]:
        kept = settled_positions(lineage, distinct(match.people[match.is_paired]))
        if kept is None:
            return None
        match = _restricted(match, kept)
    match = _with_all_partners(match, side, tables.sides[1 - people])
    chosen = lineage if match.is_repeated or len(match.people) < len(side.table) else side.lineage
    return _Followed(tables, people, chosen, match, is_in_order)


def _side_of_people(tables: Tables) -> int:
    """Return the side whose people the result has: of two sealed ones the left, or the one kept whole."""
    sealed = [i for i, side in enumerate(tables.sides) if side.lineage is not None]
    return sealed[0] if len(sealed) == 1 else int(tables.how == "right")


def _of_everybody(match: Match, n_rows: int, *, in_order: bool) -> Match:
    """Return the pairs of all people of a table: those who are in none are added without partner."""
    match = match.where(match.people != NOBODY)
    missing = np.setdiff1d(np.arange(n_rows), match.people)
    people = np.concatenate([match.people, missing])
    partners = np.concatenate([match.partners, np.full(len(missing), NOBODY)])
    order = np.argsort(people, kind="stable") if in_order else np.arange(len(people))
    return Match(people[order], partners[order])


def _looked_up(tables: Tables, people: int) -> list[Standing]:
    """Return the keys that people are looked up by in a sealed table, as records of it."""
    other = tables.sides[1 - people].lineage
    if other is None:
        return []
    codes = pandas_merge.key_codes(tables.sides[people].table, tables.key_names(people))
    return [Standing(other.source, codes, chose_rows=True)]


def _preferred(match: Match, side: Side, other: Side) -> BoolArray:
    """Return which pairs are a person with their own record."""
    own, partner = side.lineage, other.lineage
    if own is None or partner is None or own.source is not partner.source:
        return np.zeros(len(match.people), dtype=np.bool_)
    records = _records(partner, match.partners)
    same: BoolArray = (records != NOBODY) & (records == _records(own, match.people))
    return same


def _records(lineage: Lineage, positions: IntArray) -> IntArray:
    """Return the records of rows by position, `NOBODY` where there is no row."""
    records = np.full(len(positions), NOBODY)
    has_row = positions >= 0
    if lineage.rows is not None:
        records[has_row] = lineage.rows[positions[has_row]]
    return records


def _with_all_partners(match: Match, side: Side, other: Side) -> Match:
    own, partner = side.lineage, other.lineage
    if own is None or partner is None or own.source is partner.source:
        return match
    return with_all_partners(match, len(other.table), partner.source.policy.minimum)


def _restricted(match: Match, kept: IntArray) -> Match:
    """Return the pairs of some people; those who had no partner get a typical one."""
    chosen = match.where(np.isin(match.people, kept))
    return replace(chosen, partners=np.where(chosen.is_paired, chosen.partners, TYPICAL))


# -- what comes of them -------------------------------------------------------------------------


def _laid_out(followed: _Followed) -> Any:
    tables, match = followed.tables, followed.match
    positions = (match.people, match.partners)
    value = pandas_merge.laid_out(
        (tables.sides[0].table, tables.sides[1].table),
        positions if followed.people == 0 else positions[::-1],
        tables.labels,
        tables.keys,
        followed.people,
    )
    if tables.indicator is None:
        return value
    return pandas_merge.with_indicator(value, tables.indicator, match.is_paired, followed.people)


def _snapped(followed: _Followed, value: Any) -> Held:
    """Return the merge with its lineage; columns that were looked up are computed ones, and snapped."""
    lineage = _lineage(followed)
    pairs = followed.tables.names(1 - followed.people)
    own = [label for _, label in followed.tables.names(followed.people)]
    operands, minimum = [value[label] for label in own], lineage.source.policy.minimum
    for name, label in pairs:
        column = value[label]
        if (followed.match.partners == TYPICAL).any():
            given = followed.other.table[name].dtype
            column = pandas_merge.with_typical(column, followed.match.partners == TYPICAL, given, minimum)
        column = snapped(column, lineage.of_column(label), operands)
        if followed.other.lineage is None:
            column = _without_rare(column, lineage.of_column(label), minimum)
        value = value if column is value[label] else pandas_rows.with_column(value, label, column)
        if followed.other.lineage is None:
            looked_up = with_own_numbers(Held(column, lineage.of_column(label)), [], "map").lineage
            lineage = lineage.with_column(label, looked_up, looked_up.taint)
    if followed.tables.indicator is not None:
        label = followed.tables.indicator
        value = pandas_rows.with_column(value, label, snapped(value[label], lineage.of_column(label)))
    return Held(value, replace(lineage, levels={}))


def _without_rare(column: Any, lineage: Lineage, minimum: int) -> Any:
    """Return a column that was looked up without labels of few people; where few lack one, they get one."""
    told = without_rare_labels(column, lineage)
    if told is column:
        return column
    gone = pandas_rows.is_missing(told)
    if np.count_nonzero(gone) >= minimum:
        return told
    return pandas_merge.with_typical(told, gone, column.dtype, minimum)


def _lineage(followed: _Followed) -> Lineage:
    """Return the lineage of a merge."""
    tables, match, people = followed.tables, followed.match, followed.people
    lineage = _renamed(_rows(followed), tables.names(people))
    labels = [label for _, label in tables.names(1 - people)]
    labels += [] if tables.indicator is None else [tables.indicator]
    side, other = tables.sides[people], followed.other
    keys = tables.key_names(people)
    sources = [side.lineage.origin_of(name) for name in keys or () if side.lineage is not None]
    by_keys = frozenset[str]().union(*sources)
    origins = {**lineage.origins, **dict.fromkeys(labels, by_keys)}
    lineage = replace(lineage, origins=origins)
    for label in labels:
        lineage = lineage.looking_at((one.selected(match.people) for one in side.looked_at(keys)), label)
    if other.lineage is None:
        return lineage
    renamed = _renamed(other.lineage, tables.names(1 - people))
    lineage = replace(lineage, obstacles={**lineage.obstacles, **renamed.obstacles})
    if _preferred(match, side, other).all():
        return replace(lineage, origins={**lineage.origins, **renamed.origins})
    return lineage.looking_up(_partners(followed), labels)


def _renamed(lineage: Lineage, names: list[tuple[Any, Any]]) -> Lineage:
    return lineage.relabelled([name for name, _ in names], [label for _, label in names])


def _rows(followed: _Followed) -> Lineage:
    """Return the lineage of the people's rows, which the merge may have dropped, repeated or put in order."""
    match, lineage = followed.match, followed.lineage
    n_rows = len(followed.tables.sides[followed.people].table)
    if np.array_equal(match.people, np.arange(n_rows)):
        return lineage.same_rows("merge")
    rows = lineage.selected(match.people, "merge", ordered=not followed.is_in_order)
    rows = replace(rows, has_source_schema=False)
    if not match.is_repeated or rows.rows is None:
        return rows
    repeats = occurrences(in_layers(rows.rows, rows.layers))
    if followed.other.lineage is not None:
        return replace(rows, marks=repeats)
    return rows.refined([replace(rows, layers=repeats)])


def _partners(followed: _Followed) -> Standing:
    """Return the partners' records; a key that there is no record of counts as one."""
    match, other = followed.match, followed.other.lineage
    assert other is not None  # noqa: S101 (asked for sealed ones only)
    (keys,) = _looked_up(followed.tables, followed.people)
    absent = other.source.n_records + keys.records[match.people]
    records = np.where(match.is_paired, _records(other, match.partners), absent)  # a typical one is nobody
    return Standing(other.source, records, chose_rows=followed.has_dropped or match.is_repeated)
