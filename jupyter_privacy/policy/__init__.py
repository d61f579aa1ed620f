"""The settings: what counts as small, and what each column says about a person."""

from jupyter_privacy.policy.decide import decide_roles
from jupyter_privacy.policy.load import load_policy
from jupyter_privacy.policy.model import SETTINGS, Policy, Role, Rounding
from jupyter_privacy.policy.pandera_roles import roles_from_schema
from jupyter_privacy.policy.profiles import PROFILES, Profile, profile_policy
from jupyter_privacy.policy.roles import ColumnFacts, RoleFinding, infer_role

__all__ = [
    "PROFILES",
    "SETTINGS",
    "ColumnFacts",
    "Policy",
    "Profile",
    "Role",
    "RoleFinding",
    "Rounding",
    "decide_roles",
    "infer_role",
    "load_policy",
    "profile_policy",
    "roles_from_schema",
]
