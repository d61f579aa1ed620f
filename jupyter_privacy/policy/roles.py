"""What a column says about a person, guessed from its name, its values' shape and how many differ.

A guess masks (a direct identifier) or feeds the scores (a key variable); it never unmasks what was
declared.  Order: shape of the values, name, cardinality.  Names are weighed against cardinality,
because an `address` with two values (urban, rural) finds nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_privacy.policy import words as lists
from jupyter_privacy.policy.model import Role
from jupyter_privacy.policy.shapes import shape_of
from jupyter_privacy.policy.words import last_match, words_of

__all__ = ["ColumnFacts", "RoleFinding", "infer_role"]

# A column with at most 20 values, each shared by 5 records or more on average, sorts people into
# groups; it does not name them.  5 is the k of `Policy`.
_FEW_VALUES = 20
_SHARED_BY = 5

# Free text, codes and names: 9 in 10 values differ.  Fewer than 10 records show nothing of that.
_NEARLY_ALL = 0.9
_ENOUGH_RECORDS = 10


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What inference sees of a column: `kind` as in `frames.Kind`, `sample` distinct values as text."""

    name: str
    kind: str
    n_records: int
    n_distinct: int
    n_missing: int
    sample: tuple[str, ...] = ()

    @property
    def n_present(self) -> int:
        """The number of records with a value."""
        return self.n_records - self.n_missing

    @property
    def sorts_into_groups(self) -> bool:
        """Whether a few values are each shared by many records."""
        return self.n_distinct <= _FEW_VALUES and self.n_present >= _SHARED_BY * self.n_distinct

    @property
    def is_nearly_distinct(self) -> bool:
        """Whether nearly every record has a value of its own."""
        return self.n_present >= _ENOUGH_RECORDS and self.n_distinct >= _NEARLY_ALL * self.n_present


@dataclass(frozen=True, slots=True)
class RoleFinding:
    """A column's role, whether somebody declared it, and why; `why` never contains a value."""

    role: Role
    declared: bool
    why: str


def infer_role(facts: ColumnFacts) -> RoleFinding:
    """Guess what a column says about the person behind a record.

    Missing values
        Left out: a column without any value is `other` unless its name says more.
    Cost
        Microseconds; the check digits of `sample` are computed.
    Source
        Key variables: Hundepool et al., Handbook on Statistical Disclosure Control, ch. 3;
        sensitive: GDPR Art. 9 and 10.

    >>> infer_role(ColumnFacts("surname", "text", 600, 480, 0))
    RoleFinding(role=<Role.DIRECT_IDENTIFIER: 'direct_identifier'>, declared=False, \
why='the column name says that it names or locates a person')
    >>> infer_role(ColumnFacts("address", "text", 649, 2, 0, ("U", "R"))).role.value
    'key_variable'
    """
    for step in (_by_shape, _by_name, _by_cardinality):
        finding = step(facts)
        if finding is not None:
            return finding
    return RoleFinding(Role.OTHER, declared=False, why="nothing in its name or its values says more")


def _guess(role: Role, why: str) -> RoleFinding:
    return RoleFinding(role, declared=False, why=why)


def _by_shape(facts: ColumnFacts) -> RoleFinding | None:
    shape = shape_of(facts.sample)
    if shape is None:
        return None
    name, even_if_few = shape
    if facts.sorts_into_groups and not even_if_few:
        return _guess(Role.KEY_VARIABLE, f"its values look like {name}, shared by many records each")
    return _guess(Role.DIRECT_IDENTIFIER, f"its values look like {name}")


def _by_name(facts: ColumnFacts) -> RoleFinding | None:
    words = words_of(facts.name)
    if facts.kind != "boolean":
        finding = _as_identifier(words, facts)
        if finding is not None:
            return finding
    return _as_variable(words, facts)


def _as_identifier(words: list[str], facts: ColumnFacts) -> RoleFinding | None:
    soft = last_match(words, lists.SOFTENER) >= 0
    if last_match(words, lists.NUMBER) >= 0 and not soft and not _is_flag(facts):
        return _guess(Role.DIRECT_IDENTIFIER, "the column name is that of a personal number or account")
    if last_match(words, lists.NAMING) >= 0:
        about_a_group = soft or last_match(words, lists.GROUP) >= 0
        if about_a_group or facts.sorts_into_groups:
            return _guess(Role.KEY_VARIABLE, "the column name says name or place, but of a group of people")
        return _guess(Role.DIRECT_IDENTIFIER, "the column name says that it names or locates a person")
    return _as_number(words, facts)


def _as_number(words: list[str], facts: ColumnFacts) -> RoleFinding | None:
    """Judge "pupil_id", "visit_id", "school_id", and "no_of_pupils", which is none."""
    identifier = last_match(words, lists.IDENTIFIER)
    if identifier != len(words) - 1 or identifier < 0 or _is_flag(facts):
        return None
    counts = words[-1] in lists.COUNTER and facts.sorts_into_groups  # the first, second child of a family
    if last_match(words, lists.PERSON) >= 0 and not counts:
        return _guess(Role.DIRECT_IDENTIFIER, "the column name says that it numbers persons")
    if facts.is_nearly_distinct:
        return _guess(Role.DIRECT_IDENTIFIER, "an identifier by name, and nearly every value is different")
    if last_match(words, lists.EXACT_IDENTIFIER) >= 0:
        return _guess(Role.KEY_VARIABLE, "an identifier by name, shared by several records")
    return None


def _is_flag(facts: ColumnFacts) -> bool:
    """Whether two values or fewer are shared by many: "passport: yes, no"."""
    yes_and_no = 2
    return facts.n_distinct <= yes_and_no and facts.sorts_into_groups


def _as_variable(words: list[str], facts: ColumnFacts) -> RoleFinding | None:
    key_variable = last_match(words, lists.KEY_VARIABLE)
    sensitive = last_match(words, lists.SENSITIVE)
    free_text = facts.kind in ("text", "other") and facts.is_nearly_distinct
    if free_text or max(key_variable, sensitive) < 0:
        return None
    if key_variable >= sensitive:
        return _guess(Role.KEY_VARIABLE, "the column name says what others may know about a person")
    return _guess(Role.SENSITIVE, "the column name says what a person may want to keep private")


def _by_cardinality(facts: ColumnFacts) -> RoleFinding | None:
    if facts.kind in ("text", "other") and facts.is_nearly_distinct:
        return _guess(Role.DIRECT_IDENTIFIER, "nearly every record has a different text")
    if facts.kind == "time":
        return _guess(Role.KEY_VARIABLE, "dates and times are easily known to others")
    return None
