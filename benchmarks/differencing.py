"""Measure what it costs to compare a result with 1,000 earlier ones; write differencing.md.

The ledger of one source of 600,000 people is filled with sets as a long session leaves them, then asked.
Each processor time stands beside that of the plain pandas operation that it is added to, both measured in one
process by turns.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.guard.seal.row_sets import RowSets
from jupyter_privacy.guard.seal.tabled import tabled

HERE = Path(__file__).resolve().parent
N_RECORDS, N_COLUMNS, N_EARLIER = 600_000, 60, 1_000
FINE = 100
MINIMUM = 10
SEED = 1870
ROOM = 1 << 30
TARGET = 0.05
REPEATS = 7


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds of a check, the largest of them, and those of the plain operation."""

    what: str
    check: float
    longest: float
    plain: float


class Asked:
    """A ledger full of sets, the frame that they are of, and new questions about it."""

    def __init__(self, n_records: int, n_earlier: int) -> None:
        self.random = np.random.default_rng(SEED)
        self.n_records = n_records
        self.frame = pd.DataFrame(self.random.random((n_records, N_COLUMNS)))
        self.rows = np.arange(n_records, dtype=np.intp)
        self.n_earlier = n_earlier
        self.known = RowSets(n_records, MINIMUM, room=ROOM)

    def fill(self) -> float:
        """Ask what a long session asks; return the seconds that a selection took."""
        n_selections = self.n_earlier - 2 * FINE
        begin = time.process_time()
        for i in range(n_selections):
            self.known.settle(self.selection(0.5 if i % 2 else 0.3))
        taken = (time.process_time() - begin) / n_selections
        for _ in range(2):
            self.group(self.grouping(FINE), FINE)
        return taken

    def selection(self, share: float) -> IntArray:
        """Return people of a new condition; nearly as many each time."""
        return np.flatnonzero(self.random.random(self.n_records) < share)

    def grouping(self, n_groups: int) -> IntArray:
        """Return a new variable of some values."""
        return self.random.integers(0, n_groups, self.n_records)

    def select(self, records: IntArray) -> None:
        """Settle a selection, and release something about it."""
        settled = self.known.settle(records)
        self.release(None, 1, settled)

    def group(self, cells: IntArray, n_cells: int) -> None:
        """Settle a grouping, and release something about all groups."""
        self.release(cells, n_cells, self.rows)

    def release(self, cells: IntArray | None, n_cells: int, rows: IntArray) -> None:
        """Go through all that a release does in the ledger."""
        table = tabled(self.known, cells, n_cells, rows)
        if table is None:
            raise AssertionError
        table.instead()
        table.release(table.without_near(np.zeros(n_cells, dtype=np.uint8)))


def seconds(run: Callable[[], object]) -> float:
    """Return the processor time of a run: what else the machine does is not in it."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def timed(what: str, prepare: Callable[[], Any], check: Callable[[Any], object], plain: Any) -> Time:
    """Return the times of a check and of the plain operation, by turns."""
    checks, plains = [], []
    for _ in range(REPEATS):
        given = prepare()
        plains.append(seconds(lambda given=given: plain(given)))  # type: ignore[misc]
        checks.append(seconds(lambda given=given: check(given)))  # type: ignore[misc]
    return Time(what, statistics.median(checks), max(checks), statistics.median(plains))


def measured(asked: Asked) -> list[Time]:
    """Return the times of the questions that a session asks most."""
    frame, known = asked.frame, asked.selection(0.5)
    asked.select(known)
    groups = {n: asked.grouping(n) for n in (6, 900)}
    for n, cells in groups.items():
        asked.group(cells, n)

    def filtered(records: IntArray) -> pd.DataFrame:
        return frame.take(records)

    def mean_of_groups(cells: IntArray) -> Any:
        return frame[0].groupby(cells).mean()

    questions = [
        timed("a new selection", lambda: asked.selection(0.5), asked.select, filtered),
        timed("a selection asked again", known.copy, asked.select, filtered),
        timed("a selection less one person", lambda: known[1:], asked.select, filtered),
    ]
    for n, cells in groups.items():
        check = _grouped(asked, n)
        questions += [
            timed(f"a new grouping, {n} groups", lambda n=n: asked.grouping(n), check, mean_of_groups),
            timed(f"a grouping of {n} made again", cells.copy, check, mean_of_groups),
            timed(f"a grouping of {n} asked again", lambda cells=cells: cells, check, mean_of_groups),
        ]
    return questions


def _grouped(asked: Asked, n_groups: int) -> Callable[[IntArray], None]:
    return lambda cells: asked.group(cells, n_groups)


def report(asked: Asked, times: list[Time], filled: float, n_bytes: int) -> str:
    """Return the times as a page."""
    share = n_bytes / asked.frame.memory_usage().sum()
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "numpy"))
    lines = [
        "# Comparing with earlier results",
        "",
        f"Written by `make bench-differencing` with {versions}: {asked.n_records:,} people in {N_COLUMNS}",
        f"columns of numbers, after {asked.n_earlier:,} earlier sets: selections of a third to a half of",
        f"them, and groupings. The check is all that the ledger adds. Medians of {REPEATS}; the target",
        f"is {TARGET * 1000:.0f} ms.",
        "",
        "| question | check, ms | longest, ms | plain pandas, ms | ratio | |",
        "|---|---:|---:|---:|---:|---|",
        *(
            f"| {one.what} | {1000 * one.check:.1f} | {1000 * one.longest:.1f} | {1000 * one.plain:.1f} "
            f"| {one.check / one.plain:.2f} | {'' if one.check <= TARGET else 'above'} |"
            for one in times
        ),
        "",
        f"The earlier sets take {n_bytes / 2**20:.0f} MB, {share:.0%} of the frame; new ones are withheld",
        f"at 25 %. One bit for each person and set would be {N_EARLIER / 64 / N_COLUMNS:.0%}.",
        f"Remembering a selection took {filled * 1000:.1f} ms.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=N_RECORDS)
    parser.add_argument("--earlier", type=int, default=N_EARLIER)
    parser.add_argument("--out", type=Path, default=HERE / "differencing.md")
    given = parser.parse_args()
    asked = Asked(given.records, given.earlier)
    filled = asked.fill()
    n_bytes = asked.known.memory.n_bytes + asked.known.span.n_bytes
    page = report(asked, measured(asked), filled, n_bytes)
    given.out.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
