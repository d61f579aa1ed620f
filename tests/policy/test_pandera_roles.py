import pytest

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import Role, roles_from_schema

pa = pytest.importorskip("pandera.pandas")

EXPECTED = {"age": Role.KEY_VARIABLE, "upn": Role.DIRECT_IDENTIFIER}


def column(role, **options):
    """Return a pandera column with a role."""
    return pa.Column(int, metadata={"privacy": role}, **options)


class Pupils(pa.DataFrameModel):
    """A model as a user writes it."""

    age: int = pa.Field(metadata={"privacy": "key_variable"})
    upn: str = pa.Field(metadata={"privacy": "direct_identifier"})
    score: float = pa.Field(metadata={"unit": "points"})
    plain: int


def test_a_model_declares_roles_in_its_fields():
    """Fields without the metadata are left out: they are not declared."""
    assert roles_from_schema(Pupils) == EXPECTED


def test_a_schema_declares_roles_in_its_columns():
    """Both ways of writing a schema give the same."""
    schema = pa.DataFrameSchema(
        {"age": column("key_variable"), "upn": column(Role.DIRECT_IDENTIFIER), "score": pa.Column(float)}
    )
    assert roles_from_schema(schema) == EXPECTED


def test_index_levels_count_as_columns():
    """An identifier often is the index."""
    upn = pa.Index(str, name="upn", metadata={"privacy": "direct_identifier"})
    assert roles_from_schema(pa.DataFrameSchema({"age": column("key_variable")}, index=upn)) == {
        "age": Role.KEY_VARIABLE,
        "upn": Role.DIRECT_IDENTIFIER,
    }
    levels = pa.MultiIndex([upn, pa.Index(int, name="year")])
    assert roles_from_schema(pa.DataFrameSchema({}, index=levels)) == {"upn": Role.DIRECT_IDENTIFIER}


def test_a_role_that_is_none_is_an_error():
    """The message names the column and the roles."""
    with pytest.raises(PolicyError, match=r"'age' a role that is none; allowed: direct_identifier, "):
        roles_from_schema(pa.DataFrameSchema({"age": column("key")}))


def test_a_pattern_cannot_have_a_role():
    """Its role would silently apply to no column."""
    with pytest.raises(PolicyError, match="write its columns out"):
        roles_from_schema(pa.DataFrameSchema({"^a.*": column("key_variable", regex=True)}))


def test_what_is_no_schema_is_refused():
    """The message names the type."""
    with pytest.raises(TypeError, match="got dict"):
        roles_from_schema({"age": "key_variable"})
