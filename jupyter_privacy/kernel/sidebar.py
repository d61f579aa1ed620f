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
        self._comm = create_comm(target_name=TARGET, comm_id=COMM_ID)
        self._comm.on_msg(self._asked)
        session.changed = self.update

    def close(self) -> None:
        """Hang up."""
        self._session.changed = lambda: None
        self._comm.close()

    def update(self) -> None:
        """Send the state, if anybody is watching."""
        if self._is_watched:
            self._comm.send({"state": self._session.state().to_message()})

    def _asked(self, message: dict[str, Any]) -> None:
        if message["content"]["data"].get("kind") == "refresh":
            self._is_watched = True
            self.update()
