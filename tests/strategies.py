"""Hypothesis strategies for the values of the core: codes, frames, tables."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from jupyter_privacy.core.suppression import LinearTable, TwoWay, two_way
from jupyter_privacy.core.types import Assessable, ColumnName

__all__ = ["assessables", "code_columns", "codes", "two_way_tables"]


@st.composite
def codes(draw, n_records, least=0, most=4):
    """Return the codes of one column."""
    return np.array(
        draw(st.lists(st.integers(least, most), min_size=n_records, max_size=n_records)), dtype=np.int32
    )


@st.composite
def code_columns(draw, n_records, least=0, most=4, max_columns=5):
    """Return the codes of several columns of one length."""
    return draw(st.lists(codes(n_records, least, most), max_size=max_columns))


@st.composite
def assessables(draw, max_records=12, max_columns=5):
    """Return microdata with some key and some sensitive variables."""
    n_records = draw(st.integers(0, max_records))
    columns = draw(code_columns(n_records, most=3, max_columns=max_columns))
    named = {ColumnName(f"c{i}"): column for i, column in enumerate(columns)}
    roles = draw(st.lists(st.sampled_from("ks-"), min_size=len(named), max_size=len(named)))
    keys = tuple(name for name, role in zip(named, roles, strict=True) if role == "k")
    sensitive = tuple(name for name, role in zip(named, roles, strict=True) if role == "s")
    return Assessable(n_records, named, keys, sensitive, minimum=draw(st.integers(1, 5)))


@st.composite
def two_way_tables(draw, max_side=3, most=20) -> tuple[TwoWay, LinearTable]:
    """Return a layout with some margins, and a table of counts on it."""
    n_rows, n_columns = draw(st.integers(1, max_side)), draw(st.integers(1, max_side))
    rows, columns, grand = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    layout = two_way(n_rows, n_columns, row_totals=rows, column_totals=columns, grand_total=grand)
    counts = st.lists(st.integers(0, most), min_size=n_rows * n_columns, max_size=n_rows * n_columns)
    interior = np.array(draw(counts), dtype=np.float64).reshape(n_rows, n_columns)
    return layout, layout.table(interior)
