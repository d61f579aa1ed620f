"""The wheel: what is in it, and that JupyterLab finds the sidebar once it is installed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.version import Version

from jupyter_privacy.command import main

EXTENSION = "jupyter-privacy-labextension"
SHARE = f"share/jupyter/labextensions/{EXTENSION}"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(repository):
    """Return the [project] table of pyproject.toml."""
    return tomllib.loads((repository / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def wheel(repository, tmp_path_factory):
    """Return the wheel, built once from this tree with the sidebar that `make setup` built."""
    assert (repository / "jupyter_privacy/labextension/package.json").exists(), "run `make setup` first"
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    done = subprocess.run(build, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def contents(wheel):
    """Return the names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def prefix(wheel, tmp_path_factory):
    """Return a folder that the wheel is installed in, alone."""
    folder = tmp_path_factory.mktemp("prefix")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    # Without --ignore-installed pip would first remove the package from the environment that runs this test.
    subprocess.run([*pip, "--ignore-installed", "--prefix", folder, wheel], check=True)
    return folder


def private_environment(home, **more):
    """Return an environment in which Jupyter sees nothing of the user's."""
    private = {
        name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    return os.environ | private | {"HOME": str(home)} | more


def test_the_wheel_carries_the_package_and_the_sidebar(contents, project):
    """The package, its licence and type marker, the prebuilt extension, the server's settings."""
    shared = f"jupyter_privacy-{project['version']}.data/data"
    data = f"{shared}/{SHARE}"
    assert {
        "jupyter_privacy/__init__.py",
        "jupyter_privacy/py.typed",
        f"jupyter_privacy-{project['version']}.dist-info/licenses/LICENSE",
        f"{shared}/etc/jupyter/jupyter_server_config.d/jupyter_privacy.json",
        f"{data}/install.json",
        f"{data}/package.json",
        f"{data}/static/style.js",
    } <= contents
    assert any(name.startswith(f"{data}/static/remoteEntry") for name in contents)


def test_the_wheel_carries_nothing_else(contents, project):
    """No tests, no demo data, no second copy of the sidebar inside the package."""
    tops = {name.partition("/")[0] for name in contents}
    stem = f"jupyter_privacy-{project['version']}"
    assert tops == {"jupyter_privacy", f"{stem}.data", f"{stem}.dist-info"}
    assert not any(name.startswith("jupyter_privacy/labextension/") for name in contents)


def test_one_version(repository, project):
    """The sidebar has the release number of the package."""
    sidebar = json.loads((repository / "labextension/package.json").read_text())
    assert sidebar["version"] == Version(project["version"]).base_version


def test_jupyter_finds_the_sidebar(prefix, tmp_path):
    """`jupyter labextension list` says that the installed extension is enabled and OK."""
    environment = private_environment(tmp_path, JUPYTER_PATH=str(prefix / "share/jupyter"))
    ask = [sys.executable, "-m", "jupyter", "labextension", "list"]
    done = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
    # One block for each folder that is searched; ours is the one under the prefix.
    _, _, block = (done.stdout + done.stderr).partition(f"{prefix}/share/jupyter/labextensions")
    (line,) = (line for line in block.split("\n\n")[0].splitlines() if EXTENSION in line)
    assert "enabled" in line
    assert "OK" in line
    assert "X" not in line


def test_the_server_extension_is_off_unless_enabled(prefix, tmp_path):
    """The installed configuration switches it off, and `jupyter server extension enable` switches it on."""
    (site_packages,) = prefix.glob("lib/python*/site-packages")
    environment = private_environment(tmp_path, PYTHONPATH=str(site_packages))
    shutil.copytree(prefix / "etc/jupyter", environment["JUPYTER_CONFIG_DIR"])
    ask = [sys.executable, "-m", "jupyter", "server", "extension"]
    states = []
    for command in (["list"], ["enable", "--user", "jupyter_privacy"], ["list"]):
        done = subprocess.run([*ask, *command], env=environment, capture_output=True, text=True, check=True)
        said = done.stdout + done.stderr  # one line for each folder of configuration, the environment's too
        states.append(re.findall(r"^ +jupyter_privacy \W*\w*?(enabled|disabled)", said, re.MULTILINE))
    assert set(states[0]) == {"disabled"}
    assert "enabled" in states[-1]


def test_the_hooks_of_pre_commit(repository):
    """Each calls a command that there is, with options that it has."""
    for hook in yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text()):
        program, command, *options = hook["entry"].split()
        known = {option for one in main.commands[command].params for option in one.opts}
        assert program == "jupyter-privacy"
        assert set(options) <= known


def test_the_installed_command_runs(prefix, tmp_path):
    """`jupyter-privacy` is there."""
    (site_packages,) = prefix.glob("lib/python*/site-packages")
    environment = private_environment(tmp_path, PYTHONPATH=str(site_packages))
    ask = [prefix / "bin/jupyter-privacy", "check", tmp_path]
    done = subprocess.run(ask, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_installed_package_imports(prefix, tmp_path):
    """What was installed is what gets imported."""
    (site_packages,) = prefix.glob("lib/python*/site-packages")
    environment = private_environment(tmp_path, PYTHONPATH=str(site_packages))
    ask = [sys.executable, "-c", "import jupyter_privacy; print(jupyter_privacy.__file__)"]
    done = subprocess.run(ask, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(site_packages)
