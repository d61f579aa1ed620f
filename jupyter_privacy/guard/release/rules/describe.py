"""`describe`: count, mean, spread and quantiles of numbers and times, the most common label; no extremes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.aggregating import described
from jupyter_privacy.frames.distinct import has_value, mode_of
from jupyter_privacy.frames.pandas_tables import entries_in
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage, options_of
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.release.rules.mode import judge_mode
from jupyter_privacy.guard.seal.desk import quarantine
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Desk, Outcome

__all__ = ["DESCRIBE"]

_METHODS = {name: name for name in ("count", "mean", "std", "min", "max")} | {"unique": "nunique"}


def _decide(asked: Asked) -> Outcome | None:
    given, held = options_of(asked, "percentiles", "include", "exclude"), asked.held
    if given is None:
        return None
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, "describe")
    try:
        with quarantine():
            table, columns = described(held.value, given)
    except Exception as error:  # it saw no data
        raise Refusal(type(error)(*error.args)) from None
    obstacle = judge_count(held.lineage, len(held.value))
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, obstacle, "describe")
    shares = given.get("percentiles")
    shares = (0.25, 0.5, 0.75) if shares is None else shares
    reasons = np.zeros((len(table.index), len(columns)), dtype=np.uint8)
    entries = []
    for i, (j, labels) in enumerate(columns):
        found = _described(asked.desk.quietly(), _column(held, j), labels, shares)
        entries.append([found.get(label, (np.nan, Reason.SHOWN))[0] for label in table.index])
        reasons[:, i] = [found.get(label, (np.nan, Reason.SHOWN))[1] for label in table.index]
    return Released(entries_in(table, entries), reasons)


def _column(held: Held, j: int) -> Held:
    if kind_of(held.value) is Kind.SERIES:
        return held
    return Held(held.value.iloc[:, j], column_lineage(held, held.value.columns[j]))


def _described(desk: Desk, column: Held, labels: list[str], shares: Any) -> dict[str, tuple[Any, Reason]]:
    """Return the entries of one column, each by the rule of its own statistic, and why some are missing."""
    found = {}
    for label in labels:
        if label in _METHODS:
            found[label] = _answer(desk, column, _METHODS[label])
        elif label in {"top", "freq"}:
            found[label] = _most_common(desk, column, label)
        else:
            found[label] = _answer(desk, column, "quantile", _share(label, shares))
    return found


def _answer(desk: Desk, column: Held, name: str, *args: Any) -> tuple[Any, Reason]:
    outcome = registry.decide(kind_of(column.value), Asked(desk, column, name, args))
    if isinstance(outcome, Released):
        return outcome.value, Reason.SHOWN
    is_withheld = isinstance(outcome, Held) and isinstance(outcome.value, Withheld)
    return np.nan, outcome.value.reason if is_withheld else Reason.NO_RULE  # type: ignore[union-attr]


def _most_common(desk: Desk, column: Held, label: str) -> tuple[Any, Reason]:
    """Return the most common value, or how many have it."""
    reason = judge_mode(column)
    if reason is not Reason.SHOWN:
        return np.nan, reason
    top = mode_of(column.value).iloc[0]
    if label == "top":
        return top, Reason.SHOWN
    who = Held(has_value(column.value, top), column.lineage.same_rows("eq"))
    return _answer(desk, who, "sum")


def _share(label: str, shares: Any) -> float:
    """Return the share that a label such as 33.3% stands for, which is rounded."""
    return min(map(float, shares), key=lambda share: abs(share - float(label[:-1]) / 100))


_NAMES = frozenset({"describe"})

DESCRIBE = Rule("describe", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES})
"""Each entry by the rule of its own statistic; minimum and maximum are two people's values."""
