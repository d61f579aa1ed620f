"""Suppression of table cells: the attacker's audit, and the masks that stand up to it."""

from jupyter_privacy.core.suppression.audit import feasibility_intervals, too_narrow
from jupyter_privacy.core.suppression.complementary import complementary
from jupyter_privacy.core.suppression.cost import Cost, lost_information
from jupyter_privacy.core.suppression.linked import Linked, linked
from jupyter_privacy.core.suppression.n_way import NWay, n_way
from jupyter_privacy.core.suppression.protection import (
    Protection,
    dominance_level,
    p_percent_level,
    pq_level,
    protection_levels,
)
from jupyter_privacy.core.suppression.suppress import Method, Suppression, suppress
from jupyter_privacy.core.suppression.table import Equation, LinearTable, TwoWay, two_way

__all__ = [
    "Cost",
    "Equation",
    "LinearTable",
    "Linked",
    "Method",
    "NWay",
    "Protection",
    "Suppression",
    "TwoWay",
    "complementary",
    "dominance_level",
    "feasibility_intervals",
    "linked",
    "lost_information",
    "n_way",
    "p_percent_level",
    "pq_level",
    "protection_levels",
    "suppress",
    "too_narrow",
    "two_way",
]
