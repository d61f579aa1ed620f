"""Groupings: how rows are grouped, which groups there are, and the rows of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import grouping_keys
from jupyter_privacy.frames.pandas_tables import group
from jupyter_privacy.guard.release.grouped.keys import Keys, keys_of
from jupyter_privacy.guard.release.grouped.members import Members, members_of
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.choosing import by_mask
from jupyter_privacy.guard.seal.desk import shared_rows, withheld
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Grouped, Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["GROUPBY", "make_groups"]

_OPTIONS = frozenset({"as_index", "sort", "group_keys", "observed", "dropna"})
_BINS = frozenset({"rule", "closed", "label", "on", "level"})


def make_groups(held: Held, keys: Keys, options: dict[str, Any]) -> Held:
    """Return rows grouped by keys; nothing is released from it if the keys are not columns of those rows.

    Groups stand in the order of their labels even with `sort=False`: the order of appearance tells
    of single rows.
    """
    kept = {name: option for name, option in options.items() if name not in {"sort", "observed"}}
    grouped = Grouped(held, keys.columns, kept, in_tuples=keys.in_tuples, freq=keys.freq)
    obstacle = shared_rows(held.lineage, keys.columns)
    if obstacle is not Reason.SHOWN:
        return Held(grouped, held.lineage.lost("groupby").tainted(obstacle))
    return Held(
        grouped, held.lineage.chosen_by(one for key in keys.columns for one in key.lineage.standings())
    )


def _make(asked: Asked) -> Outcome | None:
    """Answer `groupby(...)` itself."""
    options = {name: value for name, value in asked.kwargs.items() if name not in {"by", "level"}}
    if len(asked.args) > 2 or not set(options) <= _OPTIONS or not _are_flags(options):  # noqa: PLR2004 (by and level)
        return None
    keys = keys_of(asked)
    return make_groups(asked.held, keys, options) if isinstance(keys, Keys) else keys


def _are_flags(options: dict[str, Any]) -> bool:
    return all(isinstance(option, bool) for option in options.values())


def _resample(asked: Asked) -> Outcome | None:
    """Answer `resample("ME", on="day")`: groups by bins of dates."""
    given = {**dict(zip(("rule",), asked.args, strict=False)), **asked.kwargs}
    if not set(given) <= _BINS or len(asked.args) > 1 or not all(map(is_plain, given.values())):
        return None
    options = {"freq": given.pop("rule", None), "key": given.pop("on", None), **given}
    by = grouping_keys.time_grouper({name: option for name, option in options.items() if option is not None})
    return _make(Asked(asked.desk, asked.held, "groupby", (by,)))


def _iterate(asked: Asked, members: Members) -> Outcome:
    """Answer `for label, rows in groups`: the groups that are large enough, their rows sealed."""
    labels = [members.groups.index[number] for number in members.numbers]
    if members.grouped.in_tuples:
        labels = [label if isinstance(label, tuple) else (label,) for label in labels]
    rows = members.rows(with_keys=True)
    return Plain([(label, asked.desk.keep(held)) for label, held in zip(labels, rows, strict=True)])


def _labels(asked: Asked, members: Members) -> Outcome:
    """Answer `groups.groups`: the labels of groups that are large enough, with withheld rows."""
    nothing = withheld(asked.held.lineage, Reason.SINGLE_RECORD, asked.name)
    return Plain({members.groups.index[number]: asked.desk.keep(nothing) for number in members.numbers})


def _count(asked: Asked, members: Members) -> Outcome:
    """Answer `ngroups` and `len`: how many groups are large enough."""
    return Released(len(members.numbers))


def _get_group(asked: Asked) -> Outcome | None:
    """Answer `get_group(label)` as the filter that it is: few people, or none, are nobody."""
    grouped, label = asked.held.value, asked.argument(0, "name")
    if not is_plain(label) or type(label) is Sealed or len(asked.args) + len(asked.kwargs) != 1:
        return None
    labels = list(label) if isinstance(label, tuple) else [label]
    if len(labels) != len(grouped.keys):
        return None
    mask = grouping_keys.where_equal([key.value for key in grouped.keys], labels)
    return by_mask(_selected(grouped), mask, "group", asked.held.lineage.beside)


def _ends(asked: Asked) -> Outcome | None:
    """Answer `head(n)` and `tail(n)`: the first or last rows of each group, a selection like any other."""
    grouped, n = asked.held.value, asked.argument(0, "n", 5)
    if type(n) is not int or n < 0:
        return None
    keys = [key.value for key in grouped.keys]
    codes = group(keys, grouped.options, asked.held.lineage.source.remembered).codes
    places = grouping_keys.place_in_group(codes, from_end=asked.name == "tail")
    chosen = np.less(places, n) & (codes >= 0)
    return by_mask(_selected(grouped), chosen, asked.name, asked.held.lineage.beside)


def _selected(grouped: Grouped) -> Held:
    return grouped.obj if grouped.selection is None else project(grouped.obj, grouped.selection)


_OF_MEMBERS = {
    "__iter__": _iterate,
    "__len__": _count,
    "ngroups": _count,
    "groups": _labels,
    "indices": _labels,
}
_OF_ROWS = {"get_group": _get_group, "head": _ends, "tail": _ends}


def _decide(asked: Asked) -> Outcome | None:
    if asked.name == "groupby":
        return _make(asked)
    if asked.name == "resample":
        return _resample(asked)
    lineage = asked.held.lineage
    if lineage.obstacle is not Reason.SHOWN:
        return asked.desk.withhold(lineage, lineage.obstacle, asked.name)
    if asked.name in _OF_ROWS:
        return _OF_ROWS[asked.name](asked)
    return _OF_MEMBERS[asked.name](asked, members_of(asked.held))


GROUPBY = Rule(
    "groupby",
    _decide,
    methods={
        Kind.FRAME: frozenset({"groupby", "resample"}),
        Kind.SERIES: frozenset({"groupby", "resample"}),
        Kind.GROUPS: frozenset({"__iter__", "__len__", *_OF_ROWS}),
    },
    attributes={Kind.GROUPS: frozenset({"ngroups", "groups", "indices"})},
    follows_people=True,
)
"""Groups of too few people are not there: neither in a loop nor as a label."""
