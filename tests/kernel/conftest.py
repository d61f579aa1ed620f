"""Directories with planted data, live kernels over them, and shells in this process."""

import warnings

import pytest

from tests.kernel.live_kernel import LiveKernel, write_people
from tests.kernel.probes import LIBRARY, SCRIPT


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """Return a function that makes a directory with people.csv, a module and a script of the analyst's."""

    def make():
        directory = tmp_path_factory.mktemp("notebook")
        write_people(directory / "people.csv")
        (directory / "mylib.py").write_text(LIBRARY)
        (directory / "shows.py").write_text(SCRIPT)
        return directory

    return make


@pytest.fixture(scope="module")
def start_kernel(planted, tmp_path_factory):
    """Return a function that starts a kernel in a directory; all are ended with the module."""
    started = []

    def start(directory=None):
        kernel = LiveKernel(directory or planted(), tmp_path_factory.mktemp("home"))
        started.append(kernel)
        return kernel

    yield start
    for kernel in started:
        kernel.close()


@pytest.fixture
def shell(monkeypatch, tmp_path, planted):
    """Return a plain IPython shell without a kernel, in a planted directory, and no session yet."""
    from IPython.core.interactiveshell import InteractiveShell

    from jupyter_privacy.session import session

    monkeypatch.chdir(planted())
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(session._Process, "session", None)
    InteractiveShell.clear_instance()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = InteractiveShell.instance(colors="nocolor")
    yield made
    made.extension_manager.unload_extension("jupyter_privacy")
    made.history_manager.end_session()
    InteractiveShell.clear_instance()


@pytest.fixture
def run(shell, capsys):
    """Return a function that runs a cell and returns all that it showed."""

    def run_cell(code):
        capsys.readouterr()
        shell.run_cell(code, store_history=True)
        said = capsys.readouterr()
        return said.out + said.err

    return run_cell
