"""Fixtures of the core's tests: published oracles and the pupils."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture
def oracle():
    """Read a published example by its file name, or skip where the examples are not laid out."""

    def read(name):
        path = SHARED / "oracles" / name
        if not path.exists():
            pytest.skip(f"the published examples are not there: {path}")
        if path.suffix == ".json":
            return json.loads(path.read_text(encoding="utf-8"))
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return read


def as_codes(values):
    """Number the distinct values from 1."""
    return (np.unique(np.asarray(values), return_inverse=True)[1] + 1).astype(np.int32)


@pytest.fixture
def coded():
    """Turn values into codes."""
    return as_codes


@pytest.fixture(scope="session")
def pupils():
    """Return the codes of the 649 pupils by column."""
    path = SHARED / "data" / "student-por.csv"
    if not path.exists():
        pytest.skip(f"the pupils are not there: {path}")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return {name: as_codes([row[name] for row in rows]) for name in rows[0]}
