"""SafeView -> text/plain."""

from __future__ import annotations

import unicodedata
from textwrap import fill

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.view.safe import SafeView

__all__ = ["MASK", "to_text"]

MASK = "▒▒"
_LINE = 100
_WHY = "; %privacy why tells more"


def to_text(view: SafeView) -> str:
    """Return the view as lines of text, wide tables in blocks of columns as pandas prints them."""
    lines = [view.title] if view.is_withheld else []
    if view.columns:
        lines += _blocks(view)
        lines += ["", f"[{view.title}{_WHY if _is_masked(view) else ''}]"]
    lines += [_wrapped(note) for note in view.notes]
    lines += [_wrapped(view.advice_title)] if view.advice else []
    for advice in view.advice:
        lines += [_wrapped(f"- {advice.text}"), *([f"      {advice.code}"] if advice.code else [])]
    return "\n".join(lines)


def _is_masked(view: SafeView) -> bool:
    return any(cell.reason is not Reason.SHOWN for row in view.rows for cell in row)


def _wrapped(note: str) -> str:
    """Return a sentence of the legend in lines that are no wider than a table."""
    return fill(
        note,
        _LINE,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _blocks(view: SafeView) -> list[str]:
    labels = [view.corner, *view.labels]
    columns = [_column(view, j) for j in range(len(view.columns))]
    margin = max(map(_width, labels))
    blocks: list[list[list[str]]] = [[]]
    used = margin
    for column in columns:
        width = max(map(_width, column)) + 2
        if blocks[-1] and used + width > _LINE:
            blocks.append([])
            used = margin
        blocks[-1].append(column)
        used += width
    lines: list[str] = []
    for i, block in enumerate(blocks):
        lines += ([""] if i else []) + _aligned(labels, block, more=i < len(blocks) - 1)
    return lines


def _column(view: SafeView, j: int) -> list[str]:
    return [view.columns[j], *(_shown(row[j].text, row[j].reason) for row in view.rows)]


def _shown(text: str, reason: Reason) -> str:
    return MASK if reason is not Reason.SHOWN else text


def _aligned(labels: list[str], block: list[list[str]], *, more: bool) -> list[str]:
    margin = max(map(_width, labels))
    widths = [max(map(_width, column)) for column in block]
    lines = []
    for i, label in enumerate(labels):
        cells = "".join("  " + _right(column[i], width) for column, width in zip(block, widths, strict=True))
        lines.append(label + " " * (margin - _width(label)) + cells + ("  \\" if more and not i else ""))
    return lines


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
