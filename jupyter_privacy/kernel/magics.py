"""`%privacy`: the state of the guard in words."""

from __future__ import annotations

from dataclasses import fields
from textwrap import fill
from typing import Any

from jupyter_privacy.session.session import Session

__all__ = ["privacy_magic"]

_CODE = 6
_USAGE = "%privacy (status), %privacy why (why the last output was masked), %privacy policy (all settings)"


def privacy_magic(session: Session) -> Any:
    """Return the line magic of a session."""

    def privacy(line: str) -> None:
        """Show the state of the guard; `why` explains the last output, `policy` lists the settings."""
        answers = {"": status, "status": status, "why": why, "policy": policy}
        answer = answers.get(line.strip())
        print(answer(session) if answer else f"Unknown: use {_USAGE}")  # noqa: T201 (it is what a magic does)

    return privacy


def status(session: Session) -> str:
    """Return what is guarded, under which policy, and what has become of the outputs."""
    state = session.state()
    held = state.policy
    first = (
        f"Guarded under policy {held.profile} ({held.source}): "
        f"tables from {held.threshold} people, rows k={held.k}, m={held.m}."
    )
    lines = [first]
    if state.problem:
        lines.append(f"The policy could not be read, so the strictest one holds: {state.problem}")
    lines += [
        f"  {frame.name}: {frame.n_records} records, {frame.n_columns} columns" for frame in state.frames
    ]
    tally = state.tally
    lines.append(f"Results: {tally.n_shown} shown, {tally.n_masked} masked, {tally.n_withheld} withheld.")
    lines.append("This is a guard rail for honest work: code in this kernel can undo it.")
    return "\n".join(lines)


def why(session: Session) -> str:
    """Return why the latest results were masked or withheld, in lines that fit a notebook."""
    return "\n".join(_fitted(line) for line in session.why().splitlines())


def _fitted(line: str) -> str:
    """Return a line of words in lines of 100 characters; code, which stands further in, stays whole."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    if len(indent) > _CODE:
        return line
    return fill(line, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def policy(session: Session) -> str:
    """Return every setting of the policy."""
    held = session.policy
    lines = [f"  {field.name:<20} {_worded(getattr(held, field.name))}" for field in fields(held)]
    return "\n".join(lines)


def _worded(setting: Any) -> str:
    return (
        ", ".join(f"{name}: {role}" for name, role in setting.items()) or "none"
        if hasattr(setting, "items")
        else str(setting)
    )
