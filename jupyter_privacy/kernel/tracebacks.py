"""Tracebacks without the frames of mediated calls and of the audit.

They would stand between the analyst's line and the library's, and a debugger could walk from them
to the holder.
"""

from __future__ import annotations

import types
from typing import Any

from jupyter_privacy.kernel import audit, mediate

__all__ = ["Tracebacks", "without_mediation"]


def without_mediation(trace: types.TracebackType | None) -> types.TracebackType | None:
    """Return a traceback without the frames of the mediator and the audit."""
    if trace is None:
        return None
    following = without_mediation(trace.tb_next)
    if trace.tb_frame.f_code.co_filename in {audit.__file__, mediate.__file__}:
        return following
    return types.TracebackType(following, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


class Tracebacks:
    """Stands before the place where a shell looks up the exception that it is about to show."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._look_up = shell._get_exc_info

    def shorten(self) -> None:
        """Leave mediated calls out of what is shown."""
        self._shell._get_exc_info = self._shortened

    def restore(self) -> None:
        """Show tracebacks as they are."""
        del self._shell._get_exc_info

    def _shortened(self, exc_tuple: Any = None) -> tuple[Any, Any, Any]:
        kind, error, trace = self._look_up(exc_tuple)
        short = without_mediation(trace)
        if error is not None:
            error.__traceback__ = short
        return kind, error, short
