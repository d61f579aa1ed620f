"""Lazy frames: what is asked of them is noted, and carried out as on a frame when they are collected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas
from jupyter_privacy.guard.polars import frames, grouping
from jupyter_privacy.guard.polars.reading import Unknown, without_data
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.faces import Face, Form, Step
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.values import Later

__all__ = ["attribute", "collected", "method", "outcome"]

_STRUCTURE = frozenset({"columns", "schema", "dtypes", "width"})
_REFUSED = frozenset(
    "profile serialize fetch collect_async collect_batches remote map_batches inspect".split()
)
_TEXTS = frozenset({"explain"})


def attribute(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Answer what is public of a lazy frame: its columns and their types."""
    del desk
    empty = frames.face_of(held).empty
    return Plain(without_data(lambda: getattr(empty, request.name))) if request.name in _STRUCTURE else None


def method(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `collect`; note what else is asked, after polars has looked at it without data."""
    face, name = frames.face_of(held), request.name
    if name == "collect":
        return outcome(desk, held)
    if name == "collect_schema":
        return Plain(without_data(face.empty.collect_schema))
    if name in {"lazy", "clone", "cache"}:
        return held
    if name in _TEXTS:
        return Plain(without_data(lambda: getattr(face.empty, name)(*request.args, **request.kwargs)))
    if name in _REFUSED:
        raise Unknown
    args = [_empty(desk, one) for one in request.args]
    kwargs = {key: _empty(desk, one) for key, one in request.kwargs.items()}
    empty = without_data(lambda: getattr(face.empty, name)(*args, **kwargs))
    step = Step(name, request.args, dict(request.kwargs))
    noted = Face(Form.LAZY, empty, base=face.base, steps=(*face.steps, step))
    return Held(Later(), replace(held.lineage, rows=None, operation="lazy"), noted)


def _empty(desk: Desk, value: Any) -> Any:
    """Return a sealed argument without its rows."""
    if type(value) is not Sealed:
        return value
    face = desk.open_proxy(value).face
    if face is None:
        raise Unknown
    return face.empty


def outcome(desk: Desk, held: Held) -> Outcome:
    """Answer `collect`."""
    if held.face is None or held.face.form is not Form.LAZY:
        raise Unknown
    current = collected(desk, held)
    if isinstance(current, Released):
        return current
    return current if isinstance(current, Held) else Plain(current)


def collected(desk: Desk, held: Held) -> Any:
    """Carry out the steps of a lazy frame: a sealed frame, a released table, or what came of one."""
    face = frames.face_of(held)
    without_data(face.empty.collect_schema)
    current: Any = face.base
    for step in face.steps:
        current = _taken(desk, current, step)
    return current.collect() if hasattr(current, "collect") else current


def _taken(desk: Desk, current: Any, step: Step) -> Any:
    if isinstance(current, Held):
        if current.face is None:
            return current
        args = tuple(_eager(desk, one) for one in step.args)
        kwargs = {name: _eager(desk, one) for name, one in step.kwargs.items()}
        request = Request(Verb.METHOD, None, step.name, args, kwargs)
        handler = grouping.method if current.face.form is Form.GROUPS else frames.method
        return handler(desk, current, request)
    released: Any = current.value if isinstance(current, Released) else None
    plain = current if released is None else released.lazy()
    if any(type(one) is Sealed for one in (*step.args, *step.kwargs.values())):
        raise Unknown
    return without_data(lambda: getattr(plain, step.name)(*step.args, **step.kwargs))


def _eager(desk: Desk, value: Any) -> Any:
    """Return a lazy frame among the arguments collected, be it sealed or public."""
    if polars_pandas.is_polars(value):
        return without_data(lambda: polars_pandas.whole_table(value))
    if type(value) is not Sealed:
        return value
    held = desk.open_proxy(value)
    if held.face is None or held.face.form is not Form.LAZY:
        return value
    found = collected(desk, held)
    if not isinstance(found, Held):
        raise Unknown(Reason.NO_RULE)
    return desk.keep(found)
