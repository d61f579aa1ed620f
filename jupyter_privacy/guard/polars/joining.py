"""`join`, `pl.concat` and `unpivot`: rows of several frames, or several rows of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.guard.polars import pandas_side
from jupyter_privacy.guard.polars.reading import Unknown, without_data
from jupyter_privacy.guard.seal import calls
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.faces import Face, Form
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Withheld

__all__ = ["METHODS", "below", "join_public"]

_WAYS = frozenset({"inner", "left"})
_EXISTING = frozenset({"semi", "anti"})
_FOUND = "\0found"
_JOIN = ("on", "how", "left_on", "right_on", "suffix", "coalesce", "nulls_equal", "validate")
_IGNORED = frozenset({"maintain_order", "build_side", "allow_parallel", "force_parallel"})


def _face(held: Held) -> Face:
    if held.face is None or held.face.form is not Form.FRAME:
        raise Unknown
    return held.face


def _join(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `left.join(right, on=..., how=...)`."""
    other, *args = request.args or (request.kwargs.get("other"),)
    kwargs = {name: value for name, value in request.kwargs.items() if name != "other"}
    right = _right(desk, other)
    empty = right.face.empty if isinstance(right, Held) and right.face else polars_pandas.empty_like(right)
    result = without_data(lambda: _face(held).empty.join(empty, *args, **kwargs))
    return _joined(desk, held, right, _keys(held, empty, args, kwargs), result)


def _right(desk: Desk, other: Any) -> Any:
    """Return the right side: a sealed frame, or a public one of polars."""
    if type(other) is Sealed:
        found = desk.open_proxy(other)
        if isinstance(found.value, Withheld):
            raise Unknown(found.value.reason)
        _face(found)
        return found
    if not polars_pandas.is_polars(other) or not hasattr(other, "columns") or polars_pandas.is_lazy(other):
        raise Unknown
    return other


def _keys(held: Held, empty: Any, args: list[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return how two frames are joined: the keys of both sides, the way, and the suffix."""
    given = {**dict(zip(_JOIN, args, strict=False)), **kwargs}
    if set(given) - {*_JOIN, *_IGNORED} or given.get("nulls_equal") or given.get("coalesce") is False:
        raise Unknown
    sides = [("left_on", _face(held).empty), ("right_on", empty)]
    found = {}
    for name, side in sides:
        found[name] = _names(given.get(name, given.get("on")), side)
        if not found[name]:
            raise Unknown
    return {**found, "how": given.get("how", "inner"), "suffix": given.get("suffix", "_right")}


def _joined(desk: Desk, left: Held, right: Any, keys: Mapping[str, Any], result: Any) -> Outcome:
    """Merge in pandas and take the columns that polars has; rows without a key have no partner."""
    how, on_right = keys["how"], keys["right_on"]
    if how not in _WAYS | _EXISTING:
        raise Unknown
    if isinstance(right, Held):
        for name in on_right:
            present = pandas_side.asked(desk, project(right, name), "notna")
            right = pandas_side.chosen(desk, right, present)
        if how in _EXISTING:
            right = pandas_side.asked(desk, project(right, on_right), "drop_duplicates")
        partner: Any = right
    else:
        partner = polars_pandas.public_partner(right, on_right, keys_only=how in _EXISTING)
    if how == "anti":
        partner = _marked(desk, partner)
    options = {"how": "left" if how in {"left", "anti"} else "inner", "suffixes": ("", keys["suffix"])}
    names = {"on": on_right} if keys["left_on"] == on_right else _two_sided(keys)
    merged = pandas_side.asked(desk, left, "merge", partner, **options, **names)
    if how == "anti" and not isinstance(merged.value, Withheld):
        merged = pandas_side.chosen(desk, merged, pandas_side.asked(desk, project(merged, _FOUND), "isna"))
    return _with_columns_of(desk, merged, result)


def _marked(desk: Desk, partner: Any) -> Any:
    """Return the right side of a join with a column that tells who has a partner."""
    if isinstance(partner, Held):
        return pandas_side.asked(desk, partner, "assign", **{_FOUND: 1})
    return partner.assign(**{_FOUND: 1})


def _two_sided(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {"left_on": keys["left_on"], "right_on": keys["right_on"]}


def _with_columns_of(desk: Desk, held: Held, result: Any) -> Held:
    """Return a frame with the columns that polars says it has."""
    if isinstance(held.value, Withheld):
        return desk.withhold(held.lineage, held.value.reason, "join")
    return pandas_side.dressed(project(held, result.columns), Form.FRAME, result)


def join_public(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `public.join(sealed, ...)`: the merge of a public frame with a sealed one."""
    owner, other = request.function.__self__, request.args[0] if request.args else None
    kwargs, args = dict(request.kwargs), list(request.args[1:])
    if type(other) is not Sealed or polars_pandas.is_lazy(owner):
        raise Unknown
    right = _right(desk, other)
    result = without_data(lambda: polars_pandas.empty_like(owner).join(right.face.empty, *args, **kwargs))
    given = {**dict(zip(_JOIN, args, strict=False)), **kwargs}
    keys, how = given.get("on"), given.get("how", "inner")
    if set(given) - {"on", "how", "suffix"} or not isinstance(keys, (str, list)) or how not in _WAYS:
        raise Unknown
    merge = polars_pandas.as_pandas(owner).merge
    options = {"on": keys, "how": how, "suffixes": ("", given.get("suffix", "_right"))}
    plain = desk.keep(Held(right.value, right.lineage))
    asked = Request(Verb.FUNCTION, None, "", (plain,), options, merge)
    outcome = calls.function(desk.quietly(), Held(right.value, right.lineage), asked)
    if not isinstance(outcome, Held):
        raise Unknown
    return _with_columns_of(desk, outcome, result)


def _vstack(desk: Desk, held: Held, request: Request) -> Outcome:
    return below(desk, [desk.keep(held), *request.args], {})


def below(desk: Desk, parts: Any, options: Mapping[str, Any]) -> Outcome:
    """Answer `pl.concat` of sealed frames, one below the other."""
    if not isinstance(parts, list) or not all(type(part) is Sealed for part in parts):
        raise Unknown
    held = [desk.open_proxy(part) for part in parts]
    forms = {one.face.form for one in held if one.face is not None}
    if len(forms) != 1 or not forms <= {Form.FRAME, Form.SERIES} or not all(one.face for one in held):
        raise Unknown
    known = {name: value for name, value in options.items() if name not in {"rechunk", "parallel"}}
    if set(known) - {"how"} or not str(known.get("how", "vertical")).startswith("vertical"):
        raise Unknown
    empties = [one.face.empty for one in held if one.face is not None]
    result = without_data(lambda: polars_pandas.empty_below(empties, known))
    plain = [desk.keep(Held(one.value, one.lineage)) for one in held]
    request = Request(Verb.FUNCTION, None, "", (plain,), {"ignore_index": True}, polars_pandas.concat())
    outcome = calls.function(desk.quietly(), held[0], request)
    if not isinstance(outcome, Held):
        raise Unknown
    if isinstance(outcome.value, Withheld):
        return desk.withhold(outcome.lineage, outcome.value.reason, "concat")
    return pandas_side.dressed(outcome, forms.pop(), result)


def _unpivot(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `unpivot(on, index=...)`: a row for each person and column."""
    face = _face(held)
    empty = without_data(lambda: face.empty.unpivot(*request.args, **request.kwargs))
    given = {**dict(zip(("on",), request.args, strict=False)), **request.kwargs}
    index = _names(given.get("index"), face.empty)
    others = [name for name in face.empty.columns if name not in index]
    on = _names(given.get("on"), face.empty) if given.get("on") is not None else others
    variable, value = empty.columns[-2:]
    long = pandas_side.asked(
        desk, held, "melt", id_vars=index, value_vars=on, var_name=variable, value_name=value
    )
    return pandas_side.dressed(long, Form.FRAME, empty)


def _names(given: Any, empty: Any) -> list[str]:
    if given is None:
        return []
    listed = list(given) if isinstance(given, (list, tuple)) else [given]
    found: list[str] | None = without_data(lambda: polars_trees.plain_names(listed, empty))
    if found is None:
        raise Unknown(Reason.NO_RULE)
    return found


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "join": _join,
    **dict.fromkeys(("vstack", "extend"), _vstack),
    **dict.fromkeys(("unpivot", "melt"), _unpivot),
}
