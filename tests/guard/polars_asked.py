"""The same question in pandas, in polars and in lazy polars, each in a session of its own."""

import warnings

import numpy as np
import pandas as pd
import polars as pl

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session


class Answer:
    """What came back: a released value with its masks, or None for what is withheld."""

    def __init__(self, frame, ask, policy=None):
        self.session = Session(policy or Policy())
        try:
            found = ask(self.session.protect(frame))
            self.value = found.collect() if isinstance(found, pl.LazyFrame) else found
        except DisclosureError:
            self.value = None
        if type(self.value) is Sealed:
            self.value = None
        mask = self.session.public.mask_of(self.value)
        self.released = None if mask is None else mask.released

    def cells(self):
        """Return the cells of a table by key, None for the masked ones; of a number, itself."""
        if not isinstance(self.value, (pl.DataFrame, pd.DataFrame, pd.Series)):
            return self.value
        if isinstance(self.value, pl.DataFrame):
            return _of_polars(self.value, self.released)
        return _of_pandas(self.value, self.released)


def _of_polars(table, released):
    n_keys = released.n_keys
    return {
        (tuple(_plain(one) for one in row[:n_keys]), j - n_keys): None
        if released.reasons[i, j]
        else _plain(row[j])
        for i, row in enumerate(table.rows())
        for j in range(n_keys, table.width)
    }


def _of_pandas(table, released):
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    reasons = np.zeros(frame.shape) if released.reasons is None else released.reasons
    return {
        (tuple(map(_plain, label if isinstance(label, tuple) else (label,))), j): (
            None if reasons[i, j] else _plain(frame.iloc[i, j])
        )
        for i, label in enumerate(frame.index)
        for j in range(frame.shape[1])
    }


def _plain(value):
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "missing"
    return value.item() if isinstance(value, np.generic) else value


def cut(column, breaks):
    """Return the expression of bins by written edges; polars 2 means to give `cut` another name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pl.col(column).cut(breaks)


def same(one, other):
    """Whether two sets of cells are equal, numbers but for the last digits."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return _alike(one, other)
    return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)


def _alike(one, other):
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return bool(np.isclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True))
    return one == other


def agrees_with_plain(released, plain):
    """Whether what is shown of a released frame is what plain polars gives, group by group."""
    value, n_keys = released.value, released.n_keys
    assert value.schema == plain.schema
    expected = {tuple(row[:n_keys]): row[n_keys:] for row in plain.rows()}
    return all(
        released.reasons[i, n_keys + j] or _alike(_plain(cell), _plain(expected[row[:n_keys]][j]))
        for i, row in enumerate(value.rows())
        for j, cell in enumerate(row[n_keys:])
    )


COLUMNS = ["school", "sex", "age", "Mjob", "Fjob", "guardian", "absences", "G1", "G2", "G3"]
"""What the questions are about; fewer columns are sealed faster."""
