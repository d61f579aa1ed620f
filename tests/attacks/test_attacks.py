"""A part of the attack catalogue, each attack in a real kernel; `make attacks` runs all of it."""

import json
import subprocess
import sys
from itertools import groupby

import pytest

ATTACKS_A_GROUP = 1
ELSEWHERE = {"plots", "charts by other doors", "models", "widgets and comms", "files and processes"}
"""Groups of the catalogue that are not about tables and numbers."""
WITHHOLDS_SOME = {"L09"}
"""A region that few live in: another one hides it."""
ANALYSES = {"structure", "counts", "means", "quantiles", "nothing to do with the data"}


def verdicts(shared, folder, name, ids, *options):
    """Run the catalogue's own runner on some items."""
    setup, out = folder / "setup.py", folder / "out.json"
    setup.write_text("%load_ext jupyter_privacy\n")
    runner, catalogue = shared / "attacks" / "runner.py", shared / "attacks" / name
    command = [sys.executable, str(runner), str(catalogue), "--setup", str(setup), "--out", str(out)]
    command += ["--ids", ",".join(ids), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads(out.read_text())


@pytest.fixture
def catalogue(shared):
    """Return the items of one file of the catalogue."""
    return lambda name: json.loads((shared / "attacks" / name).read_text())


def test_attacks_of_every_group_fail(shared, tmp_path, catalogue):
    """The gravest attack of each group on tables and numbers: none succeeds."""
    grave = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    attacks = sorted(
        (one for one in catalogue("attacks.json") if one["group"] not in ELSEWHERE),
        key=lambda one: (one["group"], grave[one["severity"]], one["id"]),
    )
    ids = [
        one["id"]
        for _, group in groupby(attacks, key=lambda one: one["group"])
        for one in list(group)[:ATTACKS_A_GROUP]
    ]
    found = verdicts(shared, tmp_path, "attacks.json", ids)
    assert {one["id"] for one in found} == set(ids)
    assert [one["id"] for one in found if one.get("leak") or one.get("error")] == []


def test_ordinary_analyses_show_their_values(shared, tmp_path, catalogue):
    """Every third ordinary analysis on structure, counts, means and quantiles shows all its values."""
    ids = [one["id"] for one in catalogue("legit.json") if one["group"] in ANALYSES][::3]
    found = verdicts(shared, tmp_path, "legit.json", ids, "--legit")
    assert {one["id"] for one in found if not one["ok"]} <= WITHHOLDS_SOME
