"""`apply`, `filter` and `transform`: the analyst's functions on sealed groups.

A function is called with each group that is large enough, and what it returns is judged: numbers that
it has released are put together as a table, sealed rows as sealed rows, anything else is masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, Reason
from jupyter_privacy.guard.release.grouped.assembly import assembled
from jupyter_privacy.guard.release.grouped.cells import Cells, result_of
from jupyter_privacy.guard.release.grouped.members import Members, members_of
from jupyter_privacy.guard.release.grouped.rows import joined, transformed
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.group_statistic import obstacle_of
from jupyter_privacy.guard.seal.choosing import by_mask
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.protocol import Calls
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["GROUP_FUNCTION"]

_NO_BOOL = "filter function returned a {kind}, but expected a scalar bool"


def _decide(asked: Asked) -> Outcome | None:
    obstacle = obstacle_of(asked)
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(asked.held.lineage, obstacle, asked.name)
    if asked.name == "transform":
        return transformed(asked)
    function: Any = asked.argument(0, "func")
    if not callable(function) or type(function) is Sealed:
        return None
    members = members_of(asked.held)
    if not members.numbers:
        return asked.desk.withhold(asked.held.lineage, Reason.THRESHOLD, asked.name)
    if not asked.results:
        return _calls(asked, members, function)
    (results,) = asked.results
    return _filtered(members, results) if asked.name == "filter" else _applied(asked, members, results)


def _calls(asked: Asked, members: Members, function: Any) -> Calls:
    """Have the function called with each group; `apply` leaves the keys out, as pandas does."""
    args, kwargs = asked.args[1:], {name: value for name, value in asked.kwargs.items() if name != "func"}
    kwargs.pop("include_groups", None)
    rows = members.rows(with_keys=asked.name == "filter")
    given = tuple(asked.desk.keep(held) for held in rows)
    return Calls(((lambda group: function(group, *args, **kwargs), given),))


def _applied(asked: Asked, members: Members, results: tuple[object, ...]) -> Outcome:
    sealed = [asked.desk.open_proxy(one) for one in results if type(one) is Sealed]
    rows = [held for held in sealed if held.lineage.rows is not None]
    if rows and len(rows) == len(results):
        return joined(asked, members, rows)
    return assembled(Cells(asked.desk, members), [result_of(asked.desk, one) for one in results], "apply")


def _filtered(members: Members, results: tuple[object, ...]) -> Outcome:
    """Keep the groups for which a released number says so; the rest, and the small ones, go."""
    grouped = members.grouped
    kept: BoolArray = np.zeros(len(grouped.obj.value), dtype=np.bool_)
    for positions, result in zip(members.positions, results, strict=True):
        if isinstance(result, (bool, np.bool_)):
            kept[positions] = bool(result)
        elif _is_plain(result):
            raise Refusal(TypeError(_NO_BOOL.format(kind=type(result).__name__)))
    selected = grouped.obj if grouped.selection is None else project(grouped.obj, grouped.selection)
    return by_mask(selected, kept, "filter")


def _is_plain(result: object) -> bool:
    from jupyter_privacy.guard.seal.protocol import Refused

    return not isinstance(result, Refused) and type(result) is not Sealed


GROUP_FUNCTION = Rule(
    "group_function", _decide, methods={Kind.GROUPS: frozenset({"apply", "filter", "transform"})}
)
"""The functions see sealed groups and nothing else."""
