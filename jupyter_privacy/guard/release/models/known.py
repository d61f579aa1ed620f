"""Which classes of the model libraries are known, and which of their parameters are harmless.

A class is known by its module and name, and by being what that module has under the name: a subclass or a
namesake of the analyst's could do anything with the raw data that it is fitted on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jupyter_privacy.frames.shapes import module_of
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["are_plain", "is_own", "of_library"]


def of_library(module: str, name: str) -> Any:
    """Return what a loaded module has under a name, or None."""
    return getattr(module_of(module), name, None)


def is_own(kind: type, library: str) -> bool:
    """Whether a class is a library's own: found where it says that it stands."""
    module = getattr(kind, "__module__", "")
    return module.split(".")[0] == library and of_library(module, kind.__name__) is kind


def are_plain(given: Mapping[str, Any], allowed: Iterable[str]) -> bool:
    """Whether all arguments are among the allowed ones and plain values that the analyst wrote."""
    return set(given) <= set(allowed) and all(
        is_plain(value) and not holds_sealed(value) for value in given.values()
    )
