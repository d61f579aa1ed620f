import pytest

from jupyter_privacy.errors import PolicyError
from jupyter_privacy.policy import PROFILES, Policy, Role, load_policy


def write(folder, text, name="jupyter_privacy.toml"):
    """Return a new file with that text."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_a_profile_and_overrides(tmp_path):
    """What the file says overrides its profile; the rest stays the profile's."""
    file = write(tmp_path, 'profile = "nhs"\nk = 7\np_percent = 5\n[roles]\nage = "key_variable"\n')
    policy = load_policy(file)
    assert (policy.profile, policy.threshold, policy.zero_cells) == ("nhs", 8, False)
    assert (policy.k, policy.p_percent) == (7, 5.0)
    assert policy.roles == {"age": Role.KEY_VARIABLE}
    assert policy.source == str(file)


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_can_be_named_in_a_file(tmp_path, name):
    """`profile = "..."` alone gives that profile's numbers."""
    policy = load_policy(write(tmp_path, f'profile = "{name}"'))
    assert (policy.profile, policy.threshold, policy.k) == (name, PROFILES[name].policy.threshold, policy.k)


def test_an_own_file_is_found_upward_and_goes_before_pyproject(tmp_path):
    """The nearest folder wins; in one folder jupyter_privacy.toml wins."""
    write(tmp_path, "k = 6")
    write(tmp_path, "[tool.jupyter_privacy]\nk = 7", "pyproject.toml")
    below = tmp_path / "notebooks" / "deep"
    below.mkdir(parents=True)
    assert load_policy(start=below).k == 6
    write(below, "[tool.jupyter_privacy]\nk = 8", "pyproject.toml")
    assert load_policy(start=below).k == 8


def test_a_pyproject_without_our_table_is_passed_by(tmp_path):
    """Another project's pyproject.toml on the way does not end the search."""
    write(tmp_path, "k = 6")
    below = tmp_path / "package"
    write(below, '[project]\nname = "other"', "pyproject.toml")
    assert load_policy(start=below).k == 6


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_search_ends_at_the_repository(tmp_path, kind):
    """Settings above the folder that holds .git (a file, in a worktree) are somebody else's."""
    write(tmp_path, "k = 6")
    repository = tmp_path / "repository"
    (repository / "src").mkdir(parents=True)
    if kind == "folder":
        (repository / ".git").mkdir()
    else:
        (repository / ".git").write_text("gitdir: elsewhere")
    assert load_policy(start=repository / "src") == Policy()
    write(repository, "k = 9")
    assert load_policy(start=repository / "src").k == 9


def test_the_search_starts_in_the_working_directory(tmp_path, monkeypatch):
    """Without arguments the notebook's folder counts."""
    write(tmp_path, "k = 6")
    monkeypatch.chdir(tmp_path)
    assert load_policy().k == 6


BAD = [
    ("treshold = 5", ["unknown key 'treshold'", "did you mean 'threshold'?", "Allowed: profile, threshold"]),
    ('source = "me"', ["unknown key 'source'"]),
    ('profile = "strikt"', ["unknown profile 'strikt'", "did you mean 'strict'?", "datashield"]),
    ("profile = 3", ["profile must be"]),
    ("threshold = true", ["threshold must be a whole number from 2", "got bool"]),
    ("k = 1", ["k must be a whole number from 2"]),
    ("show_rows = 0", ["show_rows must be true or false"]),
    ('rounding = "up"', ['rounding must be one of "none", "nearest", "midpoint", "controlled"']),
    ('roles = "age"', ["roles must be a table from column name"]),
    ('[roles]\nage = "quasi"', ["'age' has something else", '"key_variable"']),
    ('[roles]\nhome.age = "key_variable"', ["'home' has something else", "quote a name that contains a dot"]),
    ("k = ", ["is not valid TOML (at"]),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_wrong_is_said_with_file_key_and_allowed_values(tmp_path, text, said):
    """Protection never falls away quietly: nothing odd in a file is skipped."""
    file = write(tmp_path, text)
    with pytest.raises(PolicyError) as caught:
        load_policy(start=tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert [words for words in said if words not in message] == []


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    """A missing file, a folder, and bytes that are no text."""
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    for path, said in (
        (tmp_path / "none.toml", "cannot be read"),
        (tmp_path, "cannot be read"),
        (binary, "UTF-8"),
    ):
        with pytest.raises(PolicyError, match=said) as caught:
            load_policy(path)
        assert str(path) in str(caught.value)


def test_a_pyproject_that_was_asked_for_needs_the_table(tmp_path):
    """Whoever names the file expects settings in it; a table that is no table is an error anyway."""
    file = write(tmp_path, '[project]\nname = "x"', "pyproject.toml")
    with pytest.raises(PolicyError, match=r"no table \[tool.jupyter_privacy\]"):
        load_policy(file)
    write(tmp_path, "tool.jupyter_privacy = 3", "pyproject.toml")
    with pytest.raises(PolicyError, match=r"no table \[tool.jupyter_privacy\]"):
        load_policy(start=tmp_path)


def test_a_broken_pyproject_on_the_way_is_an_error(tmp_path):
    """It might hold the settings: passing it by would protect less than was asked for."""
    write(tmp_path, "[tool.jupyter_privacy\nk = 7", "pyproject.toml")
    with pytest.raises(PolicyError, match="not valid TOML"):
        load_policy(start=tmp_path)


def test_the_content_of_a_file_is_not_quoted(tmp_path):
    """The path may be that of a data file: the message tells the place, not what stands there."""
    file = write(tmp_path, "Surname;Score\nZabriskie;41\n", "pupils.csv")
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    assert "Zabriskie" not in str(caught.value)
    assert "Surname" not in str(caught.value)
    assert caught.value.__context__ is None
