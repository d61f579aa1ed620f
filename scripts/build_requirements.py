"""Print what the build needs, one requirement a line: pyproject.toml stays the place that says so."""

import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"

requirements = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]
print(*requirements, "editables", sep="\n")  # hatchling wants that one for editable installations
