"""What the tests of the policy share."""

import subprocess
import sys

import pytest


@pytest.fixture
def run_python(repository):
    """Return a function that runs code in a fresh interpreter and returns what it printed."""

    def run(code):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run
