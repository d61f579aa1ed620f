"""The note beside a chart that says how it differs from one of the rows; it never tells a number."""

from __future__ import annotations

from typing import Any

__all__ = [
    "BINNED",
    "BOXES",
    "LEFT_OUT",
    "OPEN",
    "OPTIONS",
    "SMOOTHED",
    "WITHHELD",
    "gathered",
    "note",
    "say_withheld",
]

LEFT_OUT = "small groups are left out"
BINNED = "people are drawn in bins"
BOXES = "whiskers at 5 and 95 %, or further inside"
OPEN = "outer bins are open"
OPTIONS = "options about single people are left out"
SMOOTHED = "smoothed from bins"
WITHHELD = "withheld: too few people, or no rule"
_GID = "jupyter_privacy"
_QUIET = {"color": "0.45", "va": "bottom", "annotation_clip": False, "gid": _GID}
_BESIDE: dict[str, Any] = {
    "xy": (1, 0),
    "xycoords": "axes fraction",
    "xytext": (3, 0),
    "textcoords": "offset points",
    "rotation": "vertical",
    "fontsize": 7,
    "ha": "left",
    **_QUIET,
}


def note(axes: Any, *sentences: str) -> None:
    """Write sentences up the right side of the axes, each once however often it is said."""
    said = next((text for text in axes.texts if text.get_gid() == _GID), None)
    known = said.get_text().split(" · ") if said is not None else []
    wanted = [*known, *(one for one in dict.fromkeys(sentences) if one and one not in known)]
    if not wanted:
        return
    if said is not None:
        said.set_text(" · ".join(wanted))
        return
    axes.annotate(" · ".join(wanted), **_BESIDE)


def gathered(drawn: Any) -> Any:
    """Leave of the notes of axes beside each other one for all, at the last."""
    shown = [axes for axes in drawn.ravel() if axes.get_visible()]
    found = [text for axes in shown for text in axes.texts if text.get_gid() == _GID]
    sentences = [one for text in found for one in text.get_text().split(" · ")]
    for text in found:
        text.remove()
    note(shown[-1], *dict.fromkeys(sentences))
    return drawn


def say_withheld(axes: Any) -> None:
    """Say in the middle of the axes that there is nothing to be drawn."""
    look = {"fontsize": 9, "color": "0.45", "ha": "center", "va": "center"}
    axes.text(0.5, 0.5, WITHHELD, transform=axes.transAxes, **look)
