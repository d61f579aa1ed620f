"""What every test may ask for."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the folder that holds pyproject.toml."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return ../shared (oracles, data, attacks); without it a test skips, but in CI it fails."""
    if SHARED.is_dir():
        return SHARED
    reason = "../shared, with the oracles and the data of the tests, is not beside this repository"
    if os.environ.get("JUPYTER_PRIVACY_REQUIRE_SHARED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
