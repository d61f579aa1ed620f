"""What Python itself reports of files, processes and connections, and what of it the policy allows.

Files that protected data were read from are opened by dataframe readers and by nobody else, in this
process or another.  Python calls an audit hook before it acts, wherever the call comes from; a hook
cannot be taken away again, so there is one for the process, which does nothing while no notebook is
guarded.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any, ClassVar

from jupyter_privacy.errors import ProtectedFileError
from jupyter_privacy.kernel.files import ProtectedFiles
from jupyter_privacy.kernel.readers import calls_reader
from jupyter_privacy.policy import Policy

__all__ = ["Audit"]

_FILE = (
    "the file holds protected data, so only readers open it: pd.read_csv(path), pl.read_parquet(path) and "
    "their like seal what they read"
)
_COMMAND = (
    "the command reads a file of protected data, and nothing would seal what it prints: read the file with "
    "pd.read_csv(path) or another reader"
)
_PROCESS = "starts another process, where nothing guards protected data (policy: processes)"
_CONNECTION = "connects to another machine, where protected data must not go (policy: sockets)"


class Audit:
    """Holds one notebook's files, processes and connections to its policy."""

    def __init__(self, files: ProtectedFiles, policy_of: Callable[[], Policy]) -> None:
        self._files = files
        self._policy_of = policy_of
        self._cell = ""

    def begin(self) -> None:
        """Listen from now on."""
        if not _Hook.is_installed:
            _Hook.is_installed = True
            sys.addaudithook(_heard)
        _Hook.listening = (*(one for one in _Hook.listening if one is not self), self)

    def end(self) -> None:
        """Listen no longer."""
        _Hook.listening = tuple(one for one in _Hook.listening if one is not self)

    def begin_cell(self, text: str) -> None:
        """Note what a cell says: a shell that reads its commands from it names no file when it starts."""
        self._cell = text

    def opened(self, path: Any, mode: Any, flags: Any) -> None:
        """Refuse to open a protected file for reading, unless a reader does."""
        del mode
        if not self._files or not self._policy_of().exclusive_files:
            return
        if isinstance(flags, int) and flags & os.O_ACCMODE == os.O_WRONLY:
            return
        if self._files.holds(path) and not calls_reader(sys._getframe()):
            raise ProtectedFileError(errno.EACCES, _FILE)

    def copied(self, path: Any, *_: Any) -> None:
        """Refuse to give a protected file to another name, or to a library that reads by itself."""
        self.opened(path, None, os.O_RDONLY)

    def started(self, executable: Any, args: Any = (), folder: Any = None, *_: Any) -> None:
        """Refuse a process that reads a protected file; hold all others to the policy."""
        policy = self._policy_of()
        words = [_text(word) for word in ([args] if isinstance(args, (str, bytes)) else args or [executable])]
        if policy.exclusive_files and self._files and self._reads(words, _text(folder) if folder else ""):
            raise ProtectedFileError(errno.EACCES, _COMMAND)
        _hold_to(policy.processes, _PROCESS)

    def connected(self, socket: Any, address: Any = None, *_: Any) -> None:
        """Hold a connection to another machine to the policy."""
        del socket
        if isinstance(address, tuple) and address and not _is_here(str(address[0])):
            _hold_to(self._policy_of().sockets, _CONNECTION)

    def _reads(self, words: list[str], folder: str) -> bool:
        takes_commands = all(word.startswith("-") for word in words[1:])
        told = self._cell if takes_commands else ""
        return self._files.named_in(words, folder) or self._files.mentioned_in(told)


def _hold_to(setting: str, what: str) -> None:
    if setting == "deny":
        raise ProtectedFileError(errno.EACCES, f"refused, as this {what}")
    if setting == "warn":
        warnings.warn(f"this {what}", RuntimeWarning, stacklevel=_levels_to_notebook(sys._getframe()))


def _levels_to_notebook(frame: FrameType | None) -> int:
    """Return how many calls back a line of the notebook is, so that a warning names it."""
    level = 1
    while frame is not None and frame.f_globals.get("__name__") != "__main__":
        frame, level = frame.f_back, level + 1
    return level


def _text(value: Any) -> str:
    return os.fsdecode(value) if isinstance(value, (str, bytes, os.PathLike)) else str(value)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


_EVENTS: Mapping[str, Callable[..., None]] = {
    "open": Audit.opened,
    "os.link": Audit.copied,
    "sqlite3.connect": Audit.copied,
    "subprocess.Popen": Audit.started,
    "os.system": Audit.started,
    "os.exec": Audit.started,
    "os.posix_spawn": Audit.started,
    "socket.connect": Audit.connected,
    "socket.sendto": Audit.connected,
    "socket.sendmsg": Audit.connected,
}
"""What becomes of each event; Python has some hundred others, which move no data."""


class _Hook:
    is_installed: ClassVar[bool] = False
    listening: ClassVar[tuple[Audit, ...]] = ()


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if _Hook.listening and event in _EVENTS:
        for audit in _Hook.listening:
            _EVENTS[event](audit, *args)
