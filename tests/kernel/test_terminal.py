"""The main job in plain IPython, without a kernel."""

import pytest

from tests.kernel.live_kernel import CANARY


@pytest.fixture
def guarded(run):
    """Return `run` in a shell that is guarded and holds the planted people as `df`."""
    for cell in ("%load_ext jupyter_privacy", "import pandas as pd", "df = pd.read_csv('people.csv')"):
        assert run(cell) == ""
    return run


def test_rows_show_masked(guarded):
    """Rows show as text with marks for masked cells, a count of them and a legend."""
    said = guarded("df.head(10)")
    assert "▒▒" in said
    assert "cells masked in 10 rows" in said
    assert "masked: " in said
    assert "alpha" in said
    assert not CANARY.search(said)


def test_common_tables_are_released(guarded):
    """Counts, cross-tabulations and means by group of enough people are shown as pandas shows them."""
    assert "160" in guarded("df.school.value_counts()")
    assert "MS" in guarded("pd.crosstab(df.group, df.school, margins=True)")
    assert "7.5" in guarded("df.groupby('school').score.mean()")


def test_small_cells_are_masked(guarded):
    """A group of one person is not named in a table."""
    said = guarded("df.group.value_counts()")
    assert "masked" in said
    assert not CANARY.search(said)


def test_released_number_is_plain(guarded):
    """A mean of many can be formatted as any number."""
    assert guarded("print(f'{df.score.mean():.2f}')") == "9.50\n"


def test_one_person_is_withheld_and_why(guarded):
    """A condition that only one person fulfils shows nothing, and says what the rule is."""
    said = guarded("df[df.income > 1000]")
    assert "Nothing to show" in said
    assert "fewer than" in said
    assert not CANARY.search(said)


def test_privacy_magic(guarded):
    """`%privacy`, `%privacy why` and `%privacy policy` answer in words without a value."""
    guarded("df.head()")
    for line, words in {
        "": "Guarded under policy",
        "why": "masked",
        "policy": "threshold",
        "?": "use",
    }.items():
        said = guarded(f"%privacy {line}")
        assert words in said
        assert not CANARY.search(said)


def test_failing_cell_tells_no_value(guarded):
    """A failing cell on protected rows shows an exception or a withheld value, never a row."""
    for cell in (
        "int(df.name.iloc[0])",
        "df.name.astype(int)",
        "pd.to_datetime(df.name)",
        "raise ValueError(df)",
    ):
        said = guarded(cell)
        assert said, cell
        assert not CANARY.search(said), cell
