"""A process without a session before and after every test."""

import pytest

from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session, _Process, start_session


@pytest.fixture(autouse=True)
def no_session():
    """Take the session of the process away for one test."""
    before, _Process.session = _Process.session, None
    yield
    _Process.session = before


@pytest.fixture
def session(no_session):
    """Return the session of the process, under the standard policy."""
    return start_session(Session(Policy()))
