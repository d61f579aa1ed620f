"""`jupyter privacy check` and `mask`: exit codes, reports without values, files of all sorts."""

import io
import json
import os
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner

from jupyter_privacy.command import main
from jupyter_privacy.guard.net import IdentifierNet
from jupyter_privacy.notebooks import command
from tests.notebooks.conftest import EMAIL, NHS, display, notebook_of, outputs_of, stream

CLEAN, FOUND = notebook_of(stream("hello")), notebook_of([stream(f"mail {EMAIL}"), stream(NHS)])
V3 = {
    "metadata": {},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["x"],
                    "language": "python",
                    "metadata": {},
                    "outputs": [
                        {"output_type": "pyout", "prompt_number": 1, "text": [EMAIL], "metadata": {}}
                    ],
                }
            ],
        }
    ],
}
BROKEN = {
    "no JSON": f'{{"cells": ["{EMAIL}"',
    "no notebook": f'["{EMAIL}"]',
    "no format": f'{{"cells": [], "a": "{EMAIL}"}}',
    "a format to come": f'{{"nbformat": 5, "a": "{EMAIL}"}}',
    "no cells": f'{{"nbformat": 4, "a": "{EMAIL}"}}',
    "cells that are none": f'{{"nbformat": 4, "cells": ["{EMAIL}"]}}',
    "outputs that are none": f'{{"nbformat": 4, "cells": [{{"outputs": "{EMAIL}"}}]}}',
    "data that are none": json.dumps(
        {"nbformat": 4, "cells": [{"outputs": [{"output_type": "display_data", "data": EMAIL}]}]}
    ),
    "old and broken": f'{{"nbformat": 3, "worksheets": "{EMAIL}"}}',
    "too deep": "[" * 100_000,
    "empty": "",
}


def run(*arguments):
    """Return exit code and all that was said; that never holds a planted value."""
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert EMAIL not in result.output
    assert NHS not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("notebook", "code"), [(CLEAN, 0), (FOUND, 1), (V3, 1)], ids=["clean", "found", "v3"]
)
def test_exit_codes(notebook, code, save):
    """0 is nothing found, 1 something."""
    assert run("check", save(notebook))[0] == code


@pytest.mark.parametrize("broken", BROKEN)
def test_what_cannot_be_read(broken, tmp_path):
    """It is 2, the message does not quote the file, and the other files are reported all the same."""
    bad, good = tmp_path / "bad.ipynb", tmp_path / "good.ipynb"
    bad.write_text(BROKEN[broken])
    good.write_text(json.dumps(FOUND))
    code, output = run("check", bad, good)
    assert code == 2
    assert f"{good}: cell 1, output 1: an e-mail address [email]" in output
    before = bad.read_bytes()
    assert run("mask", bad)[0] == 2
    assert bad.read_bytes() == before


def test_bytes_that_are_no_text(tmp_path):
    """Files in other encodings, folders without notebooks, and files that are not there."""
    (tmp_path / "a.ipynb").write_bytes(b"\xff\xfe{}")
    (tmp_path / "empty").mkdir()
    assert run("check", tmp_path / "a.ipynb")[0] == 2
    assert run("check", tmp_path / "missing.ipynb")[0] == 2
    assert run("check", tmp_path / "empty")[0] == 0
    assert run("check")[0] == 2
    assert run("chekc")[0] == 2


def test_the_report_as_json(save):
    """Places and rules for programs; the exit code is in it."""
    code, output = run("check", "--json", save(FOUND), save(CLEAN, "b.ipynb"))
    report = json.loads(output)
    assert code == report["exit_code"] == 1
    found, clean = report["notebooks"]
    assert [(one["cell"], one["output"], one["kind"], one["rule"]) for one in found["findings"]] == [
        (1, 1, "identifier", "email"),
        (1, 2, "identifier", "nhs_number"),
    ]
    assert clean == {"path": clean["path"], "error": None, "masked": 0, "findings": []}


def test_remarks(save):
    """A picture is a remark: no finding unless asked for, and silent if asked for."""
    path = save(notebook_of(display("x", image_png="iVBO")))
    assert run("check", path) == (0, run("check", path)[1])
    assert "image, not looked into" in run("check", path)[1]
    assert run("check", "--strict", path)[0] == 1
    assert "image" not in run("check", "--quiet", path)[1]


def test_many_files_and_folders(tmp_path):
    """A folder stands for all notebooks below it, whatever they are called, checkpoints included."""
    names = [
        "a.ipynb",
        "Überblick 統計.ipynb",
        "sub/with space.ipynb",
        ".ipynb_checkpoints/a-checkpoint.ipynb",
    ]
    for name in [*names, *(f"many/{i}.ipynb" for i in range(60))]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(FOUND if name in names else CLEAN), encoding="utf-8")
    code, output = run("check", "--json", tmp_path)
    notebooks = json.loads(output)["notebooks"]
    assert (code, len(notebooks)) == (1, 64)
    assert {one["path"] for one in notebooks if one["findings"]} == {str(tmp_path / name) for name in names}


def test_mask_rewrites_the_file(save):
    """What was found is gone, rights and other outputs are kept, and a second run finds nothing."""
    path = save(notebook_of(stream(EMAIL), stream("kept \u2603")), "masked.ipynb")
    path.chmod(0o640)
    assert run("mask", path)[0] == 1
    assert EMAIL not in path.read_text(encoding="utf-8")
    assert "kept \u2603" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [run("mask", path)[0], run("check", path)[0]] == [0, 0]
    assert [file.name for file in path.parent.iterdir()] == ["masked.ipynb"]


def test_mask_leaves_clean_files_untouched(save):
    """A file without findings is not written, whatever its layout."""
    path = save(CLEAN)
    before = path.stat().st_mtime_ns
    assert run("mask", path)[0] == 0
    assert path.stat().st_mtime_ns == before


def test_mask_of_an_old_format_and_a_link(save, tmp_path):
    """A notebook of format 3 becomes one of format 4; a link stays a link."""
    link = tmp_path / "link.ipynb"
    link.symlink_to(save(V3, "old.ipynb"))
    assert run("mask", link)[0] == 1
    assert link.is_symlink()
    assert json.loads(link.read_text())["nbformat"] == 4
    assert EMAIL not in link.read_text()


def test_half_a_surrogate_pair_is_kept(save):
    """A notebook may hold what is no text; it is written as it was read."""
    path = save(notebook_of(stream(EMAIL)))
    path.write_text(path.read_text().replace('"x"', r'"\ud83d"'))
    assert run("mask", path)[0] == 1
    assert r'"\ud83d"' in path.read_text()


def test_the_policy(save, tmp_path, pupils):
    """It is the one beside the notebook, or the one that is named; a bad one is 2."""
    path = save(notebook_of(outputs_of(pupils.groupby("school").agg({"G3": ["mean", "count"]}))))
    assert run("check", path)[0] == 0
    (tmp_path / "jupyter_privacy.toml").write_text("threshold = 300")
    assert run("check", path)[0] == 1
    (tmp_path / "mild.toml").write_text("threshold = 3")
    assert run("check", "--policy", tmp_path / "mild.toml", path)[0] == 0
    (tmp_path / "jupyter_privacy.toml").write_text("treshold = 300")
    assert run("check", path)[0] == 2
    assert run("check", "--policy", tmp_path / "jupyter_privacy.toml", path)[0] == 2


def test_identifiers_of_data(save, tmp_path):
    """Names that a file of data holds are found by value, case and spacing aside."""
    data = tmp_path / "people.csv"
    data.write_text(
        "surname;age\n" + "\n".join(f"Quibblethorpe {c};1{i}" for i, c in enumerate("abcdefghij"))
    )
    path = save(notebook_of(stream("seen: quibblethorpe  D\n")))
    assert run("check", path)[0] == 0
    code, output = run("check", "--data", data, path)
    assert code == 1
    assert "quibble" not in output.casefold()
    (tmp_path / "plain.csv").write_text("age\n1\n2\n")
    (tmp_path / "short.csv").write_text("surname\nLi\nBo\nCy\n")
    (tmp_path / "bad.parquet").write_text(EMAIL)
    for other in ("plain.csv", "short.csv", "bad.parquet", "missing.csv", "people.exe"):
        assert run("check", "--data", tmp_path / other, path)[0] == 2


def test_progress_on_a_terminal(save, monkeypatch):
    """Who waits for many notebooks at a terminal sees how far it is; the report stays as it is."""
    paths = [save(CLEAN, f"{i}.ipynb") for i in range(3)]
    quiet = run("check", "--json", *paths)
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr(command, "_terminal", lambda: shown)
    assert run("check", "--json", *paths) == quiet
    assert "100%" in shown.getvalue()


def test_a_net_that_failed_is_no_net(save, tmp_path, monkeypatch):
    """Where identifiers could not be taken in, nothing is said to be clean."""
    data = tmp_path / "people.csv"
    data.write_text("surname\n" + "\n".join(f"Quibblethorpe {c}" for c in "abcdefghij"))
    monkeypatch.setattr(IdentifierNet, "_take_in", lambda net, source: None)  # noqa: ARG005
    assert run("check", "--data", data, save(CLEAN))[0] == 2


def test_as_a_program(save, tmp_path):
    """`jupyter privacy` runs it, with these exit codes; nothing but the reports is on the standard output."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "jupyter-privacy"
    program.write_text(f"#!{sys.executable}\nfrom jupyter_privacy.command import main\nmain()\n")
    program.chmod(0o755)
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    check = [sys.executable, "-m", "jupyter", "privacy", "check", "--json"]
    for notebook, code in ((CLEAN, 0), (FOUND, 1)):
        done = subprocess.run(
            [*check, save(notebook)], capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == code, done.stderr
        assert json.loads(done.stdout)["exit_code"] == code
        assert EMAIL not in done.stdout + done.stderr
