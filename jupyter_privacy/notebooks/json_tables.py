"""JSON -> the texts in it and the tables: lists of records, and columns beside each other.

Charts carry their data so (Vega-Lite, Plotly), data grids, and results that print as lists of dicts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from jupyter_privacy.notebooks.tables import NUMBERS, Table, table_of

__all__ = ["embedded", "json_tables", "json_texts"]

_FEWEST = 2
_LONG = 10
"""Lists beside each other are columns from this length on; shorter ones are ranges, sizes and colours."""
_BEGINNING = re.compile(r'\{\s*"|\[\s*\{')
_MOST_BEGINNINGS = 100
_SCALARS = (str, int, float, bool, type(None))


def json_texts(tree: object) -> Iterator[str]:
    """Yield every text and number of a tree, keys included; however deep it is."""
    pending = [tree]
    while pending:
        match pending.pop():
            case dict() as node:
                pending += node.values()
                yield from map(str, node)
            case list() | tuple() as entries:
                pending += entries
            case str() | int() | float() as leaf:
                yield str(leaf)


def json_tables(tree: object) -> Iterator[Table]:
    """Yield the tables of a tree that hold numbers; what holds texts only is mostly a description of a chart.

    >>> [table] = json_tables({"data": [{"sex": "F", "age": 18}, {"sex": "M", "age": 17}]})
    >>> table.columns, table.rows[0]
    (('sex', 'age'), ('F', '18'))
    """
    pending = [tree]
    while pending:
        node = pending.pop()
        table = None
        if isinstance(node, dict):
            pending += node.values()
            table = _columns(node) or _by_label(node)
        elif isinstance(node, list | tuple):
            pending += node
            table = _records(node)
        if table is not None and NUMBERS & set(table.holds):
            yield table


def embedded(script: str) -> Iterator[object]:
    """Yield the JSON that stands in a script, as charts put it there; only so many beginnings are tried."""
    decoder = json.JSONDecoder()
    end = 0
    for start in islice(_BEGINNING.finditer(script), _MOST_BEGINNINGS):
        if start.start() >= end:
            try:
                tree, end = decoder.raw_decode(script, start.start())
            except (ValueError, RecursionError):
                continue
            yield tree


def _records(entries: list[Any] | tuple[Any, ...]) -> Table | None:
    """Read a list of flat dicts with the same keys."""
    if len(entries) < _FEWEST or not all(isinstance(entry, dict) for entry in entries):
        return None
    names = [name for name in entries[0] if all(isinstance(entry.get(name), _SCALARS) for entry in entries)]
    if len(names) < _FEWEST or not all(entry.keys() == entries[0].keys() for entry in entries):
        return None
    return table_of(list(map(str, names)), [[_text(entry[name]) for name in names] for entry in entries])


def _columns(node: dict[Any, Any]) -> Table | None:
    """Read a dict of flat lists of one length, as `to_dict("list")` and the traces of Plotly are."""
    lists = {
        name: entries for name, entries in node.items() if isinstance(entries, list) and _is_flat(entries)
    }
    longest = max(map(len, lists.values()), default=0)
    kept = {str(name): entries for name, entries in lists.items() if len(entries) == longest}
    if longest < _LONG or len(kept) < _FEWEST:
        return None
    rows = zip(*kept.values(), strict=True)
    return table_of(list(kept), [[_text(cell) for cell in row] for row in rows])


def _by_label(node: dict[Any, Any]) -> Table | None:
    """Read a dict of flat dicts with the same keys, as `to_dict()` returns: columns, and cells by label."""
    columns = list(node.values())
    if len(columns) < _FEWEST or not all(isinstance(column, dict) and column for column in columns):
        return None
    labels = list(columns[0])
    if not all(column.keys() == columns[0].keys() and _is_flat(list(column.values())) for column in columns):
        return None
    rows = [[_text(column[label]) for column in columns] for label in labels]
    return table_of(list(map(str, node)), rows, [(str(label),) for label in labels], [""])


def _is_flat(entries: list[Any]) -> bool:
    return all(isinstance(entry, _SCALARS) for entry in entries)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
