"""`protect` and `public`: saying outright what is confidential and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy, Role, load_policy, roles_from_schema
from jupyter_privacy.session.session import Session, current_session, start_session

__all__ = ["protect", "public"]

T = TypeVar("T")


def protect(
    df: Any,
    *,
    policy: Policy | None = None,
    roles: Mapping[str, str | Role] | Any = None,
    name: str | None = None,
) -> Any:
    """Return a sealed proxy of a frame; work with it as with the frame.

    What it does
        Keeps the data behind a proxy from which only safe results are released.
    Shapes
        `df` is a pandas or polars frame or column, or an array, one row a person.  `roles` maps
        columns to `direct_identifier`, `key_variable`, `sensitive` or `other`, or is a pandera
        schema whose columns carry `metadata={"privacy": role}`.  `name` is shown in the sidebar.
    Missing values
        A missing value is a value of its own when people are compared.
    Errors
        `TypeError` when `df` holds no records; `PolicyError` for an unknown column or role.
    Cost
        None: columns are coded when a view or the sidebar asks.

    >>> import pandas as pd
    >>> pupils = protect(pd.DataFrame({"school": ["GP"] * 30 + ["MS"] * 12}), policy=Policy())
    >>> pupils.school.value_counts().to_dict()
    {'GP': 30, 'MS': 12}
    >>> isinstance(pupils, pd.DataFrame)
    True
    """
    session = current_session() or start_session(Session(load_policy()))
    given, schema = _roles(roles)
    sealed = session.protect(df, name=name or "", policy=policy, roles=given, schema=schema)
    if given is not None:
        session.holder.open(sealed).lineage.source.roles  # noqa: B018 (a wrong column must be an error now)
    return sealed


def _roles(roles: Any) -> tuple[dict[str, Role] | None, dict[str, Role] | None]:
    """Return roles from a mapping, and those from a pandera schema."""
    if roles is None:
        return None, None
    if not isinstance(roles, Mapping):
        return None, roles_from_schema(roles)
    try:
        return {column: Role(role) for column, role in roles.items()}, None
    except ValueError:
        allowed = ", ".join(Role)
        raise PolicyError(f"roles: a role is none of the allowed ones: {allowed}") from None


def public(obj: T, *, reason: str) -> T:
    """Declare that an object holds nothing confidential, and say why; the session keeps the reason.

    What it does
        Returns a protected frame as the plain one that it stands for, or notes that a plain one
        is public, so that it is shown untouched.
    Errors
        `ValueError` without a reason; `TypeError` for a part or a result of protected data: only a
        whole frame as it was read can be declared public.
    Cost
        None.

    >>> import pandas as pd
    >>> regions = public(pd.DataFrame({"region": ["North"], "code": [1]}), reason="published by ONS")
    >>> int(regions.code.max())
    1
    """
    if not reason.strip():
        raise ValueError("public() needs a reason, for example public(df, reason='published by ONS')")
    session = current_session() or start_session(Session(load_policy()))
    plain: Any = session.unprotect(obj) if type(obj) is Sealed else obj  # type: ignore[arg-type]
    session.public.add(plain)
    session.declared_public.append(reason)
    result: T = plain
    return result
