"""The groups themselves, as sealed values: for loops, for the analyst's functions, for other rules.

A group is a selection of rows like any other: snapped, and answered as an earlier one that it is
near to.  Groups of too few people are not among them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames.pandas_tables import Groups
from jupyter_privacy.guard.release.grouped.request import sources_of
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.margins import protect_statistic
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.overlap import shown
from jupyter_privacy.guard.release.registry import Asked, decide
from jupyter_privacy.guard.release.settle import settled_groups
from jupyter_privacy.guard.seal.choosing import by_positions_of_data
from jupyter_privacy.guard.seal.desk import Desk
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import people_of_cells
from jupyter_privacy.guard.seal.values import Grouped, Kind, Withheld, kind_of

__all__ = ["Members", "members_of", "members_with", "positions_by_group", "rows_of_groups", "statistic_of"]


def positions_by_group(groups: Groups) -> list[IntArray]:
    """Return the rows of each group, in their order."""
    return rows_of_groups(groups, np.arange(len(groups.sizes)))


def rows_of_groups(groups: Groups, numbers: IntArray) -> list[IntArray]:
    """Return the rows of some groups, in their order."""
    place = np.full(len(groups.sizes) + 1, -1, dtype=np.min_scalar_type(-len(numbers) - 1))
    place[numbers] = np.arange(len(numbers))
    places = place[groups.codes]  # the last entry is for rows in no group
    rows = np.flatnonzero(places >= 0)
    order = rows[np.argsort(places[rows], kind="stable")]
    ends = np.append(0, np.cumsum(np.bincount(places[rows], minlength=len(numbers))))
    return [order[first:last] for first, last in itertools.pairwise(ends)]


@dataclass(frozen=True, eq=False)
class Members:
    """The groups that are large enough, by their `numbers` among all.

    `lineage` is that of the grouping: its keys may stand on other people than its rows.  `people` counts
    those behind each of all groups.
    """

    grouped: Grouped
    lineage: Lineage
    groups: Groups
    people: IntArray
    numbers: list[int]

    @cached_property
    def positions(self) -> list[IntArray]:
        """The rows of each group that is large enough."""
        found = positions_by_group(self.groups)
        return [found[number] for number in self.numbers]

    @cached_property
    def reasons(self) -> NDArray[np.uint8]:
        """Why some of all groups may not be shown, whatever is said of them.

        Asked before any group is handed out: what a table of the groups has to hide, no number of a
        single group shows.
        """
        groups = self.groups
        sought = Sought(self.lineage, groups.codes, len(groups.sizes), Statistic.COUNT, is_final=False)
        return shown(self.lineage, groups.codes, protect_statistic(groups, self.lineage, judge(sought)))

    @property
    def named(self) -> BoolArray:
        """Which of all groups have enough people to be named."""
        return np.greater_equal(self.people, self.lineage.source.policy.threshold)

    def of(self, source: Any) -> list[Held]:
        """Return one column of each group."""
        obj = self.grouped.obj
        return self.cut(obj if kind_of(obj.value) is Kind.SERIES else project(obj, source))

    def rows(self, *, with_keys: bool) -> list[Held]:
        """Return the selected columns of each group; the keys among them only if asked for."""
        obj, selection = self.grouped.obj, self.grouped.selection
        if kind_of(obj.value) is Kind.SERIES or (selection is None and with_keys):
            return self.cut(obj)
        return self.cut(project(obj, selection if selection is not None else sources_of(self.grouped)))

    def cut(self, held: Held) -> list[Held]:
        """Return the rows of each group of a value that stands on the rows of the grouping."""
        if not len(self.reasons):
            return []
        looked_at = self.lineage.beside
        return [by_positions_of_data(held, positions, "group", looked_at) for positions in self.positions]


def members_of(held: Held) -> Members:
    """Return the groups of a grouping that are large enough to be worked with."""
    grouped, lineage = held.value, held.lineage
    groups = settled_groups([key.value for key in grouped.keys], grouped.options, lineage)
    return members_with(grouped, lineage, groups)


def members_with(grouped: Grouped, lineage: Lineage, groups: Groups) -> Members:
    """Return those of some groups that are large enough to be worked with."""
    is_plain = lineage.is_plain and lineage.rows is not None
    sizes = groups.sizes.to_numpy()
    people = sizes if is_plain else people_of_cells(lineage, groups.codes, len(sizes))
    large = np.flatnonzero(people >= lineage.source.policy.minimum).tolist()
    return Members(grouped, lineage, groups, people, large)


class _Silent:
    """Notes nothing: parts of a table are noted as the table."""

    def released(self, *_: object) -> None:
        """Note nothing."""

    withheld = displayed = refused = released

    @property
    def cells(self) -> Any:
        """What was shown of each person: nothing is displayed here."""
        raise NotImplementedError


def statistic_of(desk: Desk, held: Held, name: str, args: Any, kwargs: Any) -> Released | Reason:
    """Return what the rule for columns and frames says to a statistic of one group."""
    silent = replace(desk, recorder=_Silent())
    outcome = decide(kind_of(held.value), Asked(silent, held, name, args, kwargs))
    if isinstance(outcome, Released):
        return outcome
    is_withheld = isinstance(outcome, Held) and isinstance(outcome.value, Withheld)
    return outcome.value.reason if is_withheld else Reason.NO_RULE  # type: ignore[union-attr]
