"""Putting the guard on a notebook and taking it off: what `attach` does, `detach` undoes.

What is sealed stays sealed after `detach`: the holder outlives the extension.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.guard.net import IdentifierNet
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.kernel.audit import Audit
from jupyter_privacy.kernel.call_sites import CallSites
from jupyter_privacy.kernel.display import GuardedFormatter
from jupyter_privacy.kernel.gate import Gate
from jupyter_privacy.kernel.history import History
from jupyter_privacy.kernel.magics import privacy_magic
from jupyter_privacy.kernel.sidebar import Sidebar
from jupyter_privacy.kernel.sources import Sources, activate, deactivate
from jupyter_privacy.kernel.tracebacks import Tracebacks
from jupyter_privacy.policy import load_policy
from jupyter_privacy.session.session import Session, current_session, start_session

__all__ = ["Guard", "attach", "detach"]


class Guard:
    """Everything that was put on one IPython shell."""

    def __init__(self, shell: Any, session: Session) -> None:
        self.shell = shell
        self.session = session
        self.sources = Sources(session, shell.user_ns)
        self.net = IdentifierNet()
        self._call_sites = _Watched(self.sources)
        self._formatter = shell.display_formatter
        kernel = getattr(shell, "kernel", None)
        self._gate = Gate(kernel.session, self.net) if kernel is not None else None
        self._sidebar: Sidebar | None = None
        self._tracebacks = Tracebacks(shell)
        self._history = History(shell)
        self._audit = Audit(self.sources.files, lambda: session.policy)

    def put_on(self) -> None:
        """Replace, register and open everything."""
        shell = self.shell
        self.sources.adopt_namespace()
        activate(self.sources)
        shell.display_formatter = GuardedFormatter(self._formatter, self.sources)
        shell.ast_transformers.append(self._call_sites)
        self._tracebacks.shorten()
        self._audit.begin()
        self._history.set_aside()
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)
        shell.register_magic_function(privacy_magic(self.session), "line", "privacy")
        if self._gate is not None:
            self._gate.close()
            self._sidebar = Sidebar(self.session)
        self._bind()

    def take_off(self) -> None:
        """Put everything back as it was."""
        shell = self.shell
        if self._sidebar is not None:
            self._sidebar.close()
        if self._gate is not None:
            self._gate.open()
        del shell.magics_manager.magics["line"]["privacy"]
        shell.events.unregister("post_run_cell", self._end)
        shell.events.unregister("pre_run_cell", self._begin)
        self._history.put_back()
        self._audit.end()
        self._tracebacks.restore()
        shell.ast_transformers.remove(self._call_sites)
        shell.display_formatter = self._formatter
        deactivate(self.sources)

    def _begin(self, info: Any) -> None:
        activate(self.sources)
        self._audit.begin_cell(str(info.raw_cell))
        self.session.ledger.begin()

    def _end(self, result: Any) -> None:
        self.session.ledger.end(f"Out[{result.execution_count}]" if result.execution_count else "")
        self.sources.end_cell()
        self._bind()
        if self._sidebar is not None:
            self._sidebar.update()

    def _bind(self) -> None:
        names = {
            name: value
            for name, value in self.shell.user_ns.items()
            if type(value) is Sealed and name[:1] != "_"
        }
        self.session.bind(names)
        for source in self.session.sources:
            self.net.add(source)


class _Watched(CallSites):
    """The rewrite of call sites, which also tells the sources what a cell names."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def visit_Module(self, node: Any) -> Any:  # noqa: N802 (the name that `ast` calls)
        """Look at a whole cell before it is rewritten."""
        self._sources.begin_cell(node)
        return self.generic_visit(node)


_GUARDS: dict[int, Guard] = {}


def attach(shell: Any) -> None:
    """Guard a shell: read the policy, adopt what is there, put everything in place."""
    if id(shell) in _GUARDS:
        return
    guard = Guard(shell, _session())
    guard.put_on()
    _GUARDS[id(shell)] = guard


def detach(shell: Any) -> None:
    """Take the guard off a shell."""
    guard = _GUARDS.pop(id(shell), None)
    if guard is not None:
        guard.take_off()


def _session() -> Session:
    """Return the session of this process, under the policy that the working directory has."""
    try:
        policy, problem = load_policy(start=Path.cwd()), None
    except PolicyError as error:
        print(f"jupyter_privacy: {error}\nThe strictest policy holds until this is mended.", file=sys.stderr)  # noqa: T201
        problem = error
    session = current_session()
    if session is None:
        return start_session(Session.strict(problem) if problem else Session(policy))
    session.under(Session.strict(problem).policy if problem else policy, str(problem or ""))
    return session
