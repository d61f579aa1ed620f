"""All tables of counted people that a session has shown of one source, as one linear table.

Tables that share cells are one table to whoever reads them: a total that one of them hides must
not be shown by another, and what two of them show must not determine what both hide.  A cell is
known by what it counts: the conditions that define it, or the very same people.

What was shown once stays known; what was masked to protect something stays masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from jupyter_privacy.core.differencing import ToldTotals
from jupyter_privacy.core.row_identity import Identities
from jupyter_privacy.core.suppression import linked, suppress
from jupyter_privacy.core.suppression.linked import Sum
from jupyter_privacy.core.types import FloatArray, Reason
from jupyter_privacy.policy import Policy

__all__ = ["LARGEST", "Counted", "LinkedTables"]

LARGEST = 6_000
"""Cells of linked tables up to which a linear program is asked; beyond it nothing new is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The cells of one new table, margins included, each told by its definition and by its people.

    The last cell is the total of all rows, which is known without asking.
    `reasons` says why a cell may not be shown on its own account, `on_screen` which ones will be
    shown if nothing speaks against it.  `margins` are cells of tables with fewer keys, which were
    protected on their own: what they do not hide is taken as known.  `prices` are what masking a
    cell costs, and `insiders` cells of one person, who knows them.
    """

    definitions: Sequence[Hashable]
    people_ids: Sequence[int]
    people: Sequence[float]
    reasons: Sequence[int]
    on_screen: Sequence[bool]
    margins: Sequence[bool]
    prices: Sequence[float]
    insiders: Sequence[bool]
    sums: Sequence[Sum]


@dataclass(slots=True, eq=False)
class LinkedTables:
    """What is known, and what is hidden, of the cells that were counted so far.

    `keys` are the random numbers of the records, by which the same people are known again.  `rounded` are
    the multiples that sets of people were rounded to with others, and `rounded_tables` whole tables.
    `totals` are those of columns that were told.
    """

    keys: Identities
    rounded: dict[int, float] = field(default_factory=dict)
    totals: dict[int, ToldTotals] = field(default_factory=dict)
    rounded_tables: dict[bytes, FloatArray] = field(default_factory=dict)
    _people: dict[Hashable, float] = field(default_factory=dict)
    _known_to_one: set[Hashable] = field(default_factory=set)
    _masked: dict[Hashable, int] = field(default_factory=dict)
    _shown: set[Hashable] = field(default_factory=set)
    _prices: dict[Hashable, float] = field(default_factory=dict)
    _sums_of: dict[Hashable, list[Sum]] = field(default_factory=dict)
    _of_people: dict[int, Hashable] = field(default_factory=dict)

    def hides(self, people_id: int) -> bool:
        """Whether the number of exactly these people was masked in a table."""
        return self._of_people.get(people_id) in self._masked

    def show(self, people_id: int, n: float) -> None:
        """Note that a number of people was shown outside of a table."""
        cell = self._of_people.setdefault(people_id, ("people", people_id))
        self._people[cell] = n
        self._shown.add(cell)

    def protect(self, table: Counted, policy: Policy) -> list[int]:
        """Return why each cell of a new table is masked, and remember what is shown and what is not."""
        cells = self._known_as(table, policy.minimum)
        self._shown.add(cells[-1])
        reasons = {cell: int(why) for cell, why in zip(cells, table.reasons, strict=True) if why}
        for cell in cells:
            if cell in self._masked:
                reasons.setdefault(cell, int(Reason.COMPLEMENTARY))
        sums = _renamed(table, cells)
        self._prices |= zip(cells, table.prices, strict=True)
        self._known_to_one |= {cell for cell, is_known in zip(cells, table.insiders, strict=True) if is_known}
        if reasons:
            known = {cell for cell, is_margin in zip(cells, table.margins, strict=True) if is_margin}
            people = dict(zip(cells, table.people, strict=True))
            found = self._extended(people, sums, reasons, known - reasons.keys(), policy)
            if found is None:  # nothing new is shown, so there is nothing new to know
                return [reasons.get(cell) or int(Reason.COMPLEMENTARY) for cell in cells]
            reasons = found
        self._note(table, cells, reasons, policy.minimum)
        self._remember(sums, reasons)
        return [reasons.get(cell, 0) for cell in cells]

    def _known_as(self, table: Counted, minimum: int) -> list[Hashable]:
        """Return the cells under the names by which they are known: the same people are the same cell.

        Cells of one table that hold the same people stay apart: a reader does not know that a row's
        only filled cell is the only one.  So do cells of fewer than `minimum` people, which are the
        same by chance, and which nobody is told of.
        """
        times = Counter(table.people_ids)
        names: list[Hashable] = []
        for definition, one, n in zip(table.definitions, table.people_ids, table.people, strict=True):
            own = (definition, one)
            is_clear = n >= minimum and times[one] == 1 and own not in self._people
            names.append(self._of_people.get(one, own) if is_clear else own)
        return names

    def _extended(
        self,
        people: dict[Hashable, float],
        sums: list[Sum],
        reasons: dict[Hashable, int],
        known: set[Hashable],
        policy: Policy,
    ) -> dict[Hashable, int] | None:
        """Mask further cells until the linear program leaves each hidden one its protection.

        Margins are the last to be masked.  None if what was shown before, or the size of it all, rules
        protection out.
        """
        related = self._related(people)
        everybody = {
            cell: self._people[cell] for total, parts in related for cell in (total, *parts)
        } | people
        if len(everybody) > LARGEST:
            return None
        everything = [*sums, *related]
        found = self._solved(everybody, everything, reasons, self._shown | known, policy)
        if found is None:
            found = self._solved(everybody, everything, reasons, self._shown, policy)
        return (
            None
            if found is None
            else dict.fromkeys(found & people.keys(), int(Reason.COMPLEMENTARY)) | reasons
        )

    def _solved(
        self,
        people: Mapping[Hashable, float],
        sums: Iterable[Sum],
        reasons: Mapping[Hashable, int],
        known: set[Hashable],
        policy: Policy,
    ) -> set[Hashable] | None:
        """Return the cells to mask, or None if what is known leaves no protection."""
        system = linked(people, sums).table
        fixed = np.array([cell in known for cell in people])
        primary = np.array([cell in reasons or cell in self._masked for cell in people]) & ~fixed
        needed = np.full(len(people), float(policy.minimum))
        prices = np.array([self._prices[cell] for cell in people])
        seconds = policy.suppression_seconds
        insiders = np.array([cell in self._known_to_one for cell in people])
        result = suppress(system, primary, needed, prices, fixed=fixed, seconds=seconds, singletons=insiders)
        if not result.is_protected:
            return None
        return {cell for cell, hidden in zip(people, result.masked, strict=True) if hidden}

    def _related(self, cells: Iterable[Hashable]) -> list[Sum]:
        """Return the sums of earlier tables that hidden cells tie to these, directly or by others."""
        found: dict[int, Sum] = {}
        reached, waiting = set(), list(cells)
        while waiting:
            cell = waiting.pop()
            if cell in reached:
                continue
            reached.add(cell)
            for one in self._sums_of.get(cell, ()):
                found[id(one)] = one
                waiting += [part for part in (one[0], *one[1]) if part in self._masked]
        return list(found.values())

    def _note(
        self, table: Counted, cells: Sequence[Hashable], reasons: Mapping[Hashable, int], minimum: int
    ) -> None:
        """Remember what the screen shows, and what it must not show later either."""
        for i, cell in enumerate(cells):
            self._people[cell] = table.people[i]
            is_hidden = cell in reasons
            if is_hidden:
                self._masked.setdefault(cell, reasons[cell])
            elif table.on_screen[i]:
                self._shown.add(cell)
            if table.people[i] >= minimum and (is_hidden or table.on_screen[i]):
                self._of_people.setdefault(table.people_ids[i], cell)

    def _remember(self, sums: Iterable[Sum], reasons: Mapping[Hashable, int]) -> None:
        for one in sums:
            for cell in (one[0], *one[1]):
                if cell in reasons:
                    self._sums_of.setdefault(cell, []).append(one)


def _renamed(table: Counted, cells: Sequence[Hashable]) -> list[Sum]:
    names = dict(zip(table.definitions, cells, strict=True))
    return [(names[total], [names[part] for part in parts]) for total, parts in table.sums]
