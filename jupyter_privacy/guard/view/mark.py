"""The mark that outputs of a guarded session carry in the notebook file.

It stands in the metadata of an output and says that the guard was on when the output was made.  Who
saves or checks the file can then tell the outputs that the guard let through from those made without
it.  It keeps honest people from mistakes; whoever can write the file can write the mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["MARK", "is_marked", "marked"]

MARK = "jupyter_privacy"
"""The key in an output's metadata."""

_GUARDED = "guarded"


def marked(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of an output with the mark added.

    >>> is_marked(marked({"isolated": True})), is_marked({"isolated": True})
    (True, False)
    """
    return {**metadata, MARK: {_GUARDED: True}}


def is_marked(metadata: object) -> bool:
    """Whether the metadata of an output say that the guard was on."""
    mark = metadata.get(MARK) if isinstance(metadata, Mapping) else None
    return isinstance(mark, Mapping) and mark.get(_GUARDED) is True
