"""The direct identifiers of data that are named: what is looked for by value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_privacy.errors import NotebookError
from jupyter_privacy.policy import Policy, Role

__all__ = ["net_of"]


def net_of(paths: Sequence[Path], policy: Policy) -> Any:
    """Return the net that catches the direct identifiers of files of data.

    Errors
        `NotebookError` for a file that cannot be read, and for one in which no column of texts is a direct
        identifier: there would be nothing to look for.
    """
    from jupyter_privacy.guard.net import IdentifierNet
    from jupyter_privacy.guard.source import open_source

    net = IdentifierNet()
    for path in paths:
        source = open_source(_frame(path), str(path), path.name, policy)
        if not any(finding.role is Role.DIRECT_IDENTIFIER for finding in source.roles):
            raise NotebookError(
                f"{path}: no column is a direct identifier; declare one in [roles] of the policy"
            )
        net.add(source)
    return net


def _frame(path: Path) -> Any:
    from jupyter_privacy.frames.data_files import READABLE, read_data_file

    if path.suffix.lower() not in READABLE:
        raise NotebookError(f"{path}: its suffix must be one of {', '.join(READABLE)}")
    try:
        return read_data_file(path)
    except Exception as error:
        failed = type(error).__name__
    raise NotebookError(f"{path}: cannot be read as data ({failed})")
