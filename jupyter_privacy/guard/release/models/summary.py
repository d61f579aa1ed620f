"""Summaries of statsmodels: tables of text, made of numbers that may be told.

The last table of a linear model looks at the third and fourth powers of the residuals.  It is left out if
one person makes up most of those.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.core.rounding import significant
from jupyter_privacy.guard.release.finish import rounded_count
from jupyter_privacy.guard.seal.lineage import Lineage

__all__ = ["told_summary"]

_OF_MODEL = 2
"""The first tables: the model with its fit, and the coefficients."""

_MOST = 0.5
_COUNTS = ("No. Observations:", "Df Residuals:")


def told_summary(summary: Any, results: Any, people: Lineage) -> Any:
    """Return a summary of which every number may be told, those of people rounded by the policy.

    Where counts are rounded, no other number has more than three digits.
    """
    left = getattr(results, "resid", None)
    if len(summary.tables) > _OF_MODEL and (left is None or _one_dominates(np.asarray(left) ** 4)):
        summary.tables = summary.tables[:_OF_MODEL]
    if people.source.policy.rounding != "none":
        for table in summary.tables:
            _coarsen(table)
        n_people = rounded_count(people, int(results.nobs))
        counts = (n_people, n_people - int(results.nobs - results.df_resid))
        _replace(summary.tables[0], dict(zip(_COUNTS, map(str, counts), strict=True)))
    return summary


def _one_dominates(parts: Any) -> bool:
    return not float(parts.max()) <= _MOST * float(parts.sum()) < np.inf


def _coarsen(table: Any) -> None:
    """Leave three digits of every number of a table of cells, or of a frame."""
    if hasattr(table, "iloc"):
        for i, row in enumerate(table.to_numpy().tolist()):
            for j, entry in enumerate(row):
                table.iloc[i, j] = _with_few_digits(entry)
        return
    for cells in table:
        for cell in cells:
            cell.data = _with_few_digits(cell.data)


def _with_few_digits(entry: Any) -> Any:
    text = str(entry).strip()
    try:
        number = float(text)
    except ValueError:
        return entry
    told = str(significant(np.array([number]))[0])
    return told.rjust(len(str(entry))) if isinstance(entry, str) else float(told)


def _replace(table: Any, texts: dict[str, str]) -> None:
    """Put texts behind their labels, in a table of cells or in a frame."""
    if hasattr(table, "iloc"):
        for i, row in enumerate(table.to_numpy().tolist()):
            for j, text in _found(row, texts):
                table.iloc[i, j] = text
        return
    for cells in table:
        for j, text in _found([cell.data for cell in cells], texts):
            cells[j].data = text


def _found(entries: list[Any], texts: dict[str, str]) -> list[tuple[int, str]]:
    labels = [str(entry).strip() for entry in entries]
    return [(j + 1, texts[label]) for j, label in enumerate(labels[:-1]) if label in texts]
