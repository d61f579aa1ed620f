"""The catalogue of measures: how identifiable the records of a frame are.

A new measure is one file with one `Measure` and one entry in `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Callable

from jupyter_privacy.core.measures.data_points import DATA_POINTS
from jupyter_privacy.core.measures.k_anonymity import K_ANONYMITY
from jupyter_privacy.core.measures.l_diversity import L_DIVERSITY
from jupyter_privacy.core.measures.measure import Measure, Workings, never
from jupyter_privacy.core.measures.separation import SEPARATION, identifying_share
from jupyter_privacy.core.measures.uniques import UNIQUES
from jupyter_privacy.core.types import Assessable, Risk

__all__ = ["MEASURES", "Measure", "Workings", "identifying_share", "measure_all"]

MEASURES: tuple[Measure, ...] = (
    K_ANONYMITY,
    UNIQUES,
    *DATA_POINTS,
    L_DIVERSITY,
    SEPARATION,
)


def measure_all(data: Assessable, *, cancelled: Callable[[], bool] = never) -> dict[str, Risk]:
    """Return every measure of the data by its id, in the order of `MEASURES`.

    Formula: that of each measure; `cancelled` is asked between steps, and what was not reached
        when it says so is unknown.
    Shapes: see `Assessable`; each risk carries its unit.
    Missing values: have a code of their own and look alike.
    Errors: ValueError when a column is not one code >= 0 a record; KeyError when a key or sensitive
        variable is no column.
    Cost: O(columns x records), and the work budget of `singled_out`.
    Source: with each measure.

    >>> import numpy as np
    >>> from jupyter_privacy.core.types import ColumnName
    >>> sex = ColumnName("sex")
    >>> data = Assessable(3, {sex: np.array([1, 1, 2], dtype=np.int32)}, (sex,), (), minimum=2)
    >>> risks = measure_all(data)
    >>> risks["k_anonymity"].value, risks["uniques"].value, risks["l_diversity"].note
    (1, 1, 'no sensitive variables')
    """
    workings = Workings(data, cancelled)
    risks: dict[str, Risk] = {}
    for measure in MEASURES:
        stopped = cancelled()
        risks[measure.id] = Risk.unknown(measure.unit, "cancelled") if stopped else measure.compute(workings)
    return risks
