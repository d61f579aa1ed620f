"""A guard for confidential microdata in Jupyter notebooks.

    %load_ext jupyter_privacy

Importing this package does nothing but make its names available; they are loaded when used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from jupyter_privacy.errors import DisclosureError, GuardError, PolicyError, PrivacyError
    from jupyter_privacy.policy import Policy, Role, load_policy
    from jupyter_privacy.session.api import protect, public
    from jupyter_privacy.session.assess import Assessment, assess

__version__ = "0.1.0.dev0"

__all__ = [
    "Assessment",
    "DisclosureError",
    "GuardError",
    "Policy",
    "PolicyError",
    "PrivacyError",
    "Role",
    "assess",
    "load_policy",
    "protect",
    "public",
]

_HOMES = {
    "Assessment": "session.assess",
    "DisclosureError": "errors",
    "GuardError": "errors",
    "Policy": "policy",
    "PolicyError": "errors",
    "PrivacyError": "errors",
    "Role": "policy",
    "assess": "session.assess",
    "load_policy": "policy",
    "protect": "session.api",
    "public": "session.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jupyter_privacy' has no attribute {name!r}")
    return getattr(import_module(f"jupyter_privacy.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Guard this notebook: `%load_ext jupyter_privacy`."""
    import_module("jupyter_privacy.kernel.attach").attach(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Take the guard off again; what is protected stays so: `%unload_ext jupyter_privacy`."""
    import_module("jupyter_privacy.kernel.attach").detach(ipython)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Say where the extension of the Jupyter server is, which is off unless it is enabled."""
    return [{"module": "jupyter_privacy.notebooks.server"}]
