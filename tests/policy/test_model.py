import copy
import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import SETTINGS, Policy, Role

BAD = [
    ("threshold", 1),
    ("threshold", True),
    ("threshold", 10.0),
    ("threshold", "10"),
    ("k", 1),
    ("m", 0),
    ("m", 11),
    ("zero_cells", 1),
    ("p_percent", 0),
    ("p_percent", 100),
    ("p_percent", float("nan")),
    ("p_percent", float("inf")),
    ("dominance_n", 0),
    ("dominance_k", 100.0),
    ("degrees_of_freedom", 0),
    ("show_rows", None),
    ("rounding", "Nearest"),
    ("rounding", ["none"]),
    ("rounding_base", 1),
    ("roles", None),
    ("roles", ["age"]),
    ("roles", {"age": "key"}),
    ("roles", {3: "other"}),
    ("profile", ""),
    ("source", 5),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_an_error_that_names_setting_and_allowed_values(name, value):
    """No setting can be out of range or of another type, and the message tells what it may be."""
    with pytest.raises(PolicyError) as caught:
        Policy(**{name: value})
    assert str(caught.value).startswith(f"{name} must be ")
    assert SETTINGS[name].words in str(caught.value)


def test_the_value_given_is_not_repeated():
    """A setting computed from data (`Policy(threshold=df.x.max())`) must not come out in the error."""
    with pytest.raises(PolicyError) as caught:
        Policy(threshold=-987654)
    assert "987654" not in str(caught.value)
    assert caught.value.__context__ is None


def test_every_setting_has_its_allowed_values():
    """The table of settings and the fields of the policy are the same list."""
    assert list(SETTINGS) == [field.name for field in dataclasses.fields(Policy)]


def test_the_defaults_are_the_documented_ones():
    """The standard policy is 10 contributors, k = 5, m = 3, (2, 90 %), p = 10 %, dof 10."""
    policy = Policy()
    assert (policy.threshold, policy.k, policy.m, policy.degrees_of_freedom) == (10, 5, 3, 10)
    assert (policy.p_percent, policy.dominance_n, policy.dominance_k) == (10.0, 2, 90.0)
    assert policy.zero_cells
    assert policy.show_rows
    assert (policy.rounding, policy.rounding_base, dict(policy.roles)) == ("none", 5, {})


@given(threshold=st.integers(2, 100), k=st.integers(2, 100))
def test_minimum_is_no_laxer_than_either_limit(threshold, k):
    """What holds behind everything is the larger of the two."""
    minimum = Policy(threshold=threshold, k=k).minimum
    assert minimum >= threshold
    assert minimum >= k
    assert minimum in (threshold, k)


def test_roles_cannot_be_changed_from_outside():
    """The policy keeps a copy, and the copy takes no item."""
    roles = {"age": "key_variable"}
    policy = Policy(roles=roles)
    roles["age"] = "other"
    assert policy.roles["age"] is Role.KEY_VARIABLE
    with pytest.raises(TypeError):
        policy.roles["age"] = Role.OTHER
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.k = 2


def test_a_policy_is_a_value():
    """Equal policies are equal, hash alike, and survive copying, pickling, replacing and asdict."""
    policy = Policy(threshold=8, roles={"age": Role.KEY_VARIABLE})
    for same in (
        Policy(threshold=8, roles={"age": "key_variable"}),
        copy.deepcopy(policy),
        pickle.loads(pickle.dumps(policy)),
        dataclasses.replace(policy),
        Policy(**dataclasses.asdict(policy)),
    ):
        assert same == policy
        assert hash(same) == hash(policy)
    assert dataclasses.replace(policy, roles={}) != policy


def test_whole_numbers_become_floats_where_percentages_are_meant():
    """`p_percent = 10` in a file is 10.0 in the policy."""
    assert type(Policy(p_percent=10).p_percent) is float


def test_noise_needs_a_secret_that_is_not_shown():
    """Without a secret the cell-key method is an error; with one, nothing that is printed holds it."""
    with pytest.raises(PolicyError, match="noise_secret"):
        Policy(rounding="cell_key")
    with pytest.raises(PolicyError, match="noise_variance"):
        Policy(rounding="cell_key", noise_secret=7310003, noise_most=2)
    assert "7310003" not in repr(Policy(rounding="cell_key", noise_secret=7310003))
