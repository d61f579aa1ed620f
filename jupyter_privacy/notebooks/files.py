"""Notebook files: read without trusting them, written so that a failure leaves the old file.

Nothing of what a file holds gets into a message; nbformat's own messages quote what they cannot read.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jupyter_privacy.errors import NotebookError

__all__ = ["content_of", "files_in", "parse", "read", "write"]

_FORMAT = 4


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that are named, and all notebooks in folders that are, checkpoints included."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.ipynb"))
        else:
            yield path


def read(path: Path) -> dict[str, Any]:
    """Return a notebook in format 4; `NotebookError` says why it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        failed = error.strerror or type(error).__name__
        raise NotebookError(f"cannot be read ({failed})") from None
    return parse(content)


def parse(content: bytes) -> dict[str, Any]:
    """Return the notebook that a file holds in format 4, converted from an older one if need be."""
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError("is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise NotebookError("is not JSON") from None
    if not isinstance(notebook, dict) or type(notebook.get("nbformat")) is not int:
        raise NotebookError("is not a notebook")
    return notebook if notebook["nbformat"] == _FORMAT else _converted(notebook)


def _converted(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return an older notebook in format 4."""
    from nbformat import converter, from_dict

    if not 0 < notebook["nbformat"] < _FORMAT:
        raise NotebookError("has a format that is not known")
    try:
        converted: dict[str, Any] = json.loads(json.dumps(converter.convert(from_dict(notebook), _FORMAT)))
    except Exception as error:
        failed = type(error).__name__
    else:
        return converted
    raise NotebookError(f"has an old format that cannot be converted ({failed})")


def write(notebook: dict[str, Any], path: Path) -> None:
    """Write a notebook in the place of the file, at once and with its permissions."""
    target = path.resolve()
    content = content_of(notebook)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".ipynb.part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            shutil.copymode(target, name)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        failed = error.strerror or type(error).__name__
        raise NotebookError(f"cannot be written ({failed})") from None


def content_of(notebook: dict[str, Any]) -> bytes:
    """Return the bytes of a file as Jupyter writes it; half of a surrogate pair has to be escaped."""
    try:
        return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(notebook, indent=1) + "\n").encode()
