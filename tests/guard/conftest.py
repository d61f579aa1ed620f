"""A session of its own for every test of the guard."""

import importlib.util
import json

import pandas as pd
import pytest

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import reveal
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session
from tests.guard.planted import planted_frame


@pytest.fixture
def session():
    """Return a session under the standard policy."""
    return Session(Policy())


@pytest.fixture
def seal(session):
    """Return what seals a frame in the session, under another policy if asked."""

    def protect(obj, policy=None, roles=None):
        return session.protect(obj, policy=policy, roles=roles)

    return protect


@pytest.fixture
def planted(seal):
    """Return a sealed frame full of canaries."""
    return seal(planted_frame())


@pytest.fixture
def call(session):
    """Return what calls a library function with sealed arguments, as a mediated cell does."""

    def mediated(function, *args, **kwargs):
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(session.holder, session.holder.ask(request))

    return mediated


@pytest.fixture(scope="session")
def pupils(shared):
    """Return the 649 real pupils."""
    return pd.read_csv(shared / "data" / "student-por.csv", sep=";")


@pytest.fixture(scope="session")
def census(shared):
    """Return 6,000 synthetic pupils, two of them planted."""
    spec = importlib.util.spec_from_file_location("pupils", shared / "attacks" / "pupils.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_pupils()


@pytest.fixture
def oracle(shared):
    """Return what reads published examples by their file name."""
    return lambda name: json.loads((shared / "oracles" / name).read_text(encoding="utf-8"))
