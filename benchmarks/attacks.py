"""Run the attack catalogue and the ordinary analyses against the extension; write attacks.md.

Each item runs in a kernel of its own, in which `%load_ext jupyter_privacy` is the only set-up:
the frame `pupils` is in the namespace already.  Attacks are judged mechanically, many of them by
two worlds: what leaves the kernel must not depend on one person's values.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CATALOGUE = HERE.parent.parent / "shared" / "attacks"
SETUP = "%load_ext jupyter_privacy\n"


def run(name: str, jobs: int, ids: str | None, *, legitimate: bool) -> list[dict[str, Any]]:
    """Return the runner's verdicts on one catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        setup, out = Path(folder, "setup.py"), Path(folder, "out.json")
        setup.write_text(SETUP)
        command = [sys.executable, str(CATALOGUE / "runner.py"), str(CATALOGUE / name)]
        command += ["--setup", str(setup), "--jobs", str(jobs), "--out", str(out)]
        command += ["--ids", ids] if ids else []
        command += ["--legit"] if legitimate else []
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        verdicts: list[dict[str, Any]] = json.loads(out.read_text())
    return verdicts


def report(attacks: list[dict[str, Any]], analyses: list[dict[str, Any]]) -> str:
    """Return both sets of verdicts as a page."""
    leaks = [attack for attack in attacks if attack.get("leak")]
    broken = [attack for attack in attacks if attack.get("error")]
    working = [analysis for analysis in analyses if analysis["ok"]]
    shown, wanted = sum(one["got"] for one in analyses), sum(one["want"] for one in analyses)
    versions = ", ".join(f"{name} {version(name)}" for name in ("ipython", "ipykernel", "pandas"))
    lines = [
        "# Attacks and ordinary analyses",
        "",
        f"Written by `make attacks` with {versions}. Set-up: `%load_ext jupyter_privacy`, nothing else.",
        "",
        f"- attacks that succeed: **{len(leaks)} of {len(attacks)}**",
        f"- attacks that could not be judged: {len(broken)}",
        f"- ordinary analyses that show everything: **{len(working)} of {len(analyses)}**",
        f"- values that they show: {shown} of {wanted}",
        "",
        "## Attacks by group",
        "",
        "| group | attacks | succeed |",
        "|---|---:|---:|",
    ]
    succeeded = Counter(attack["group"] for attack in leaks)
    groups = Counter(attack.get("group", "not judged") for attack in attacks)
    lines += [f"| {group} | {n} | {succeeded[group]} |" for group, n in sorted(groups.items())]
    lines += ["", "## What succeeds", ""]
    lines += ["| attack | group | severity |", "|---|---|---|"] if leaks else ["None."]
    lines += [f"| {attack['id']} | {attack['group']} | {attack['severity']} |" for attack in leaks]
    lines += [
        "",
        "## Ordinary analyses that do not show everything",
        "",
        "| analysis | group | values |",
        "|---|---|---|",
    ]
    lines += [
        f"| {one['id']} | {one['group']} | {one['got']} of {one['want']} |"
        for one in analyses
        if not one["ok"]
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run everything (or some ids, without writing) and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ids", help="only these attacks, comma-separated; nothing is written")
    options = parser.parse_args()
    attacks = run("attacks.json", options.jobs, options.ids, legitimate=False)
    if options.ids:
        leaks = [attack["id"] for attack in attacks if attack.get("leak")]
        print(f"{len(leaks)} of {len(attacks)} succeed: {', '.join(leaks) or 'none'}")
        return bool(leaks)
    analyses = run("legit.json", options.jobs, None, legitimate=True)
    page = report(attacks, analyses)
    (HERE / "attacks.md").write_text(page)
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
