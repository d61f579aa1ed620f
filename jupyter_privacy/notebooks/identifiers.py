"""Personal numbers, addresses and the values of named data in a text.

What identifiers look like is said by `policy.shapes`; here stands how candidates for them are found
in running text, which is full of numbers: bare digits need more than one check digit to be believed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from jupyter_privacy.policy.shapes import SHAPES

__all__ = ["Net", "identifiers_in"]

_IS = {name: looks_like for name, looks_like, _ in SHAPES}

# Each starts where a word starts and is bounded, so that looking costs a time linear in the text.
_NHS = re.compile(r"(?<![\w.,+/-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w-]|[.,]\d)")
_UPN = re.compile(r"(?<!\w)[A-Z]\d{11}[0-9A-Z](?!\w)")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_POSTCODE = re.compile(r"(?<![\w./+=-])[A-Z]{1,2}[0-9][A-Z0-9]?( ?)[0-9][ABD-HJLNP-UW-Z]{2}(?![\w/+=-])")
_PHONE = re.compile(
    r"(?<![\w.,+-])(?:"
    r"(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(?0)[1-9]\d{1,3}\)?[ -]\d{3,4}[ -]?\d{3,4}"
    r"|\+[1-9]\d{10,13}|0[127]\d{9}"
    r")(?![\w-]|[.,]\d)"
)
_DIGIT = re.compile(r"\d")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_DATA_URI = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=%]{64,}")

# The numbers in use in England, and those of test patients, start so; 1 to 3 is mostly a time in seconds.
_ISSUED = "4679"
_SEVERAL = 3
_SHARE = 0.8
_PART = 1 << 20
_OVERLAP = 200


class Net(Protocol):
    """What knows identifiers by their values."""

    def catches(self, text: str) -> bool:
        """Whether one of them stands in the text."""


def identifiers_in(text: str, nets: Sequence[Net] = ()) -> Iterator[str]:
    """Yield the rules by which a text holds identifiers, each once.

    >>> list(identifiers_in("write to ann@example.org"))
    ['email']
    >>> list(identifiers_in("0  0.4312345678  1700000000"))
    []
    """
    text = _plain(text)
    has_digits = _DIGIT.search(text) is not None
    yield from (rule for rule, holds in _RULES if (has_digits or holds is _email) and holds(text))
    if any(net.catches(part) for net in nets for part in _parts(text)):
        yield "data"


def _plain(text: str) -> str:
    """Return a text without colours and pictures, its digits and spaces in their plain form."""
    text = _ANSI.sub("", text)
    if ";base64," in text:
        text = _DATA_URI.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _parts(text: str) -> Iterator[str]:
    """Yield a long text piece by piece; what stands on a border is in both."""
    for start in range(0, max(len(text), 1), _PART):
        yield text[max(start - _OVERLAP, 0) : start + _PART]


def _nhs(text: str) -> bool:
    found = {match[0]: bool(match[1]) for match in _NHS.finditer(text)}
    valid = [number for number in found if _IS["NHS numbers (check digit)"](number)]
    if any(found[number] or number[0] in _ISSUED for number in valid):
        return True
    return bool(valid) and (len(valid) >= max(_SEVERAL, _SHARE * len(found)) or "nhs" in text.casefold())


def _upn(text: str) -> bool:
    return any(_IS["UPNs (check letter)"](match[0]) for match in _UPN.finditer(text))


def _email(text: str) -> bool:
    return "@" in text and _EMAIL.search(text) is not None


def _postcode(text: str) -> bool:
    """Without its space a postcode looks like many codes; several do not by chance."""
    bare = set()
    for match in _POSTCODE.finditer(text):
        if match[1]:
            return True
        bare.add(match[0])
    return len(bare) >= _SEVERAL


def _phone(text: str) -> bool:
    return any(_IS["telephone numbers"](match[0].lstrip("(")) for match in _PHONE.finditer(text))


_RULES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("nhs_number", _nhs),
    ("upn", _upn),
    ("email", _email),
    ("postcode", _postcode),
    ("phone", _phone),
)
