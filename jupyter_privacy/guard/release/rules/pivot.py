"""`pivot_table`: a group-by by rows and columns, laid out as a table, with totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.grouped.crossed import crossed
from jupyter_privacy.guard.release.grouped.keys import Keys, key_of
from jupyter_privacy.guard.release.grouped.pivoting import Part, asked_first, put_together
from jupyter_privacy.guard.release.grouped.request import Wanted, how_of, sources_of
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.group_statistic import obstacle_of
from jupyter_privacy.guard.release.rules.groupby import make_groups
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["PIVOT"]

_NAMES = "values index columns aggfunc fill_value margins dropna margins_name observed sort".split()


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """What a call of `pivot_table` asks for: the frame, the keys of rows and columns, the statistics."""

    held: Held
    rows: list[Any]
    columns: list[Any]
    values: Any
    how: Any
    options: Mapping[str, Any]

    @property
    def total(self) -> str | None:
        """The label of the totals, None if none are asked for."""
        return self.options.get("margins_name", "All") if self.options.get("margins") is True else None


def _decide(asked: Asked) -> Outcome | None:
    request = _read(asked)
    if request is None:
        return None
    on_frame = replace(asked, held=request.held)
    keys = [key_of(on_frame, part) for part in (*request.rows, *request.columns)]
    known = tuple(key for key in keys if key is not None)
    if not known or len(known) < len(keys):
        return None
    grouping = make_groups(request.held, Keys(known), {"dropna": request.options.get("dropna", True)})
    obstacle = obstacle_of(replace(asked, held=grouping))
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(grouping.lineage, obstacle, asked.name)
    parts = _parts(request, grouping)
    if parts is None or (request.total is not None and not (request.rows and _can_have_totals(parts))):
        return None
    table = crossed(asked.desk, grouping, len(request.rows), margins=request.total is not None)
    fill = request.options.get("fill_value")
    return asked_first(asked, table, parts) or put_together(asked, table, parts, request.total, fill)


def _read(asked: Asked) -> _Request | None:
    """Read a call of the method, or of the function, which has the frame as its first argument."""
    names = _NAMES if asked.function is None else ["data", *_NAMES]
    given = {**dict(zip(names, asked.args, strict=False)), **asked.kwargs}
    data = given.pop("data", None)
    held = asked.held if asked.function is None else _frame(asked, data)
    options = {name: given.get(name) for name in names[-6:] if name in given}
    if (
        held is None
        or len(asked.args) > len(names)
        or not set(given) <= set(names)
        or not is_written(options)
    ):
        return None
    rows, columns = (_listed(given.get(name)) for name in ("index", "columns"))
    how = given.get("aggfunc", "mean")
    return _Request(held, rows, columns, given.get("values"), "mean" if how is None else how, options)


def _frame(asked: Asked, data: Any) -> Held | None:
    held = asked.desk.open_proxy(data) if type(data) is Sealed else None
    return held if held is not None and kind_of(held.value) is Kind.FRAME else None


def _listed(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _parts(request: _Request, grouping: Held) -> list[Part] | None:
    """Return the statistics with the labels above them; None for one that has no rule."""
    how, values = request.how, request.values
    if isinstance(how, dict):
        return _by_column(how)
    if not is_written(values):
        return None
    if how == "size" and request.rows:
        return [Part((), Wanted(None, None, "size"))]
    sources = sources_of(grouping.value) if values is None else _listed(values)
    project(request.held, sources)
    named = values is None or isinstance(values, (list, tuple)) or not (request.columns and request.rows)
    found = []
    for one in how if isinstance(how, list) else [how]:
        wanted = how_of(one)
        if wanted is None or (isinstance(how, list) and not request.rows):
            return None
        above = (wanted.label,) if isinstance(how, list) else ()
        found += [
            Part((*above, *([source] if named else [])), replace(wanted, source=source))
            for source in _in_order(sources)
        ]
    return found


def _by_column(how: dict[Any, Any]) -> list[Part] | None:
    several = any(isinstance(given, list) for given in how.values())
    found = []
    for source in _in_order(list(how)):
        for one in how[source] if isinstance(how[source], list) else [how[source]]:
            wanted = how_of(one)
            if wanted is None:
                return None
            labels = (source, wanted.label) if several else (source,)
            found.append(Part(labels, replace(wanted, source=source)))
    return sorted(found, key=lambda part: tuple(map(str, part.labels)))


def _in_order(names: list[Any]) -> list[Any]:
    return sorted(names, key=str) if len(set(map(type, names))) > 1 else sorted(names)


def _can_have_totals(parts: list[Part]) -> bool:
    return all(part.wanted.source is not None for part in parts)


PIVOT = Rule(
    "pivot_table",
    _decide,
    methods={Kind.FRAME: frozenset({"pivot_table"})},
    functions=frozenset({"pivot_table"}),
    follows_people=True,
)
"""Cells and totals are judged as groups, and protected as one table."""
