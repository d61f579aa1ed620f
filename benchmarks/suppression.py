"""Measure complementary suppression: the optimum in a time limit, and the heuristic; write suppression.md.

Random tables of counts and of money.  Counts: cells of fewer than 10 people, and intervals that must be
9 wide.  Money: a tenth of the cells, with an upper protection level of a fifth of their value.  The totals
are known, so only inner cells can be masked.  Cost is the sum of the values of the masked cells (plus one
each); what the primary cells cost is left out.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from jupyter_privacy.core.suppression import (
    LinearTable,
    NWay,
    Protection,
    complementary,
    n_way,
    suppress,
)
from jupyter_privacy.core.types import BoolArray

HERE = Path(__file__).resolve().parent
SHAPES = ((10, 5), (20, 20), (50, 50), (150, 20), (10, 8, 4))
KINDS = ("counts, many small", "counts, few small", "money")
LIMIT = 2.0
SEEDS = 5
THRESHOLD = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """One table: how many cells had to be hidden, and what both methods took and cost."""

    n_primary: int
    method: str
    seconds: float
    heuristic_seconds: float
    ratio: float


def tables(
    shape: tuple[int, ...], kind: str
) -> Iterator[tuple[LinearTable, BoolArray, Protection, BoolArray]]:
    """Yield tables with their primary cells, protection levels and published cells."""
    layout = n_way(shape)
    for seed in range(SEEDS):
        draw = np.random.default_rng(seed)
        if kind == "money":
            table = layout.table(np.round(np.exp(draw.normal(4, 1.5, shape))))
            chosen = draw.random(layout.n_cells) < 0.1  # noqa: PLR2004
            levels = Protection(
                np.zeros(layout.n_cells), np.maximum(table.values / 5, 1), np.zeros(layout.n_cells)
            )
        else:
            mean = 12 if kind == KINDS[0] else 60
            table = layout.table(draw.poisson(mean * np.exp(draw.normal(0, 0.8, shape))).astype(float))
            chosen = table.values < THRESHOLD
            levels = Protection.of(np.full(layout.n_cells, THRESHOLD - 1.0))
        inside = _inside(layout)
        if (chosen & inside).any():
            yield table, chosen & inside, levels, ~inside


def _inside(layout: NWay) -> BoolArray:
    return np.isin(np.arange(layout.n_cells), layout.interior)


def measure(shape: tuple[int, ...], kind: str) -> list[Measured]:
    """Return what each table of a kind took."""
    results = []
    for table, primary, levels, published in tables(shape, kind):
        weights = 1 + table.values
        start = time.perf_counter()
        found = suppress(table, primary, levels, weights, seconds=LIMIT, fixed=published)
        middle = time.perf_counter()
        heuristic = complementary(table, primary, levels, weights, fixed=published)
        end = time.perf_counter()
        added = found.cost - weights[primary].sum()
        ratio = weights[heuristic & ~primary].sum() / added if added else 1.0
        method = str(found.method) if found.is_protected else "unprotected"
        results.append(Measured(int(primary.sum()), method, middle - start, end - middle, ratio))
    return results


def report(results: dict[tuple[tuple[int, ...], str], list[Measured]]) -> str:
    """Return the measurements as a page."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("highspy", "numpy"))
    head = [
        "table",
        "kind",
        "primary cells",
        "optimal",
        "heuristic",
        "no mask is safe",
        "seconds, median (worst)",
        "heuristic alone: seconds",
        "and cost, times as much (worst)",
    ]
    limit = f"""The search for the optimum has a limit of {LIMIT:g} s of processor time. *Optimal* counts the
tables for which it was proven, *heuristic* those that got the cheaper of two heuristics."""
    lines = [
        "# Complementary suppression",
        "",
        f"Written by `make bench-suppression` with {versions}; {SEEDS} random tables of each kind.",
        *(__doc__ or "").splitlines()[1:],
        "",
        limit,
        "",
        f"| {' | '.join(head)} |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [_line(shape, kind, found) for (shape, kind), found in results.items() if found]
    return "\n".join(lines) + "\n"


def _line(shape: tuple[int, ...], kind: str, found: list[Measured]) -> str:
    methods = [one.method for one in found]
    n_optimal, n_heuristic = methods.count("optimal"), methods.count("heuristic")
    times, ratios = [one.seconds for one in found], [one.ratio for one in found]
    cells = [
        " x ".join(map(str, shape)),
        kind,
        f"{statistics.mean(one.n_primary for one in found):.0f}",
        str(n_optimal),
        str(n_heuristic),
        str(len(found) - n_optimal - n_heuristic),
        f"{statistics.median(times):.3f} ({max(times):.3f})",
        f"{statistics.median(one.heuristic_seconds for one in found):.3f}",
        f"{statistics.median(ratios):.2f} ({max(ratios):.2f})",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure all shapes and kinds, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print only")
    arguments = parser.parse_args()
    page = report({(shape, kind): measure(shape, kind) for shape in SHAPES for kind in KINDS})
    print(page)
    if not arguments.dry:
        (HERE / "suppression.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
