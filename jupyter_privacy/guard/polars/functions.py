"""Functions of polars that are given protected data: `pl.concat`, `pl.DataFrame`, `pl.from_pandas`, SQL."""

from __future__ import annotations

from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames import polars_pandas
from jupyter_privacy.guard.polars import joining, lazy, pandas_side
from jupyter_privacy.guard.polars.reading import Unknown
from jupyter_privacy.guard.seal.callables import name_of
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.exits import refuse_exit
from jupyter_privacy.guard.seal.faces import Form
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

__all__ = ["function", "refuse_sql"]

_SQL = (
    "SQL on protected data is not possible: write it as an expression, "
    "df.filter(pl.col('x') > 3).group_by('g').agg(pl.col('y').mean())"
)


def refuse_sql(name: str) -> None:
    """Refuse SQL, whatever it says."""
    if name in {"sql", "SQLContext", "register", "register_many", "execute"}:
        raise Refusal(DisclosureError(_SQL))


def function(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a function of polars that was given sealed arguments."""
    name, owner = name_of(request.function), getattr(request.function, "__self__", None)
    refuse_sql(name)
    refuse_exit(name)
    if name == "concat":
        parts, *others = request.args or (request.kwargs.get("items"),)
        options = {key: value for key, value in request.kwargs.items() if key != "items"}
        if others:
            raise Unknown
        return _concatenated(desk, parts, options)
    if name in {"DataFrame", "from_pandas", "LazyFrame"} and owner is None:
        return _made(desk, request, name)
    if name == "collect_all" and owner is None:
        return _all_collected(desk, request)
    if name == "join" and polars_pandas.is_polars(owner):
        return joining.join_public(desk, held, request)
    raise Unknown


def _concatenated(desk: Desk, parts: Any, options: dict[str, Any]) -> Outcome:
    """Answer `pl.concat`; of lazy frames, what they are when they are collected."""
    if not isinstance(parts, (list, tuple)) or not all(type(part) is Sealed for part in parts):
        raise Unknown
    return joining.below(desk, list(parts), options)


def _made(desk: Desk, request: Request, name: str) -> Outcome:
    """Answer `pl.DataFrame(sealed)` and `pl.from_pandas(sealed)`: the same rows as polars shows them."""
    data = request.args[0] if request.args else request.kwargs.get("data")
    if type(data) is not Sealed or len(request.args) != 1 or request.kwargs:
        raise Unknown
    held = desk.open_proxy(data)
    if isinstance(held.value, Withheld):
        return held
    if held.face is None:
        held = _dressed_pandas(held)
    if held.face is not None and held.face.form is Form.SERIES and name == "DataFrame":
        empty = held.face.empty
        table = pandas_side.asked(desk, held, "to_frame", empty.name)
        return pandas_side.dressed(table, Form.FRAME, empty.to_frame())
    if held.face is not None and held.face.form is Form.FRAME and name == "LazyFrame":
        return pandas_side.dressed(held, Form.LAZY, held.face.empty.lazy(), base=held)
    return held


def _dressed_pandas(held: Held) -> Held:
    if kind_of(held.value) not in {Kind.FRAME, Kind.SERIES} or not held.lineage.has_public_labels:
        raise Unknown(Reason.LABEL)
    empty = polars_pandas.empty_of_pandas(held.value)
    if empty is None:
        raise Unknown
    return pandas_side.dressed(held, Form.FRAME if kind_of(held.value) is Kind.FRAME else Form.SERIES, empty)


def _all_collected(desk: Desk, request: Request) -> Outcome:
    """Answer `pl.collect_all([...])`."""
    frames = request.args[0] if len(request.args) == 1 else None
    if not isinstance(frames, list) or not all(type(one) is Sealed for one in frames):
        raise Unknown
    found = [lazy.outcome(desk, desk.open_proxy(one)) for one in frames]
    return Plain([desk.keep(one) if isinstance(one, Held) else getattr(one, "value", None) for one in found])
