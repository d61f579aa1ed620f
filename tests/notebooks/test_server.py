"""Saving through a real contents manager: refused, masked, and stopped whatever fails."""

import asyncio
import base64
import json
import subprocess
import sys
from importlib import import_module

import pytest
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager, FileContentsManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from tornado.web import HTTPError
from traitlets.config import Config, Configurable

import jupyter_privacy
from jupyter_privacy.notebooks import treatment
from tests.notebooks.conftest import EMAIL, display, notebook_of, stream

GUARDED = [display("2.5", guarded=True)]
UNGUARDED = [*GUARDED, display(EMAIL), stream("17\n")]


class App(Configurable):
    """What an extension sees of a server."""

    def __init__(self, manager, settings):
        super().__init__(config=Config({"PrivacySave": settings}))
        self.contents_manager = manager


@pytest.fixture
def start(tmp_path):
    """Return a function that makes a contents manager with our extension."""

    def make(kind=FileContentsManager, **settings):
        manager = kind(root_dir=str(tmp_path))
        app = App(manager, settings)
        load(app)
        return manager

    return make


def load(app):
    """Load the extension as a server does: by the name that the package gives it."""
    (point,) = jupyter_privacy._jupyter_server_extension_points()
    import_module(point["module"])._load_jupyter_server_extension(app)


def save(manager, cells, path="a.ipynb"):
    """Save a notebook of these cells as JupyterLab does."""
    return manager.save({"type": "notebook", "format": "json", "content": notebook_of(*cells)}, path)


def refused(act, *arguments):
    """Return the words with which a save is refused; they quote nothing."""
    with pytest.raises(HTTPError) as caught:
        act(*arguments)
    words = caught.value.log_message
    assert EMAIL not in f"{words} {caught.value.reason}"
    assert caught.value.__cause__ is None
    return words


def test_refuses(start, tmp_path):
    """Outputs made without the guard stop the save; the file that was there stays."""
    manager = start()
    save(manager, [GUARDED])
    before = (tmp_path / "a.ipynb").read_bytes()
    words = refused(save, manager, [UNGUARDED])
    assert "cell 1, output 2; cell 1, output 3" in words
    assert "made while the guard was off" in words
    assert (tmp_path / "a.ipynb").read_bytes() == before


def test_masks(start, tmp_path):
    """The file has notes in their place, and can be saved again."""
    manager = start(mode="mask")
    save(manager, [UNGUARDED])
    saved = (tmp_path / "a.ipynb").read_text()
    assert EMAIL not in saved
    outputs = json.loads(saved)["cells"][0]["outputs"]
    assert outputs[0]["data"]["text/plain"] == ["2.5"]
    assert "the guard was off" in "".join(outputs[1]["data"]["text/plain"])
    content = manager.get("a.ipynb")["content"]
    manager.save({"type": "notebook", "format": "json", "content": content}, "a.ipynb")
    assert json.loads((tmp_path / "a.ipynb").read_text()) == json.loads(saved)


@pytest.mark.parametrize("mode", ["refuse", "mask"])
def test_other_notebooks_are_left_alone(start, mode, tmp_path):
    """A notebook that does not use the guard is saved as ever, unless every notebook is asked for."""
    save(start(mode=mode), [[stream(EMAIL)]])
    assert EMAIL in (tmp_path / "a.ipynb").read_text()
    manager = start(mode=mode, every_notebook=True)
    if mode == "refuse":
        assert "an e-mail address" in refused(save, manager, [[stream(EMAIL)]])
    else:
        save(manager, [[stream(EMAIL)]])
        assert EMAIL not in (tmp_path / "a.ipynb").read_text()


def test_off(start, tmp_path):
    """The mode "off" looks at nothing."""
    save(start(mode="off"), [UNGUARDED])
    assert EMAIL in (tmp_path / "a.ipynb").read_text()


def test_other_hooks_run_as_well(start):
    """A hook that was configured before, or registered later, keeps its work."""
    seen = []
    manager = start()

    def hook(path, **rest):
        seen.append(path)

    manager.pre_save_hook = hook
    manager.register_pre_save_hook(hook)
    save(manager, [GUARDED])
    assert seen == ["a.ipynb", "a.ipynb"]


@pytest.mark.parametrize("failing", ["is_guarded", "look_through", "load_policy", "mask"])
@pytest.mark.parametrize("error", [ValueError, KeyError, MemoryError, RecursionError, SystemExit])
def test_whatever_fails_stops_the_save(start, monkeypatch, failing, error, tmp_path):
    """Any exception inside becomes an HTTPError without its words, and no file is written."""

    def fail(*args, **kwargs):
        raise error(EMAIL)

    monkeypatch.setattr(treatment, failing, fail)
    assert "failed" in refused(save, start(mode="mask"), [UNGUARDED])
    assert not (tmp_path / "a.ipynb").exists()


@pytest.mark.parametrize("settings", [{"mode": "refues"}, {"mode": None}, {"every_notebook": "perhaps"}])
def test_a_bad_setting_stops_every_save(start, settings, tmp_path):
    """Protection does not fall away with a typing error."""
    assert "settings are wrong" in refused(save, start(**settings), [[stream("hello")]])
    assert not (tmp_path / "a.ipynb").exists()


def test_a_bad_policy_stops_the_save(start, tmp_path):
    """The policy beside the notebook holds; one that cannot be understood is said."""
    manager = start()
    (tmp_path / "jupyter_privacy.toml").write_text("treshold = 3")
    assert "treshold" in refused(save, manager, [GUARDED])


@pytest.mark.parametrize(
    "content", [{"cells": [EMAIL]}, {"cells": [{"outputs": [EMAIL]}]}, [EMAIL], EMAIL, {}]
)
def test_content_that_is_no_notebook(start, content):
    """What cannot be looked through is not saved."""
    model = {"type": "notebook", "format": "json", "content": content}
    refused(start().save, model, "a.ipynb")


def test_a_notebook_saved_as_a_file(start, tmp_path):
    """An upload is looked through as well, coded or not; one in parts cannot be, and is refused."""
    text = json.dumps(notebook_of(UNGUARDED))
    coded = base64.b64encode(text.encode()).decode()
    for form, content in (("text", text), ("base64", coded)):
        model = {"type": "file", "format": form, "content": content}
        assert "the guard was off" in refused(start().save, dict(model), "a.IPYNB")
        start(mode="mask").save(dict(model), "b.ipynb")
        assert EMAIL not in (tmp_path / "b.ipynb").read_text()
        part = {**model, "chunk": 1}
        assert "in parts" in refused(start(LargeFileManager).save, part, "c.ipynb")
    start().save({"type": "file", "format": "text", "content": text}, "notes.txt")
    start().save({"type": "directory"}, "folder")


async def _saved(manager, cells):
    return await manager.save(
        {"type": "notebook", "format": "json", "content": notebook_of(*cells)}, "a.ipynb"
    )


def test_an_asynchronous_contents_manager(start, tmp_path):
    """The one that servers use by default runs the hook as well."""
    manager = start(AsyncFileContentsManager)
    with pytest.raises(HTTPError):
        asyncio.run(_saved(manager, [UNGUARDED]))
    asyncio.run(_saved(manager, [GUARDED]))
    assert (tmp_path / "a.ipynb").exists()


def test_loading_it_is_light():
    """A server that starts does not wait for pandas."""
    code = "import sys, jupyter_privacy.notebooks.server; sys.exit(bool({'pandas', 'lxml'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
