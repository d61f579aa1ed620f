"""What a table is about: people, groups of people, or something else.

A table cannot say it, so it is told by its looks: rows that are numbered and nothing else are records,
unless they are what a group-by leaves after `reset_index()`.  The guards of a running session know more;
what is wrong here on either side is said in docs/saved_notebooks.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jupyter_privacy.notebooks.tables import NUMBERS, Holds, Table, number_of
from jupyter_privacy.policy import ColumnFacts, Policy, Role, infer_role
from jupyter_privacy.policy.words import words_of

__all__ = ["rules_of"]

_STATISTICS = frozenset(
    "count counts mean means average avg median std sd stdev deviation var variance sem se error err min max "
    "sum total totals n size freq frequency share proportion percent percentage pct rate ratio coef "
    "coefficient estimate p pvalue z t f r rsquared rmse mae mse auc accuracy precision recall importance "
    "correlation corr skew kurt kurtosis quantile decile percentile nunique unique missing dtype null loss "
    "epoch lower upper odds".split()
)
_COUNTS = frozenset("count counts n size freq frequency people pupils patients persons number".split())
_KEYS = frozenset({Holds.TEXT, Holds.WHOLE})
_MOST_KEYS = 4
_ENOUGH_RECORDS = 10
_LONGEST_CODE = 3
"""A few different letters, as of yes and no, are codes; they do not stand for many more."""


def rules_of(table: Table, policy: Policy) -> Iterator[str]:
    """Yield the rules that a table breaks."""
    if not _is_summary(table) and _names_people(table):
        yield "people"
    elif _is_records(table) or _is_one_record(table):
        yield "rows"
    elif any(_is_small(cell, policy) for cell in _counts(table)):
        yield "counts"


def _is_summary(table: Table) -> bool:
    """Whether it looks like `describe()`, whose columns have the names of the data."""
    return any(label[-1:] == ("count",) for label in table.labels)


def _names_people(table: Table) -> bool:
    """Whether a column or the labels are a direct identifier, by their name or the shape of their values."""
    columns = zip(table.columns, zip(*table.rows, strict=True), strict=True)
    labels = zip(table.label_names, zip(*table.labels, strict=True), strict=False)
    return any(_identifies(name, cells) for name, cells in (*columns, *labels))


def _identifies(name: str, cells: tuple[str, ...]) -> bool:
    """Ask the policy's inference, but not whether the texts differ: in a table of groups they do, too.

    What is displayed is a part of the data, so a few different cells stand for many.
    """
    present = [cell for cell in cells if cell and cell != "▒▒"]
    if not present or all(number_of(cell) is not None and not cell.isdecimal() for cell in present):
        return False
    n_records = max(len(present), _ENOUGH_RECORDS)
    all_differ = len(set(present)) == len(present) and any(len(cell) > _LONGEST_CODE for cell in present)
    n_distinct = n_records if all_differ else len(set(present))
    facts = ColumnFacts(name, "number", n_records, n_distinct, 0, tuple(dict.fromkeys(present)))
    return infer_role(facts).role is Role.DIRECT_IDENTIFIER


def _is_records(table: Table) -> bool:
    if not table.columns or not any(table.columns) or table.axis_name:
        return False
    if not table.has_default_labels:
        return _is_transposed(table) or _is_described(table)
    if all(map(_is_statistic, table.columns)) or _is_grouped(table) or _is_tally(table):
        return False
    return len(table.columns) > 1 or not table.columns[0].isdecimal()


def _is_transposed(table: Table) -> bool:
    """Whether records stand side by side: numbered columns, each of texts and numbers."""
    if not all(name.isdecimal() for name in table.columns) or any(table.label_names):
        return False
    across = table.transposed.holds
    return Holds.TEXT in across and bool(NUMBERS & set(across))


def _is_described(table: Table) -> bool:
    """Whether labelled rows are described by texts and by numbers, as records are and groups are not."""
    plain = [held for name, held in zip(table.columns, table.holds, strict=True) if not _is_statistic(name)]
    return not _is_summary(table) and plain.count(Holds.TEXT) > 1 and bool(NUMBERS & set(plain))


def _is_one_record(table: Table) -> bool:
    """Whether it is one row of a frame, printed downward: named by its number, labelled by columns."""
    return table.is_series and table.columns[0].isdecimal() and not table.has_default_labels


def _is_statistic(name: str) -> bool:
    words = words_of(name)
    return bool(words) and (words[0] in _STATISTICS or words[-1] in _STATISTICS)


def _is_grouped(table: Table) -> bool:
    """Whether it looks like groups and their statistics: keys first, each combination once, in order."""
    n_keys = 0
    for name, held in zip(table.columns, table.holds, strict=True):
        if held not in _KEYS or _is_statistic(name):
            break
        n_keys += 1
    measures = list(zip(table.columns, table.holds, strict=True))[n_keys:]
    if not 0 < n_keys <= _MOST_KEYS or not measures or not all(_is_measure(*one) for one in measures):
        return False
    keys = [row[:n_keys] for row in table.rows]
    if len(set(keys)) < len(keys) or len(keys) == 1:
        return False
    one_text = n_keys == 1 and table.holds[0] is Holds.TEXT
    return (
        one_text
        or _is_ordered(keys)
        or any(_is_sorted_by(table, j) for j in range(n_keys, len(table.columns)))
    )


def _is_measure(name: str, held: Holds) -> bool:
    return held in {Holds.REAL, Holds.NOTHING} or (held in NUMBERS and _is_statistic(name))


def _is_ordered(keys: list[tuple[str, ...]]) -> bool:
    return all(a <= b for a, b in pairwise([tuple(map(_sortable, key)) for key in keys]))


def _is_sorted_by(table: Table, j: int) -> bool:
    values = [number for row in table.rows if (number := number_of(row[j])) is not None]
    return len(values) > 2 and (values == sorted(values) or values == sorted(values, reverse=True))  # noqa: PLR2004


def _sortable(cell: str) -> tuple[float, str]:
    number = number_of(cell)
    return (float("inf"), cell) if number is None else (number, "")


def _is_tally(table: Table) -> bool:
    """Whether it looks like `value_counts().reset_index()`: a text once, and a whole number."""
    if len(table.columns) != 2 or len(table.rows) == 1 or not table.has_default_labels:  # noqa: PLR2004
        return False
    texts = [row[0] for row in table.rows]
    return table.holds == (Holds.TEXT, Holds.WHOLE) and len(set(texts)) == len(texts)


def _counts(table: Table) -> Iterator[str]:
    """Yield the cells that are counts of people."""
    everywhere = _is_crossed(table) or _is_sizes(table)
    for j, (name, held) in enumerate(zip(table.columns, table.holds, strict=True)):
        is_count = everywhere or _is_count(name) or (j == 1 and _is_tally(table))
        if is_count and held in {Holds.WHOLE, Holds.POINTED}:
            yield from (row[j] for row in table.rows)
    for label, row in zip(table.labels, table.rows, strict=True):
        if label[-1:] == ("count",):
            yield from row


def _is_crossed(table: Table) -> bool:
    """Whether it looks like a cross-tabulation: both sides named, whole numbers in all cells."""
    if not table.axis_name or not any(table.label_names):
        return False
    held = set(table.holds) - {Holds.NOTHING}
    has_gaps = any(number_of(cell) is None for row in table.rows for cell in row)
    return held == {Holds.WHOLE} or (has_gaps and held <= {Holds.WHOLE, Holds.POINTED})


def _is_sizes(table: Table) -> bool:
    """Whether it looks like `groupby(...).size()`, or `value_counts()` as pandas printed it before 2.0."""
    if not table.is_series or table.holds != (Holds.WHOLE,):
        return False
    if any(table.label_names):
        return not table.columns[0]
    return bool(table.columns[0]) and not table.has_default_labels and _falls(table)


def _falls(table: Table) -> bool:
    values = [number_of(row[0]) or 0 for row in table.rows]
    return len(values) > 1 and values == sorted(values, reverse=True)


def _is_count(name: str) -> bool:
    words = words_of(name)
    return bool(words) and (words[-1] in _COUNTS or words[0] in _COUNTS)


def _is_small(cell: str, policy: Policy) -> bool:
    number = number_of(cell)
    fewest = 0 if policy.zero_cells else 1
    return number is not None and fewest <= number < policy.threshold
