"""The local holder: raw values in this process, behind `ask`.

`ask` is the firewall.  No exception of the raw side passes it: a refusal comes back as a fresh
exception without traceback, so that no frame with a raw local can be walked to; everything else
that goes wrong is a withheld result.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError, GuardError
from jupyter_privacy.guard.polars import handlers as polars
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import assigning, attributes, calls, exits, items, rendering
from jupyter_privacy.guard.seal.callables import root_module
from jupyter_privacy.guard.seal.desk import Desk, Outcome, Recorder, withheld
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Answer, Calls, Handle, Kept, Plain, Refused, Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, handle_of, make_proxy
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Model, kind_of

__all__ = ["HANDLERS", "LocalHolder"]

Handler = Callable[[Desk, Held, Request], Outcome]

HANDLERS: Mapping[Verb, Handler] = {
    Verb.ATTRIBUTE: attributes.attribute,
    Verb.METHOD: calls.method,
    Verb.OPERATE: calls.operate,
    Verb.GET_ITEM: items.get_item,
    Verb.SET_ITEM: assigning.set_item,
    Verb.DELETE_ITEM: assigning.delete_item,
    Verb.SET_ATTRIBUTE: assigning.set_attribute,
    Verb.LENGTH: attributes.length,
    Verb.ITERATE: attributes.iterate,
    Verb.CONTAINS: attributes.contains,
    Verb.NAMES: attributes.names,
    Verb.TEXT: rendering.text,
    Verb.SHOW: rendering.show,
    Verb.UFUNC: calls.ufunc,
    Verb.FUNCTION: calls.function,
    Verb.REFUSE: exits.refuse,
}
_OPAQUE = {Kind.WITHHELD, Kind.ACCESSOR, Kind.GROUPS, Kind.OTHER}


class LocalHolder:
    """Keeps raw values by handle and answers for them."""

    def __init__(self, recorder: Recorder) -> None:
        self._held: dict[Handle, Held] = {}
        self._handles = itertools.count(1)
        self._desk = Desk(self.open, self.seal, recorder)

    def ask(self, request: Request) -> Answer:
        """Answer one request; whatever fails is withheld."""
        try:
            target = self._target(request)
            handler = HANDLERS[request.verb] if _is_pandas(target, request) else polars.HANDLERS[request.verb]
            return self._settle(handler(self._desk, target, request), request)
        except Refusal as refusal:
            self._note(refusal.error, request)
            return Refused(refusal.error)
        except KeyboardInterrupt:
            return Refused(KeyboardInterrupt())
        except BaseException:
            return self._failed(request)

    def _note(self, error: BaseException, request: Request) -> None:
        """Note what was refused; the words are ours, and none of them hangs on the data."""
        held = None if request.target is None else self._held.get(request.target)
        if held is not None and isinstance(error, DisclosureError):
            self._desk.recorder.refused(held.lineage, str(error))

    def seal(self, held: Held) -> Sealed:
        """Keep a value and return a proxy for it."""
        return make_proxy(self, self._keep(held))

    def open(self, proxy: Sealed) -> Held:
        """Return what is held behind a proxy of this holder."""
        return self._held[handle_of(proxy)]

    def drop(self, handle: Handle) -> None:
        """Forget a value whose last proxy is gone."""
        self._held.pop(handle, None)

    def _target(self, request: Request) -> Held:
        if request.target is not None:
            return self._held[request.target]
        return calls.first_held(self._desk, request)

    def _settle(self, outcome: Outcome, request: Request) -> Answer:
        if isinstance(outcome, Released):
            return Plain(outcome.value)
        if isinstance(outcome, Calls):
            return replace(outcome, request=request)
        return self._keep(outcome) if isinstance(outcome, Held) else outcome

    def _keep(self, held: Held) -> Kept:
        handle = Handle(next(self._handles))
        self._held[handle] = held
        return Kept(handle, _looks_of(held.value) if held.face is None else type(held.face.empty))

    def _failed(self, request: Request) -> Answer:
        if request.verb in {Verb.TEXT, Verb.SHOW}:
            return Plain(rendering.failure(request.verb))
        held = None if request.target is None else self._held.get(request.target)
        if held is None or request.verb not in {Verb.ATTRIBUTE, Verb.METHOD, Verb.OPERATE, Verb.GET_ITEM}:
            return Refused(
                GuardError("withheld: the guard could not handle this operation on protected data")
            )
        return self._keep(withheld(held.lineage, Reason.GUARD_FAILED))


def _is_pandas(held: Held, request: Request) -> bool:
    """Whether a request is about pandas: neither to a polars object, nor to a function of polars."""
    return held.face is None and root_module(request.function) != "polars"


def _looks_of(value: object) -> type:
    if isinstance(value, Model):
        return value.owners[0]
    return Sealed if kind_of(value) in _OPAQUE else type(value)
