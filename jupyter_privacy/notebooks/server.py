"""A Jupyter server extension that looks at every notebook before it is saved.

The server stops a save for an `HTTPError` only; any other exception of a hook is logged, and the file
is written.  So everything that fails here becomes an `HTTPError`, a bad setting and a failure to start
included.  Off unless enabled: `jupyter server extension enable jupyter_privacy`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tornado.web import HTTPError
from traitlets import Bool, Enum
from traitlets.config import Configurable

from jupyter_privacy.errors import DisclosureError, PrivacyError
from jupyter_privacy.notebooks.modes import MODES

__all__ = ["PrivacySave", "load"]

_REFUSED, _BROKEN = 400, 500
_FAILED = "Not saved by jupyter_privacy: looking through the notebook failed ({error})."
_NOT_STARTED = "Not saved by jupyter_privacy: its settings are wrong or it could not start ({error})."
_IN_PARTS = (
    "Not saved by jupyter_privacy: a notebook that is uploaded in parts cannot be looked through. "
    "Copy it into the folder, and run `jupyter privacy check` on it."
)


class PrivacySave(Configurable):
    """Settings of the hook: `c.PrivacySave.mode = "mask"` in jupyter_server_config.py."""

    mode = Enum(MODES, default_value="refuse", help="Refuse to save, mask the outputs, or off.").tag(
        config=True
    )
    every_notebook = Bool(
        default_value=False, help="Look at notebooks that do not use the guard as well."
    ).tag(config=True)

    def hook(self, model: dict[str, Any], path: str, contents_manager: Any, **rest: Any) -> None:
        """Refuse or mask what a contents manager is about to save."""
        del rest
        try:
            self._treat(model, path, contents_manager)
        except HTTPError:
            raise
        except DisclosureError as refusal:
            raise _stop(_REFUSED, str(refusal)) from None
        except PrivacyError as error:
            raise _stop(_BROKEN, f"Not saved by jupyter_privacy: {error}.") from None
        except BaseException as error:
            raise _stop(_BROKEN, _FAILED.format(error=type(error).__name__)) from None

    def _treat(self, model: dict[str, Any], path: str, contents_manager: Any) -> None:
        if self.mode == "off" or model.get("content") is None:
            return
        from jupyter_privacy.notebooks.treatment import treat

        folder = _folder(contents_manager, path)
        treated = partial(treat, mode=self.mode, folder=folder, everything=self.every_notebook)
        if model.get("type") == "notebook":
            treated(model["content"])
        elif model.get("type") == "file" and path.casefold().endswith(".ipynb"):
            _treat_file(model, treated)


def _treat_file(model: dict[str, Any], treated: Callable[[dict[str, Any]], int]) -> None:
    """Treat a notebook that is saved as a file of any kind, as an upload is."""
    from jupyter_privacy.notebooks.files import content_of, parse

    if "chunk" in model:
        raise _stop(_REFUSED, _IN_PARTS)
    is_coded = model.get("format") == "base64"
    content = base64.b64decode(model["content"]) if is_coded else str(model["content"]).encode()
    notebook = parse(content)
    if treated(notebook):
        written = content_of(notebook)
        model["content"] = base64.b64encode(written).decode() if is_coded else written.decode()


def _folder(contents_manager: Any, path: str) -> Path:
    """Return the folder that the policy is looked for from: that of the notebook, where there is one."""
    root = Path(getattr(contents_manager, "root_dir", "") or ".")
    return (root / path.strip("/")).parent


def _stop(status: int, words: str) -> HTTPError:
    return HTTPError(status, words, reason="Not saved by jupyter_privacy")


def load(app: Any) -> PrivacySave | None:
    """Register the hook with the server's contents manager; if that fails, refuse every save."""
    try:
        saving = PrivacySave(parent=app)
        hook: Callable[..., None] = saving.hook
    except BaseException as error:
        saving, hook = None, _refusing(type(error).__name__)
    _register(app.contents_manager, hook)
    return saving


def _refusing(error: str) -> Callable[..., None]:
    def refuse(model: dict[str, Any], **rest: Any) -> None:
        del rest
        if model.get("type") != "directory":
            raise _stop(_BROKEN, _NOT_STARTED.format(error=error))

    return refuse


def _register(contents_manager: Any, hook: Callable[..., None]) -> None:
    contents_manager.register_pre_save_hook(hook)


def _load_jupyter_server_extension(app: Any) -> None:
    """Do what the server asks an extension to do."""
    load(app)
