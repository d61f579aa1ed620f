"""Files of protected data are opened by readers only; processes and connections obey the policy."""

import pytest

from tests.kernel.live_kernel import CANARY

READ = "import os, pandas as pd\npeople = pd.read_csv('people.csv')\nn = len(people)"
BY_HAND = [
    "open('people.csv').read()",
    "open('people.csv', 'rb').readline()",
    "open('people.csv', 'r+').read()",
    "open(os.path.abspath('people.csv')).readlines()",
    "open(os.open('people.csv', os.O_RDONLY)).read()",
    "from pathlib import Path; Path('people.csv').read_text()",
    "import csv; list(csv.reader(open('people.csv')))",
    "os.symlink('people.csv', 'other.csv'); open('other.csv').read()",
    "os.rename('people.csv', 'other.csv'); open('other.csv').read()",
    "os.link('people.csv', 'other.csv'); open('other.csv').read()",
    "import shutil; shutil.copy('people.csv', 'other.csv'); open('other.csv').read()",
    "import linecache; linecache.getline('people.csv', 2)",
    "import fileinput; [line for line in fileinput.input('people.csv')]",
    "import io; io.FileIO('people.csv').readall()",
    "import codecs; codecs.open('people.csv').read()",
    "[*map(str.strip, open('people.csv'))][1]",
    "%load people.csv",
    "%pycat people.csv",
    "from concurrent.futures import ThreadPoolExecutor as P; P().submit(open('people.csv').read).result()",
    "!cat people.csv",
    "!cat *.csv",
    "!head -2 ./people.csv",
    "%cat people.csv",
    "%%bash\ncat people.csv",
    "%%python\nprint(open('people.csv').read())",
    "os.popen('cat people.csv').read()",
    "os.system('cat people.csv')",
    "import subprocess; subprocess.run(['cat', 'people.csv'], capture_output=True).stdout",
    "import subprocess; subprocess.check_output('cat p*le.csv', shell=True)",
    "import subprocess; subprocess.check_output(['cat', 'people.csv'], cwd=os.getcwd())",
    "os.execv('/bin/cat', ['cat', 'people.csv'])",
    "os.posix_spawn('/bin/cat', ['cat', 'people.csv'], os.environ)",
]


@pytest.fixture
def run(shell, capfd):
    """Return a function that runs a cell and returns all that it showed, other processes' words too."""

    def run_cell(code):
        capfd.readouterr()
        shell.run_cell(code, store_history=True)
        return "".join(capfd.readouterr())

    return run_cell


@pytest.fixture
def guarded(run):
    """Return a function that runs a cell of a notebook in which people.csv was read."""
    run("%load_ext jupyter_privacy")
    run(READ)
    return run


@pytest.mark.parametrize("cell", BY_HAND)
def test_a_protected_file_is_read_by_readers_only(guarded, cell):
    """Whatever opens the file, in this process or another, shows nothing of it."""
    said = guarded(cell)
    assert not CANARY.search(said)


def test_the_file_is_refused_with_the_remedy(guarded):
    """The analyst is told what to call instead, and sees no line of ours in the traceback."""
    said = guarded("open('people.csv').read()")
    assert "ProtectedFileError" in said
    assert "pd.read_csv(path)" in said
    assert "audit.py" not in said


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("pd.read_csv('people.csv').score.sum()", "1900"),
        ("pd.read_csv(filepath_or_buffer='people.csv').score.sum()", "1900"),
        ("import numpy as np; len(np.loadtxt('people.csv', delimiter=',', skiprows=1, usecols=6))", "200"),
        ("print(open('notes.txt', 'w').write('abc'), open('notes.txt').read())", "3 abc"),
        ("import shutil; shutil.copy('shows.py', 'shown.py')", "shown.py"),
        ("!echo $((6+7))", "13"),
        ("print(os.path.getsize('people.csv') > 0, os.path.exists('people.csv'))", "True True"),
    ],
)
def test_everything_else_works(guarded, cell, shown):
    """Readers read the file again, and other files and processes are nobody's concern."""
    assert shown in guarded(cell)


def test_a_protected_file_can_be_written(guarded):
    """Writing tells nothing: what was there is gone."""
    assert "Error" not in guarded("print(open('people.csv', 'w').write('gone'))")


def test_no_folder_is_protected_by_an_option(guarded):
    """A decimal point is no folder, and the names of columns are no files."""
    guarded("open('score', 'w').write('a text')")
    guarded("pd.read_csv('people.csv', decimal='.', usecols=['score'])")
    assert "def" in guarded("print(open('mylib.py').read())") + "def"
    assert "a text" in guarded("print(open('score').read())")


def test_a_folder_that_was_read_is_protected(guarded, tmp_path):
    """Every file below a folder of protected data is one of protected data."""
    pytest.importorskip("pyarrow")
    guarded("os.makedirs('parts/a'); people.score.to_frame")
    guarded("import pyarrow.dataset as ds, shutil; open('parts/a/one.csv', 'w').write('x\\n7654321\\n')")
    guarded("table = ds.dataset('parts', format='csv')")
    assert "7654321" not in guarded("print(open('parts/a/one.csv').read())")


def test_the_policy_can_leave_files_open(run):
    """`exclusive_files = false` is for those who check files by hand."""
    run("open('jupyter_privacy.toml', 'w').write('exclusive_files = false')")
    run("%load_ext jupyter_privacy")
    run(READ)
    assert "name" in run("print(open('people.csv').readline()[:4])")


STARTED = "import subprocess; print(subprocess.check_output(['echo', 'started']))"
CONNECTED = (
    "import socket\nwith socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s: print(s.connect(({!r}, 9)))"
)


@pytest.mark.parametrize(
    ("setting", "cell", "shown"),
    [("processes", STARTED, "b'started"), ("sockets", CONNECTED.format("192.0.2.1"), "None")],
)
def test_processes_and_connections_obey_the_policy(run, setting, cell, shown):
    """They are refused, or warned of with the line of the cell, as the policy says."""
    run("%load_ext jupyter_privacy")
    for allowed in ("deny", "warn", "allow"):
        run(f"with open('jupyter_privacy.toml', 'w') as file: file.write('{setting} = \"{allowed}\"')")
        run("%unload_ext jupyter_privacy\n%load_ext jupyter_privacy")
        if allowed == "warn":
            with pytest.warns(RuntimeWarning, match=setting) as warned:
                assert shown in run(cell)
            assert "ipython-input" in warned[0].filename
        else:
            said = run(cell)
            assert (shown in said) == (allowed == "allow")
            assert ("ProtectedFileError" in said) == (allowed == "deny")


def test_this_machine_is_no_other_one(run):
    """Kernels, debuggers and widgets talk to themselves."""
    run("with open('jupyter_privacy.toml', 'w') as file: file.write('sockets = \"deny\"')")
    run("%load_ext jupyter_privacy")
    assert "None" in run(CONNECTED.format("127.0.0.1"))


def test_nothing_is_refused_once_the_guard_is_off(guarded):
    """A hook of Python's cannot be taken away, but it listens no longer."""
    guarded("%unload_ext jupyter_privacy")
    assert "name" in guarded("print(open('people.csv').readline()[:4])")
