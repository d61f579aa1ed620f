"""Categories as columns and as numbers: `pd.get_dummies`, `.cat.codes`, `.cat.categories`.

The name of a dummy column is a cell, and the number of a category is its rank.  So a category that
fewer people have than the threshold is none: its people count as the rest, which has a zero in every
column and the code -1.  A rest of fewer than k people would be had by subtraction, and counts as the
most common category.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_categories, pandas_rows
from jupyter_privacy.guard.release.judge import Sought, judge
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.settle import settled_groups
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import attempt, withheld
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.people import are_few, people_of_cells
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.snap_people import snapped
from jupyter_privacy.guard.seal.values import Accessor, Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["CATEGORIES"]

_POSITIONAL = "data prefix prefix_sep dummy_na columns sparse drop_first dtype".split()
_REMARK = "categories of fewer than {minimum} people are left out"


def _decide(asked: Asked) -> Outcome | None:
    return _dummies(asked) if asked.function is not None else _of_accessor(asked)


def _shared(column: Any, lineage: Lineage) -> Any:
    """Return a column in which only the categories of enough people are left; None if there is none."""
    groups = settled_groups([column], {"dropna": True}, lineage)
    people = people_of_cells(lineage, groups.codes, len(groups.sizes))
    is_large = people >= lineage.source.policy.minimum
    codes = np.where(np.append(is_large, False)[groups.codes], groups.codes, -1)
    if is_large.any() and any(are_few(one, codes < 0) for one in lineage.standings()):
        codes = np.where(codes < 0, np.argmax(people), codes)
    reasons = judge(Sought(lineage, codes, len(people), Statistic.COUNT))
    codes = np.where(np.append(reasons == 0, False)[codes], codes, -1)
    return pandas_categories.regrouped(column, codes, groups.index) if (codes >= 0).any() else None


def _dummies(asked: Asked) -> Outcome | None:
    """Answer `pd.get_dummies(data, ...)`."""
    given = {**dict(zip(_POSITIONAL, asked.args, strict=False)), **asked.kwargs}
    data, columns = given.pop("data", None), given.pop("columns", None)
    is_known = set(given) <= {"prefix", "prefix_sep", "drop_first", "dtype"} and is_plain(given)
    if type(data) is not Sealed or not is_known or holds_sealed((given, columns)):
        return None
    held = asked.desk.open_proxy(data)
    obstacle = held.lineage.obstacle
    if obstacle is not Reason.SHOWN or not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, obstacle or Reason.LABEL, asked.name)
    if kind_of(held.value) is Kind.SERIES:
        return _with_dummies(asked, held, [None], given)
    if kind_of(held.value) is not Kind.FRAME:
        return None
    names = pandas_categories.encoded(held.value) if columns is None else list(columns)
    project(held, names)
    return _with_dummies(asked, held, names, {**given, "columns": names})


def _with_dummies(asked: Asked, held: Held, names: list[Any], options: Mapping[str, Any]) -> Outcome:
    """Return a table whose encoded columns are dummies; each stands on the people of its column."""
    value, lineage = held.value, held.lineage.same_rows("get_dummies")
    made_of: dict[Any, Lineage] = {}
    for name in names:
        column = held.lineage if name is None else held.lineage.of_column(name)
        shared = _shared(value if name is None else value[name], column)
        if shared is None or column.taint is not Reason.SHOWN:
            return asked.desk.withhold(held.lineage, column.taint or Reason.THRESHOLD, asked.name)
        made_of[name] = column
        value = shared if name is None else pandas_rows.with_column(value, name, shared)
    found = attempt(lambda: pandas_categories.dummies(value, options))
    if isinstance(found, Withheld):
        return withheld(held.lineage, Reason.NO_RULE, asked.name)
    table, source_of = found
    kept = [name for name in table.columns if name not in source_of]
    lineage = lineage.relabelled(kept, kept)
    for label, name in source_of.items():
        lineage = lineage.with_column(label, made_of[name])
        table = pandas_rows.with_column(table, label, snapped(table[label], made_of[name]))
    return Held(table, replace(lineage, taint=held.lineage.taint))


def _of_accessor(asked: Asked) -> Outcome | None:
    """Answer `.cat.categories` and `.cat.codes`."""
    accessor = asked.held.value
    if not isinstance(accessor, Accessor) or accessor.name != "cat":
        return None
    parent = accessor.parent
    if parent.lineage.obstacle is not Reason.SHOWN:
        return asked.desk.withhold(parent.lineage, parent.lineage.obstacle, asked.name)
    shared = _shared(parent.value, parent.lineage)
    if shared is None:
        return asked.desk.withhold(parent.lineage, Reason.THRESHOLD, asked.name)
    if asked.name == "categories":
        remark = _REMARK.format(minimum=parent.lineage.source.policy.threshold)
        return Released(pandas_categories.categories(shared), remark=remark)
    codes = snapped(pandas_categories.codes(shared), parent.lineage)
    return Held(codes, parent.lineage.same_rows("codes"))


CATEGORIES = Rule(
    "categories",
    _decide,
    attributes={Kind.ACCESSOR: frozenset({"categories", "codes"})},
    functions=frozenset({"get_dummies"}),
    follows_people=True,
)
"""Labels need as many people as cells."""
