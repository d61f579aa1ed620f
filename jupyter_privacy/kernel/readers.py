"""Which library functions bring data in: the doors by which records enter a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

from jupyter_privacy.guard.seal.callables import name_of, root_module

__all__ = ["calls_reader", "is_reader"]

_READERS = {
    "pandas": ("read_",),
    "polars": ("read_", "scan_"),
    "pyarrow": ("read_", "open_", "dataset"),
    "duckdb": ("read_", "sql", "query", "from_", "table", "execute"),
    "numpy": ("load", "loadtxt", "genfromtxt", "fromfile", "memmap"),
}
_NONE = ("\0",)


def is_reader(function: Any) -> bool:
    """Whether a library function brings in data."""
    return name_of(function).startswith(_READERS.get(root_module(function), _NONE))


def calls_reader(frame: FrameType | None) -> bool:
    """Whether a reader of a data library is on the way to this frame."""
    return any(
        one.f_code.co_name.startswith(_READERS.get(_package(one), _NONE)) for one in _frames_from(frame)
    )


def _frames_from(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
