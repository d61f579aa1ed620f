"""Every row of docs/libraries.md is true."""

import os
from pathlib import Path

import pandas as pd
import pytest

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.proxy import Sealed
from scripts.libraries import LIBRARIES, PAGE, SETUP, Outcome, page

_NEEDED = {
    "pandera": ("pandera",),
    "statsmodels": ("statsmodels",),
    "scikit-learn": ("sklearn",),
    "SciPy and NumPy": ("scipy",),
    "Charts": ("altair", "matplotlib", "plotly", "seaborn"),
    "polars": ("pandera", "polars"),
}


@pytest.fixture(scope="module", params=LIBRARIES, ids=lambda library: library.name)
def prepared(request, shared, tmp_path_factory):
    """Return a shell in which the lines before a table were run, and its library."""
    from IPython.core.interactiveshell import InteractiveShell

    from jupyter_privacy.session import session

    for needed in _NEEDED[request.param.name]:
        pytest.importorskip(needed)
    folder, before = tmp_path_factory.mktemp("notebook"), (Path.cwd(), session._Process.session)
    pupils = pd.read_csv(shared / "data" / "student-por.csv", sep=";")
    pupils.to_csv(folder / "student-por.csv", sep=";", index=False)
    os.chdir(folder)
    os.environ["IPYTHONDIR"] = str(folder)
    session._Process.session = None
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor")
    os.environ["MPLBACKEND"] = "Agg"
    for line in (*SETUP, *request.param.setup):
        assert shell.run_cell(line).success, line
    yield shell, request.param
    shell.extension_manager.unload_extension("jupyter_privacy")
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()
    os.chdir(before[0])
    session._Process.session = before[1]


def outcome_of(result):
    """Return what became of a cell."""
    if isinstance(result.error_in_exec, DisclosureError):
        return Outcome.REFUSED
    assert result.success, result.error_in_exec
    value = result.result
    if type(value) is not Sealed:
        return Outcome.SHOWN
    return Outcome.WITHHELD if "withheld" in str(value) else Outcome.SEALED


@pytest.mark.filterwarnings("ignore:vert")  # of what seaborn calls matplotlib with
def test_every_row_of_a_table(prepared):
    """Each call becomes what the page says."""
    shell, library = prepared
    found = {}
    for row in library.rows:
        found[row.code] = outcome_of(shell.run_cell(row.code))
        if "plt" in shell.user_ns:
            shell.user_ns["plt"].close("all")
    assert found == {row.code: row.outcome for row in library.rows}


def test_the_page_is_that_of_the_table():
    """`python scripts/libraries.py` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
