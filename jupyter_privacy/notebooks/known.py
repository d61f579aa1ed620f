"""The direct identifiers of data that are named: what is looked for by value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jupyter_privacy.errors import NotebookError
from jupyter_privacy.policy import Policy, Role

__all__ = ["net_of"]

_SAMPLE = 200


def net_of(paths: Sequence[Path], policy: Policy) -> Any:
    """Return the net that catches the direct identifiers of files of data.

    Errors
        `NotebookError` for a file that cannot be read, and for one in which nothing is a
        direct identifier: there would be nothing to look for.
    """
    from jupyter_privacy.guard.net import IdentifierNet
    from jupyter_privacy.guard.source import open_source

    net = IdentifierNet()
    for path in paths:
        source = open_source(_frame(path), str(path), path.name, policy)
        net.add(source)
        if not any(map(net.catches, _samples(source))):
            raise NotebookError(
                f"{path}: no column holds direct identifiers that can be looked for; "
                "declare one in [roles] of the policy"
            )
    return net


def _samples(source: Any) -> Iterator[str]:
    """Yield some identifiers: a net that does not catch them has nothing to look for, or has failed."""
    for j, finding in enumerate(source.roles):
        if finding.role is Role.DIRECT_IDENTIFIER:
            first = np.arange(min(_SAMPLE, source.n_records), dtype=np.intp)
            yield from source.frame.texts(j, first)


def _frame(path: Path) -> Any:
    from jupyter_privacy.frames.data_files import READABLE, read_data_file

    if path.suffix.lower() not in READABLE:
        raise NotebookError(f"{path}: its suffix must be one of {', '.join(READABLE)}")
    try:
        return read_data_file(path)
    except Exception as error:
        failed = type(error).__name__
    raise NotebookError(f"{path}: cannot be read as data ({failed})")
