"""Printed text -> the tables in it: pandas, lines with bars or ampersands, comma-separated values."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import groupby

from jupyter_privacy.notebooks.tables import NUMBERS, Holds, Table, holds, table_of

__all__ = ["text_tables"]

_MOST_LINES, _LONGEST_LINE = 500, 20_000
"""So many lines of a block tell what it is, and so much of a line."""
_REGULAR = 0.8
"""This share of lines has as many values as the first; one may be cut off."""
_FOOTER = re.compile(r"(?:Freq: \S+, )?(?:Name: (?P<name>.*?), )?(?:Length: \d+, )?dtype: \w.*")
_ENTRY = re.compile(r"(.*\S) {2,}(\S.*)")
_RULE = re.compile(r"[\s|+:=\-─━│┌┐└┘├┤┬┴┼╞╡╪╒╕╘╛═╭╮╰╯┆╔╗╚╝╠╣╬╦╩║]*|\\(?:hline|toprule|midrule|bottomrule)")
_BARS = re.compile(r"[|│┆║]")
_DELIMITER = re.compile(r"[|│┆║&]")
_NUMBERED = re.compile(r"\s*(?:\d+|\.{2,3})\s+\S")
_LEGEND = re.compile(r"\[\d+ of \d+ cells masked")
"""Below a masked table that a guarded session printed."""
_ARRAY_ROW = re.compile(r"\[([^\[\]]+)\]")
_ARRAY_CELL = re.compile(r"'[^']*'|[^\s,\[\]']+")
_NAMED_TUPLE = re.compile(r"Pandas\(Index=[^,]*, (.*)\)")
_FIELD = re.compile(r"(\w+)=('[^']*'|[^,]*)")
_COLUMN_BREAK = re.compile(r"\s+\\$")


def text_tables(text: str) -> Iterator[Table]:
    r"""Yield the tables that are printed in a text.

    >>> [table] = text_tables("   sex  age\n0    F   18\n1    M   17\n")
    >>> table.columns, table.rows[0], table.labels[0]
    (('sex', 'age'), ('F', '18'), ('0',))
    """
    for block in _unmasked(list(_blocks(text))):
        lines = [_COLUMN_BREAK.sub("", line) for line in block]
        table = next(filter(None, (read(lines) for read in _READERS)), None)
        if table is not None:
            yield table
        else:
            yield from filter(None, map(_numbered, _segments(lines)))


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines between empty ones."""
    for is_text, lines in groupby(text.splitlines(), key=lambda line: bool(line.strip())):
        if is_text:
            block = [line[:_LONGEST_LINE].rstrip() for line in lines]
            yield block[:_MOST_LINES] + block[_MOST_LINES:][-1:]


def _unmasked(blocks: list[list[str]]) -> list[list[str]]:
    """Return the blocks without those of masked tables: the one above a legend, and what it continues."""
    kept: list[list[str]] = []
    below = ""
    for block in reversed(blocks):
        if _LEGEND.match(block[0]):
            below = "legend"
        elif below == "legend" or (below == "masked" and block[0].endswith("\\")):
            below = "masked"
        else:
            below = ""
            kept.append(block)
    return kept


def _series(lines: list[str]) -> Table | None:
    """Read a printed pandas Series, which ends in a line that says so."""
    lines = [line.expandtabs() for line in lines]
    footer = _FOOTER.fullmatch(lines[-1])
    if footer is None:
        return None
    # Values end below each other; a first line that ends elsewhere names the labels.
    named = len(lines) > 2 and len(lines[0]) != len(lines[1])  # noqa: PLR2004
    entries = [entry.groups() for entry in map(_ENTRY.fullmatch, lines[int(named) : -1]) if entry]
    table = table_of(
        [footer["name"] or ""],
        [(value,) for _, value in entries],
        [(label.strip(),) for label, _ in entries],
        [lines[0].strip() if named else ""],
    )
    return table and Table(table.columns, table.rows, table.labels, table.label_names, is_series=True)


def _aligned(lines: list[str]) -> Table | None:
    """Read a printed pandas frame: columns end below each other, and the first has no name in the first line.

    More lines of names may follow, and one that names the labels and nothing else.
    """
    lines = [line.expandtabs() for line in lines]
    edges = _edges(lines)
    if len(lines) < 2 or len(edges) < 2:  # noqa: PLR2004
        return None
    rows = [[line[start:end].strip() for start, end in edges] for line in lines]
    label_name = ""
    n_head = next((i for i, row in enumerate(rows) if i and row[0]), len(rows))
    head, body = rows[:n_head], rows[n_head:]
    if len(body) > 1 and not any(body[0][1:]):
        label_name, body = body[0][0], body[1:]
    axis_name = " ".join(row[0] for row in head).strip()
    if (axis_name and not label_name) or not body:
        return None
    names = [" ".join(filter(None, parts)) for parts in zip(*(row[1:] for row in head), strict=True)]
    return table_of(names, [row[1:] for row in body], [row[:1] for row in body], [label_name], axis_name)


def _segments(lines: list[str]) -> Iterator[list[str]]:
    """Yield what stands among other lines and looks like a frame: numbered lines, and the one above them."""
    for is_row, run in groupby(range(len(lines)), key=lambda i: _NUMBERED.match(lines[i]) is not None):
        rows = list(run)
        if is_row and rows[0]:
            yield lines[rows[0] - 1 : rows[-1] + 1]


def _numbered(lines: list[str]) -> Table | None:
    """Read a frame with a text before its first line, as `print(name, frame)` writes it."""
    table = _aligned(lines)
    if table is None:
        head = re.sub(r"^\S+(?= )", lambda word: " " * len(word[0]), lines[0])
        table = _aligned([head, *lines[1:]])
        return table if table is not None and Holds.TEXT in table.holds else None
    return table


def _edges(lines: list[str]) -> list[tuple[int, int]]:
    """Return where columns begin and end: between them all lines have a space."""
    width = max(map(len, lines))
    filled = [False] * (width + 1)
    for line in lines:
        for match in re.finditer(r"\S+", line):
            filled[match.start() : match.end()] = [True] * (match.end() - match.start())
    changes = [j for j in range(width + 1) if filled[j] != (filled[j - 1] if j else False)]
    return list(zip(changes[::2], changes[1::2], strict=True))


def _delimited(lines: list[str]) -> Table | None:
    """Read lines with bars (markdown, tabulate, polars, psql) or ampersands (LaTeX), ruled below the head."""
    between = [i for i, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    if not between:
        return None
    parts = enumerate(lines)
    rows = {i: _split(line) for i, line in parts if i not in set(between) and _DELIMITER.search(line)}
    if not rows:
        return None
    first = min(rows)
    below = next((i for i in between if i > first), None)
    width = len(rows[first])
    body = [row for i, row in rows.items() if below is not None and i > below and len(row) == width]
    head = rows[first]
    if head[0]:
        return table_of(head, body)
    return table_of(head[1:], [row[1:] for row in body], [row[:1] for row in body], [""])


def _split(line: str) -> list[str]:
    if _BARS.search(line):
        return [cell.strip() for cell in _BARS.split(line.strip().strip("|│┆║"))]
    return [cell.strip() for cell in line.strip().removesuffix("\\\\").split("&")]


def _separated(lines: list[str]) -> Table | None:
    """Read comma-separated values: a head of names, numbers in a column, and three rows or columns."""
    for mark in ",;\t":
        if lines[0].count(mark) < 1 or len(lines) + lines[0].count(mark) < 4:  # noqa: PLR2004
            continue
        head, *body = csv.reader(lines, delimiter=mark)
        n_rows, body = len(body), [row for row in body if len(row) == len(head)]
        if len(body) < _REGULAR * n_rows or not all(name.strip() for name in head[1:]):
            continue
        if holds(head) is not Holds.TEXT or not _has_numbers(body):
            continue
        if head[0]:
            return table_of(head, body)
        return table_of(head[1:], [row[1:] for row in body], [row[:1] for row in body], [""])
    return None


def _has_numbers(body: list[list[str]]) -> bool:
    return any(holds(column) in NUMBERS for column in zip(*body, strict=True))


def _array(lines: list[str]) -> Table | None:
    """Read a printed array whose rows mix texts and numbers: it was a frame."""
    if not lines[0].lstrip().startswith("[["):
        return None
    rows = [_ARRAY_CELL.findall(row) for row in _ARRAY_ROW.findall(" ".join(lines))]
    if not rows or len({len(row) for row in rows}) > 1 or not _has_numbers(rows):
        return None
    is_mixed = any(cell.startswith("'") for cell in rows[0])
    return table_of([f"column {j}" for j in range(len(rows[0]))], rows) if is_mixed else None


def _named_tuples(lines: list[str]) -> Table | None:
    """Read rows that `itertuples()` gave."""
    found = [_FIELD.findall(match[1]) for line in lines if (match := _NAMED_TUPLE.fullmatch(line))]
    if not found or len({len(fields) for fields in found}) > 1:
        return None
    return table_of([name for name, _ in found[0]], [[cell for _, cell in fields] for fields in found])


_READERS = (_named_tuples, _array, _delimited, _series, _aligned, _separated)
