import itertools

import pytest

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import ColumnFacts, Policy, Role, decide_roles, infer_role

AGE = ColumnFacts("age", "number", 600, 12, 0)
SOURCES = ("given", "schema", "policy")
ROLES = dict(zip(SOURCES, (Role.OTHER, Role.SENSITIVE, Role.DIRECT_IDENTIFIER), strict=True))
WORDS = {"given": "call", "schema": "schema", "policy": "policy"}


@pytest.mark.parametrize(
    "speaking",
    [s for n in range(4) for s in itertools.combinations(SOURCES, n)],
    ids=lambda s: "+".join(s) or "none",
)
def test_the_first_source_that_speaks_decides(speaking):
    """Call before schema before policy file before inference."""
    roles = {source: {"age": ROLES[source]} if source in speaking else {} for source in SOURCES}
    policy = Policy(roles=roles["policy"])
    (finding,) = decide_roles([AGE], schema=roles["schema"], policy=policy, given=roles["given"])
    if not speaking:
        assert finding == infer_role(AGE)
        assert finding.role is Role.KEY_VARIABLE
    else:
        assert (finding.role, finding.declared) == (ROLES[speaking[0]], True)
        assert WORDS[speaking[0]] in finding.why


def test_a_role_in_the_call_for_an_unknown_column_is_an_error():
    """A mistyped name would leave a column unprotected; the others are not listed, they may be values."""
    with pytest.raises(PolicyError, match="'agee'") as caught:
        decide_roles([AGE], schema=None, policy=Policy(), given={"agee": Role.OTHER})
    assert "'age'" not in str(caught.value)


def test_schema_and_policy_may_speak_of_other_columns():
    """One settings file serves many frames."""
    policy = Policy(roles={"upn": Role.DIRECT_IDENTIFIER})
    findings = decide_roles([AGE], schema={"sex": Role.KEY_VARIABLE}, policy=policy, given=None)
    assert findings == (infer_role(AGE),)


def test_columns_of_one_name_get_one_declared_role():
    """Labels may repeat; the findings come in the columns' order."""
    other = ColumnFacts("note", "text", 600, 600, 0)
    findings = decide_roles([AGE, other, AGE], schema=None, policy=Policy(), given={"age": Role.OTHER})
    assert [finding.role for finding in findings] == [Role.OTHER, Role.DIRECT_IDENTIFIER, Role.OTHER]


def test_a_role_may_be_written_as_text_but_must_be_one():
    """`roles={"age": "key"}` is an error that names the column and the roles."""
    (finding,) = decide_roles([AGE], schema=None, policy=Policy(), given={"age": "sensitive"})
    assert finding.role is Role.SENSITIVE
    with pytest.raises(PolicyError, match="'age' must be one of direct_identifier, key_variable"):
        decide_roles([AGE], schema=None, policy=Policy(), given={"age": "key"})
