"""Measuring sources in the background: cheap to ask, never in the way of a cell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import numpy as np

from jupyter_privacy.core.measures import MEASURES, identifying_share, measure_all
from jupyter_privacy.core.types import Assessable, Codes, ColumnName, FloatArray, Risk, Severity
from jupyter_privacy.guard.source import Source
from jupyter_privacy.policy import Role, RoleFinding
from jupyter_privacy.session.state import ColumnState, FrameState, MeasureState

__all__ = ["Assessments", "assessable", "column_states"]

_Result = tuple[tuple[MeasureState, ...], tuple[ColumnState, ...]]


def assessable(source: Source, weights: FloatArray | None = None) -> Assessable:
    """Return a source as the measures see it; direct identifiers would make everybody unique."""
    columns: dict[ColumnName, Codes] = {}
    by_role: dict[Role, list[ColumnName]] = {role: [] for role in Role}
    for j, finding in enumerate(source.roles):
        if finding.role is Role.DIRECT_IDENTIFIER:
            continue
        name = _distinct_name(source.frame.columns[j], columns)
        columns[name] = source.frame.codes(j)
        by_role[finding.role].append(name)
    return Assessable(
        source.n_records,
        columns,
        tuple(by_role[Role.KEY_VARIABLE]),
        tuple(by_role[Role.SENSITIVE]),
        source.policy.k,
        weights,
    )


def _distinct_name(name: str, taken: Mapping[ColumnName, Codes]) -> ColumnName:
    """Return a name that no earlier column has: labels may repeat in pandas."""
    candidate, i = ColumnName(name), 2
    while candidate in taken:
        candidate, i = ColumnName(f"{name} ({i})"), i + 1
    return candidate


def column_states(source: Source) -> tuple[ColumnState, ...]:
    """Return every column of a source, the most identifying first."""
    states = [_column_state(source, j, finding) for j, finding in enumerate(source.roles)]
    return tuple(sorted(states, key=lambda state: -state.identifying_share))


def _column_state(source: Source, j: int, finding: RoleFinding) -> ColumnState:
    codes = source.frame.codes(j)
    missing = float(np.mean(codes == 0)) if len(codes) else 0.0
    name = source.frame.columns[j]
    return ColumnState(
        name, finding.role.value, finding.declared, finding.why, identifying_share(codes), missing
    )


def measure_states(risks: Mapping[str, Risk]) -> tuple[MeasureState, ...]:
    """Return measured risks as the sidebar shows them."""
    return tuple(
        MeasureState(
            measure.id,
            measure.label,
            risk.value,
            risk.low,
            risk.high,
            risk.unit,
            measure.direction,
            int(risk.severity),
            measure.help,
            risk.note,
        )
        for measure in MEASURES
        if (risk := risks.get(measure.id)) is not None
    )


class Assessments:
    """One measurement a source, made in a thread when first asked for."""

    def __init__(self, done: Callable[[], None]) -> None:
        self._done = done
        self._results: dict[str, _Result | None] = {}
        self._threads: dict[str, threading.Thread] = {}

    def frame_state(self, source: Source, name: str) -> FrameState:
        """Return what is known of a source now; measuring starts with the first call."""
        if source.id not in self._threads:
            thread = threading.Thread(
                target=self._measure, args=(source,), name="jupyter_privacy", daemon=True
            )
            self._threads[source.id] = thread
            thread.start()
        result = self._results.get(source.id)
        measures, columns = result if result is not None else ((), ())
        if result is not None:
            status, severity = (
                "ready",
                max((measure.severity for measure in measures), default=Severity.UNKNOWN),
            )
        else:
            status, severity = ("failed" if source.id in self._results else "pending"), Severity.UNKNOWN
        n_columns = len(source.frame.columns)
        return FrameState(
            source.id,
            name,
            source.n_records,
            n_columns,
            status,  # type: ignore[arg-type]  # one of the three literals above
            int(severity),
            measures,
            columns,
        )

    def wait(self, source: Source, seconds: float) -> None:
        """Wait until a source is measured, at most so long."""
        self._threads[source.id].join(seconds)

    def _measure(self, source: Source) -> None:
        try:
            self._results[source.id] = (
                measure_states(measure_all(assessable(source))),
                column_states(source),
            )
        except Exception:
            self._results[source.id] = None
        self._done()
