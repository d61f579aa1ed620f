"""Outputs made while the guard was off, in a notebook that uses it, are told from the others."""

import nbformat
import pytest
from nbclient import NotebookClient

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.notebooks.check import is_guarded, look_through
from jupyter_privacy.policy import Policy
from tests.conftest import REPOSITORY
from tests.notebooks.conftest import display, notebook_of, rules, stream

DEMO = REPOSITORY / "demo_notebooks"
LOAD, UNLOAD = ("%load_ext jupyter_privacy", []), ("%unload_ext jupyter_privacy\n", [])
TABLE = stream("   sex  age\n0    F   18\n1    M   17\n2    F   17\n")
FAILED = nbformat.v4.new_output("error", ename="ModuleNotFoundError", evalue="no module", traceback=[])
ON, OFF = display("1.5", guarded=True), display("1.5")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([OFF, TABLE], ["rows"]),
        ([LOAD, ON], []),
        ([ON, OFF], ["unguarded"]),
        ([LOAD, OFF], ["unguarded"]),
        ([OFF, LOAD, ON], ["unguarded"]),
        ([LOAD, TABLE], []),
        ([LOAD, ON, UNLOAD, TABLE], ["unguarded", "rows"]),
        ([LOAD, ON, UNLOAD, stream("17\n"), LOAD, stream("17\n")], ["unguarded"]),
        ([UNLOAD, ON, stream("17\n")], []),
        ([ON, stream("17\n"), [OFF, stream("17\n")]], ["unguarded", "unguarded"]),
        ([stream("3.1\n"), LOAD, ON], []),
        ([TABLE, LOAD, ON], ["rows"]),
        ([LOAD, display(WITHHELD)], []),
        ([("%load_ext jupyter_privacy", FAILED), TABLE], ["rows"]),
        ([("%load_ext jupyter_privacy", FAILED), OFF], ["unguarded"]),
        (
            [LOAD, ("get_ipython().run_line_magic('unload_ext', 'jupyter_privacy')", []), TABLE],
            ["unguarded", "rows"],
        ),
        (
            [LOAD, ("ip.extension_manager.unload_extension('jupyter_privacy')", []), TABLE],
            ["unguarded", "rows"],
        ),
        ([LOAD, display("x", guarded=True, image_png="iVBO")], []),
        ([LOAD, display("x", image_png="iVBO")], ["unguarded", "image"]),
    ],
)
def test_what_is_known_of_the_guard(cells, expected):
    """Marks speak for displays; for streams, what is known of the time before, or else their looks."""
    assert rules(*cells) == expected


def test_the_order_of_running_counts():
    """A cell that stands above the one that loads the guard may have run after it."""
    notebook = notebook_of(stream("17\n"), LOAD, UNLOAD)
    notebook["cells"][0]["execution_count"] = 9
    assert [found.rule for found in look_through(notebook, Policy())] == ["unguarded"]
    notebook["cells"][0]["execution_count"] = None
    assert look_through(notebook, Policy()) == ()


def test_numbers_of_two_sessions_tell_no_order():
    """After a restart without the guard, what is printed is judged by its looks, whatever ran before."""
    notebook = notebook_of(LOAD, ON, TABLE)
    assert look_through(notebook, Policy()) == ()
    for cell, count in zip(notebook["cells"][1:], (1, 2), strict=True):
        cell["execution_count"] = count
    assert [found.rule for found in look_through(notebook, Policy())] == ["rows"]


def test_what_a_library_publishes_by_itself():
    """A figure that went through no formatter has no mark; it counts when it was made."""
    figure = display("", **{"application_vnd.plotly.v1+json": {"data": [{"x": ["a"], "y": [70]}]}})
    del figure["data"]["text/plain"]
    assert rules(LOAD, ON, figure) == []
    assert rules(LOAD, UNLOAD, figure) == ["unguarded"]


def test_outputs_that_widgets_hold():
    """An output in the state of a widget has its own mark; without it, it was made without the guard."""
    for guarded, expected in ((True, []), (False, ["unguarded", "rows"])):
        table = display(TABLE["text"], guarded=guarded)
        state = {"state": {"1": {"state": {"outputs": [table, stream("hi")]}}}}
        assert rules(LOAD, ON, widgets={"application/vnd.jupyter.widget-state+json": state}) == expected


def test_a_notebook_that_only_speaks_of_the_guard_does_not_use_it():
    """Words in a text cell or a comment load nothing."""
    notebook = notebook_of(("# %load_ext jupyter_privacy", [OFF]))
    notebook["cells"].append(nbformat.v4.new_markdown_cell("%load_ext jupyter_privacy"))
    assert not is_guarded(notebook)


@pytest.fixture(scope="module")
def executed():
    """Return the first demo notebook as a real kernel leaves it, with an unguarded end."""
    notebook = nbformat.read(DEMO / "01_first_look.ipynb", as_version=4)
    plain = "pd.read_csv('data/student-por.csv', sep=';').head()"
    chart = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
    notebook.cells[-1:-1] = [nbformat.v4.new_code_cell(chart)]
    notebook.cells += [nbformat.v4.new_code_cell(plain), nbformat.v4.new_code_cell(f"print({plain})")]
    resources = {"metadata": {"path": str(DEMO)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    return notebook


def test_our_own_notebook_has_no_findings(executed):
    """Masked rows, masked tables, numbers, prints and charts of a guarded session are all fine."""
    guarded = nbformat.v4.new_notebook(cells=executed.cells[:-2])
    found = look_through(guarded, Policy())
    assert [one.rule for one in found if not one.is_remark] == []
    assert sum(len(cell.get("outputs", ())) for cell in guarded.cells) > 10


def test_what_follows_the_guard_is_found(executed):
    """After `%unload_ext` both what is shown and what is printed is known to be unguarded."""
    found = look_through(executed, Policy())
    last = len(executed.cells)
    assert {(one.cell, one.rule) for one in found if not one.is_remark} == {
        (cell, rule) for cell in (last - 1, last) for rule in ("unguarded", "rows")
    }
