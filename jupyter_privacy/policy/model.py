"""The settings of jupyter_privacy: one frozen, validated, total value.

A `Policy` always has every setting, and none that is out of range: a bad one is a `PolicyError`
when it is made, so protection never falls away quietly later.  Why the defaults are what they
are stands beside each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy.allowed import Allowed, Choice, Flag, Real, TableOf, Text, Whole

__all__ = ["SETTINGS", "Extremes", "Policy", "Role", "Rounding"]

Rounding = Literal["none", "nearest", "midpoint", "controlled", "cell_key"]
Differencing = Literal["snap", "round", "withhold"]
SmallGroups = Literal["leave_out", "merge"]
SuppressionCost = Literal["count", "sum", "constant"]
Permission = Literal["allow", "warn", "deny"]
Extremes = Literal["withhold", "tail_mean"]

# The fewest contributors behind a cell: 10 in ONS outputs (Longitudinal Study), UK LLC and ACRO
# 1.0.2; 8 in NHS HES (1-7 suppressed) and OpenSAFELY (redact <= 7); 5 in Ofqual (1-4 "fewer than
# 5"); 3 in the Handbook on SDC for magnitude tables and in DataSHIELD (nfilter.tab, nfilter.subset).
DEFAULT_THRESHOLD = 10

# The smallest class a visible row may fall into: 5 is the usual k of k-anonymity and the small-number
# limit of Ofqual; 3 is the Handbook's.  At k = 5 and m = 3 the rule was measured to leave 24-29 of 33
# cells a row visible on 649 real pupils (DESIGN.md).
DEFAULT_K = 5

# How many data points an onlooker is taken to know: k^m-anonymity, Terrovitis, Mamoulis & Kalnis,
# VLDB 2008; the same depth, 3, as the default of SUDA.
DEFAULT_M = 3

# ACRO 1.0.2 and the Handbook on SDC: p% = 10; (n, k) = (2, 90 %); residual degrees of freedom 10.
DEFAULT_P_PERCENT = 10.0
DEFAULT_DOMINANCE_N = 2
DEFAULT_DOMINANCE_K = 90.0
DEFAULT_DEGREES_OF_FREEDOM = 10

# OpenSAFELY, Ofqual and HESA round to the nearest 5; the Handbook on SDC names bases 3 and 5.
DEFAULT_ROUNDING_BASE = 5

# Noise of at most 5 with a variance of 3 has a standard error below 2, as rounding to 5 has; the sizes in
# use are kept secret (Handbook on SDC, 5.4).
DEFAULT_NOISE_MOST = 5
DEFAULT_NOISE_VARIANCE = 3.0

# A table is displayed while somebody waits; the heuristic takes over when the optimum takes longer.
DEFAULT_SUPPRESSION_SECONDS = 1.0

_MANY = 1_000_000


class Role(StrEnum):
    """What a column says about the person behind a record."""

    DIRECT_IDENTIFIER = "direct_identifier"
    KEY_VARIABLE = "key_variable"
    SENSITIVE = "sensitive"
    OTHER = "other"


class _Roles(Mapping[str, Role]):
    """Column name to role; cannot be changed, can be hashed, copied and pickled."""

    __slots__ = ("_roles",)

    def __init__(self, roles: Mapping[str, Role]) -> None:
        self._roles = dict(roles)

    def __getitem__(self, name: str) -> Role:
        return self._roles[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._roles)

    def __len__(self) -> int:
        return len(self._roles)

    def __hash__(self) -> int:
        return hash(frozenset(self._roles.items()))

    def __repr__(self) -> str:
        return repr(self._roles)


# Every setting and what it may be; the loader, the constructor and the documentation read this.
SETTINGS: Mapping[str, Allowed] = MappingProxyType(
    {
        "profile": Text(),
        "source": Text(),
        "threshold": Whole(2, _MANY),
        "zero_cells": Flag(),
        "k": Whole(2, _MANY),
        "m": Whole(1, 10),
        "p_percent": Real(0, 100),
        "dominance_n": Whole(1, 100),
        "dominance_k": Real(0, 100),
        "degrees_of_freedom": Whole(1, _MANY),
        "extremes": Choice(("withhold", "tail_mean")),
        "show_rows": Flag(),
        "rounding": Choice(("none", "nearest", "midpoint", "controlled", "cell_key")),
        "rounding_base": Whole(2, 1000),
        "noise_most": Whole(1, 100),
        "noise_variance": Real(0, 100),
        "noise_secret": Whole(0, 2**53),
        "differencing": Choice(("snap", "round", "withhold")),
        "small_groups": Choice(("leave_out", "merge")),
        "suppression_cost": Choice(("count", "sum", "constant")),
        "suppression_seconds": Real(0, 3600),
        "exclusive_files": Flag(),
        "processes": Choice(("allow", "warn", "deny")),
        "sockets": Choice(("allow", "warn", "deny")),
        "roles": TableOf("column name", Choice(tuple(Role))),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How strictly data are protected.

    Settings
        `threshold` fewest contributors behind a cell; `zero_cells` whether zero and 100 % cells
        are disclosive (true: they are masked; false: a true 0 is shown); `k` and `m` no visible
        combination of m values may be shared by fewer than k records; `p_percent`,
        `dominance_n`, `dominance_k` the dominance rules, in percent; `degrees_of_freedom`
        fewest residual ones of a model; `extremes` whether minimum and maximum are withheld, or
        the mean of as many outermost values as people are needed behind anything; `show_rows`
        whether rows are shown at all; `rounding` and `rounding_base` of released counts;
        `noise_most`, `noise_variance` and `noise_secret` the size of the noise of the cell-key
        method, and what it is drawn from;
        `differencing` what becomes of people near an earlier selection;
        `small_groups` whether small groups are left out
        or merged into one without a label; `suppression_cost` and `suppression_seconds` what
        complementary suppression saves, and how long it looks for the best pattern;
        `exclusive_files` whether files of protected data are opened by readers only; `processes` and
        `sockets` whether a cell may start processes and connect to other machines; `roles`
        declared column roles; `profile` and `source` where all this comes from.
    Errors
        `PolicyError` naming the setting and its allowed values, never the value given.
    Source
        The constants of this module carry their precedents.

    >>> policy = Policy(threshold=8, roles={"age": "key_variable"})
    >>> policy.minimum, policy.roles["age"].value
    (8, 'key_variable')
    >>> Policy(threshold=True)
    Traceback (most recent call last):
    jupyter_privacy.errors.PolicyError: threshold must be a whole number from 2 to 1000000; got bool
    """

    profile: str = "standard"
    source: str = "built in"
    threshold: int = DEFAULT_THRESHOLD
    zero_cells: bool = True
    k: int = DEFAULT_K
    m: int = DEFAULT_M
    p_percent: float = DEFAULT_P_PERCENT
    dominance_n: int = DEFAULT_DOMINANCE_N
    dominance_k: float = DEFAULT_DOMINANCE_K
    degrees_of_freedom: int = DEFAULT_DEGREES_OF_FREEDOM
    extremes: Extremes = "withhold"
    show_rows: bool = True
    rounding: Rounding = "none"
    rounding_base: int = DEFAULT_ROUNDING_BASE
    noise_most: int = DEFAULT_NOISE_MOST
    noise_variance: float = DEFAULT_NOISE_VARIANCE
    noise_secret: int = field(default=0, repr=False)
    differencing: Differencing = "snap"
    small_groups: SmallGroups = "leave_out"
    suppression_cost: SuppressionCost = "count"
    suppression_seconds: float = DEFAULT_SUPPRESSION_SECONDS
    exclusive_files: bool = True
    processes: Permission = "allow"
    sockets: Permission = "allow"
    roles: Mapping[str, Role] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check every setting and freeze the roles."""
        for name, allowed in SETTINGS.items():
            object.__setattr__(self, name, _checked(name, allowed, getattr(self, name)))
        roles = {column: Role(role) for column, role in self.roles.items()}
        object.__setattr__(self, "roles", _Roles(roles))
        if self.differencing == "round" and self.rounding not in {"nearest", "midpoint"}:
            raise PolicyError('differencing = "round" needs rounding = "nearest" or "midpoint"')
        if self.rounding == "cell_key" and self.noise_secret == 0:
            raise PolicyError('rounding = "cell_key" needs noise_secret: a large number that nobody is told')
        if self.rounding == "cell_key" and self.noise_variance >= self.noise_most:
            raise PolicyError("noise_variance must be below noise_most")

    @property
    def minimum(self) -> int:
        """The fewest people behind anything: the larger of `threshold` and `k`."""
        return max(self.threshold, self.k)


def _checked(name: str, allowed: Allowed, value: object) -> object:
    try:
        return allowed.read(value)
    except ValueError as error:
        message = f"{name} must be {error}; got {type(value).__name__}"
    raise PolicyError(message)
