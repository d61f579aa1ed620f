"""What a holder keeps besides library objects: withheld results, accessors, groupings, models."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import shapes
from jupyter_privacy.guard.seal.lineage import Held, Lineage

__all__ = ["Accessor", "Grouped", "Kind", "Later", "Model", "Withheld", "kind_of"]


class Kind(Enum):
    """What a held value is, as far as rules care."""

    FRAME = auto()
    SERIES = auto()
    ARRAY = auto()
    GROUPS = auto()
    INDEX = auto()
    ACCESSOR = auto()
    MODEL = auto()
    WITHHELD = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A result that is not there: a failed operation, one person's cell, a refused number."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Later:
    """What a lazy frame will hold once it is collected."""


@dataclass(frozen=True, slots=True, eq=False)
class Accessor:
    """`.loc`, `.iloc`, `.at`, `.iat`, `.str`, `.dt` or `.cat` of a held value."""

    parent: Held
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Rows of `obj` grouped by `keys`, the way `groupby(**options)` was asked to.

    `in_tuples` says that labels are tuples even of one key (the keys were given as a list); `freq` is
    the frequency of bins by date.
    """

    obj: Held
    keys: tuple[Held, ...]
    options: dict[str, Any]
    selection: object = None
    in_tuples: bool = False
    freq: object = None

    def select(self, selection: object) -> Grouped:
        """Return the same grouping of some of the columns."""
        return replace(self, selection=selection)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model:
    """A library's object that has seen raw data, or will; a release rule answers for it.

    `raw` is the object itself (None if it could not be made, which does not show) and `owners` the
    classes that its names are looked up in, the one that it looks like first.  `reason` says why
    nothing may be told of it, and `about` which column is to blame, by a name that is no cell.
    `people` is the lineage of the rows that it saw, and `parameters` are what the analyst set.
    """

    raw: Any
    owners: tuple[type, ...]
    people: Lineage
    reason: Reason = Reason.SHOWN
    about: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def held(self) -> Held:
        """Return the model as a holder keeps it: it has no rows of its own that an operation could take."""
        return Held(self, self.people.lost("model"))

    def finds(self, name: str) -> Any:
        """Return what the classes have under a name, None for nothing; no property is run."""
        found = (inspect.getattr_static(owner, name, None) for owner in self.owners)
        return next((one for one in found if one is not None), None)


_SHAPES = {
    shapes.Shape.FRAME: Kind.FRAME,
    shapes.Shape.SERIES: Kind.SERIES,
    shapes.Shape.INDEX: Kind.INDEX,
    shapes.Shape.ARRAY: Kind.ARRAY,
}


def kind_of(value: object) -> Kind:
    """Return the kind of a raw value."""
    if isinstance(value, Withheld):
        return Kind.WITHHELD
    if isinstance(value, Grouped):
        return Kind.GROUPS
    if isinstance(value, Accessor):
        return Kind.ACCESSOR
    if isinstance(value, Model):
        return Kind.MODEL
    return _SHAPES.get(shapes.shape_of(value), Kind.OTHER)
