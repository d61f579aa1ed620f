import dataclasses

import pytest

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import PROFILES, Policy, profile_policy

PUBLISHED = {
    "standard": {"threshold": 10, "k": 5, "m": 3},
    "opensafely": {"threshold": 8, "rounding": "nearest", "rounding_base": 5, "zero_cells": True},
    "ofqual": {"threshold": 5, "rounding": "nearest", "rounding_base": 5, "zero_cells": False},
    "nhs": {"threshold": 8, "zero_cells": False, "rounding": "none"},
    "ons": {"threshold": 10, "degrees_of_freedom": 10},
    "handbook": {"threshold": 3, "minimum": 3},
    "datashield": {"threshold": 3, "minimum": 3, "show_rows": False},
    "acro": {
        "threshold": 10,
        "dominance_n": 2,
        "dominance_k": 90.0,
        "p_percent": 10.0,
        "degrees_of_freedom": 10,
        "zero_cells": True,
    },
    "strict": {"show_rows": False, "rounding": "nearest", "rounding_base": 10},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_profile_carries_the_published_numbers(name):
    """SEMANTICS.md, table of published policies."""
    policy = PROFILES[name].policy
    assert {key: getattr(policy, key) for key in PUBLISHED[name]} == PUBLISHED[name]


def test_there_are_no_other_profiles():
    """A new profile has to be checked here against what is published."""
    assert set(PROFILES) == set(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_profile_names_itself_and_its_source(name):
    """A policy tells where its numbers come from."""
    profile = PROFILES[name]
    assert profile.policy.profile == name
    assert profile.policy.source == profile.source
    assert len(profile.source) > 20


def test_the_standard_profile_is_the_default_policy():
    """`Policy()` and the profile differ in nothing but the wording of their source."""
    assert dataclasses.replace(PROFILES["standard"].policy, source="built in") == Policy()


def test_an_unknown_profile_is_an_error_with_a_suggestion():
    """The message tells the nearest name and all names."""
    with pytest.raises(PolicyError, match=r"did you mean 'opensafely'\? Allowed: standard, "):
        profile_policy("opensafley")


def test_profiles_cannot_be_changed():
    """A profile cannot be loosened at run time."""
    with pytest.raises(TypeError):
        PROFILES["strict"] = PROFILES["handbook"]
