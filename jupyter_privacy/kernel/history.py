"""What a shell remembers of outputs: those from before the guard was put on are kept out of reach.

IPython keeps their text for `%history -o`, `%notebook` and front ends that ask; nobody judged it.
"""

from __future__ import annotations

from typing import Any

from jupyter_privacy.guard.explain import WITHHELD

__all__ = ["History"]


class History:
    """The texts of earlier outputs of one shell."""

    def __init__(self, shell: Any) -> None:
        self._manager = shell.history_manager
        self._texts: dict[int, Any] = {}
        self._outputs: dict[int, Any] = {}

    def set_aside(self) -> None:
        """Put what was shown up to now away, and say withheld in its place."""
        self._texts = dict(self._manager.output_hist_reprs)
        self._manager.output_hist_reprs.update(dict.fromkeys(self._texts, WITHHELD))
        self._outputs = dict(_outputs(self._manager))
        _outputs(self._manager).clear()

    def put_back(self) -> None:
        """Put everything back where it was."""
        self._manager.output_hist_reprs.update(self._texts)
        _outputs(self._manager).update(self._outputs)


def _outputs(manager: Any) -> dict[int, Any]:
    """Return the outputs as messages, which IPython has kept since 8.34."""
    found: dict[int, Any] = getattr(manager, "outputs", {})
    return found
