"""Who a record is, as a number that stays with the person from session to session."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames import Frame

__all__ = ["persons_of"]

_APART = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio of 2^64: what stands behind each other is far apart."""


def persons_of(frame: Frame, identifiers: Sequence[int]) -> NDArray[np.uint64]:
    """Return a number for the person of each record.

    It is made of the identifier that tells most people apart, so that another extract of the same people
    has the same numbers; records with the same identifier, or with none, are counted through.  Without
    an identifier it is the place in the file.
    """
    if not identifiers:
        return np.arange(frame.n_records, dtype=np.uint64)
    codes = max((frame.codes(j) for j in identifiers), key=lambda one: int(one.max(initial=0)))
    identifier = next(j for j in identifiers if frame.codes(j) is codes)
    found, first, number = np.unique(codes, return_index=True, return_inverse=True)
    hashed = np.array([_hashed(text) for text in frame.texts(identifier, first)], dtype=np.uint64)
    hashed[found == 0] = 0
    return hashed[number] + _times_before(number) * _APART


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _times_before(number: IntArray) -> NDArray[np.uint64]:
    """Return how often the number of each record stands before it."""
    order = np.argsort(number, kind="stable")
    ordered = number[order]
    times = np.empty(len(number), dtype=np.uint64)
    times[order] = np.arange(len(number)) - np.searchsorted(ordered, ordered)
    return times
