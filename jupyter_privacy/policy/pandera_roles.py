"""Column roles that stand in a pandera schema, as `metadata={"privacy": "key_variable"}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy.model import Role

__all__ = ["METADATA_KEY", "roles_from_schema"]

METADATA_KEY = "privacy"


def roles_from_schema(schema: object) -> dict[str, Role]:
    """Return the roles that a pandera `DataFrameSchema` or `DataFrameModel` declares.

    What it does
        Reads `metadata["privacy"]` of every column and index level; one without is left out.
        Pandera is not imported: who has a schema has it already.
    Errors
        `PolicyError` for a role that is none, and for a role on a `regex` column, which names no
        column; `TypeError` for what is no schema.

    >>> import pandera.pandas as pa
    >>> roles_from_schema(pa.DataFrameSchema({"age": pa.Column(int, metadata={"privacy": "key_variable"})}))
    {'age': <Role.KEY_VARIABLE: 'key_variable'>}
    """
    return {name: _role(name, part, role) for name, part, role in _declared(_as_schema(schema))}


def _as_schema(schema: object) -> object:
    to_schema = getattr(schema, "to_schema", None)
    found = to_schema() if callable(to_schema) else schema
    if isinstance(getattr(found, "columns", None), Mapping):
        return found
    message = f"expected a pandera DataFrameSchema or DataFrameModel, got {type(schema).__name__}"
    raise TypeError(message)


def _declared(schema: object) -> Iterator[tuple[str, object, object]]:
    for name, part in _parts(schema):
        metadata = getattr(part, "metadata", None)
        if isinstance(metadata, Mapping) and METADATA_KEY in metadata:
            yield str(name), part, metadata[METADATA_KEY]


def _parts(schema: object) -> Iterator[tuple[object, object]]:
    yield from getattr(schema, "columns", {}).items()
    index = getattr(schema, "index", None)
    for level in getattr(index, "indexes", None) or [index]:
        if level is not None:
            yield getattr(level, "name", None), level


def _role(name: str, part: object, role: object) -> Role:
    if getattr(part, "regex", False):
        message = f"the schema gives a role to the pattern {name!r}; write its columns out"
        raise PolicyError(message)
    for candidate in Role:
        if role == candidate:
            return candidate
    message = f"the schema gives {name!r} a role that is none; allowed: {', '.join(Role)}"
    raise PolicyError(message)
