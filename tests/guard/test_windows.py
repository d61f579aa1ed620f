"""Moving and cumulative values: never of rows, freely of released tables."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_series_equal

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.release.rules.window import WINDOWS

OF_ROWS = {
    "rolling": lambda d: d.G3.rolling(3).mean(),
    "rolling of a frame": lambda d: d[["G1", "G3"]].rolling(3).sum(),
    "expanding": lambda d: d.G3.expanding().mean(),
    "ewm": lambda d: d.G3.ewm(span=3).mean(),
    "last of cumsum": lambda d: d.G3.cumsum().iloc[-1],
    "cummax": lambda d: d.G3.cummax().mean(),
    "sum of shift": lambda d: d.G3.shift(1).sum(),
    "sum of diff": lambda d: d.G3.diff().sum(),
    "rank": lambda d: d.G3.rank(pct=True),
    "ffill": lambda d: d.G3.where(d.sex == "F").ffill().mean(),
    "np.cumsum": lambda d: np.cumsum(d.G3),
    "np.diff": lambda d: np.diff(d.G3).sum(),
    "array": lambda d: d.G3.to_numpy().cumsum(),
    "shift in groups": lambda d: d.groupby("school").G3.shift().mean(),
    "cumsum in groups": lambda d: d.groupby("school").G3.cumsum().mean(),
    "cumcount": lambda d: d.groupby("school").cumcount().mean(),
    "rolling in groups": lambda d: d.groupby("school").G3.rolling(5).mean(),
}


@pytest.mark.parametrize("query", OF_ROWS)
def test_windows_of_rows_are_withheld(seal, session, pupils, query):
    """Whatever becomes of a window of rows is withheld, and the reason says what to do instead."""
    result = OF_ROWS[query](seal(pupils))
    assert str(result) == WITHHELD
    assert "aggregate first" in session.why()


OF_TABLES = {
    "rolling": lambda d: d.groupby("age").G3.mean().rolling(3).mean(),
    "cumsum": lambda d: d.sex.value_counts().cumsum(),
    "pct_change": lambda d: d.groupby("studytime").G3.mean().pct_change(),
    "shift": lambda d: d.groupby("studytime").size().shift(1),
    "rank": lambda d: d.groupby("Mjob").G3.mean().rank(),
    "ewm": lambda d: d.groupby("studytime").G3.mean().ewm(span=2).mean(),
}


@pytest.mark.parametrize("query", OF_TABLES)
def test_windows_of_released_tables_are_plain_pandas(seal, pupils, query):
    """Over a released table a window is post-processing like any other."""
    young = pupils[pupils.age < 20]
    assert_series_equal(OF_TABLES[query](seal(young)), OF_TABLES[query](young))


def test_every_window_method_is_one_of_pandas():
    """The list names methods that exist, so that no entry is idle."""
    owners = (pd.Series, pd.DataFrame, pd.api.typing.SeriesGroupBy)
    assert all(any(hasattr(owner, name) for owner in owners) for name in WINDOWS)
