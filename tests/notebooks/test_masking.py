"""Masking: what was found is gone, the rest is as it was, and doing it again changes nothing."""

import copy
import json

import nbformat

from jupyter_privacy.notebooks.check import look_through
from jupyter_privacy.notebooks.masking import mask
from jupyter_privacy.policy import Policy
from tests.notebooks.conftest import EMAIL, display, notebook_of, outputs_of, stream


def masked(notebook):
    """Return a masked copy, and how many places were masked."""
    copied = copy.deepcopy(notebook)
    return copied, mask(copied, look_through(copied, Policy()))


def test_what_was_found_is_gone(pupils):
    """Findings become notes that name the rule; outputs without findings stay as they are."""
    fine = display("2.5", image_png="iVBO")
    notebook = notebook_of([stream(EMAIL), fine], outputs_of(pupils.head()), stream("hello"))
    result, n_masked = masked(notebook)
    assert n_masked == 2
    assert EMAIL not in json.dumps(result)
    assert "an e-mail address" in result["cells"][0]["outputs"][0]["data"]["text/plain"]
    assert result["cells"][0]["outputs"][1] == notebook["cells"][0]["outputs"][1]
    assert result["cells"][2] == notebook["cells"][2]
    nbformat.validate(nbformat.from_dict(result))


def test_masking_twice_changes_nothing():
    """The notes are no findings, in a notebook with the guard and in one without."""
    for cells in ([stream(EMAIL)], [display("1", guarded=True), display("2"), stream(EMAIL)]):
        result, n_masked = masked(notebook_of(*cells))
        assert n_masked
        assert masked(result) == (result, 0)


def test_attachments_and_widgets():
    """They go as well; a masked widget takes the state of all widgets with it."""
    cell = nbformat.v4.new_markdown_cell("x", attachments={"a": {"text/plain": EMAIL}})
    attached = json.loads(json.dumps(nbformat.v4.new_notebook(cells=[cell])))
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"1": {"state": {"value": 17}}}}}
    view = display(EMAIL, **{"application_vnd.jupyter.widget-view+json": {"model_id": "1"}})
    for notebook, expected in ((attached, 1), (notebook_of(view, widgets=state), 2)):
        result, n_masked = masked(notebook)
        assert n_masked == expected
        assert EMAIL not in json.dumps(result)
        assert "widgets" not in result["metadata"]
        nbformat.validate(nbformat.from_dict(result))


def test_remarks_mask_nothing():
    """A picture that could not be looked into stays."""
    notebook = notebook_of(display("x", image_png="iVBO"))
    assert masked(notebook) == (notebook, 0)
