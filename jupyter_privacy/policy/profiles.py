"""Published rules as ready-made policies.

A profile carries the numbers its source prints; a setting that the source does not speak of keeps
the default of `Policy`.  No public small-number rule of the National Pupil Database was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy.model import Policy
from jupyter_privacy.policy.suggest import unknown_name

__all__ = ["PROFILES", "Profile", "profile_policy"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A policy and the text it is taken from."""

    policy: Policy
    source: str


_ALL = (
    Policy(
        profile="standard",
        source="ONS and UK LLC minimum of 10; k = 5, m = 3 for rows; ACRO dominance defaults",
    ),
    # Researchers never see rows; zero and 100 % cells, minimum and maximum are removed.  Rates are
    # midpoint 6 there: `rounding = "midpoint"`, `rounding_base = 6`.
    Policy(
        profile="opensafely",
        source="OpenSAFELY output policy: redact <= 7, then round to the nearest 5",
        threshold=8,
        rounding="nearest",
        rounding_base=5,
        show_rows=False,
    ),
    Policy(
        profile="ofqual",
        source="Ofqual statistics: nearest 5; 1-4 as 'fewer than 5'; a true 0 is shown",
        threshold=5,
        zero_cells=False,
        rounding="nearest",
        rounding_base=5,
    ),
    # What is suppressed is 1-7, so a zero is shown.
    Policy(
        profile="nhs",
        source="NHS HES and ECDS analysis guide (from September 2018): sub-national 1-7 shown as *; "
        "statistics need at least 8",
        threshold=8,
        zero_cells=False,
    ),
    Policy(
        profile="ons",
        source="ONS and Longitudinal Study output rules: threshold 10, 10 degrees of freedom, "
        "principles-based",
        threshold=10,
        degrees_of_freedom=10,
    ),
    # k = 3 as well, or `minimum` would be 5 and the profile not the Handbook's.
    Policy(
        profile="handbook",
        source="Handbook on Statistical Disclosure Control (ESSnet): minimum frequency 3; p% preferred",
        threshold=3,
        k=3,
    ),
    # DataSHIELD never shows a row: only non-disclosive summaries leave its servers.
    Policy(
        profile="datashield",
        source="DataSHIELD disclosure settings: nfilter.tab 3, nfilter.subset 3",
        threshold=3,
        k=3,
        show_rows=False,
    ),
    Policy(
        profile="acro",
        source="ACRO 1.0.2 defaults: threshold 10; n = 2, k = 90 %; p = 10 %; 10 degrees of freedom; "
        "zeros disclosive",
        threshold=10,
        dominance_n=2,
        dominance_k=90.0,
        p_percent=10.0,
        degrees_of_freedom=10,
        zero_cells=True,
    ),
    # The base equals the threshold: two shown counts are equal or at least a threshold apart.
    Policy(
        profile="strict",
        source="jupyter_privacy: no rows, no exact counts (nearest 10), no processes, no connections",
        show_rows=False,
        rounding="nearest",
        rounding_base=10,
        processes="deny",
        sockets="deny",
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {policy.profile: Profile(policy, policy.source) for policy in _ALL}
)


def profile_policy(name: str) -> Policy:
    """Return the policy of a profile.

    Errors
        `PolicyError` naming the profiles there are.

    >>> profile_policy("nhs").threshold
    8
    """
    if name in PROFILES:
        return PROFILES[name].policy
    raise PolicyError(unknown_name("profile", name, PROFILES))
