"""The release rules; one file and one entry each."""

from jupyter_privacy.guard.release.registry import Rule
from jupyter_privacy.guard.release.rules.aggregate import AGGREGATE
from jupyter_privacy.guard.release.rules.bins import BINS
from jupyter_privacy.guard.release.rules.categories import CATEGORIES
from jupyter_privacy.guard.release.rules.correlation import CORRELATION
from jupyter_privacy.guard.release.rules.count import COUNT
from jupyter_privacy.guard.release.rules.crosstab import CROSSTAB
from jupyter_privacy.guard.release.rules.describe import DESCRIBE
from jupyter_privacy.guard.release.rules.duplicates import DUPLICATES
from jupyter_privacy.guard.release.rules.estimator import ESTIMATOR
from jupyter_privacy.guard.release.rules.extreme import EXTREME
from jupyter_privacy.guard.release.rules.group_function import GROUP_FUNCTION
from jupyter_privacy.guard.release.rules.group_statistic import GROUP_STATISTIC
from jupyter_privacy.guard.release.rules.group_table import GROUP_TABLE
from jupyter_privacy.guard.release.rules.group_value_counts import GROUP_VALUE_COUNTS
from jupyter_privacy.guard.release.rules.groupby import GROUPBY
from jupyter_privacy.guard.release.rules.histogram import HISTOGRAM
from jupyter_privacy.guard.release.rules.info import INFO
from jupyter_privacy.guard.release.rules.memory import MEMORY
from jupyter_privacy.guard.release.rules.metric import METRIC
from jupyter_privacy.guard.release.rules.missing import MISSING
from jupyter_privacy.guard.release.rules.mode import MODE
from jupyter_privacy.guard.release.rules.nunique import NUNIQUE
from jupyter_privacy.guard.release.rules.of_numbers import OF_NUMBERS
from jupyter_privacy.guard.release.rules.pivot import PIVOT
from jupyter_privacy.guard.release.rules.quantile import QUANTILE
from jupyter_privacy.guard.release.rules.regression import REGRESSION
from jupyter_privacy.guard.release.rules.significance import SIGNIFICANCE
from jupyter_privacy.guard.release.rules.skewness import SKEWNESS
from jupyter_privacy.guard.release.rules.split import SPLIT
from jupyter_privacy.guard.release.rules.standardised import STANDARDISED
from jupyter_privacy.guard.release.rules.statistic import STATISTIC
from jupyter_privacy.guard.release.rules.structure import STRUCTURE
from jupyter_privacy.guard.release.rules.truth import TRUTH
from jupyter_privacy.guard.release.rules.types import TYPES
from jupyter_privacy.guard.release.rules.unique import UNIQUE
from jupyter_privacy.guard.release.rules.value_counts import VALUE_COUNTS
from jupyter_privacy.guard.release.rules.variance import VARIANCE
from jupyter_privacy.guard.release.rules.weighted import WEIGHTED
from jupyter_privacy.guard.release.rules.window import WINDOW

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    STRUCTURE,
    TYPES,
    COUNT,
    NUNIQUE,
    UNIQUE,
    MISSING,
    DUPLICATES,
    TRUTH,
    WEIGHTED,
    STATISTIC,
    QUANTILE,
    SKEWNESS,
    MODE,
    CATEGORIES,
    CORRELATION,
    GROUP_STATISTIC,
    EXTREME,
    VALUE_COUNTS,
    BINS,
    GROUPBY,
    GROUP_TABLE,
    GROUP_VALUE_COUNTS,
    GROUP_FUNCTION,
    CROSSTAB,
    PIVOT,
    DESCRIBE,
    AGGREGATE,
    INFO,
    MEMORY,
    HISTOGRAM,
    WINDOW,
    OF_NUMBERS,
    REGRESSION,
    VARIANCE,
    ESTIMATOR,
    METRIC,
    SPLIT,
    SIGNIFICANCE,
    STANDARDISED,
)
