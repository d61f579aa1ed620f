"""Rounding and noise: to a base, to midpoints, to multiples that add up, by keys of cells."""

from jupyter_privacy.core.rounding.cell_key import (
    PerturbationTable,
    cell_keys,
    perturb,
    record_keys,
    round_by_key,
)
from jupyter_privacy.core.rounding.controlled import controlled, existence_interval
from jupyter_privacy.core.rounding.nearest import midpoint, nearest
from jupyter_privacy.core.rounding.perturbation import perturbation_table
from jupyter_privacy.core.rounding.precision import in_steps, significant, step_of

__all__ = [
    "PerturbationTable",
    "cell_keys",
    "controlled",
    "existence_interval",
    "in_steps",
    "midpoint",
    "nearest",
    "perturb",
    "perturbation_table",
    "record_keys",
    "round_by_key",
    "significant",
    "step_of",
]
