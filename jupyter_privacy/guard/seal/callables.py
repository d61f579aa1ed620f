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
from uuid import UUID

from jupyter_privacy.frames import shapes

__all__ = ["DATA_LIBRARIES", "is_callback", "is_foreign", "is_library_function", "name_of", "root_module"]

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


def is_foreign(value: object) -> bool:
    """Whether an argument is an object, or holds one, whose own methods a library would call.

    `column + thing` calls `thing.__radd__` with every cell, and `column.map(defaultdict(int))`
    collects the cells as keys.  Known to be harmless are plain values and the data libraries' own
    objects, as long as nobody's code stands in them.
    """
    kind = type(value)
    if kind in _PLAIN or isinstance(value, (type, types.ModuleType)) or callable(value):
        return False
    if kind.__module__.split(".")[0] not in DATA_LIBRARIES:
        return True
    if shapes.shape_of(value) is not shapes.Shape.OTHER:
        return any(_is_foreign_entry(entry) for entry in shapes.object_entries(value))
    if kind.__module__.startswith("polars"):
        return "python" in str(value).lower()
    return any(map(_is_foreign_entry, getattr(value, "__dict__", {}).values()))


def _is_foreign_entry(entry: object) -> bool:
    if type(entry) in {list, tuple, set, frozenset}:
        return any(map(_is_foreign_entry, entry))  # type: ignore[call-overload]
    if type(entry) is dict:
        return any(map(_is_foreign_entry, entry.values()))
    return is_callback(entry) or is_foreign(entry)


def is_callback(value: object) -> bool:
    """Whether an argument is somebody's own code, never to be called with raw values."""
    from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod

    if type(value) in {Sealed, SealedMethod} or not callable(value):
        return False
    if isinstance(value, type) and root_module(value) == "builtins":
        return False
    return not is_library_function(value)
