"""The demo notebooks run from top to bottom, and are stored without outputs."""

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from jupyter_privacy import Policy, assess
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "demo_notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    """Return each demo notebook in turn, as stored."""
    return nbformat.read(request.param, as_version=4)


def test_runs_without_an_error(notebook):
    """No cell fails."""
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()


def test_is_stored_without_outputs(notebook):
    """A stored output would show data to whoever opens the file."""
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells)


def test_the_numbers_in_the_first_look_are_true():
    """What the text says of one, two and three data points is what is measured."""
    notebook = nbformat.read(FOLDER / "01_first_look.ipynb", as_version=4)
    words = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    pupils = pd.read_csv(FOLDER / "data/student-por.csv", sep=";")
    measures = assess(pupils, policy=Policy()).measures
    one, two, three = (measures[f"data_points_{n}"].value for n in (1, 2, 3))
    assert f"finds {one} of the {len(pupils)}" in words
    assert f"*two* values find {two} pupils, *three* find {three}" in words
