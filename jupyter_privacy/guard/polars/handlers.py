"""Everything that can be asked of a protected polars object."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.polars import columns, frames, functions, grouping, lazy
from jupyter_privacy.guard.polars.reading import Unknown
from jupyter_privacy.guard.seal import attributes, calls, exits, rendering
from jupyter_privacy.guard.seal.callables import root_module
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.exits import refuse_exit
from jupyter_privacy.guard.seal.faces import Form
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Method, Plain, Request, Verb
from jupyter_privacy.guard.seal.refusal import Refusal

__all__ = ["HANDLERS"]

Handler = Callable[[Desk, Held, Request], Outcome]
"""How a form answers methods, attributes, `[...]`, ..."""

_METHODS: Mapping[Form, Handler] = {
    Form.FRAME: frames.method,
    Form.SERIES: columns.method,
    Form.GROUPS: grouping.method,
    Form.NAMESPACE: columns.method,
    Form.LAZY: lazy.method,
}
_ATTRIBUTES: Mapping[Form, Callable[[Desk, Held, Request], Outcome | None]] = {
    Form.FRAME: frames.attribute,
    Form.SERIES: columns.attribute,
    Form.LAZY: lazy.attribute,
}
_ITEMS: Mapping[Form, Handler] = {Form.FRAME: frames.item, Form.SERIES: columns.item}


def _form(held: Held) -> Form:
    assert held.face is not None  # noqa: S101 (asked of what has a face)
    return held.face.form


def _unless_unknown(handler: Handler) -> Handler:
    """Withhold what cannot be translated, and what is made of data whose names are data."""

    @functools.wraps(handler)
    def answer(desk: Desk, held: Held, request: Request) -> Outcome:
        if not held.lineage.has_public_labels:
            return desk.withhold(held.lineage, Reason.LABEL, request.name)
        try:
            return handler(desk, held, request)
        except Unknown as unknown:
            return desk.withhold(held.lineage, unknown.reason, request.name)
        except DisclosureError as error:
            raise Refusal(error.with_traceback(None)) from None

    return answer


@_unless_unknown
def _method(desk: Desk, held: Held, request: Request) -> Outcome:
    if _form(held) is not Form.NAMESPACE:
        refuse_exit(request.name)
        functions.refuse_sql(request.name)
    return _METHODS[_form(held)](desk, held, request)


@_unless_unknown
def _attribute(desk: Desk, held: Held, request: Request) -> Outcome:
    name, form = request.name, _form(held)
    if form is not Form.NAMESPACE:
        refuse_exit(name)
    found = _ATTRIBUTES[form](desk, held, request) if form in _ATTRIBUTES else None
    if found is not None:
        return found
    assert held.face is not None  # noqa: S101 (asked of what has a face)
    on_type = getattr(type(held.face.empty), name, None) if form is not Form.GROUPS else None
    documentation = getattr(on_type, "__doc__", None)
    if form in {Form.GROUPS, Form.NAMESPACE} or callable(on_type):
        return Method(name, documentation)
    if on_type is None:
        raise Refusal(AttributeError(f"{type(held.face.empty).__name__!r} object has no attribute {name!r}"))
    return desk.withhold(held.lineage, Reason.NO_RULE, name)


@_unless_unknown
def _item(desk: Desk, held: Held, request: Request) -> Outcome:
    handler = _ITEMS.get(_form(held))
    return (
        desk.withhold(held.lineage, Reason.NO_RULE, "item")
        if handler is None
        else handler(desk, held, request)
    )


@_unless_unknown
def _operate(desk: Desk, held: Held, request: Request) -> Outcome:
    return columns.operate(desk, held, request)


@_unless_unknown
def _length(desk: Desk, held: Held, request: Request) -> Outcome:
    if _form(held) in {Form.FRAME, Form.SERIES}:
        return attributes.length(desk, held, request)
    raise Refusal(TypeError("object has no len()"))


@_unless_unknown
def _iterate(desk: Desk, held: Held, request: Request) -> Outcome:
    if _form(held) is Form.GROUPS:
        return grouping.iterated(desk, held)
    return desk.withhold(held.lineage, Reason.NO_RULE, "loop")


@_unless_unknown
def _contains(desk: Desk, held: Held, request: Request) -> Outcome:
    (key,) = request.args
    if _form(held) in {Form.FRAME, Form.LAZY} and isinstance(key, str):
        return Plain(key in frames.types_of(held))
    return desk.withhold(held.lineage, Reason.NO_RULE, "in")


@_unless_unknown
def _polars_function(desk: Desk, held: Held, request: Request) -> Outcome:
    return functions.function(desk, held, request)


def _function(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a function of polars; those of other libraries get the pandas objects of the same people."""
    is_polars = root_module(request.function) == "polars"
    return (_polars_function if is_polars else calls.function)(desk, held, request)


def _names(desk: Desk, held: Held, request: Request) -> Outcome:
    if held.face is None or held.face.form is Form.GROUPS:
        return Plain(sorted(grouping.METHODS))
    return Plain([name for name in dir(type(held.face.empty)) if not name.startswith("_")])


def _refused(desk: Desk, held: Held, request: Request) -> Outcome:
    raise Refusal(DisclosureError(_IN_PLACE))


_IN_PLACE = "protected polars data cannot be changed in place: use with_columns(pl.lit(0).alias('name'))"

HANDLERS: Mapping[Verb, Handler] = {
    Verb.ATTRIBUTE: _attribute,
    Verb.METHOD: _method,
    Verb.OPERATE: _operate,
    Verb.GET_ITEM: _item,
    Verb.SET_ITEM: _refused,
    Verb.DELETE_ITEM: _refused,
    Verb.SET_ATTRIBUTE: _refused,
    Verb.LENGTH: _length,
    Verb.ITERATE: _iterate,
    Verb.CONTAINS: _contains,
    Verb.NAMES: _names,
    Verb.TEXT: rendering.text,
    Verb.SHOW: rendering.show,
    Verb.REFUSE: exits.refuse,
    Verb.FUNCTION: _function,
    Verb.UFUNC: calls.ufunc,
}
