"""What a held value looks like to the analyst, if that is not what it is.

Rules know pandas.  A protected polars frame is held as a pandas frame of the same rows, with a face: the
polars object without its rows, which knows names and types and never saw data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.lineage import Held

__all__ = ["Face", "Form", "Step"]


class Form(Enum):
    """What kind of polars object something looks like."""

    FRAME = auto()
    SERIES = auto()
    GROUPS = auto()
    NAMESPACE = auto()
    LAZY = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a lazy frame, to be carried out when it is collected."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A polars object without rows, `empty`.

    Groups have the trees of their `keys`, a namespace (`.str`) its name, and a lazy frame the table that it
    began with and its `steps`.
    """

    form: Form
    empty: Any
    keys: tuple[Any, ...] = ()
    name: str = ""
    base: Held | None = None
    steps: tuple[Step, ...] = ()
