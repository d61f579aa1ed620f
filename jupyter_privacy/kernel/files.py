"""The files that protected data were read from.

A file is known by its place on the disk, not by its name: another path, a link or a new name lead to the
same file.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["ProtectedFiles"]

_QUOTED = re.compile(r"""(['"])(.+?)\1""")
_DEEPEST = 3


class ProtectedFiles:
    """Remembers files, and finds them again in paths and in the words of a command."""

    def __init__(self) -> None:
        self._places: set[tuple[int, int]] = set()
        self._names: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._places)

    def read_by(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Remember the files that a reader's first argument names: by path, pattern, folder, or in SQL.

        Where all arguments have names, any of them may be a path; `decimal="."` is no folder.
        """
        for text in _texts(args[:1] or kwargs.values()):
            for path in (text, *(quoted for _, quoted in _QUOTED.findall(text))):
                for found in _matching(path):
                    self._add(Path(found), 0 if args else _DEEPEST)

    def holds(self, path: Any, *, folder: str = "") -> bool:
        """Whether a path, or an open file's number, leads to one of the files."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            if folder and not isinstance(path, int):
                path = os.path.join(folder, os.path.expanduser(path))  # noqa: PTH111, PTH118 (may be bytes)
            return _place(os.stat(path)) in self._places  # noqa: PTH116 (may be a number)
        return False

    def named_in(self, words: Iterable[str], folder: str = "") -> bool:
        """Whether words of a command name, or could stand for, one of the files."""
        return any(
            self.mentioned_in(word) or any(self.holds(path) for path in _matching(os.path.join(folder, word)))  # noqa: PTH118
            for text in words
            for word in _words(text)
        )

    def mentioned_in(self, text: str) -> bool:
        """Whether the name of one of the files stands in a text."""
        return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in self._names)

    def _add(self, path: Path, depth: int) -> None:
        with contextlib.suppress(OSError):
            if path.is_dir() and depth < _DEEPEST:
                for part in path.iterdir():
                    self._add(part, depth + 1)
            elif path.is_file():
                self._places.add(_place(path.stat()))
                self._names.add(path.name)


def _place(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _texts(values: Iterable[Any], depth: int = 0) -> Iterator[str]:
    for value in values:
        if isinstance(value, (str, os.PathLike)):
            text = os.fspath(value)
            if isinstance(text, str):
                yield text
        elif type(value) in {list, tuple} and depth < _DEEPEST:
            yield from _texts(value, depth + 1)


def _matching(path: str) -> Iterable[str]:
    """Return the files that a path or pattern of the analyst's stands for."""
    path = os.path.expanduser(path)  # noqa: PTH111 (a pattern is no path)
    if glob.has_magic(path):
        with contextlib.suppress(OSError, ValueError, re.error):
            return glob.glob(path, recursive=True)  # noqa: PTH207 (with its own folder)
    return (path,)


def _words(text: str) -> list[str]:
    try:
        return [text, *shlex.split(text)]
    except ValueError:
        return [text, *text.split()]
