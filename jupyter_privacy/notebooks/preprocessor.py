r"""An nbconvert preprocessor: what is exported is masked, or refused, as what is saved is.

jupyter nbconvert --to html \
        --HTMLExporter.preprocessors=jupyter_privacy.notebooks.preprocessor.PrivacyPreprocessor
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, from_dict
from traitlets import Bool, Enum

from jupyter_privacy.notebooks.modes import MODES
from jupyter_privacy.notebooks.treatment import treat

__all__ = ["PrivacyPreprocessor"]


class PrivacyPreprocessor(Preprocessor):
    """Masks the outputs of a notebook that is exported; an exception stops the export."""

    mode = Enum(MODES, default_value="mask", help="Refuse to export, mask the outputs, or off.").tag(
        config=True
    )
    every_notebook = Bool(
        default_value=False, help="Look at notebooks that do not use the guard as well."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as it may be exported; the pictures of masked outputs go as well."""
        before = _pictures(nb)
        notebook = json.loads(json.dumps(nb))
        folder = Path((resources.get("metadata") or {}).get("path") or ".")
        if not treat(notebook, self.mode, folder=folder, everything=self.every_notebook):
            return nb, resources
        masked = from_dict(notebook)
        for name in before - _pictures(masked):
            resources.get("outputs", {}).pop(name, None)
        return masked, resources


def _pictures(nb: NotebookNode) -> set[str]:
    """Return the files that an earlier preprocessor took out of outputs."""
    outputs = (output for cell in nb.cells for output in cell.get("outputs", ()))
    return {name for output in outputs for name in output.get("metadata", {}).get("filenames", {}).values()}
