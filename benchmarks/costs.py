"""Measure what the guard costs against plain pandas, in time and in memory; write costs.md.

Every operation runs on the same frame, plain and sealed by turns in one process, so that the ratios hardly
depend on the machine.  *First* is its first run in a new session, *next* its first run in a session in which
other things were asked of the same columns, *again* a repetition in the same session.
There is no kernel: what the rewriting of a cell adds to a call is not in these numbers.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.guard.seal.values import Withheld
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

HERE = Path(__file__).resolve().parent
N_RECORDS, N_COLUMNS = 600_000, 60
SEED = 1870
LONG_ENOUGH = 0.02
"""Seconds that a repeated measurement lasts at least: short operations run several times."""

REDUCTION, TABLE, ROWS, OTHER = (
    "reductions to one number",
    "tables",
    "row filters and arithmetic",
    "others, without a target",
)
TARGETS = {REDUCTION: 3.0, TABLE: 2.0, ROWS: 1.2}
NUMBERS, KEYS = ("score", "income", "absences"), ("town", "sex", "ethnicity", "absences")
MEMORY_TARGET = 0.25

Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of analysis; `run` is given a frame (or its proxy) and what calls library functions."""

    code: str
    kind: str
    run: Callable[[Any, Call], object]


def _operation(kind: str, code: str) -> Operation:
    run = eval(f"lambda df, call: {code}", {"pd": pd, "np": np})  # noqa: S307 (the texts below)
    return Operation(code.replace("call(pd.crosstab, ", "pd.crosstab("), kind, run)


OPERATIONS = tuple(
    _operation(kind, code)
    for kind, codes in {
        REDUCTION: (
            "df.score.mean()",
            "df.score.sum()",
            "df.score.std()",
            "df.score.var()",
            "df.absences.mean()",
            "df.absences.sum()",
            "df.score.count()",
            "df.score.median()",
            "df.score.quantile(0.9)",
            "df.town.nunique()",
            "df.mean(numeric_only=True)",
            "df.std(numeric_only=True)",
            "df.count()",
        ),
        TABLE: (
            "df.town.value_counts()",
            "df.ethnicity.value_counts()",
            "df.absences.value_counts()",
            "df.groupby('town').score.mean()",
            "df.groupby('ethnicity').score.mean()",
            "df.groupby('absences').score.mean()",
            "df.groupby('town').size()",
            "df.groupby('town').score.std()",
            "df.groupby('town').agg({'score': 'mean', 'income': 'sum'})",
            "df.groupby(['town', 'sex']).score.mean()",
            "call(pd.crosstab, df.town, df.sex)",
            "call(pd.crosstab, df.ethnicity, df.town, margins=True)",
            "df.pivot_table(values='score', index='town', columns='sex')",
        ),
        ROWS: (
            "df[df.score > 50]",
            "df[df.town == 'town 3']",
            "df[(df.score > 50) & (df.sex == 'F')]",
            "df.loc[df.absences < 5, ['score', 'income']]",
            "df.query('score > 50')",
            "df.score + df.income",
            "df.score * 2",
            "df.absences + 1",
            "df.score - df.score.mean()",
            "df.score > 50",
            "df.town == 'town 3'",
            "df.score.fillna(0)",
            "df.absences.where(df.absences < 20, 20)",
            "df.assign(total=df.score + df.income)",
        ),
        OTHER: (
            "df.describe()",
            "df.isna().sum()",
            "df[['score', 'income', 'absences']].corr()",
            "df.groupby('town').score.median()",
            "df.score.describe()",
            "df.town.unique()",
            "df.town.str.upper()",
            "df.sort_values('score')",
            "len(df)",
            "df['score']",
        ),
    }.items()
    for code in codes
)


def pupils(n_records: int = N_RECORDS, n_columns: int = N_COLUMNS) -> pd.DataFrame:
    """Return synthetic pupils: texts, categories, whole numbers, and measurements with missing values."""
    random = np.random.default_rng(SEED)

    def texts(word: str, n: int) -> pd.Series[str]:
        values = pd.Series([f"{word} {i}" for i in range(n)])
        return values.take(np.minimum(random.geometric(3 / n, n_records) - 1, n - 1)).reset_index(drop=True)

    def measured(mean: float, spread: float) -> Any:
        values = np.round(random.normal(mean, spread, n_records), 1)
        values[random.random(n_records) < 0.1] = np.nan  # noqa: PLR2004 (a tenth)
        return values

    columns: dict[str, Any] = {
        "town": texts("town", 30),
        "sex": pd.Series(np.array(["F", "M"])[random.integers(0, 2, n_records)]),
        "ethnicity": texts("group", 18).astype("category"),
        "absences": random.poisson(8, n_records),
        "score": measured(60, 15),
        "income": measured(300, 80),
    }
    makers: tuple[Callable[[int], Any], ...] = (
        lambda i: texts(f"text {i}", 5 + i),
        lambda i: texts(f"kind {i}", 3 + i).astype("category"),
        lambda i: random.integers(0, 3 + i, n_records),
        lambda i: measured(10 * i, 1 + i),
    )
    for i in range(n_columns - len(columns)):
        columns[f"v{i}"] = makers[i % len(makers)](i)
    return pd.DataFrame(columns)


def plainly(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a library function on plain arguments."""
    return function(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Mediated:
    """Calls library functions with sealed arguments, as a cell of a notebook does."""

    session: Session

    def __call__(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask the holder for the result."""
        holder = self.session.holder
        return reveal(holder, holder.ask(Request(Verb.FUNCTION, None, "", args, kwargs, function)))


def sealed(frame: pd.DataFrame) -> tuple[Any, Mediated]:
    """Return the frame sealed in a new session, and what calls functions there."""
    session = Session(Policy())
    return session.protect(frame), Mediated(session)


def seconds(run: Callable[[], object], times: int = 1) -> float:
    """Return the processor time of one of `times` runs: what else the machine does is not in it."""
    begin = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - begin) / times


@dataclass(frozen=True, slots=True)
class Cost:
    """What an operation takes: seconds in plain pandas, and ratios of the guarded to the plain time."""

    operation: Operation
    plain: float
    first: float
    next: float
    again: float
    is_answered: bool

    @property
    def target(self) -> float | None:
        """The ratio that it should stay below."""
        return TARGETS.get(self.operation.kind)

    @property
    def is_met(self) -> bool:
        """Whether it does in a session that knows the columns; what is withheld meets nothing."""
        return self.is_answered and (self.target is None or max(self.next, self.again) <= self.target)


def cost_of(operation: Operation, frame: pd.DataFrame, sessions: int, repeats: int) -> Cost:
    """Measure one operation, plain and guarded by turns: medians over sessions and repeats."""
    firsts, nexts, agains, plains = [], [], [], []

    on_plain = partial(operation.run, frame, plainly)
    on_plain()
    for _ in range(sessions):
        on_sealed = partial(operation.run, *sealed(frame))
        gc.collect()
        firsts.append(seconds(on_sealed) / seconds(on_plain))
        on_known = partial(operation.run, *_known(frame))
        gc.collect()
        nexts.append(seconds(on_known) / seconds(on_plain))
        times = max(1, round(LONG_ENOUGH / seconds(on_plain)))
        for _ in range(repeats):
            plain = seconds(on_plain, times)
            agains.append(seconds(on_sealed, times) / plain)
            plains.append(plain)
    plain, first, then, again = map(statistics.median, (plains, firsts, nexts, agains))
    return Cost(operation, plain, first, then, again, _is_answered(operation, *sealed(frame)))


def _known(frame: pd.DataFrame) -> tuple[Any, Mediated]:
    """Return a sealed frame after a summary of each number column and a table of counts by each key."""
    proxy, call = sealed(frame)
    for name in NUMBERS:
        proxy[name].describe()
    for name in KEYS:
        proxy.groupby(name).income.count()
    return proxy, call


def _is_answered(operation: Operation, proxy: Any, call: Mediated) -> bool:
    """Whether something comes of an operation: a number or table, or rows that are not withheld."""
    result = operation.run(proxy, call)
    if type(result) is not Sealed:
        return True
    is_about_rows = operation.kind not in {REDUCTION, TABLE}
    return is_about_rows and not isinstance(call.session.holder.open(result).value, Withheld)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of the frame, what the guard keeps after each stage of a session, and its passing need."""

    frame: int
    kept: dict[str, int]
    peak: int
    peak_of: str


def memory_of(operations: tuple[Operation, ...], frame: pd.DataFrame) -> Memory:
    """Run all operations in one session and return what that took; results are not kept."""
    size = int(frame.memory_usage(deep=True).sum())
    peaks: dict[str, int] = {}
    kept: dict[str, int] = {}
    tracemalloc.start()
    proxy, call = sealed(frame)
    session = call.session
    for operation in operations:
        plain = _peak(partial(operation.run, frame, plainly))
        peaks[operation.code] = _peak(partial(operation.run, proxy, call)) - plain
    kept["all of the above"] = _kept()
    session.bind({"df": proxy})
    session.state()
    session.assessments.wait(session.sources[0], 600)
    kept["the measures in the sidebar"] = _kept()
    str(proxy)
    kept["showing the frame"] = _kept()
    tracemalloc.stop()
    highest = max(peaks, key=peaks.__getitem__)
    return Memory(size, kept, peaks[highest], highest)


def _kept() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _peak(run: Callable[[], object]) -> int:
    before = _kept()
    tracemalloc.reset_peak()
    run()
    return tracemalloc.get_traced_memory()[1] - before


def report(costs: list[Cost], memory: Memory | None, frame: pd.DataFrame) -> str:
    """Return the measurements as a page."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "numpy"))
    met = [cost for cost in costs if cost.target is not None and cost.is_met]
    wanted = [cost for cost in costs if cost.target is not None]
    lines = [
        "# What the guard costs",
        "",
        f"Written by `make bench` with {versions}: {len(frame):,} synthetic pupils, {frame.shape[1]} columns",
        "(texts, categories, whole numbers, measurements with missing values). Ratios of processor time with",
        "guard to that without, both in one process by turns, medians. *First* is the first run in a",
        "new session, *next* the first run after a `describe()` of each number column and a table of counts",
        "by each key, *again* a repetition. *Next* and *again* are compared with the target; what cannot be",
        "had the first time, and why, is in [ADR 21](../docs/adr/0021-cost.md).",
        "",
        f"Operations within their target: **{len(met)} of {len(wanted)}**.",
        f"Sealing the frame takes {1e3 * statistics.median(_sealing(frame)):.0f} ms.",
        "",
    ]
    for kind in dict.fromkeys(cost.operation.kind for cost in costs):
        lines += _table(kind, [cost for cost in costs if cost.operation.kind == kind])
    return "\n".join(lines + ([] if memory is None else list(_memory_lines(memory)))).rstrip() + "\n"


def _sealing(frame: pd.DataFrame) -> list[float]:
    return [seconds(lambda: sealed(frame)) for _ in range(3)]


def _table(kind: str, costs: list[Cost]) -> list[str]:
    target = TARGETS.get(kind)
    title = kind[0].upper() + kind[1:] + ("" if target is None else f": at most {target:g} times")
    head = ["| operation | plain, ms | first | next | again | |", "|---|---:|---:|---:|---:|---|"]
    lines = [f"## {title}", "", *head]
    for cost in costs:
        mark = "" if cost.is_met else "above" if cost.is_answered else "withheld"
        code = cost.operation.code.replace("|", "\\|")
        ratios = f"{cost.first:.1f} | {cost.next:.1f} | {cost.again:.2f}"
        lines.append(f"| `{code}` | {1e3 * cost.plain:.2f} | {ratios} | {mark} |")
    return [*lines, ""]


def _memory_lines(memory: Memory) -> Iterator[str]:
    yield from (f"## Memory: at most {MEMORY_TARGET:.0%} of the frame", "")
    yield f"The frame takes {memory.frame / 1e6:.0f} MB. What the guard keeps, in per cent of that:"
    yield from ("", "| after | kept |", "|---|---:|")
    yield from (f"| {stage} | {kept / memory.frame:.0%} |" for stage, kept in memory.kept.items())
    yield ""
    yield "The most that an operation needs for a moment, beyond what pandas needs for it:"
    yield f"{memory.peak / memory.frame:.0%} of the frame, in `{memory.peak_of}`."


def main() -> int:
    """Measure everything (or some operations, without writing) and print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="only operations whose code contains this text; nothing is written")
    parser.add_argument("--sessions", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--records", type=int, default=N_RECORDS)
    options = parser.parse_args()
    frame = pupils(options.records)
    chosen = tuple(one for one in OPERATIONS if options.only is None or options.only in one.code)
    costs = []
    for operation in chosen:
        costs.append(cost_of(operation, frame, options.sessions, options.repeats))
        cost = costs[-1]
        print(
            f"{1e3 * cost.plain:9.2f} ms {cost.first:7.1f} {cost.next:7.1f} {cost.again:7.2f}"
            f"  {cost.operation.code}"
            f"{'' if cost.is_answered else '  withheld'}",
            file=sys.stderr,
            flush=True,
        )
    memory = memory_of(chosen, frame) if options.only is None else None
    page = report(costs, memory, frame)
    if options.only is None and options.records == N_RECORDS:
        (HERE / "costs.md").write_text(page)
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
