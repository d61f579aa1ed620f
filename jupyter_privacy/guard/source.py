"""A protected source: one frame that came in through a door we know."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from jupyter_privacy.core import rounding
from jupyter_privacy.core.row_identity import record_keys
from jupyter_privacy.core.types import FloatArray, IntArray, Reason
from jupyter_privacy.frames import Band, Frame, Kind, band_levels, open_frame, polars_pandas
from jupyter_privacy.frames.coding import first_records
from jupyter_privacy.frames.completing import completed
from jupyter_privacy.frames.shapes import Shape, dtypes_of, shallow_copy, shape_of
from jupyter_privacy.frames.storage import Remembered
from jupyter_privacy.guard.persons import persons_of
from jupyter_privacy.guard.release.linked import LinkedTables
from jupyter_privacy.guard.seal.faces import Face, Form
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.row_sets import RowSets
from jupyter_privacy.policy import ColumnFacts, Policy, Role, RoleFinding, decide_roles

__all__ = ["Source", "held_source", "open_source"]

_SAMPLE = 200
_FINGERPRINT = 64
_REMEMBERED = 16
_BYTES_A_CELL = 8
_PARTS = 4
"""The memory of answered sets may take a fourth of the room of a frame of numbers."""


@dataclass(eq=False)
class Source:
    """The records that sealed values descend from, under one policy.

    `original` are the data as they came in, and `frame` sees them.  `given` are roles from the call,
    `declared` those of a pandera schema.
    """

    id: str
    name: str
    original: Any
    frame: Frame
    policy: Policy
    schema: Mapping[str, object]
    given: Mapping[str, Role] | None = None
    declared: Mapping[str, Role] | None = None
    answered: RowSets | None = None
    tables: LinkedTables | None = None
    _bands: dict[int, tuple[Band, ...]] = field(default_factory=dict)
    _identities: dict[int, tuple[weakref.ref[IntArray], int]] = field(default_factory=dict)

    @property
    def n_records(self) -> int:
        """The number of records, which a session treats as public."""
        return self.frame.n_records

    @cached_property
    def everyone(self) -> IntArray:
        """The records in their order: the rows of whatever holds all of them."""
        rows = np.arange(self.n_records, dtype=np.intp)
        rows.setflags(write=False)
        return rows

    @cached_property
    def remembered(self) -> Remembered:
        """What was worked out about columns; a few bytes a record are kept."""
        return Remembered(self.n_records * _REMEMBERED)

    @property
    def row_sets(self) -> RowSets:
        """The sets of these people that were answered about."""
        if self.answered is None:
            room = self.n_records * len(self.frame.columns) * _BYTES_A_CELL // _PARTS
            self.answered = RowSets(self.n_records, self.policy.minimum, room)
        return self.answered

    @property
    def linked(self) -> LinkedTables:
        """The tables of counts of these people that were shown."""
        if self.tables is None:
            self.tables = LinkedTables(record_keys(self.n_records))
        return self.tables

    @cached_property
    def noise_keys(self) -> FloatArray:
        """The key of each record that noise is drawn by: the same person has the same in every session."""
        of_roles = (role.role is Role.DIRECT_IDENTIFIER for role in self.roles)
        identifiers = [j for j, is_identifier in enumerate(of_roles) if is_identifier]
        return rounding.record_keys(persons_of(self.frame, identifiers), self.policy.noise_secret)

    def identity_of(self, rows: IntArray) -> int:
        """Return the number of a set of people; kept as long as the array of their rows lives."""
        known = self._identities.get(id(rows))
        if known is None or known[0]() is not rows:
            one = int(self.linked.keys[rows].sum(dtype=np.uint64))
            known = self._identities[id(rows)] = (weakref.ref(rows), one)
        return known[1]

    @cached_property
    def people(self) -> str:
        """A fingerprint of the data: reading the same file again gives the same people.

        It covers the shape, the names, and the cells of some records all over the frame.
        """
        digest = hashlib.blake2b(repr((self.n_records, self.frame.columns)).encode(), digest_size=16)
        sample = np.unique(np.linspace(0, max(self.n_records - 1, 0), _FINGERPRINT).astype(np.intp))
        for j in range(len(self.frame.columns) if self.n_records else 0):
            digest.update("\0".join(self.frame.texts(j, sample)).encode())
        return digest.hexdigest()

    @cached_property
    def roles(self) -> tuple[RoleFinding, ...]:
        """One finding a column, in their order; worked out when first asked for."""
        facts = [_facts(self.frame, j) for j in range(len(self.frame.columns))]
        return decide_roles(facts, schema=self.declared, policy=self.policy, given=self.given)

    def position_of(self, column: str) -> int | None:
        """Return where a column of this name stands, or None if there is not exactly one."""
        found = [j for j, name in enumerate(self.frame.columns) if name == column]
        return found[0] if len(found) == 1 else None

    def bands(self, j: int) -> tuple[Band, ...]:
        """Return the ever wider bands of the values of a number column, by their codes; none for others.

        They are kept; most columns have few values, whatever the number of records.
        """
        if j not in self._bands:
            is_number = self.frame.kind(j) is Kind.NUMBER
            self._bands[j] = tuple(band_levels(_values(self.frame, j))) if is_number else ()
        return self._bands[j]

    def role_of(self, column: str) -> RoleFinding | None:
        """Return the finding for a column of the source, or None for any other name."""
        found = (role for name, role in zip(self.frame.columns, self.roles, strict=True) if name == column)
        return next(found, None)


def _facts(frame: Frame, j: int) -> ColumnFacts:
    codes = frame.codes(j)
    n_missing = int(np.count_nonzero(codes == 0))
    is_text = frame.kind(j) is Kind.TEXT
    return ColumnFacts(
        name=frame.columns[j],
        kind=frame.kind(j).value,
        n_records=frame.n_records,
        n_distinct=int(codes.max(initial=0)),
        n_missing=n_missing,
        sample=tuple(frame.sample_texts(j, _SAMPLE)) if is_text else _number_sample(frame, j, codes),
    )


def _values(frame: Frame, j: int) -> FloatArray:
    """Return the number that each code of a column stands for; NaN for 0, which is missing."""
    codes = frame.codes(j)
    values = np.full(int(codes.max(initial=0)) + 1, np.nan)
    values[codes] = frame.numbers(j)
    return values


def _number_sample(frame: Frame, j: int, codes: Any) -> tuple[str, ...]:
    """Return some whole numbers as text: identifiers with check digits may be read as numbers."""
    if frame.kind(j) is not Kind.NUMBER:
        return ()
    missing = np.flatnonzero(codes == 0)[:1]
    return tuple(frame.texts(j, np.append(missing, first_records(codes, _SAMPLE))[:_SAMPLE]))


def held_source(obj: Any, source: Source) -> Held:
    """Return the whole of a source, ready to be sealed: no column lacks the values of just a few people."""
    lineage = Lineage(source, source.everyone, "source", Reason.SHOWN, has_source_schema=True)
    if not polars_pandas.is_polars(obj):
        return Held(completed(shallow_copy(obj), source.policy.minimum), lineage)
    return _with_face(obj, lineage)


def _with_face(obj: Any, lineage: Lineage) -> Held:
    """Return a polars object as the pandas one of the same rows, with its face."""
    table = lineage.source.original
    held = Held(polars_pandas.completed_pandas(table, lineage.source.policy.minimum), lineage)
    empty = polars_pandas.empty_like(table)
    form = Form.SERIES if shape_of(held.value) is Shape.SERIES else Form.FRAME
    frame = replace(held, face=Face(form, empty))
    if not polars_pandas.is_lazy(obj):
        return frame
    return replace(held, face=Face(Form.LAZY, empty.lazy(), base=frame))


def open_source(
    obj: Any, id_: str, name: str, policy: Policy, given: Any = None, declared: Any = None
) -> Source:
    """Return a source over its own shallow copy of `obj`."""
    original = shallow_copy(obj)
    if not polars_pandas.is_polars(obj):
        return Source(id_, name, original, open_frame(original), policy, dtypes_of(obj), given, declared)
    original = polars_pandas.whole_table(original)
    frame = open_frame(polars_pandas.as_pandas(original))
    held = polars_pandas.completed_pandas(original, policy.minimum)
    return Source(id_, name, original, frame, policy, dtypes_of(held), given, declared)
