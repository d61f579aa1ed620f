"""Whether a cell can bring in data by a way that is not mediated.

A frame that a cell builds from literals and released values is public.  That holds as long as
every name in the cell is the notebook's own or a known library's.  A module of the analyst's,
an object of one, a magic, `exec`: any of them may hand over a raw frame without a call that we
see, so frames that come up in such a cell are adopted.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_privacy.guard.seal.callables import DATA_LIBRARIES, root_module

__all__ = ["has_open_door", "is_known_code"]

_KNOWN = (
    DATA_LIBRARIES
    | sys.stdlib_module_names
    | frozenset(
        (
            "__main__ IPython ipykernel ipywidgets traitlets comm jupyter_privacy matplotlib "
            "matplotlib_inline seaborn plotly altair mpl_toolkits pytz dateutil great_tables rich tqdm"
        ).split()
    )
)
_GATEWAYS = frozenset("builtins gc imp importlib inspect pkgutil runpy".split())
"""Modules of the standard library that lead to any other module, or object."""

_OPENERS = frozenset({"exec", "eval", "get_ipython", "__import__", "globals", "locals", "vars"})


def is_known_code(root: str) -> bool:
    """Whether a top-level package only hands over data when it is given some."""
    return root in _KNOWN


def has_open_door(tree: ast.AST, namespace: Mapping[str, Any], is_unmediated: Callable[[Any], bool]) -> bool:
    """Whether a cell imports, names or runs something that may hand over raw data unseen."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(_leads_out(name.name) for name in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.level or _leads_out(node.module or "")):
            return True
        if isinstance(node, ast.Attribute) and node.attr == "modules":
            return True
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and _opens(node.id, namespace, is_unmediated)
        ):
            return True
    return False


def _leads_out(module: str) -> bool:
    return _root(module) in _GATEWAYS or not is_known_code(_root(module))


def _root(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def _opens(name: str, namespace: Mapping[str, Any], is_unmediated: Callable[[Any], bool]) -> bool:
    if name in _OPENERS:
        return True
    if name not in namespace:
        return False
    value = namespace[name]
    if isinstance(value, types.ModuleType):
        return _leads_out(value.__name__)
    return is_unmediated(value) or not is_known_code(root_module(value))
