"""A sealed frame or column -> SafeView: the masked view of its rows.

Every displayed row hides among its *population*: all records of the source, or those that fulfil
the conditions by which the rows were chosen.  Direct identifiers and columns that nothing may be
released from are masked whole, rows whose declared key variables are too rare too, and of the
rest as few cells as the k^m rule allows (`core.visible`), the cells that the session has shown of
those people before included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.equivalence import class_ids, class_sizes
from jupyter_privacy.core.types import BoolArray, Codes, IntArray, Reason
from jupyter_privacy.core.visible import visible_levels, witnesses
from jupyter_privacy.frames import Band, Frame, open_frame
from jupyter_privacy.frames.coding import narrowed
from jupyter_privacy.frames.display import display_window, named_index, sequence_labels
from jupyter_privacy.guard.explain import explain, policy_words, remedy
from jupyter_privacy.guard.seal.choosing import is_in_file_order
from jupyter_privacy.guard.seal.lineage import Held, Population
from jupyter_privacy.guard.seal.values import Kind as SealedKind
from jupyter_privacy.guard.seal.values import kind_of
from jupyter_privacy.guard.source import Source
from jupyter_privacy.guard.view.partition import Partition
from jupyter_privacy.guard.view.safe import GAP, SafeCell, SafeView
from jupyter_privacy.policy import Role

__all__ = ["ShownCells", "rows_view"]

_DIGITS = NDArray[np.int8]
_Places = IntArray | slice
_EVERYWHERE = slice(None)


class ShownCells(Protocol):
    """What a session remembers of the cells that it has shown."""

    def already(self, source: Source, records: IntArray, among: IntArray) -> list[list[Codes]]:
        """Return for each record the codes of what was shown of it, as some records have them."""

    def note(self, source: Source, records: IntArray, shown: BoolArray, seen: Partition) -> None:
        """Remember that `shown` of the records were seen with the codes of one column."""


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One displayed column: its name, its levels from fine to coarse, or why it is masked whole.

    `codes` and `texts` give cells of the population by their places; `bands` are those of the codes.
    `home` is the column of the source that it is, if it is one.
    """

    name: str
    codes: Callable[[_Places], Codes]
    bands: tuple[Band, ...]
    obstacle: Reason
    texts: Callable[[IntArray], list[str]]
    home: int | None = None

    def levels(self, where: _Places) -> list[Codes]:
        """Return the codes of some cells at every level."""
        return [self.at_level(level, where) for level in range(len(self.bands) + 1)]

    def at_level(self, level: int, where: _Places) -> Codes:
        """Return the codes of some cells at one level."""
        return self.bands[level - 1].codes[self.codes(where)] if level else self.codes(where)


def rows_view(held: Held, memory: ShownCells) -> SafeView:
    """Return the masked view of a sealed frame, column or array."""
    population = _population(held)
    window = display_window(held.value)
    positions = population.positions[window.rows]
    if held.lineage.is_ordered_by_data:
        population = Population(_taken(population.value, positions), population.records[positions], positions)
        positions = np.arange(len(positions), dtype=np.intp)
    frame = open_frame(population.value, with_index=named_index(population.value))
    columns = [_column(held, frame, j, population) for j in window.columns(len(frame.columns))]
    records = population.records[positions]
    levels = _visible(held.lineage.source, columns, population, positions, memory)
    rare = _rare_rows(held.lineage.source, records)
    levels[rare] = -1
    _remember(held.lineage.source, columns, population, records, levels, memory)
    cells = [_cells(column, positions, levels[:, i], rare) for i, column in enumerate(columns)]
    labels = sequence_labels(records if is_in_file_order(held) else None, len(positions))
    return _finished(held, columns, list(zip(*cells, strict=True)), labels, window.gap)


def _population(held: Held) -> Population:
    rows = held.lineage.rows
    if rows is None:
        raise ValueError("rows of unknown origin have no population")
    return held.lineage.population or Population(held.value, rows, np.arange(len(rows), dtype=np.intp))


def _taken(value: Any, positions: IntArray) -> Any:
    return value.iloc[positions] if hasattr(value, "iloc") else value[positions]


def _column(held: Held, frame: Frame, j: int, population: Population) -> _Column:
    name = frame.columns[j]
    source = held.lineage.source
    obstacle = held.lineage.obstacles.get(name, Reason.SHOWN)
    origin = held.lineage.origin_of(_key(held, name))
    if any(_key(held, name) in one.columns for one in held.lineage.beside):
        obstacle = Reason.REPEATED
    if any(_identifies(source, column) for column in (name, *origin)):
        obstacle = Reason.DIRECT_IDENTIFIER
    label = name if held.lineage.has_public_labels else "‹withheld›"
    texts = partial(frame.texts, j)
    if obstacle is not Reason.SHOWN:
        return _Column(label, _no_codes, (), obstacle, texts)
    records = population.records
    home = _home(source, origin, frame, j, records, trusted=held.lineage.has_source_schema)
    if home is None:
        return _Column(label, _joint(source, origin, frame, j, records).__getitem__, (), obstacle, texts)
    if held.lineage.has_source_schema:  # as it came in, before few missing values were completed
        texts = partial(_texts_of, source.frame, home, records)
    codes = partial(_codes_of, source.frame, home, records)
    return _Column(label, codes, source.bands(home), obstacle, texts, home)


def _no_codes(_: _Places) -> Codes:
    return np.empty(0, dtype=np.int32)


def _codes_of(frame: Frame, j: int, records: IntArray, where: _Places) -> Codes:
    return frame.codes(j)[records[where]]


def _texts_of(frame: Frame, j: int, records: IntArray, where: IntArray) -> list[str]:
    return frame.texts(j, records[where])


def _key(held: Held, name: str) -> str | None:
    return name if kind_of(held.value) is SealedKind.FRAME else None


def _identifies(source: Source, name: str) -> bool:
    finding = source.role_of(name)
    return finding is not None and finding.role is Role.DIRECT_IDENTIFIER


def _home(
    source: Source, origin: frozenset[str], frame: Frame, j: int, records: IntArray, *, trusted: bool
) -> int | None:
    """Return the source column that a displayed one is, under whatever name; None if it was computed."""
    home = source.position_of(next(iter(origin))) if len(origin) == 1 else None
    if home is None or trusted:
        return home
    both = [frame.codes(j), source.frame.codes(home)[records]]
    n_classes = [class_ids(columns, len(records))[1] for columns in ([both[0]], [both[1]], both)]
    return home if len(set(n_classes)) == 1 else None


def _joint(source: Source, origin: frozenset[str], frame: Frame, j: int, records: IntArray) -> Codes:
    """Return the codes of a computed column together with those of the columns that it was made of.

    Twenty columns computed of one score can spell it out digit by digit.  So each of them counts as
    the score itself: whoever may see one may see them all.
    """
    parts = [frame.codes(j)]
    for name in sorted(origin):
        home = source.position_of(name)
        if home is not None:
            parts.append(source.frame.codes(home)[records])
    return class_ids(parts, len(records))[0].astype(np.int32) + 1


def _in_order(records: IntArray) -> bool:
    return bool((np.diff(records) == 1).all())


def _visible(
    source: Source,
    columns: Sequence[_Column],
    population: Population,
    positions: IntArray,
    memory: ShownCells,
) -> _DIGITS:
    """Return the level of each displayed cell, -1 for masked."""
    policy = source.policy
    levels = np.full((len(positions), len(columns)), -1, dtype=np.int8)
    shown = [i for i, column in enumerate(columns) if column.obstacle is Reason.SHOWN]
    if shown and len(positions):
        counted, places = witnesses(len(population.records), positions)
        levels[:, shown] = visible_levels(
            [columns[i].levels(counted) for i in shown],
            places,
            k=policy.k,
            m=policy.m,
            already=memory.already(source, population.records[positions], population.records[counted]),
        )
    return levels


def _rare_rows(source: Source, records: IntArray) -> BoolArray:
    """Return which records are too rare on the *declared* key variables to be shown at all."""
    declared = [
        source.frame.codes(j)
        for j, finding in enumerate(source.roles)
        if finding.declared and finding.role is Role.KEY_VARIABLE
    ]
    if not declared:
        return np.zeros(len(records), dtype=np.bool_)
    return np.asarray(class_sizes(declared, source.n_records)[records] < source.policy.k)


def _remember(
    source: Source,
    columns: Sequence[_Column],
    population: Population,
    records: IntArray,
    levels: _DIGITS,
    memory: ShownCells,
) -> None:
    for i, column in enumerate(columns):
        shown = np.unique(levels[levels[:, i] >= 0, i]).tolist()
        if not shown:
            continue
        cells = _over_source(source, population, column)
        for level in shown:
            bands = column.bands[level - 1].codes if level else None
            memory.note(source, records, levels[:, i] == level, Partition(cells, bands))


def _over_source(source: Source, population: Population, column: _Column) -> NDArray[np.integer]:
    """Return the code of each record of the source, in few bytes; its own array where that is the same."""
    if len(population.records) == source.n_records and _in_order(population.records):
        if column.home is not None:
            return source.frame.narrow_codes(column.home)
        return narrowed(column.codes(_EVERYWHERE))
    everywhere = np.full(source.n_records, -1, dtype=np.int32)
    everywhere[population.records] = column.codes(_EVERYWHERE)
    return narrowed(everywhere)


def _cells(column: _Column, positions: IntArray, levels: _DIGITS, rare: BoolArray) -> list[SafeCell]:
    """Return one column's displayed cells; the raw frame is asked for the visible ones only."""
    cells = [
        SafeCell("", Reason.UNIQUE_ROW if is_rare else column.obstacle or Reason.RARE_COMBINATION)
        for is_rare in rare
    ]
    for level in np.unique(levels[levels >= 0]):
        places = np.flatnonzero(levels == level)
        where = positions[places]
        texts = column.texts(where) if level == 0 else column.bands[level - 1].labels(column.codes(where))
        for place, text in zip(places, texts, strict=True):
            cells[place] = SafeCell(text, is_band=bool(level))
    return cells


def _finished(
    held: Held,
    columns: Sequence[_Column],
    rows: list[tuple[SafeCell, ...]],
    labels: list[str],
    gap: int | None,
) -> SafeView:
    policy = held.lineage.source.policy
    n_masked = sum(cell.reason is not Reason.SHOWN for row in rows for cell in row)
    found = sorted({cell.reason for row in rows for cell in row} - {Reason.SHOWN})
    where = policy_words(policy)
    reasons = {
        reason: f"{explain(reason, policy)} ({where}). To see more: {remedy(reason)}." for reason in found
    }
    n_cells = len(rows) * len(columns)
    title = f"{n_masked} of {n_cells} cells masked in {len(rows)} rows"
    notes = [f"masked: {explain(reason, policy)} ({where})" for reason in found]
    if any(cell.is_band for row in rows for cell in row):
        notes.append("a number in italics or with a dash is a band: the exact value is too telling")
    if gap is not None:
        rows.insert(gap, tuple(GAP for _ in columns))
        labels.insert(gap, "…")
    return SafeView(
        title, tuple(column.name for column in columns), tuple(labels), tuple(rows), tuple(notes), reasons
    )
