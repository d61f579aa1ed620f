"""Which role a column has when several sources speak: the nearest to the call wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy.model import Policy, Role
from jupyter_privacy.policy.roles import ColumnFacts, RoleFinding, infer_role

__all__ = ["decide_roles"]


def decide_roles(
    facts: Sequence[ColumnFacts],
    *,
    schema: Mapping[str, Role] | None,
    policy: Policy,
    given: Mapping[str, Role] | None,
) -> tuple[RoleFinding, ...]:
    """Return one finding a column, in the columns' order.

    What it does
        Takes the role from the first that speaks: the call (`given`), the `schema`, the `policy`,
        inference.  Columns of one name get one declared role.  The schema and the policy may speak
        of columns that this frame does not have; the call may not.
    Errors
        `PolicyError` naming what `given` has too much, or a role that is none.  The columns there
        are stay unnamed: after a pivot they are values.

    >>> facts = [ColumnFacts("age", "number", 9, 4, 0), ColumnFacts("note", "text", 9, 9, 0)]
    >>> findings = decide_roles(facts, schema=None, policy=Policy(), given={"note": Role.SENSITIVE})
    >>> [(finding.role.value, finding.declared) for finding in findings]
    [('key_variable', False), ('sensitive', True)]
    """
    declared = (
        (_known(given or {}, facts), "declared in the call"),
        (schema or {}, "declared in the schema"),
        (policy.roles, f"declared in the policy ({policy.source})"),
    )
    return tuple(_decide(column, declared) for column in facts)


def _decide(column: ColumnFacts, declared: Sequence[tuple[Mapping[str, Role], str]]) -> RoleFinding:
    for roles, why in declared:
        if column.name in roles:
            return RoleFinding(_role(column.name, roles[column.name]), declared=True, why=why)
    return infer_role(column)


def _known(given: Mapping[str, Role], facts: Sequence[ColumnFacts]) -> Mapping[str, Role]:
    names = {column.name for column in facts}
    unknown = [name for name in given if name not in names]
    if unknown:
        listed = ", ".join(repr(name) for name in unknown)
        message = f"roles are given for columns that the data do not have: {listed}"
        raise PolicyError(message)
    return given


def _role(column: str, role: object) -> Role:
    allowed = tuple(Role)
    for candidate in allowed:
        if role == candidate:
            return candidate
    message = f"the role of {column!r} must be one of {', '.join(allowed)}"
    raise PolicyError(message)
