"""The frame libraries as fixtures: what holds for one holds for every one."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

pl = pytest.importorskip("polars")

CONSTRUCTORS = {
    "pandas": pd.DataFrame,
    "polars": lambda columns: pl.DataFrame(columns, strict=False),
}


@pytest.fixture(params=CONSTRUCTORS)
def table(request):
    """Return what makes a library's table from a dict of lists."""
    return CONSTRUCTORS[request.param]


@pytest.fixture
def partition():
    """Return a function from codes to the groups of records they stand for, without group 0, and group 0."""

    def groups(codes):
        codes = np.asarray(codes)
        found = {tuple(np.flatnonzero(codes == code).tolist()) for code in np.unique(codes[codes > 0])}
        return found, np.flatnonzero(codes == 0).tolist()

    return groups


@pytest.fixture
def run_python(repository):
    """Return a function that runs code in a fresh interpreter and returns what it printed."""

    def run(code):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run
