"""The mark of the guard: on everything that is displayed while it is on, and on nothing else."""

import pytest

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.view.mark import is_marked
from jupyter_privacy.kernel import display


@pytest.fixture
def guarded(shell):
    """Return a guarded shell that has read the planted people."""
    for cell in ("%load_ext jupyter_privacy", "import pandas as pd; df = pd.read_csv('people.csv')"):
        shell.run_cell(cell).raise_error()
    return shell


@pytest.mark.parametrize(
    "code", ["df", "df.score", "df.score.mean()", "df.group.value_counts()", "1", "'text'"]
)
def test_what_is_displayed_is_marked(guarded, code):
    """Masked views, released results and public things alike."""
    data, metadata = guarded.display_formatter.format(guarded.ev(code))
    assert data
    assert is_marked(metadata)


def test_what_shows_itself_is_not_marked(guarded):
    """An object that publishes on its own leaves nothing to mark."""

    class Own:
        def _ipython_display_(self):
            pass

    assert guarded.display_formatter.format(Own()) == ({}, {})


def test_nothing_is_marked_without_the_guard(guarded):
    """After `%unload_ext` displays are those of IPython."""
    guarded.run_cell("%unload_ext jupyter_privacy").raise_error()
    assert not is_marked(guarded.display_formatter.format(1)[1])


def test_a_mark_that_fails(guarded, monkeypatch):
    """What cannot be marked is withheld."""

    def fail(metadata):
        raise RuntimeError

    monkeypatch.setattr(display, "marked", fail)
    for code in ("df", "1"):
        data, metadata = guarded.display_formatter.format(guarded.ev(code))
        assert WITHHELD in data["text/plain"]
        assert metadata == {}
