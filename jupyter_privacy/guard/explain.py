"""Every reason in words: the rule, and what to do to see more."""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_privacy.core.types import Reason
from jupyter_privacy.policy import Policy

__all__ = ["REMEDIES", "RULES", "WITHHELD", "explain", "remedy"]

WITHHELD = "‹withheld: %privacy why tells the rule›"
"""The one text of every withheld value, so that its looks never tell one reason from another."""

_NO_RELEASE = "this operation has no release rule, or is not possible on these data"

RULES: Mapping[Reason, str] = {
    Reason.THRESHOLD: "fewer than {threshold} people stand behind it",
    Reason.GROUP_DISCLOSURE: "(nearly) everybody in the cell has the value, which it would tell",
    Reason.DOMINANCE: "the largest {dominance_n} contributors make up more than {dominance_k:g} % of it",
    Reason.P_PERCENT: "the second largest contributor could estimate the largest to within {p_percent:g} %",
    Reason.DEGREES_OF_FREEDOM: "fewer than {degrees_of_freedom} degrees of freedom stand behind it",
    Reason.COMPLEMENTARY: "it would let a masked cell be recomputed by subtraction",
    Reason.LINEAGE: "the people behind it could not be followed through the operations before",
    Reason.SINGLE_RECORD: "a single row or cell is one person's",
    Reason.DIRECT_IDENTIFIER: "the column identifies people directly",
    Reason.RARE_COMBINATION: "fewer than {k} people share it together with up to {others} others of the row",
    Reason.UNIQUE_ROW: "fewer than {k} people share the key variables of this row",
    Reason.NO_RULE: _NO_RELEASE,
    Reason.FAILED: _NO_RELEASE,
    Reason.LABEL: "fewer than {threshold} people stand behind the label itself",
    Reason.POLICY: "the policy shows no rows",
    Reason.GUARD_FAILED: "the guard could not handle it, so it is withheld",
    Reason.DIFFERENCING: "subtracting it from the total would isolate fewer than {minimum} people",
    Reason.OWN_NUMBERS: "it mixes data with numbers of your own that fewer than {minimum} people share each",
    Reason.EXTREME: "minima, maxima and outer quantiles are single people's values",
    Reason.WINDOW: "a moving or cumulative value of rows differs from its neighbour by one person",
}

REMEDIES: Mapping[Reason, str] = {
    Reason.THRESHOLD: "use wider categories or fewer conditions",
    Reason.GROUP_DISCLOSURE: "use a wider group, or leave the variable out",
    Reason.DOMINANCE: "use wider groups, or the median instead of the mean or sum",
    Reason.P_PERCENT: "use wider groups, or the median instead of the mean or sum",
    Reason.DEGREES_OF_FREEDOM: "use a larger group",
    Reason.COMPLEMENTARY: "merge small categories, then fewer cells have to be masked",
    Reason.LINEAGE: "aggregate before merging or reshaping, and use pandas: polars is not followed yet",
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
    Reason.OWN_NUMBERS: "give the same number to larger groups, or aggregate before calculating with it",
    Reason.EXTREME: "use a quantile further inside, such as quantile(.05)",
    Reason.WINDOW: "aggregate first: df.groupby('year').x.mean().rolling(3).mean() is free to use",
}


def explain(reason: Reason, policy: Policy) -> str:
    """Return the rule behind a reason, with the numbers of `policy`."""
    return RULES[reason].format(
        threshold=policy.threshold,
        minimum=policy.minimum,
        k=policy.k,
        others=policy.m - 1,
        dominance_n=policy.dominance_n,
        dominance_k=policy.dominance_k,
        p_percent=policy.p_percent,
        degrees_of_freedom=policy.degrees_of_freedom,
    )


def remedy(reason: Reason) -> str:
    """Return what the analyst can do to see more."""
    return REMEDIES[reason]
