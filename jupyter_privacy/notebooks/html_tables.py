"""HTML -> the texts in it and its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from lxml import etree

from jupyter_privacy.errors import NotebookError
from jupyter_privacy.notebooks.tables import Table, table_of

__all__ = ["Page", "read_html"]

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_PICTURES = ("img", "svg", "canvas", "video", "iframe", "object", "embed")
_MOST_ROWS = 2000
"""So many rows tell what a table is about."""
_MOST_COLUMNS = 2000
"""A `colspan` may be any number; no table of ours has more columns."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a piece of HTML shows: its source without entities, tables, scripts, whether it holds pictures."""

    source: str
    tables: tuple[Table, ...]
    scripts: tuple[str, ...]
    has_pictures: bool


def read_html(source: str) -> Page:
    """Return what a piece of HTML shows; `NotebookError` where it cannot be read.

    >>> page = read_html("<table><tr><th>age</th></tr><tr><td>17</td></tr></table>")
    >>> page.tables[0].columns, page.tables[0].rows
    (('age',), (('17',),))
    """
    # Large texts and deep trees are read to their end: what is cut off would not be looked into.
    parser = etree.HTMLParser(huge_tree=True)
    try:
        root = etree.fromstring(f"<div>{_INVALID.sub(' ', source)}</div>", parser=parser)
        return Page(
            unescape(source) if "&" in source else source,
            tuple(filter(None, map(_table, root.iter("table")))),
            tuple(str(script.text or "") for script in root.iter("script")),
            has_pictures=next(root.iter(*_PICTURES), None) is not None,
        )
    except (etree.LxmlError, ValueError, RecursionError) as error:
        failed = type(error).__name__
    raise NotebookError(f"a part of it is HTML that cannot be read ({failed})")


def _table(element: etree._Element) -> Table | None:
    """Return a table: the rows of the head name the columns, `th` cells in the body label the rows."""
    head, body = _rows(element)
    cells = [_cells(row, "td") for row in body]
    labels = _filled([_cells(row, "th") for row in body])
    width = max(map(len, cells), default=0)
    if not width or not head:
        return None
    n_labels = max(map(len, labels), default=0)
    names, label_names, axis_name = _names(head, width, n_labels)
    padded = [row + [""] * (width - len(row)) for row in cells]
    return table_of(names, padded, labels, label_names, axis_name)


def _rows(element: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """Return the rows of the head and of the body; without a `thead`, rows of `th` alone are the head."""
    head = [row for part in element.iterchildren("thead") for row in part.iterchildren("tr")]
    body = [row for part in element.iterchildren("tbody", "tfoot") for row in part.iterchildren("tr")]
    body += element.iterchildren("tr")
    if head:
        return head, body[:_MOST_ROWS]
    names_only = [next(row.iterchildren("td"), None) is None for row in body]
    n_head = names_only.index(False) if False in names_only else 0
    return body[:n_head], body[n_head : n_head + _MOST_ROWS]


def _cells(row: etree._Element, tag: str) -> list[str]:
    found: list[str] = []
    for cell in row.iterchildren(tag):
        text = " ".join(" ".join(map(str, cell.itertext())).split())
        span = cell.get("colspan", "1")
        times = int(span) if span.isdecimal() and len(span) < 5 else 1  # noqa: PLR2004
        found += [text] * min(max(times, 1), _MOST_COLUMNS)
    return found


def _filled(labels: list[list[str]]) -> list[list[str]]:
    """Return labels of one length: an outer one that spans several rows stands in the first of them only."""
    n_labels = max(map(len, labels), default=0)
    above = [""] * n_labels
    for i, label in enumerate(labels):
        above = above[: n_labels - len(label)] + label
        labels[i] = above
    return labels


def _names(head: list[etree._Element], width: int, n_labels: int) -> tuple[list[str], list[str], str]:
    """Return the names of the columns, of the labels, and of the columns' axis.

    pandas writes the names of the labels into a last row of the head that names no column, and that
    of the columns' axis into the corner.  polars writes types there.
    """
    rows = [_cells(row, "th") for row in head]
    rows = [[""] * (width + n_labels - len(row)) + row for row in rows if row] or [[""] * (width + n_labels)]
    label_names = [""] * n_labels
    if len(rows) > 1 and n_labels and not any(rows[-1][n_labels:]):
        label_names = rows.pop()[:n_labels]
    corner = " ".join(filter(None, (name for row in rows for name in row[:n_labels])))
    columns = [
        " ".join(filter(None, names)) for names in zip(*(row[n_labels:][:width] for row in rows), strict=True)
    ]
    if any(label_names) or not n_labels:
        return columns, label_names, corner
    is_axis = corner and _is_pandas(head[0])
    return columns, label_names if is_axis else [corner, *label_names[1:]], corner if is_axis else ""


def _is_pandas(row: etree._Element) -> bool:
    return "dataframe" in (next(row.iterancestors("table")).get("class") or "").split()
