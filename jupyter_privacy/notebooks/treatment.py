"""What becomes of a notebook that is saved or exported: refused, masked or left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.notebooks.check import is_guarded, look_through
from jupyter_privacy.notebooks.findings import RULES, Finding
from jupyter_privacy.notebooks.masking import mask
from jupyter_privacy.policy import load_policy

__all__ = ["treat"]

_MOST_PLACES = 5
_REMEDY = "Clear these outputs, or run the cells again with the guard on"


def treat(notebook: dict[str, Any], mode: str, *, folder: Path, everything: bool) -> int:
    """Mask a notebook of format 4 in place, or refuse it; return how many outputs were masked.

    What it does
        Looks at notebooks that use the guard, and with `everything` at all, under the policy that
        `folder` has.
    Errors
        `DisclosureError` in the mode "refuse", with places and rules; `PolicyError` for a bad policy;
        `NotebookError` for what is no notebook.
    """
    if mode == "off" or not (everything or is_guarded(notebook)):
        return 0
    findings = [found for found in look_through(notebook, load_policy(start=folder)) if not found.is_remark]
    if findings and mode == "refuse":
        raise DisclosureError(_refusal(findings))
    return mask(notebook, findings)


def _refusal(findings: Sequence[Finding]) -> str:
    places = list(dict.fromkeys(found.place for found in findings))
    listed = "; ".join(places[:_MOST_PLACES])
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    rules = "; ".join(RULES[rule][1] for rule in Counter(found.rule for found in findings))
    return f"Not saved by jupyter_privacy. {listed}{more}: {rules}. {_REMEDY}."
