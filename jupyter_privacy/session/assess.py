"""`assess`: the disclosure risk of a frame, with or without Jupyter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from jupyter_privacy.core.measures import MEASURES, measure_all
from jupyter_privacy.core.types import ColumnName, FloatArray, Risk, Severity
from jupyter_privacy.frames.shapes import holds_records
from jupyter_privacy.guard.seal.proxy import Sealed, holder_of
from jupyter_privacy.guard.source import Source, open_source
from jupyter_privacy.policy import Policy, Role, RoleFinding, load_policy
from jupyter_privacy.session.assessments import assessable
from jupyter_privacy.session.session import current_session

__all__ = ["Assessment", "assess"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Measured disclosure risk of one frame.

    `measures` maps measure ids (`k_anonymity`, `uniques`, `data_points_1`, ...) to risks in the
    order of the catalogue; `roles` maps columns to the roles that were used and why.
    """

    n_records: int
    measures: Mapping[str, Risk]
    roles: Mapping[ColumnName, RoleFinding]

    @property
    def severity(self) -> Severity:
        """The worst severity of all measures."""
        return max((risk.severity for risk in self.measures.values()), default=Severity.UNKNOWN)

    def __str__(self) -> str:
        labels = {measure.id: measure.label for measure in MEASURES}
        lines = [f"Disclosure risk of {self.n_records} records"]
        for id_, risk in self.measures.items():
            value = f"{risk.value:g} {risk.unit}" if risk.value is not None else "unknown"
            lines.append(f"  {labels[id_]:<34} {value}" + (f"  ({risk.note})" if risk.note else ""))
        return "\n".join(lines)


def assess(
    df: Any,
    *,
    key_variables: Sequence[str] | None = None,
    sensitive: Sequence[str] | None = None,
    weights: str | Sequence[float] | None = None,
    policy: Policy | None = None,
) -> Assessment:
    """Measure how identifiable the records of a frame are.

    What it does
        Runs every measure of `jupyter_privacy.core.measures.MEASURES` on a pandas or polars frame,
        plain or protected.
    Shapes
        `df` has one row a person.  `key_variables` and `sensitive` name columns; left out, they
        come from the policy's roles and from inference.  `weights` are sampling weights: a column
        or one number a record.
    Missing values
        A missing value is a value of its own.
    Errors
        `PolicyError` for a name that is no column of `df`; `TypeError` for anything but a frame;
        `ValueError` for weights that are missing, not positive, or not one a record.
    Cost
        About 0.3 s for 649 records and 33 columns; see the measures.
    Source
        With each measure.

    >>> import pandas as pd
    >>> pupils = pd.DataFrame({"sex": ["F", "F", "M"], "age": [15, 15, 16]})
    >>> assessment = assess(pupils, key_variables=["sex", "age"])
    >>> assessment.measures["k_anonymity"].value, assessment.measures["uniques"].value
    (1, 1)
    """
    source = _source(df, policy, _given(key_variables, sensitive))
    source = _without_inferred(source, key_variables, sensitive)
    measured = measure_all(assessable(source, _weights(source, weights)))
    names = [ColumnName(name) for name in source.frame.columns]
    roles = dict(zip(names, source.roles, strict=True))
    return Assessment(source.n_records, MappingProxyType(measured), MappingProxyType(roles))


def _without_inferred(
    source: Source, key_variables: Sequence[str] | None, sensitive: Sequence[str] | None
) -> Source:
    """Let a role that the caller names columns for be held by no other column."""
    named = {Role.KEY_VARIABLE: key_variables, Role.SENSITIVE: sensitive}
    source.roles = tuple(
        replace(finding, role=Role.OTHER)
        if named.get(finding.role) is not None and name not in named[finding.role]  # type: ignore[operator]
        else finding
        for name, finding in zip(source.frame.columns, source.roles, strict=True)
    )
    return source


def _given(key_variables: Sequence[str] | None, sensitive: Sequence[str] | None) -> dict[str, Role]:
    given = dict.fromkeys(key_variables or (), Role.KEY_VARIABLE)
    return given | dict.fromkeys(sensitive or (), Role.SENSITIVE)


def _source(df: Any, policy: Policy | None, given: dict[str, Role]) -> Source:
    session = current_session()
    chosen = policy or (session.policy if session else load_policy())
    if type(df) is not Sealed:
        if not holds_records(df):
            raise TypeError(f"only dataframes can be assessed, not {type(df).__name__}")
        return open_source(df, "assessed", "", chosen, given)
    held = holder_of(df).open(df)  # type: ignore[attr-defined]
    if held.lineage.operation != "source":
        raise TypeError("only a whole protected frame can be assessed, not a part or a result of it")
    return open_source(held.value, "assessed", "", policy or held.lineage.source.policy, given)


def _weights(source: Source, weights: str | Sequence[float] | None) -> FloatArray | None:
    if weights is None:
        return None
    if isinstance(weights, str):
        if weights not in source.frame.columns:
            raise ValueError(f"weights: {weights!r} is no column of the frame")
        values = source.frame.numbers(list(source.frame.columns).index(ColumnName(weights)))
    else:
        values = np.asarray(weights, dtype=np.float64)
    if len(values) != source.n_records or not bool((values > 0).all()):
        raise ValueError("weights must be one positive number a record, none missing")
    return values
