"""The shape of the code: who may import whom, what an import costs, how long a file gets."""

import ast
import graphlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LONGEST_FILE = 400
HEAVY = {
    "IPython",
    "highspy",
    "ipywidgets",
    "matplotlib",
    "numpy",
    "pandas",
    "pandera",
    "polars",
    "pyarrow",
    "scipy",
}
LOADED_BY_THE_SHELL = {"IPython", "matplotlib", "numpy"}


def loaded_after(code):
    """Return the top-level modules that a fresh interpreter has after running the code."""
    report = (
        f"{code}\nimport json, sys; print(json.dumps(sorted({{n.partition('.')[0] for n in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_imports_run_downward_only(repository):
    """The layer contracts of pyproject.toml hold."""
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_can_be_imported_first(repository):
    """No module works only because another was imported before it: what modules import makes no circle."""
    package = repository / "jupyter_privacy"
    imports = {
        _module_of(path, repository): _imports_of(path, repository)
        for path in package.rglob("*.py")
        if "labextension" not in path.parts
    }
    needs = {
        name: {one for target in targets for one in _with_packages(target, imports)} - set(_parents(name))
        for name, targets in imports.items()
    }
    graphlib.TopologicalSorter({name: found - {name} for name, found in needs.items()}).prepare()


def _module_of(path, repository):
    parts = path.relative_to(repository).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports_of(path, repository):
    """Return the modules that are imported as soon as a file is; those for type checkers are not."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jupyter_privacy"):
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def _parents(name):
    parts = name.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts))]


def _with_packages(target, known):
    return [one for one in [*_parents(target), target] if one in known]


def test_every_package_has_a_layer(repository):
    """A new package or module of the package has to be placed by name."""
    configured = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (contract for contract in configured["contracts"] if contract["id"] == "layers")
    placed = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    package = repository / "jupyter_privacy"
    found = {path.parent.name for path in package.glob("*/__init__.py")} | {
        path.stem for path in package.glob("*.py")
    }
    assert layers["exhaustive"]
    assert found - {"__init__"} == placed


def test_nothing_below_imports_the_root(repository):
    """The root package sits above all layers: nobody inside imports it."""
    guilty = [
        str(path.relative_to(repository))
        for path in (repository / "jupyter_privacy").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "jupyter_privacy" and not node.level
    ]
    assert guilty == []


def test_importing_the_package_loads_nothing_heavy():
    """`import jupyter_privacy` is free: it loads no numeric, dataframe or Jupyter library."""
    assert loaded_after("import jupyter_privacy") & HEAVY == set()


def test_loading_the_extension_loads_no_dataframe_library():
    """`%load_ext jupyter_privacy` leaves it to the analyst which library to wait for."""
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_line_magic('load_ext', 'jupyter_privacy')\n"
        "assert 'jupyter_privacy' in shell.extension_manager.loaded"
    )
    assert loaded_after(code) & (HEAVY - LOADED_BY_THE_SHELL) == set()


@pytest.mark.parametrize("folder", ["benchmarks", "jupyter_privacy", "labextension/src", "scripts", "tests"])
def test_no_file_is_too_long(repository, folder):
    """A file holds one idea; above 400 lines it holds two."""
    too_long = {
        str(path.relative_to(repository)): n_lines
        for suffix in (".py", ".ts", ".tsx")
        for path in (repository / folder).rglob(f"*{suffix}")
        if (n_lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert too_long == {}
