"""`protect`, `public` and `assess`."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

from jupyter_privacy import PolicyError, assess, protect, public
from jupyter_privacy.core.measures import MEASURES
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy, Role
from jupyter_privacy.session.session import current_session

pl = pytest.importorskip("polars")


def columns(n=60):
    """Return people by sex, age, a disease and their number."""
    i = range(n)
    return {
        "sex": ["FM"[k % 2] for k in i],
        "age": [15 + k % 3 for k in i],
        "disease": ["abc"[k % 3] for k in i],
        "number": [f"N{k:04d}" for k in i],
    }


FRAMES = {"pandas": lambda: pd.DataFrame(columns()), "polars": lambda: pl.DataFrame(columns())}
KEYS = {"key_variables": ["sex", "age"], "sensitive": ["disease"], "policy": Policy()}


def values(assessment):
    """Return the measured numbers."""
    return {id_: risk.value for id_, risk in assessment.measures.items()}


@pytest.mark.parametrize("library", FRAMES)
def test_assess_is_the_same_in_every_library_and_behind_a_seal(library):
    """pandas, polars and sealed frames of either have the same measures, all of the catalogue in order."""
    expected = values(assess(FRAMES["pandas"](), **KEYS))
    assert list(expected) == [measure.id for measure in MEASURES]
    assert values(assess(FRAMES[library](), **KEYS)) == expected
    assert values(assess(protect(FRAMES[library](), policy=Policy()), **KEYS)) == expected
    assert expected["k_anonymity"] == 10


def test_assess_takes_the_roles_it_is_given():
    """Named key variables and sensitive columns replace inferred ones, and no others hold their role."""
    assessment = assess(FRAMES["pandas"](), **KEYS)
    roles = {name: finding.role for name, finding in assessment.roles.items()}
    assert [name for name, role in roles.items() if role is Role.KEY_VARIABLE] == ["sex", "age"]
    assert [name for name, role in roles.items() if role is Role.SENSITIVE] == ["disease"]
    assert assessment.n_records == 60
    assert "k-anonymity" in str(assessment)


@pytest.mark.parametrize("names", [{"key_variables": ["nobody"]}, {"sensitive": ["nobody"]}])
def test_assess_refuses_names_that_are_no_columns(names):
    """A name that is no column is a `PolicyError` that names it."""
    with pytest.raises(PolicyError, match="nobody"):
        assess(FRAMES["pandas"](), policy=Policy(), **names)


@pytest.mark.parametrize("weights", ["nobody", [1.0, 2.0], [0.0] * 60, [-1.0] * 60, [np.nan] * 60])
def test_assess_refuses_weights_that_are_none(weights):
    """Weights that are missing, not positive, or not one a record, are a `ValueError`."""
    with pytest.raises(ValueError, match="weights"):
        assess(FRAMES["pandas"](), weights=weights, **KEYS)


def test_assess_takes_weights_as_column_or_numbers():
    """Weights by column name and by value are the same."""
    frame = FRAMES["pandas"]().assign(weight=2.5)
    assert values(assess(frame, weights="weight", **KEYS)) == values(
        assess(frame, weights=[2.5] * 60, **KEYS)
    )


@pytest.mark.parametrize("thing", [3, "text", [1, 2], None, object()])
def test_only_frames_are_assessed_and_protected(thing):
    """Anything that holds no records is a `TypeError`."""
    with pytest.raises(TypeError):
        assess(thing, policy=Policy())
    with pytest.raises(TypeError, match="can be protected"):
        protect(thing)


def test_parts_of_a_protected_frame_are_not_assessed():
    """A filtered frame would tell how few people are in it."""
    with pytest.raises(TypeError, match="whole"):
        assess(protect(FRAMES["pandas"]()).head(20))


def test_protect_seals_and_leaves_the_frame_alone():
    """The proxy works on a copy of its own: changes on either side do not reach the other."""
    frame = FRAMES["pandas"]()
    sealed = protect(frame, policy=Policy())
    sealed["more"] = 1
    frame.loc[:, "age"] = 99
    assert "more" not in frame
    assert sealed.age.mean() == 16
    assert protect(sealed) is sealed


def test_protect_takes_roles_by_name():
    """Roles given by name are declared ones; a wrong role or column is an error at once."""
    sealed = protect(FRAMES["pandas"](), roles={"number": "direct_identifier", "age": Role.KEY_VARIABLE})
    source = current_session().holder.open(sealed).lineage.source
    assert source.role_of("number").role is Role.DIRECT_IDENTIFIER
    assert source.role_of("age").role is Role.KEY_VARIABLE
    assert source.role_of("age").declared
    with pytest.raises(PolicyError, match="direct_identifier"):
        protect(FRAMES["pandas"](), roles={"age": "secret"})
    with pytest.raises(PolicyError, match="nobody"):
        protect(FRAMES["pandas"](), roles={"nobody": "other"})


def test_protect_takes_roles_from_a_pandera_schema():
    """The `privacy` metadata of a schema's columns are declared roles."""
    schema = pa.DataFrameSchema(
        {
            "sex": pa.Column(str, metadata={"privacy": "key_variable"}),
            "disease": pa.Column(str, metadata={"privacy": "sensitive"}),
            "age": pa.Column(int),
        }
    )
    sealed = protect(FRAMES["pandas"](), roles=schema)
    source = current_session().holder.open(sealed).lineage.source
    assert source.role_of("sex").role is Role.KEY_VARIABLE
    assert source.role_of("disease").role is Role.SENSITIVE
    assert source.role_of("sex").declared


def test_protect_holds_a_frame_to_its_own_policy():
    """The policy of one frame does not change that of the session."""
    protect(FRAMES["pandas"](), policy=Policy())
    frame = pd.DataFrame({"x": [1, 2, 3, 4, 5, 6.0]})
    assert type(protect(frame).x.mean()) is Sealed
    assert protect(frame, policy=Policy(threshold=3, k=3)).x.mean() == 3.5
    assert type(protect(frame).x.mean()) is Sealed


def test_public_gives_the_frame_back_and_notes_why():
    """A whole protected frame declared public is plain again; the session keeps the reason."""
    frame = FRAMES["pandas"]()
    plain = public(protect(frame), reason="synthetic")
    pd.testing.assert_frame_equal(plain, frame)
    session = current_session()
    assert session.declared_public == ["synthetic"]
    assert plain in session.public
    assert public(frame, reason="made up") is frame
    assert frame in session.public


def test_public_needs_a_reason_and_a_whole_frame():
    """Without a reason, or for a part or a result of protected data, nothing becomes public."""
    sealed = protect(FRAMES["pandas"]())
    with pytest.raises(ValueError, match="reason"):
        public(sealed, reason=" ")
    for part in (sealed.head(30), sealed.age, sealed[sealed.age > 15], sealed.assign(x=1), sealed.age.max()):
        with pytest.raises(TypeError, match="whole"):
            public(part, reason="looks harmless")


def test_released_values_are_known_to_be_public(session):
    """A released table is public with its mask, and forgotten when it goes."""
    sealed = protect(FRAMES["pandas"](), policy=Policy())
    table = sealed.disease.value_counts()
    assert table in session.public
    assert session.public.mask_of(table).released.value is table
    n_known = len(session.public._known)
    del table
    session.ledger.begin("")
    assert len(session.public._known) <= n_known
    assert pd.DataFrame() not in session.public
