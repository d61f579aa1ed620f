"""Replacing what was found by a note that says which rule found it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jupyter_privacy.guard.view.mark import MARK
from jupyter_privacy.notebooks.findings import RULES, Finding
from jupyter_privacy.notebooks.spots import Spot, spots

__all__ = ["mask"]

_WIDGET = "application/vnd.jupyter.widget-view+json"


def mask(notebook: dict[str, Any], findings: Sequence[Finding]) -> int:
    """Replace in place every output, attachment and widget state with findings; return how many.

    Remarks mask nothing.  Where a masked output was a widget, the state of all widgets goes with it, as
    that is where a widget keeps what it shows.
    """
    rules: dict[tuple[int, int], list[str]] = {}
    for found in findings:
        if not found.is_remark:
            rules.setdefault((found.cell, found.output), []).append(found.rule)
    places = [spot for spot in spots(notebook) if spot.cell and (spot.cell, spot.output) in rules]
    with_widgets = (0, 0) in rules or any(_WIDGET in spot.bundle for spot in places)
    for spot in places:
        _replace(spot, rules[spot.cell, spot.output])
    n_states = int(with_widgets and (notebook.get("metadata") or {}).pop("widgets", None) is not None)
    return len(places) + n_states


def _replace(spot: Spot, rules: list[str]) -> None:
    words = "; ".join(RULES[rule][1] for rule in rules)
    note: dict[str, Any] = {"text/plain": f"‹masked in the saved notebook: {words}›"}
    spot.node.clear()
    if spot.output:
        note = {"output_type": "display_data", "data": note, "metadata": {MARK: {"masked": rules}}}
    spot.node.update(note)
