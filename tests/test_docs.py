"""The documentation is true: its examples run, and its tables say what the code says."""

import inspect
import re
import subprocess
import sys
from dataclasses import fields

import nbformat
import pytest
from nbclient import NotebookClient

import jupyter_privacy
from jupyter_privacy.core.measures import MEASURES
from jupyter_privacy.core.rules import RULES as CELL_RULES
from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.explain import REMEDIES, explain
from jupyter_privacy.guard.release.rules import RULES as RELEASE_RULES
from jupyter_privacy.kernel.magics import privacy_magic
from jupyter_privacy.notebooks.command import COMMANDS
from jupyter_privacy.notebooks.findings import RULES as FINDINGS
from jupyter_privacy.policy import PROFILES, SETTINGS, Policy, Role, load_policy
from jupyter_privacy.session.session import Session
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
REFERENCE = (REPOSITORY / "docs/reference.md").read_text(encoding="utf-8")
SAVED = (REPOSITORY / "docs/saved_notebooks.md").read_text(encoding="utf-8")
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    REPOSITORY / "CHANGELOG.md",
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]


def section(text, title):
    """Return what stands under a heading, up to the next one."""
    return re.split(rf"^#+ {re.escape(title)}\n", text, flags=re.MULTILINE)[1].partition("\n#")[0]


def table(text, title):
    """Return the rows of the table in a section, without head and backticks."""
    lines = [line for line in section(text, title).splitlines() if line.startswith("|")]
    return [tuple(cell.strip().replace("`", "") for cell in line.strip("|").split("|")) for line in lines[2:]]


def block(text, title, language):
    """Return the code block of a language in a section."""
    return re.search(rf"```{language}\n(.*?)```", section(text, title), flags=re.DOTALL)[1]


# ------------------------------------------------------------------------------------ the examples


def test_the_ten_lines_of_the_readme_run():
    """Each line works as a cell, in the folder where the README stands."""
    lines = block(README, "Ten lines to try", "python").splitlines()
    assert len(lines) == 10
    cells = [nbformat.v4.new_code_cell(line) for line in lines]
    notebook = nbformat.v4.new_notebook(cells=cells)
    resources = {"metadata": {"path": str(REPOSITORY)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    rows, why = notebook.cells[3].outputs[0], notebook.cells[8].outputs[0]
    assert "cells masked in 10 rows" in rows["data"]["text/plain"]
    assert why["text"].startswith("Withheld")
    assert "threshold 10: fewer than 10 people" in why["text"]


def test_the_policy_file_of_the_readme_is_valid(tmp_path):
    """Profile, setting and roles are read."""
    file = tmp_path / "jupyter_privacy.toml"
    file.write_text(block(README, "The policy file", "toml"))
    policy = load_policy(file)
    assert policy.profile in PROFILES
    assert Role.DIRECT_IDENTIFIER in policy.roles.values()


@pytest.mark.parametrize("title", ["Roles in code", "Measuring without a notebook"])
def test_the_python_examples_of_the_readme_run(title):
    """Each runs as a script of its own."""
    command = [sys.executable, "-W", "error", "-c", block(README, title, "python")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# -------------------------------------------------------------------------------------- the tables


def test_every_profile_is_listed():
    """The README's table of profiles is that of the code, with the sources."""
    expected = [
        (name, str(policy.threshold), _rows(policy), _rounding(policy), profile.source)
        for name, profile in PROFILES.items()
        for policy in [profile.policy]
    ]
    assert table(README, "Profiles") == expected


def _rows(policy):
    return f"k = {policy.k}, m = {policy.m}" if policy.show_rows else "none"


def _rounding(policy):
    return "no" if policy.rounding == "none" else f"{policy.rounding} {policy.rounding_base}"


def test_every_setting_is_listed():
    """Name, allowed values and default of each setting are those of the code."""
    defaults = {field.name: getattr(Policy(), field.name) for field in fields(Policy)}
    expected = [(name, allowed.words, _toml(defaults[name])) for name, allowed in SETTINGS.items()]
    assert [row[:3] for row in table(REFERENCE, "Settings")] == expected


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_every_role_is_listed():
    """The roles are those of the code."""
    assert [row[0] for row in table(REFERENCE, "Roles")] == [role.value for role in Role]


def test_every_measure_is_listed():
    """Each measure stands there with its meaning, direction and source."""
    directions = {"higher_is_riskier": "higher", "lower_is_riskier": "lower"}
    expected = [
        (measure.id, measure.unit, directions[measure.direction], measure.help, measure.source)
        for measure in MEASURES
    ]
    assert table(REFERENCE, "Measures") == expected


def test_every_cell_rule_is_listed():
    """The rules for cells stand there in the order in which they speak."""
    expected = [
        (rule.reason.name.lower(), ", ".join(sorted(statistic.value for statistic in rule.statistics)))
        for rule in CELL_RULES
    ]
    assert [row[:2] for row in table(REFERENCE, "Rules for cells")] == expected


def test_every_release_rule_is_listed():
    """Each release rule stands there with all operations that it knows."""
    listed = {row[0]: set(row[1].split(", ")) for row in table(REFERENCE, "Release rules")}
    assert listed == {rule.id: _operations(rule) for rule in RELEASE_RULES}


def _operations(rule):
    named = [*rule.methods.values(), *rule.attributes.values(), rule.functions]
    return set().union(*named)


def test_every_reason_is_listed():
    """Each reason stands there with the words that `%privacy why` uses, and the remedy."""
    expected = [
        (reason.name.lower(), explain(reason, Policy()), REMEDIES[reason])
        for reason in Reason
        if reason is not Reason.SHOWN
    ]
    assert table(REFERENCE, "Reasons") == expected


def test_every_finding_in_notebooks_is_listed():
    """The rules for saved notebooks stand there with their kinds and words, and the command's options."""
    expected = [(rule, kind, words) for rule, (kind, words) in FINDINGS.items()]
    assert table(SAVED, "What is found") == expected
    offered = {
        option for command in COMMANDS for one in command.params for option in one.opts if "--" in option
    }
    assert {row[0].partition(" ")[0] for row in table(SAVED, "On the command line")} == offered


def test_every_argument_of_the_magic_is_listed(capsys):
    """What the magic says of itself is documented, and what is documented works."""
    privacy = privacy_magic(Session(Policy()))
    privacy("no such argument")
    offered = set(re.findall(r"%privacy(?: [a-z]+)?", capsys.readouterr().out))
    listed = [row[0] for row in table(REFERENCE, "%privacy")]
    assert set(listed) == offered
    for line in listed:
        privacy(line.removeprefix("%privacy"))
        assert "Unknown" not in capsys.readouterr().out


# --------------------------------------------------------------------------------------- the pages


def test_every_public_name_is_listed():
    """Names and signatures are those of the code; exceptions have a table of their own."""
    listed = {row[0].partition("(")[0]: row[0] for row in table(REFERENCE, "Names to import")}
    exceptions = {row[0] for row in table(REFERENCE, "Exceptions")}
    assert listed.keys() | exceptions == set(jupyter_privacy.__all__)
    for name in ("protect", "public", "assess", "load_policy"):
        parameters = inspect.signature(getattr(jupyter_privacy, name)).parameters.values()
        bare = [parameter.replace(annotation=parameter.empty) for parameter in parameters]
        assert listed[name] == f"{name}{inspect.Signature(bare)}"


def test_every_folder_is_on_the_map():
    """The README's map of the code shows each folder, and none that is not there."""
    shown = re.findall(r"^ *([a-z_]+)/", block(README, "Map of the code", ""), flags=re.MULTILINE)
    package = REPOSITORY / "jupyter_privacy"
    folders = {path.parent.name for path in package.rglob("__init__.py")} - {"jupyter_privacy"}
    assert folders <= set(shown)
    places = [*REPOSITORY.iterdir(), *package.rglob("*"), *(REPOSITORY / "docs").iterdir()]
    assert set(shown) <= {path.name for path in places if path.is_dir()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """A relative link or picture is a file of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page):
    """A path in backticks below one of our folders exists."""
    text = page.read_text(encoding="utf-8")
    roots = (REPOSITORY, REPOSITORY / "jupyter_privacy")
    folders = "|".join(path.name for root in roots for path in root.iterdir() if path.name.isidentifier())
    found = re.findall(rf"`((?:{folders})/[\w./]*)`", text)
    assert [path for path in found if not any((root / path).exists() for root in roots)] == []
