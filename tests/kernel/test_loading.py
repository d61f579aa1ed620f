"""What `%load_ext` puts on, `%unload_ext` takes off; and it loads nothing heavy."""

import logging
import subprocess
import sys
import threading
import warnings

import pandas as pd
import pytest

from tests.kernel.live_kernel import CANARY, enames, leaks

LOADS = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
shell.extension_manager.load_extension("jupyter_privacy")
assert "jupyter_privacy" in shell.extension_manager.loaded
print(*{name.split(".")[0] for name in set(sys.modules) - before})
"""
HEAVY = {
    *["pandas", "pandera", "polars", "pyarrow", "highspy", "scipy", "ipywidgets", "matplotlib"],
    *["duckdb", "sklearn", "statsmodels", "numba"],
}

SNAPSHOT = """
import builtins, json, logging, sys, threading, warnings
import pandas
_ip = get_ipython()
_kernel = getattr(_ip, "kernel", None)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    _options = {name: repr(pandas.get_option(name)) for name in pandas._config.config._registered_options}
_snapshot = {
    "builtins": sorted(vars(builtins)),
    "builtin values": [repr(value) for _, value in sorted(vars(builtins).items())],
    "hooks": [list(map(repr, hooks)) for hooks in (sys.meta_path, sys.path_hooks)],
    "displayhook": [repr(sys.displayhook), repr(sys.excepthook), type(sys.stdout).__name__],
    "display_formatter": id(_ip.display_formatter),
    "formatters": [
        [id(formatter), sorted(map(str, [*formatter.type_printers, *formatter.deferred_printers]))]
        for formatter in _ip.display_formatter.formatters.values()
    ],
    "display_pub": id(_ip.display_pub),
    "transformers": list(map(repr, _ip.ast_transformers)),
    "input_transformers": len(_ip.input_transformers_cleanup + _ip.input_transformers_post),
    "callbacks": {event: list(map(repr, found)) for event, found in _ip.events.callbacks.items()},
    "magics": {kind: sorted(found) for kind, found in _ip.magics_manager.magics.items()},
    "send": _kernel and ["send" in vars(_kernel.session), repr(_kernel.session.send)],
    "names": sorted(name for name in _ip.user_ns if name[:1] != "_"),
    "shell": sorted({*vars(_ip)} - {"_last_input_line"}),  # it keeps the last magic
    "pandas": _options,
    "warnings": list(map(repr, warnings.filters)),
    "logging": list(map(repr, logging.getLogger().handlers)),
    "threads": sorted(thread.name for thread in threading.enumerate()),
    "comms": sorted(__import__("comm").get_comm_manager().comms),
}
"""


@pytest.fixture
def snapshot(shell):
    """Return a function that lists everything an extension may change."""

    def take():
        shell.run_cell(SNAPSHOT, store_history=False)
        return shell.user_ns["_snapshot"]

    take()  # what the listing itself imports and binds is there before the first real one
    return take


def _difference(one, other):
    """Return what differs; of lists of different length, only the entries that not both have."""
    return {
        name: (_apart(one[name], other[name]), _apart(other[name], one[name]))
        for name in one
        if one[name] != other[name]
    }


def _apart(these, those):
    is_list = isinstance(these, list) and len(these) != len(those)
    return [entry for entry in these if entry not in those] if is_list else these


def test_load_imports_nothing_heavy():
    """`%load_ext` loads no dataframe library, solver, plotting or widget library."""
    run = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "jupyter_privacy" in loaded
    assert loaded & HEAVY == set()


def test_unload_is_symmetrical(shell, snapshot, run):
    """After `%unload_ext` everything that an extension may change is what it was before `%load_ext`."""
    before = snapshot()
    run("%load_ext jupyter_privacy")
    during = snapshot()
    run("%unload_ext jupyter_privacy")
    assert {"display_formatter", "transformers", "callbacks", "magics"} <= set(_difference(before, during))
    assert _difference(before, snapshot()) == {}


def test_unload_after_work_is_symmetrical(shell, snapshot, run):
    """Guarded work in between (reading, showing, failing) leaves nothing behind but its own names."""
    run("import pandas as pd")
    before = snapshot()
    for cell in ("%load_ext jupyter_privacy", "df = pd.read_csv('people.csv')", "df", "df.group.nope", "1/0"):
        run(cell)
    run("%unload_ext jupyter_privacy")
    difference = _difference(before, snapshot())
    assert set(difference) <= {"names"}
    assert set(difference["names"][1]) - set(difference["names"][0]) == {"df"}


def test_loading_twice_is_harmless(shell, snapshot, run):
    """A second `%load_ext`, or `%reload_ext`, changes nothing, and one `%unload_ext` takes it all off."""
    before = snapshot()
    run("%load_ext jupyter_privacy")
    once = snapshot()
    run("%load_ext jupyter_privacy")
    from jupyter_privacy import load_ipython_extension

    load_ipython_extension(shell)
    assert _difference(once, snapshot()) == {}
    run("%reload_ext jupyter_privacy")
    assert {*_difference(once, snapshot())} <= {"display_formatter", "transformers", "callbacks"}
    run("%unload_ext jupyter_privacy")
    assert _difference(before, snapshot()) == {}


def test_load_unload_load_guards_again(run):
    """After a second load the guard works as after the first, on old frames and on new ones."""
    for cell in ("import pandas as pd", "%load_ext jupyter_privacy", "old = pd.read_csv('people.csv')"):
        run(cell)
    run("%unload_ext jupyter_privacy")
    assert CANARY.search(run("print(pd.read_csv('people.csv'))"))
    run("between = pd.read_csv('people.csv')")
    run("%load_ext jupyter_privacy")
    run("new = pd.read_csv('people.csv')")
    for name in ("old", "between", "new"):
        said = run(f"print({name})")
        assert "masked" in said
        assert not CANARY.search(said)


def test_sealed_stays_sealed_after_unload(run):
    """A frame sealed while the guard was on shows masked, and still aggregates, when it is off."""
    for cell in ("import pandas as pd", "%load_ext jupyter_privacy", "df = pd.read_csv('people.csv')"):
        run(cell)
    run("%unload_ext jupyter_privacy")
    for cell in ("df", "print(df)", "[df]", "df['name'].tolist()", "df.iloc[0]", "f'{df}'", "list(df.name)"):
        assert not CANARY.search(run(cell)), cell
    assert "9.5" in run("df.score.mean()")


def test_functions_survive_unload(run):
    """A function defined while the guard was on runs as before after it is taken off."""
    for cell in (
        "import pandas as pd",
        "%load_ext jupyter_privacy",
        "def total(values): return sum(abs(value) for value in values) + pd.Series(values).max()",
        "%unload_ext jupyter_privacy",
    ):
        run(cell)
    assert "9" in run("int(total([1, -2, 3]) + 0)")


def test_two_shells(run, shell):
    """Each shell is guarded by its own load, and unloading one leaves the other guarded."""
    from IPython.core.interactiveshell import InteractiveShell

    from jupyter_privacy.kernel.attach import attach, detach

    other = InteractiveShell(colors="nocolor")
    try:
        run("import pandas as pd")
        run("%load_ext jupyter_privacy")
        formatter = other.display_formatter
        attach(other)
        other.run_cell("import pandas as pd; theirs = pd.read_csv('people.csv')")
        assert not CANARY.search(str(other.user_ns["theirs"]))
        detach(other)
        assert other.display_formatter is formatter
        assert "masked" in (said := run("df = pd.read_csv('people.csv'); df"))
        assert not CANARY.search(said)
    finally:
        detach(other)
        other.history_manager.end_session()


def test_kernel_is_left_as_it_was(start_kernel):
    """In a live kernel as well: `session.send`, comms, threads and all the rest are put back."""
    kernel = start_kernel()
    take = SNAPSHOT + "print(json.dumps(_snapshot, default=str))"
    kernel.cell(SNAPSHOT)
    before, during, after = (
        _printed(kernel, cells)
        for cells in ([take], ["%load_ext jupyter_privacy", take], ["%unload_ext jupyter_privacy", take])
    )
    assert {"send", "comms", "callbacks"} <= set(_difference(before, during))
    assert _difference(before, after) == {}


def _printed(kernel, cells):
    import json

    for cell in cells:
        said = kernel.cell(cell)
        assert not enames(said)
    assert leaks(said) == set()
    return json.loads("".join(m["content"]["text"] for m in said if m["msg_type"] == "stream"))


def test_import_configures_nothing():
    """Importing the package and its kernel layer leaves warnings, logging, pandas and threads alone."""
    before = [list(warnings.filters), list(logging.getLogger().handlers), pd.get_option("display.max_rows")]
    import jupyter_privacy.kernel.attach

    assert jupyter_privacy.kernel.attach.__name__ in sys.modules
    after = [list(warnings.filters), list(logging.getLogger().handlers), pd.get_option("display.max_rows")]
    assert before == after
    assert not [thread for thread in threading.enumerate() if thread.name == "jupyter_privacy"]
