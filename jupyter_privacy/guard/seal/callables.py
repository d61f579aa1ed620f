"""Which functions may see raw values, and how every other one is wrapped.

Code of the data libraries and a few pure builtins cannot show a value to anybody by itself.
Whatever else is handed to an operation (a lambda, `print`, `out.append`, a partial, an object
with `__call__`) is called with sealed arguments, and what it returns is unsealed for the library
again.
"""

from __future__ import annotations

import types

__all__ = ["DATA_LIBRARIES", "is_callback", "is_library_function", "root_module"]

DATA_LIBRARIES = frozenset(
    [
        "pandas",
        "numpy",
        "scipy",
        "statsmodels",
        "sklearn",
        "patsy",
        "polars",
        "pandera",
        "statistics",
        "pyarrow",
        "duckdb",
    ]
)
_PURE = frozenset(
    {abs, all, any, bool, complex, divmod, float, int, len, max, min, pow, round, sorted, str, sum}
)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, type, types.MethodDescriptorType)


def root_module(function: object) -> str:
    """Return the top-level package that a function, bound method or object belongs to."""
    module = getattr(function, "__module__", None)
    if not isinstance(module, str):
        module = type(getattr(function, "__self__", function)).__module__
    return module.split(".")[0]


def is_library_function(function: object) -> bool:
    """Whether `function` is a function or class of a data library, or a pure builtin."""
    if isinstance(function, _FUNCTIONS) and function in _PURE:
        return True
    if isinstance(function, types.MethodDescriptorType):
        return function.__objclass__ in {str, int, float}
    if _is_ufunc(function):
        return True
    owner = getattr(function, "__self__", None)
    if owner is not None and not isinstance(owner, types.ModuleType):
        return False
    return isinstance(function, _FUNCTIONS) and root_module(function) in DATA_LIBRARIES


def _is_ufunc(function: object) -> bool:
    kind = type(function)
    return kind.__module__ == "numpy" and kind.__name__ in {"ufunc", "_ArrayFunctionDispatcher"}


def is_callback(value: object) -> bool:
    """Whether an argument is somebody's own code, to be called with sealed values only."""
    from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod

    if type(value) in {Sealed, SealedMethod} or not callable(value):
        return False
    if isinstance(value, type) and root_module(value) == "builtins":
        return False
    return not is_library_function(value)
