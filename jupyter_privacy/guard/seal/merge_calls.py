"""`left.merge(right)`, `left.join(right)` and `pd.merge(left, right)`, as the analyst wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_merge
from jupyter_privacy.frames.pandas_merge import Keys
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.merging import Side, Tables, merged
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["join", "merge", "merge_function"]

_WAYS = frozenset({"left", "right", "inner", "outer"})
_POSITIONAL = "left right how on left_on right_on left_index right_index sort suffixes".split()
_OPTIONS = frozenset({*_POSITIONAL, "copy", "indicator", "validate"})
_UNIQUE_SIDES = {"one_to_one": (0, 1), "one_to_many": (0,), "many_to_one": (1,), "many_to_many": ()}
_SHORT = {"1:1": "one_to_one", "1:m": "one_to_many", "m:1": "many_to_one", "m:m": "many_to_many"}
_NOT_UNIQUE = "merge keys are not unique in the {side} table; not a {validate} merge"
_TWICE = "pass either on, or left_on and right_on, or left_index and right_index"
_TABLES = {Kind.FRAME, Kind.SERIES}


def merge(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `left.merge(right, ...)` of a sealed table, and of a public one (`request.function`'s own)."""
    return _merge(desk, held, _bound(desk, held, request, "merge"))


def merge_function(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `pd.merge(left, right, ...)`."""
    if len(request.args) > len(_POSITIONAL):
        return desk.withhold(held.lineage, Reason.NO_RULE, "merge")
    return _merge(desk, held, {**dict(zip(_POSITIONAL, request.args, strict=False)), **request.kwargs})


def join(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `left.join(right, on=...)`: a merge with the row labels of the right table."""
    given = _bound(desk, held, request, "join")
    if "other" not in given:
        return desk.withhold(held.lineage, Reason.NO_RULE, "join")
    suffixes = given.pop("suffixes", (given.pop("lsuffix", ""), given.pop("rsuffix", "")))
    keys = {"left_on": given.pop("on")} if given.get("on") is not None else {"left_index": True}
    given.pop("on", None)
    right = {"right": given.pop("other"), "right_index": True, "suffixes": suffixes}
    return _merge(desk, held, {"how": "left", **given, **right, **keys})


def _bound(desk: Desk, held: Held, request: Request, name: str) -> dict[str, Any]:
    """Return the arguments of a method by parameter, with its owner as `left`; nothing if they do not fit."""
    owner = held.value if request.function is None else request.function.__self__
    if kind_of(owner) is not Kind.FRAME:
        return {}
    given = attempt(lambda: bound_arguments(owner, name, request.args, request.kwargs))
    left = desk.keep(held) if request.function is None else owner
    return {} if isinstance(given, Withheld) else {"left": left, **given}


class _Unmergeable(Exception):  # noqa: N818 (it never leaves this module)
    """Carries the reason for which two tables are not merged."""

    def __init__(self, reason: Reason = Reason.NO_RULE) -> None:
        super().__init__()
        self.reason = reason


def _merge(desk: Desk, held: Held, given: Mapping[str, Any]) -> Outcome:
    try:
        tables = _tables(desk, given)
    except _Unmergeable as error:
        return desk.withhold(held.lineage, error.reason, "merge")
    return merged(desk, tables)


def _tables(desk: Desk, given: Mapping[str, Any]) -> Tables:
    """Return the two tables and how they are merged."""
    options = {name: value for name, value in given.items() if name not in {"left", "right"}}
    how = options.get("how", "inner")
    if not set(given) <= _OPTIONS or holds_sealed(options) or how not in _WAYS:
        raise _Unmergeable
    left, right = _side(desk, given.get("left")), _side(desk, given.get("right"))
    if left.lineage is not None and right.lineage is not None:
        _check_both(left.lineage, right.lineage, how)
    left, right, keys = _keyed(left, right, options)
    _check_validate(options.get("validate"), (left, right), keys)
    labels = pandas_merge.labels_of(left.table, right.table, keys, options.get("suffixes", ("_x", "_y")))
    if isinstance(labels, str):
        raise Refusal(ValueError(labels))
    indicator = options.get("indicator", False)
    name = "_merge" if indicator is True else indicator or None
    return Tables((left, right), keys, labels, how, bool(options.get("sort", False)), name)


def _check_both(left: Lineage, right: Lineage, how: str) -> None:
    """Refuse what has no people of one table: rows of both, and partners who stand on several records."""
    if how == "outer":
        raise _Unmergeable
    partner = left if how == "right" else right
    if not partner.is_plain:
        raise _Unmergeable(Reason.REPEATED)


def _side(desk: Desk, given: Any) -> Side:
    """Return one of the tables; a column as a frame."""
    held = desk.open_proxy(given) if type(given) is Sealed else None
    value = given if held is None else held.value
    if isinstance(value, Withheld):
        raise _Unmergeable(value.reason)
    if kind_of(value) not in _TABLES or (held is None and not is_plain(value)):
        raise _Unmergeable
    table = pandas_merge.as_table(value)
    if table is None or not pandas_merge.has_unique_names(table):
        raise _Unmergeable
    if held is None:
        return Side(table)
    lineage = held.lineage
    if lineage.obstacle is not Reason.SHOWN or not lineage.has_public_labels:
        raise _Unmergeable(lineage.obstacle or Reason.LABEL)
    is_column = kind_of(value) is Kind.SERIES
    return Side(table, lineage.relabelled([None], list(table.columns)) if is_column else lineage)


def _keyed(left: Side, right: Side, options: Mapping[str, Any]) -> tuple[Side, Side, Keys]:
    """Return what the tables are merged by; a row label that is named as a key becomes a column."""
    on, by_index = options.get("on"), (options.get("left_index", False), options.get("right_index", False))
    given = [_listed(on if on is not None else options.get(name)) for name in ("left_on", "right_on")]
    if on is not None and any(by_index):
        raise Refusal(ValueError(_TWICE))
    if given == [None, None] and not any(by_index):
        given = [pandas_merge.common_names(left.table, right.table)] * 2
    names = [None if index else one for index, one in zip(by_index, given, strict=True)]
    is_given = [one is not None or index for one, index in zip(names, by_index, strict=True)]
    if not all(is_given) or (names[0] is None and names[1] is not None):
        raise _Unmergeable
    left, right = _with_columns(left, names[0]), _with_columns(right, names[1])
    if len({_n_keys(side, one) for side, one in zip((left, right), names, strict=True)} - {0}) != 1:
        raise _Unmergeable
    for side, one in zip((left, right), names, strict=True):
        _check_keys(side, one)
    return left, right, Keys(*names)


def _listed(names: Any) -> tuple[Any, ...] | None:
    if names is None:
        return None
    return tuple(names) if isinstance(names, (list, tuple)) else (names,)


def _n_keys(side: Side, names: tuple[Any, ...] | None) -> int:
    return side.table.index.nlevels if names is None else len(names)


def _with_columns(side: Side, names: tuple[Any, ...] | None) -> Side:
    """Return a side that has the columns.

    Errors: `KeyError`, as in pandas, for an unknown one.
    """
    if names is None:
        return side
    if not all(isinstance(name, (str, int)) for name in names):
        raise _Unmergeable
    if side.lineage is None:
        side = Side(pandas_merge.with_levels_as_columns(side.table, names))
    missing = [name for name in names if name not in side.table.columns]
    if missing and any(name in side.table.index.names for name in missing):
        raise _Unmergeable
    if missing:
        raise Refusal(KeyError(missing[0]))
    return side


def _check_keys(side: Side, names: tuple[Any, ...] | None) -> None:
    """Refuse to look anything up by columns that nothing may be released from; row labels may be any."""
    obstacles = {} if side.lineage is None else side.lineage.obstacles
    for name, why in obstacles.items():
        if names is None or name in names:
            raise _Unmergeable(why)


def _check_validate(validate: Any, sides: tuple[Side, Side], keys: Keys) -> None:
    """Answer a `validate`, which may only speak of public tables: of others it would tell of single rows.

    Errors: ValueError, as in pandas, if the keys of a public table are not unique.
    """
    unique = _UNIQUE_SIDES.get(_SHORT.get(validate, validate)) if validate is not None else ()
    if unique is None or any(sides[i].lineage is not None for i in unique):
        raise _Unmergeable
    for i in unique:
        if pandas_merge.repeated_keys(sides[i].table, (keys.left, keys.right)[i]):
            raise Refusal(ValueError(_NOT_UNIQUE.format(side=("left", "right")[i], validate=validate)))
