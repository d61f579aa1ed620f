"""Every reason in words: the rule with its number, the policy that sets it, and what to do in general.

Of a table of groups only the rules are told that speak in it, never which of them masks which cell
or how many cells each: of two masked cells that are 11 people together, the small one would be had.
What would show more of one table stands in `advice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jupyter_privacy.core.types import Reason
from jupyter_privacy.policy import Policy

__all__ = [
    "REMEDIES",
    "RULES",
    "WITHHELD",
    "Told",
    "explain",
    "policy_words",
    "remedy",
    "rounding_words",
    "source_words",
    "told",
]

WITHHELD = "‹withheld: %privacy why tells the rule›"
"""The one text of every withheld value, so that its looks never tell one reason from another."""

_NO_RELEASE = "no rule: this operation has no release rule, or is not possible on these data"

RULES: Mapping[Reason, str] = {
    Reason.THRESHOLD: "threshold {threshold}: fewer than {threshold} people stand behind it",
    Reason.GROUP_DISCLOSURE: (
        "group disclosure {threshold}: (nearly) everybody in the cell has the value, which it would tell"
    ),
    Reason.DOMINANCE: (
        "dominance {dominance_n}, {dominance_k:g} %: the largest {dominance_n} contributors make up more "
        "than {dominance_k:g} % of it, all amounts taken as positive"
    ),
    Reason.P_PERCENT: (
        "p% rule, {p_percent:g} %: the second largest contributor could estimate the largest to within "
        "{p_percent:g} %, all amounts taken as positive"
    ),
    Reason.DEGREES_OF_FREEDOM: (
        "degrees of freedom {degrees_of_freedom}: fewer than {degrees_of_freedom} stand behind it"
    ),
    Reason.COMPLEMENTARY: (
        "complementary suppression: it would let a masked cell be recomputed by subtraction"
    ),
    Reason.LINEAGE: "lineage: the people behind it could not be followed through the operations before",
    Reason.SINGLE_RECORD: "single record: a single row or cell is one person's",
    Reason.DIRECT_IDENTIFIER: "direct identifier: the column identifies people directly",
    Reason.RARE_COMBINATION: (
        "k = {k}, m = {m}: fewer than {k} people share it together with up to {others} others of the row"
    ),
    Reason.UNIQUE_ROW: "unique row, k = {k}: fewer than {k} people share the key variables of this row",
    Reason.NO_RULE: _NO_RELEASE,
    Reason.FAILED: _NO_RELEASE,
    Reason.LABEL: "label, threshold {threshold}: fewer than {threshold} people stand behind the label itself",
    Reason.POLICY: "no rows: the policy shows no rows",
    Reason.GUARD_FAILED: "guard failed: the guard could not handle it, so it is withheld",
    Reason.DIFFERENCING: (
        "differencing {minimum}: an earlier result less this one would isolate fewer than {minimum} people"
    ),
    Reason.COMBINATION: (
        "combination {minimum}: together with earlier results it could isolate fewer than {minimum} people"
    ),
    Reason.OWN_NUMBERS: (
        "own numbers {minimum}: it mixes data with numbers of your own that fewer than {minimum} people "
        "share each"
    ),
    Reason.EXTREME: "extremes: minima, maxima and outer quantiles are single people's values",
    Reason.WINDOW: (
        "window of rows: a moving or cumulative value of rows differs from its neighbour by one person"
    ),
    Reason.REPEATED: (
        "shared rows: a person may stand behind several of its rows, or people of several sources behind one"
    ),
    Reason.INFLUENCE: "influence {threshold}: fewer than {threshold} people determine a part of the model",
}

REMEDIES: Mapping[Reason, str] = {
    Reason.THRESHOLD: "use wider categories or fewer conditions",
    Reason.GROUP_DISCLOSURE: "use a wider group, or leave the variable out",
    Reason.DOMINANCE: "use wider groups, or the median instead of the mean or sum",
    Reason.P_PERCENT: "use wider groups, or the median instead of the mean or sum",
    Reason.DEGREES_OF_FREEDOM: "use a larger group",
    Reason.COMPLEMENTARY: "merge small categories, then fewer cells have to be masked",
    Reason.LINEAGE: "aggregate before merging or reshaping",
    Reason.SINGLE_RECORD: "aggregate (mean, groupby), or display rows to see what is safe of them",
    Reason.DIRECT_IDENTIFIER: "if it identifies nobody, declare its role in jupyter_privacy.toml",
    Reason.RARE_COMBINATION: "show fewer columns, or coarser ones, at a time",
    Reason.UNIQUE_ROW: "coarsen the key variables, or display fewer conditions at once",
    Reason.NO_RULE: "aggregate with mean, sum, std, count, value_counts, groupby, crosstab or describe",
    Reason.FAILED: "aggregate with mean, sum, std, count, value_counts, groupby, crosstab or describe",
    Reason.LABEL: "merge rare categories into wider ones",
    Reason.POLICY: "ask for tables and statistics instead, or choose another profile",
    Reason.GUARD_FAILED: "try a simpler operation, and please report it",
    Reason.DIFFERENCING: "use all rows, or leave out more of them",
    Reason.COMBINATION: "use wider groups, or fewer different ones",
    Reason.OWN_NUMBERS: "give the same number to larger groups, or aggregate before calculating with it",
    Reason.EXTREME: "use a quantile further inside, such as quantile(.05)",
    Reason.REPEATED: (
        "take one row a person (one variable of a long table), or use mean, sum, count, groupby; a table of "
        "places rather than people can be declared public"
    ),
    Reason.WINDOW: "aggregate first: df.groupby('year').x.mean().rolling(3).mean() is free to use",
    Reason.INFLUENCE: "merge rare levels, use fewer columns, or larger leaves: min_samples_leaf=10",
}

_OF_CELLS = frozenset(
    {
        Reason.THRESHOLD,
        Reason.GROUP_DISCLOSURE,
        Reason.DOMINANCE,
        Reason.P_PERCENT,
        Reason.DEGREES_OF_FREEDOM,
        Reason.COMPLEMENTARY,
        Reason.LABEL,
        Reason.DIFFERENCING,
        Reason.COMBINATION,
    }
)
"""Reasons of which one cell may have one and another be masked for its sake; not so for extremes, which
are masked where the number of people is shown."""
_PROTECTS = ", or it protects such a cell"


def explain(reason: Reason, policy: Policy) -> str:
    """Return the rule behind a reason, with the numbers of `policy`."""
    return RULES[reason].format(
        threshold=policy.threshold,
        minimum=policy.minimum,
        k=policy.k,
        m=policy.m,
        others=policy.m - 1,
        dominance_n=policy.dominance_n,
        dominance_k=policy.dominance_k,
        p_percent=policy.p_percent,
        degrees_of_freedom=policy.degrees_of_freedom,
    )


def remedy(reason: Reason) -> str:
    """Return what the analyst can do to see more, whatever the table."""
    return REMEDIES[reason]


_ROUNDINGS: Mapping[str, str] = {
    "nearest": "counts are rounded to the nearest {base}",
    "midpoint": "counts are told as the middle of a band of {base}",
    "controlled": "counts are rounded to multiples of {base} that add up to their totals",
    "cell_key": "counts carry noise, always the same for the same people",
}


def rounding_words(policy: Policy) -> str:
    """Return how exact the numbers of a policy are, nothing where counts are told as they are."""
    if policy.rounding == "none":
        return ""
    of_counts = _ROUNDINGS[policy.rounding].format(base=policy.rounding_base)
    return f"{of_counts}, and other numbers are as exact as those"


def policy_words(policy: Policy) -> str:
    """Return the name of a policy and where it was set."""
    return f"policy {policy.profile}, {source_words(policy)}"


def source_words(policy: Policy) -> str:
    """Return where a policy was set: the file as seen from here, or the title of the published text."""
    source = policy.source
    if not source.endswith(".toml"):
        return source.partition(":")[0].partition(" (")[0].partition(";")[0]
    file = Path(source)
    try:
        here = Path.cwd()
    except OSError:
        return file.name
    if file.is_relative_to(here):
        return file.relative_to(here).as_posix()
    if here.is_relative_to(file.parent):
        return "../" * len(here.relative_to(file.parent).parts) + file.name
    return file.name


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of some masked cells: how many, for which of `reasons`, and that in words."""

    reasons: frozenset[Reason]
    reason: Reason
    n_cells: int
    text: str


def told(reasons: Mapping[Reason, int], policy: Policy, *, may_protect: bool) -> tuple[Told, ...]:
    """Return the reasons of masked cells as they may be told, the most frequent first.

    In a table of groups the cells that are masked on their own account and those that protect them
    are counted as one.
    """
    together = {reason: n for reason, n in reasons.items() if may_protect and reason in _OF_CELLS}
    alone = [
        Told(frozenset([reason]), reason, n, explain(reason, policy))
        for reason, n in reasons.items()
        if reason not in together
    ]
    if together:
        own = sorted(set(together) - {Reason.COMPLEMENTARY}) or [Reason.THRESHOLD]
        text = "; or ".join(explain(reason, policy) for reason in own) + _PROTECTS
        alone.append(Told(frozenset(together), own[0], sum(together.values()), text))
    return tuple(sorted(alone, key=lambda one: -one.n_cells))
