"""Which functions are library code, and which are somebody's own.

Code of the data libraries and a few pure builtins cannot show a value to anybody by itself.
Whatever else is handed to an operation (a lambda, `print`, `out.append`, a partial, an object
with `__call__`) never runs on raw data.
"""

from __future__ import annotations

import re
import types
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from jupyter_privacy.frames import shapes

__all__ = ["DATA_LIBRARIES", "is_library_function", "is_plain", "is_written", "name_of", "root_module"]

DATA_LIBRARIES = frozenset(
    "pandas numpy scipy statsmodels sklearn patsy polars pandera statistics pyarrow duckdb".split()
)
_PURE = frozenset(
    {abs, all, any, bool, complex, divmod, float, int, len, max, min, pow, round, sorted, str, sum}
)
_PLAIN = frozenset(
    [
        *[type(None), type(...), bool, int, float, complex, str, bytes, slice, range, frozenset],
        *[date, datetime, time, timedelta, timezone, Decimal, Fraction, re.Pattern, UUID],
    ]
)
_OF_DATA = frozenset({"builtins", "numpy", "pandas"})
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, type, types.MethodDescriptorType)


def root_module(function: object) -> str:
    """Return the top-level package that a function, bound method or object belongs to."""
    module = getattr(function, "__module__", None)
    if not isinstance(module, str):
        module = type(getattr(function, "__self__", function)).__module__
    return module.split(".")[0]


def name_of(function: object) -> str:
    """Return the name of a function, or "" for an object that has none (or makes one up)."""
    name = getattr(function, "__name__", "")
    return name if isinstance(name, str) else ""


def is_library_function(function: object) -> bool:
    """Whether `function` is a function or class of a data library, or a pure builtin."""
    if isinstance(function, _FUNCTIONS) and function in _PURE:
        return True
    if isinstance(function, types.MethodDescriptorType):
        return function.__objclass__ in {str, int, float}
    if _is_dispatcher(function):
        return True
    owner = getattr(function, "__self__", None)
    if owner is not None and not isinstance(owner, types.ModuleType):
        return False
    return isinstance(function, _FUNCTIONS) and root_module(function) in DATA_LIBRARIES


def _is_dispatcher(function: object) -> bool:
    """Whether `function` is one of NumPy's own array functions, such as `np.where`."""
    kind = type(function)
    return kind.__module__ == "numpy" and kind.__name__ == "_ArrayFunctionDispatcher"


def is_plain(value: Any) -> bool:
    """Whether an argument is sealed, or plain data: nothing whose own code raw values could reach.

    `column + thing` calls `thing.__radd__` with every cell, and `column.map(defaultdict(int))`
    collects the cells as keys.  Plain are the builtin types, those of NumPy and pandas, containers
    of plain values, and columns of them; no subclasses and no functions.
    """
    from jupyter_privacy.guard.seal.proxy import Sealed

    kind = type(value)
    if kind in {Sealed, *_PLAIN}:
        return True
    if kind in {list, tuple, set}:
        return all(map(is_plain, value))
    if kind is dict:
        return all(map(is_plain, value)) and all(map(is_plain, value.values()))
    if isinstance(value, type):
        return root_module(value) in _OF_DATA
    if root_module(kind) not in _OF_DATA or callable(value):
        return False
    return all(map(is_plain, shapes.object_entries(value)))


def is_written(value: Any) -> bool:
    """Whether an argument is plain data that the analyst wrote, with nothing sealed in it."""
    from jupyter_privacy.guard.seal.wire import holds_sealed

    return is_plain(value) and not holds_sealed(value)
