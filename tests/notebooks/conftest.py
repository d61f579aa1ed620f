"""Notebooks with planted values, and the package's own ways to look through them."""

import json

import nbformat
import pandas as pd
import pytest

from jupyter_privacy.guard.view.mark import marked
from jupyter_privacy.notebooks.check import look_through
from jupyter_privacy.policy import Policy

EMAIL = "zephyrine.quibble@example.org"
NHS = "943 476 5919"
UPN = "H801200001001"


def outputs_of(value):
    """Return what a plain notebook stores of a value that a cell ends with."""
    data = {"text/plain": repr(value)}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = value._repr_html_()
    return nbformat.v4.new_output("execute_result", data=data, execution_count=1)


def stream(text):
    """Return printed text."""
    return nbformat.v4.new_output("stream", text=text)


def display(text, *, guarded=False, **data):
    """Return a displayed text, with the mark of the guard if it was on."""
    mimes = {mime.replace("_", "/"): content for mime, content in data.items()}
    metadata = marked({}) if guarded else {}
    return nbformat.v4.new_output("display_data", data={"text/plain": text, **mimes}, metadata=metadata)


def notebook_of(*cells, **metadata):
    """Return a notebook; a cell is its outputs, or its source and its outputs."""
    made = []
    for count, cell in enumerate(cells, 1):
        source, outputs = cell if isinstance(cell, tuple) else ("x", cell)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        made.append(nbformat.v4.new_code_cell(source, outputs=outputs, execution_count=count))
    return json.loads(json.dumps(nbformat.v4.new_notebook(cells=made, metadata=metadata)))


def rules(*cells, policy=None, **metadata):
    """Return the rules by which something is found in a notebook of these cells."""
    return [found.rule for found in look_through(notebook_of(*cells, **metadata), policy or Policy())]


@pytest.fixture(scope="session")
def pupils(repository):
    """Return the records of the demo data."""
    return pd.read_csv(repository / "demo_notebooks/data/student-por.csv", sep=";")


@pytest.fixture
def save(tmp_path):
    """Return a function that writes a notebook into a file and returns its path."""

    def write(notebook, name="a.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write
