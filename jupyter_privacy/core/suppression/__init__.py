"""Suppression of table cells: the attacker's audit, and the masks that stand up to it."""

from jupyter_privacy.core.suppression.audit import feasibility_intervals, too_narrow
from jupyter_privacy.core.suppression.complementary import complementary
from jupyter_privacy.core.suppression.linked import Linked, linked
from jupyter_privacy.core.suppression.n_way import NWay, n_way
from jupyter_privacy.core.suppression.optimal import Method, Suppression
from jupyter_privacy.core.suppression.protection import Protection
from jupyter_privacy.core.suppression.suppress import suppress
from jupyter_privacy.core.suppression.table import Equation, LinearTable, TwoWay, two_way

__all__ = [
    "Equation",
    "LinearTable",
    "Linked",
    "Method",
    "NWay",
    "Protection",
    "Suppression",
    "TwoWay",
    "complementary",
    "feasibility_intervals",
    "linked",
    "n_way",
    "suppress",
    "too_narrow",
    "two_way",
]
