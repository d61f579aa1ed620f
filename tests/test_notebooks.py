"""The demo notebooks run from top to bottom, and are stored without outputs."""

import nbformat
import pytest
from nbclient import NotebookClient

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
