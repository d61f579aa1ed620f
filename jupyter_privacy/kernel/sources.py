"""Sources: raw frames that come into the notebook are sealed, public ones are known.

Frames come in through readers and calls of unknown code (see `mediate`), stand in the namespace
when the guard is put on, are bound by a cell, or are about to be displayed.
"""

from __future__ import annotations

import ast
import types
import weakref
from collections.abc import MutableMapping
from typing import Any, ClassVar

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.shapes import holds_records
from jupyter_privacy.guard.seal.desk import withheld
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.source import held_source, open_source
from jupyter_privacy.kernel.doors import has_open_door
from jupyter_privacy.kernel.files import ProtectedFiles
from jupyter_privacy.session.session import Session

__all__ = ["Sources", "activate", "active_sources", "deactivate"]

_DEPTH = 3
_NOT_DATA = frozenset({"In", "Out", "_ih", "_oh", "_dh", "get_ipython", "exit", "quit"})


class Sources:
    """Adopts what cells bring in, for one session and one namespace."""

    def __init__(self, session: Session, namespace: MutableMapping[str, Any]) -> None:
        self.session = session
        self._namespace = namespace
        self._unmediated: weakref.WeakSet[Any] = weakref.WeakSet()
        self._mediated: weakref.WeakSet[Any] = weakref.WeakSet()
        self._is_open = False
        self.files = ProtectedFiles()

    # -- cells -----------------------------------------------------------------------------

    def begin_cell(self, tree: ast.AST) -> None:
        """Look at a cell that is about to run."""
        self._is_open = has_open_door(tree, self._namespace, self.is_unmediated)

    def end_cell(self) -> None:
        """Adopt raw frames that the cell has bound, or note that they are public."""
        for name, value in list(self._namespace.items()):
            if name in _NOT_DATA:
                continue
            if isinstance(value, (types.FunctionType, type)) and value not in self._mediated:
                (self._unmediated if self._is_open else self._mediated).add(value)
            settled = self.settle(value, name)
            if settled is not value:
                self._namespace[name] = settled
        self._is_open = False

    def adopt_namespace(self) -> None:
        """Adopt everything that stood in the namespace before the guard was put on."""
        self._is_open = True
        self._adopt_history(self._namespace.get("Out"))
        self.end_cell()
        self._is_open = True  # the rest of the cell that puts the guard on was not looked at

    def _adopt_history(self, history: Any) -> None:
        if isinstance(history, dict):
            for key, value in list(history.items()):
                history[key] = self.settle(value)

    # -- values ----------------------------------------------------------------------------

    def is_unmediated(self, value: Any) -> bool:
        """Whether `value` is code of the notebook that may hand over raw data unseen.

        That is a function or class that was defined before the guard was put on, or in a cell with an
        open door, an object of such a class, or a container of those.
        """
        if type(value) in {list, tuple}:
            return any(map(self.is_unmediated, value))
        if type(value) is dict:
            return any(map(self.is_unmediated, value.values()))
        if type(value) is Sealed:
            return False
        code = value if isinstance(value, (types.FunctionType, type)) else type(value)
        return code in self._unmediated

    def is_mediated(self, function: types.FunctionType) -> bool:
        """Whether `function` was defined in a cell of this notebook that was rewritten."""
        return function.__module__ == "__main__" and function not in self._unmediated

    def is_foreign(self, value: Any) -> bool:
        """Whether `value` is a raw frame of unknown origin."""
        if type(value) is Sealed or not holds_records(value) or value in self.session.public:
            return False
        return self._is_open

    def settle(self, value: Any, name: str = "") -> Any:
        """Return `value` with raw frames of unknown origin sealed; all others are public from now on."""
        if type(value) is Sealed:
            return value
        if self.is_foreign(value):
            return self.adopt(value, name)
        if holds_records(value):
            self.session.public.add(value)
            return value
        return self._within(value) if self._is_open else value

    def incoming(self, value: Any) -> Any:
        """Return an argument of a call with raw frames of unknown origin sealed."""
        return self.settle(value) if self._is_open else value

    def _within(self, value: Any, depth: int = 0) -> Any:
        """Settle what stands in a list, tuple, dict or object of the notebook's own classes."""
        if type(value) in {list, tuple} and depth < _DEPTH:
            parts = [self._part(part, depth) for part in value]
            changed = any(part is not old for part, old in zip(parts, value, strict=True))
            return type(value)(parts) if changed else value
        if type(value) is dict and depth < _DEPTH:
            for key, part in list(value.items()):
                value[key] = self._part(part, depth)
        elif (
            type(type(value)) is type and type(value).__module__ == "__main__" and hasattr(value, "__dict__")
        ):
            self._within(value.__dict__, depth + 1)
        return value

    def _part(self, part: Any, depth: int) -> Any:
        return self.adopt(part) if self.is_foreign(part) else self._within(part, depth + 1)

    def adopt(self, value: Any, name: str = "") -> Sealed:
        """Seal one raw object; one that no frame can be opened on is withheld for good."""
        try:
            return self.session.protect(value, name=name)
        except Exception:
            return self._unknown()

    def _unknown(self) -> Sealed:
        session = self.session
        source = open_source(np.empty(0), "unknown", "", session.policy)
        lineage = held_source(np.empty(0), source).lineage
        return session.holder.seal(withheld(lineage, Reason.GUARD_FAILED))

    def adopt_all(self, result: Any) -> Any:
        """Seal every raw frame in what a reader or unknown code has returned."""
        if type(result) is Sealed or result in self.session.public:
            return result
        if holds_records(result):
            return self.adopt(result)
        was_open, self._is_open = self._is_open, True
        settled = self._within(result)
        self._is_open = was_open
        return settled

    def declare_public(self, result: Any) -> Any:
        """Note what a library computed from public values."""
        if holds_records(result):
            self.session.public.add(result)
        return result

    def unless_brought_in(self, result: Any, given: tuple[Any, ...]) -> Any:
        """Adopt a frame that known code returns without having been given one (`pickle.load`)."""
        if any(map(holds_records, given)):
            return self.declare_public(result)
        return self.adopt_all(result)


class _Active:
    stack: ClassVar[list[Sources]] = []


def active_sources() -> Sources | None:
    """Return the sources of the notebook whose cell runs, or None while no notebook is guarded."""
    return _Active.stack[-1] if _Active.stack else None


def activate(sources: Sources) -> None:
    """Make `sources` the ones that mediated calls ask, until those of another shell are."""
    deactivate(sources)
    _Active.stack.append(sources)


def deactivate(sources: Sources) -> None:
    """Forget `sources`, as the guard of their shell is taken off."""
    if sources in _Active.stack:
        _Active.stack.remove(sources)
