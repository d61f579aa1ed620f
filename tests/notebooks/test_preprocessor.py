"""Exporting with nbconvert: what is masked is not in the page, nor in the pictures beside it."""

import base64
import json

import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter
from traitlets.config import Config

from jupyter_privacy.errors import PrivacyError
from jupyter_privacy.notebooks import treatment
from tests.notebooks.conftest import EMAIL, display, notebook_of, stream

NAME = "jupyter_privacy.notebooks.preprocessor.PrivacyPreprocessor"
PICTURE = base64.b64encode(b"\x89PNG planted").decode()
CELLS = (
    [display("2.5", guarded=True, image_png=PICTURE)],
    [display(EMAIL, image_png=PICTURE), stream("fine\n")],
)


def export(cells, exporter=HTMLExporter, **settings):
    """Return the exported text and its resources, as the command line makes them."""
    config = Config({exporter.__name__: {"preprocessors": [NAME]}, "PrivacyPreprocessor": settings})
    notebook = nbformat.from_dict(notebook_of(*cells))
    before = json.dumps(notebook)
    result = exporter(config=config).from_notebook_node(notebook)
    assert json.dumps(notebook) == before
    return result


def test_masks():
    """Outputs made while the guard was off become notes; the others are exported."""
    page, _ = export(CELLS)
    assert EMAIL not in page
    assert page.count("made while the guard was off") == 2
    assert page.count(PICTURE) == 1


def test_pictures_that_were_taken_out():
    """An exporter that writes pictures as files does not write those of masked outputs."""
    text, resources = export(CELLS, MarkdownExporter)
    assert list(resources["outputs"]) == ["output_0_0.png"]
    assert "output_1" not in text


def test_refuses():
    """In the mode "refuse" nothing is exported."""
    with pytest.raises(PrivacyError) as caught:
        export(CELLS, mode="refuse")
    assert EMAIL not in str(caught.value)


def test_other_notebooks():
    """They are exported as they are, unless every notebook is asked for."""
    assert EMAIL in export([[stream(EMAIL)]])[0]
    assert EMAIL not in export([[stream(EMAIL)]], every_notebook=True)[0]
    assert "the guard was off" not in export(CELLS, mode="off")[0]


def test_what_fails_stops_the_export(monkeypatch):
    """An exception of ours leaves no page behind."""

    def fail(*args):
        raise RuntimeError("stopped")

    monkeypatch.setattr(treatment, "look_through", fail)
    with pytest.raises(RuntimeError, match="stopped"):
        export(CELLS)
