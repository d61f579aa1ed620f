"""The sidebar's line: one comm with a fixed id.

The kernel opens it on load; the front end attaches to it by its id and asks with `refresh`.
Nothing is measured and nothing is sent before it has asked.  It can select what it shows, but it
cannot loosen the policy.
"""

from __future__ import annotations

from typing import Any

from jupyter_privacy.session.session import Session

__all__ = ["COMM_ID", "TARGET", "Sidebar"]

TARGET = "jupyter_privacy"
COMM_ID = "jupyter-privacy"


class Sidebar:
    """Sends the session's state to whoever has asked for it."""

    def __init__(self, session: Session) -> None:
        from comm import create_comm

        self._session = session
        self._is_watched = False
        self._line = create_comm(target_name=TARGET, comm_id=COMM_ID)
        self._line.on_msg(self._asked)
        self._line.on_close(self._hung_up)
        session.changed = self.update

    def close(self) -> None:
        """Hang up."""
        self._session.changed = _nothing
        self._line.close()

    def update(self) -> None:
        """Send the state, if anybody is watching."""
        if self._is_watched:
            self._line.send({"state": self._session.state().to_message()})

    def _asked(self, message: dict[str, Any]) -> None:
        if message["content"]["data"].get("kind") == "refresh":
            self._is_watched = True
            self.update()

    def _hung_up(self, message: dict[str, Any]) -> None:
        """Stay reachable: a front end without the sidebar closes comms that it does not know.

        The line is only registered again; opening it again would be closed again, and so on.
        """
        from comm import get_comm_manager

        self._is_watched = False
        get_comm_manager().register_comm(self._line)


def _nothing() -> None:
    """Tell nobody."""
