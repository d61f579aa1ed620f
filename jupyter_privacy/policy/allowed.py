"""What each setting may be: one small checker a kind of value, in words and in code.

A checker returns the value it was given or raises `ValueError`; `words` completes the sentence
"threshold must be ...".  Types are compared exactly, so True is no whole number, and a sealed
proxy that looks like a number is not one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Allowed", "Choice", "Flag", "Real", "TableOf", "Text", "Whole"]


class Allowed(Protocol):
    """What a setting may be."""

    @property
    def words(self) -> str:
        """The allowed values, in words."""

    def read(self, value: object) -> object:
        """Return `value`, or raise `ValueError`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`, both allowed."""

    low: int
    high: int

    @property
    def words(self) -> str:
        """The allowed values, in words."""
        return f"a whole number from {self.low} to {self.high}"

    def read(self, value: object) -> int:
        """Return `value`, or raise `ValueError`."""
        if type(value) is int and self.low <= value <= self.high:
            return value
        raise ValueError(self.words)


@dataclass(frozen=True, slots=True)
class Real:
    """A number strictly between `low` and `high`."""

    low: float
    high: float

    @property
    def words(self) -> str:
        """The allowed values, in words."""
        return f"a number above {self.low:g} and below {self.high:g}"

    def read(self, value: object) -> float:
        """Return `value` as a float, or raise `ValueError`."""
        if type(value) in (int, float):
            number = float(value)  # type: ignore[arg-type]  # narrowed by its exact type
            if math.isfinite(number) and self.low < number < self.high:
                return number
        raise ValueError(self.words)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    words: str = "true or false"

    def read(self, value: object) -> bool:
        """Return `value`, or raise `ValueError`."""
        if type(value) is bool:
            return value
        raise ValueError(self.words)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not empty."""

    words: str = "a text that is not empty"

    def read(self, value: object) -> str:
        """Return `value`, or raise `ValueError`."""
        if type(value) is str and value:
            return value
        raise ValueError(self.words)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few texts."""

    options: tuple[str, ...]

    @property
    def words(self) -> str:
        """The allowed values, in words."""
        return "one of " + ", ".join(f'"{option}"' for option in self.options)

    def read(self, value: object) -> str:
        """Return `value` as a plain text, or raise `ValueError`."""
        if isinstance(value, str):
            for option in self.options:
                if option == value:
                    return option
        raise ValueError(self.words)


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table from names to one kind of value."""

    name: str
    values: Allowed

    @property
    def words(self) -> str:
        """The allowed values, in words."""
        return f"a table from {self.name} to {self.values.words}"

    def read(self, value: object) -> dict[str, object]:
        """Return a copy of `value`, or raise `ValueError` that names the first bad entry."""
        if not isinstance(value, Mapping):
            raise ValueError(self.words)  # noqa: TRY004 - one exception for every bad value
        return {self._name(name): self._entry(name, entry) for name, entry in value.items()}

    def _name(self, name: object) -> str:
        if isinstance(name, str):
            return str(name)
        raise ValueError(self.words)

    def _entry(self, name: object, entry: object) -> object:
        try:
            return self.values.read(entry)
        except ValueError as error:
            nested = "; quote a name that contains a dot" if isinstance(entry, Mapping) else ""
            message = f"{self.words}, and {name!r} has something else{nested}"
            raise ValueError(message) from error
