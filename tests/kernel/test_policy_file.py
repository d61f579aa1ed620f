"""The policy file beside the notebook, as the extension reads it."""

import pytest

from tests.kernel.live_kernel import CANARY

READ = ("import pandas as pd", "df = pd.read_csv('people.csv')")


@pytest.fixture
def policy_file(shell, tmp_path_factory):
    """Return the path of a policy file beside the notebook."""
    from pathlib import Path

    return Path.cwd() / "jupyter_privacy.toml"


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("treshold = 5\n", "treshold", "threshold"),
        ("k = 0\n", "k", "1"),
        ("k = 'many'\n", "k", "number"),
        ('profile = "lax"\n', "profile", "strict"),
        ('[roles]\nname = "secret"\n', "name", "direct_identifier"),
    ],
)
def test_bad_file_says_so_and_guards_strictly(policy_file, run, text, key, allowed):
    """A bad setting is said once, with file, key and what is allowed; no rows are shown from then on."""
    policy_file.write_text(text)
    said = run("%load_ext jupyter_privacy")
    assert said.count("jupyter_privacy.toml") == 1
    assert key in said
    assert allowed in said
    assert "Traceback" not in said
    for cell in READ:
        assert run(cell) == ""
    rows = run("df.head()")
    assert "shows no rows" in rows
    assert "alpha" not in rows
    assert not CANARY.search(rows)
    assert "strict" in run("%privacy")


def test_broken_toml_guards_strictly(policy_file, run):
    """A file that is no TOML is a bad file as well."""
    policy_file.write_text("k = = 3\n")
    assert run("%load_ext jupyter_privacy").count("jupyter_privacy.toml") == 1
    assert "strict" in run("%privacy")


def test_good_file_changes_k(policy_file, run):
    """Settings of the file hold, and `%privacy` names the file."""
    policy_file.write_text("k = 7\n")
    assert run("%load_ext jupyter_privacy") == ""
    said = run("%privacy")
    assert "k=7" in said
    assert "jupyter_privacy.toml" in said


def test_mended_file_holds_after_reload(policy_file, run):
    """After the file is mended, `%reload_ext` holds what comes in from then on to it."""
    policy_file.write_text("treshold = 5\n")
    assert run("%load_ext jupyter_privacy") != ""
    policy_file.write_text("k = 3\n")
    assert run("%reload_ext jupyter_privacy") == ""
    for cell in READ:
        run(cell)
    assert "k=3" in (status := run("%privacy"))
    assert "could not be read" not in status
    rows = run("df.head()")
    assert "masked" in rows
    assert not CANARY.search(rows)
