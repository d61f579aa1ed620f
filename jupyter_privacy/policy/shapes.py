"""What identifying values look like: check digits and fixed shapes.

NHS numbers and UPNs are told by their check digits (python-stdnum, read only when a sample is
looked at), the others by the shape alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["SHAPES", "shape_of"]

# One in eleven numbers of ten digits passes the NHS check by chance: with three values and
# four in five of them passing, a false alarm is rarer than one in a thousand.
_FEWEST = 3
_SHARE = 0.8

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}", re.IGNORECASE)
_PHONE = re.compile(r"(\+|0)[0-9 ()./-]{8,20}")
_DATE = re.compile(r"[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}.*")
_FEWEST_PHONE_DIGITS, _MOST_PHONE_DIGITS = 10, 15
_NHS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}")


def _is_nhs_number(text: str) -> bool:
    from stdnum.gb import nhs

    return _NHS.fullmatch(text) is not None and bool(nhs.is_valid(text))


def _is_upn(text: str) -> bool:
    from stdnum.gb import upn

    return bool(upn.is_valid(text))


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_postcode(text: str) -> bool:
    return _POSTCODE.fullmatch(text) is not None


def _is_phone_number(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return (
        _PHONE.fullmatch(text) is not None
        and _DATE.fullmatch(text) is None
        and _FEWEST_PHONE_DIGITS <= digits <= _MOST_PHONE_DIGITS
    )


# What it is called, how it is told, and whether it stays one when only a few values occur
# (the postcodes of five schools identify no pupil; five NHS numbers identify five patients).
SHAPES: tuple[tuple[str, Callable[[str], bool], bool], ...] = (
    ("NHS numbers (check digit)", _is_nhs_number, True),
    ("UPNs (check letter)", _is_upn, True),
    ("e-mail addresses", _is_email, True),
    ("UK postcodes", _is_postcode, False),
    ("telephone numbers", _is_phone_number, False),
)


def shape_of(sample: Sequence[str]) -> tuple[str, bool] | None:
    """Return what at least four in five of the values look like and whether few values matter.

    >>> shape_of(["ann@example.org", "bob@example.org", "cy@example.org"])
    ('e-mail addresses', True)
    >>> shape_of(["red", "green", "blue"]) is None
    True
    """
    values = [text.strip() for text in sample]
    if len(values) < _FEWEST:
        return None
    for name, looks_like, even_if_few in SHAPES:
        if sum(map(looks_like, values)) >= _SHARE * len(values):
            return name, even_if_few
    return None
