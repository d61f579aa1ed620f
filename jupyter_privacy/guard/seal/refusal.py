"""How code behind the firewall raises an exception on the analyst's side."""

from __future__ import annotations

__all__ = ["Refusal"]


class Refusal(Exception):  # noqa: N818 (not an error of the guard: it carries one for the analyst)
    """Carries an exception out; its message holds names that the analyst wrote, never a value."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error
