"""Looking through a notebook: every output, attachment and widget, by its MIME types."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from jupyter_privacy.notebooks.findings import RULES, Finding, finding
from jupyter_privacy.notebooks.html_tables import read_html
from jupyter_privacy.notebooks.identifiers import Net, identifiers_in
from jupyter_privacy.notebooks.json_tables import embedded, json_tables, json_texts
from jupyter_privacy.notebooks.judging import rules_of
from jupyter_privacy.notebooks.spots import Spot, cells_of, exemption, spots
from jupyter_privacy.notebooks.tables import Table
from jupyter_privacy.notebooks.text_tables import text_tables
from jupyter_privacy.notebooks.timeline import Guard, Timeline
from jupyter_privacy.policy import Policy

__all__ = ["is_guarded", "look_through"]

_CERTAIN = frozenset({"nhs_number", "upn", "email", "data"})
"""What is told in guarded and in exempted outputs as well: nobody means to publish these."""
_TABLES = "text/html"
_PRINTED = 2_000_000
"""Longest text that is read as a Python or JSON literal."""
_WITH_BUFFERS = "buffers"
_ENCODED = "bdata"


def look_through(notebook: dict[str, Any], policy: Policy, nets: Sequence[Net] = ()) -> tuple[Finding, ...]:
    """Return what is found in a notebook of format 4, in the order of the file.

    What it does
        Outputs of a guarded session are looked through for identifiers, as the guard has judged their
        tables.  Outputs made while the guard was off, in a notebook that uses it, are findings as such.
        Everything else is looked through for identifiers, records and small cells.
    Errors
        `NotebookError` for what is no notebook.
    Cost
        Linear in the size of the outputs.

    >>> cell = {"cell_type": "code", "outputs": [{"output_type": "stream", "text": "ann@example.org"}]}
    >>> [found.rule for found in look_through({"cells": [cell]}, Policy())]
    ['email']
    """
    places = list(spots(notebook))
    timeline = Timeline(notebook, places)
    found = set()
    for spot in places:
        if not spot.is_masked:
            rules = _rules(spot, timeline.guard_of(spot), _reason(notebook, spot), policy, nets)
            found |= {finding(rule, spot.cell, spot.output) for rule in rules}
    order = {rule: i for i, rule in enumerate(RULES)}
    return tuple(
        sorted(found, key=lambda one: (not one.cell, one.cell, not one.output, one.output, order[one.rule]))
    )


def is_guarded(notebook: dict[str, Any]) -> bool:
    """Whether a notebook uses the guard: it loads it, or an output carries its mark."""
    return Timeline(notebook, list(spots(notebook))).is_guarded


def _reason(notebook: dict[str, Any], spot: Spot) -> str:
    return exemption(cells_of(notebook)[spot.cell - 1]) if spot.cell else ""


def _rules(spot: Spot, guard: Guard, exempt: str, policy: Policy, nets: Sequence[Net]) -> Iterator[str]:
    is_judged = guard is Guard.ON or bool(exempt)
    if guard is Guard.OFF and not exempt:
        yield "unguarded"
    judged_by = None if is_judged else policy
    alone = _TABLES not in spot.bundle
    contents = (
        *(_content_rules(mime, part, judged_by, nets, alone=alone) for mime, part in spot.bundle.items()),
        _tree_rules(spot.more, judged_by, nets),
    )
    yield from (rule for rule in chain.from_iterable(contents) if rule in _CERTAIN or not is_judged)


def _content_rules(
    mime: str, content: object, policy: Policy | None, nets: Sequence[Net], *, alone: bool
) -> Iterator[str]:
    """Yield the rules that one representation breaks; the plain text beside HTML says the same again."""
    kind, _, name = mime.partition("/")
    if not isinstance(content, str):
        yield from _tree_rules(content, policy, nets)
    elif name.startswith("svg"):
        yield from chain(["image"], _html_rules(content, policy, nets))
    elif kind in {"image", "audio", "video"}:
        yield "image"
    elif mime in {"application/pdf", "application/octet-stream"}:
        yield "binary"
    elif name == "json" or name.endswith("+json"):
        yield from _tree_rules(_parsed(content), policy, nets)
    elif mime == _TABLES or (kind == "text" and "<" in content and "</" in content):
        yield from _html_rules(content, policy, nets)
    elif kind == "text" or name in {"javascript", "x-latex", "xml"}:
        yield from _text_rules(content, policy, nets, alone=alone)
    else:
        yield from chain(["unknown"], identifiers_in(content, nets))


def _html_rules(content: str, policy: Policy | None, nets: Sequence[Net]) -> Iterator[str]:
    """Look into the source: attributes and scripts are not shown, and saved all the same."""
    page = read_html(content)
    yield from identifiers_in(page.source, nets)
    yield from _table_rules(page.tables, policy)
    if not page.tables:
        yield from _table_rules(text_tables(content), policy)
    trees = chain.from_iterable(map(embedded, page.scripts))
    yield from _table_rules(chain.from_iterable(map(json_tables, trees)), policy)
    if page.has_pictures:
        yield "image"


def _text_rules(content: str, policy: Policy | None, nets: Sequence[Net], *, alone: bool) -> Iterator[str]:
    yield from identifiers_in(content, nets)
    if alone:
        yield from _table_rules(text_tables(content), policy)
        tree = _literal(content)
        yield from _table_rules(json_tables(tree), policy)


def _tree_rules(tree: object, policy: Policy | None, nets: Sequence[Net]) -> Iterator[str]:
    """Look into JSON: its numbers and texts, texts that are HTML, and its tables."""
    texts = list(json_texts(tree))
    yield from identifiers_in("\n".join(texts), nets)
    for text in texts:
        if "<table" in text or "<img" in text:
            yield from _html_rules(text, policy, nets)
        elif "\n" in text:
            yield from _table_rules(text_tables(text), policy)
    yield from _table_rules(json_tables(tree), policy)
    if _WITH_BUFFERS in texts or _ENCODED in texts:
        yield "binary"


def _table_rules(tables: Iterable[Table], policy: Policy | None) -> Iterator[str]:
    """Judge tables by a policy; without one they have been judged."""
    if policy is None:
        return
    for table in tables:
        yield from rules_of(table, policy)


def _parsed(content: str) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content


def _literal(content: str) -> object:
    """Return the lists and dicts that a text prints; None for any other text."""
    text = content.strip()
    if text[:1] not in {"[", "{", "("} or len(text) > _PRINTED:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
