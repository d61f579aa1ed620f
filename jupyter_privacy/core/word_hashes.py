"""Words of a long text as numbers, so that hundreds of thousands of known words are found in it at once."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray

__all__ = ["HashedWords", "hash_words", "joined_hashes"]

HashArray = NDArray[np.uint64]

_CHUNK = 1 << 18
"""Bytes hashed at once: what is worked with then fits into a cache."""
_SEPARATOR, _LETTER, _INNER = 0, 1, 2
_INNER_BYTES = b"@.+'-_"
_ODD = 0x9E3779B97F4A7C15
"""An odd number (2^64 over the golden ratio): odd ones have an inverse modulo 2^64."""
_NEXT_WORD = np.uint64(0xC2B2AE3D27D4EB4F)


class HashedWords:
    """The hashes of the words of one text, in their order, and the byte at which each begins."""

    def __init__(self, hashes: HashArray, starts: IntArray) -> None:
        self.hashes = hashes
        self.starts = starts


def hash_words(text: bytes) -> HashedWords:
    """Return a 64-bit hash of every word of a text.

    A word is a run of ASCII letters, digits and bytes of other alphabets; `@ . + ' - _` belong to it where
    they stand between two of those.

    Formula
        h(w) = sum of r(w_i) p^i modulo 2^64, with a random number r a byte and p odd.  Sums up to every
        byte are made once; the hash of a word is the difference of two of them times p to the minus its
        first position.  Two different words have the same hash with a chance of about 2^-64.
    Shapes
        As many hashes as words.
    Cost
        About a dozen passes of NumPy over the text, in pieces of 256 kB that end between words.
    Source
        M.O. Rabin, R.M. Karp (1987), Efficient randomized pattern-matching algorithms, IBM Journal of
        Research and Development 31(2), doi 10.1147/rd.312.0249

    >>> one, two = hash_words(b"Ada, (Ada)").hashes
    >>> bool(one == two), hash_words(b"o'brien - x").starts.tolist()
    (True, [0, 10])
    """
    hashes, starts, begin = [], [], 0
    while begin < len(text):
        end = _end_of_piece(text, begin)
        piece = _hash_piece(np.frombuffer(text, np.uint8, end - begin, begin))
        hashes.append(piece.hashes)
        starts.append(piece.starts + begin)
        begin = end
    if not hashes:
        return HashedWords(np.empty(0, np.uint64), np.empty(0, np.intp))
    return HashedWords(np.concatenate(hashes), np.concatenate(starts))


def joined_hashes(hashes: HashArray, length: int) -> HashArray:
    """Return one hash for every run of `length` words that follow one another.

    Formula
        sum of h_i q^i modulo 2^64, with q odd.
    Shapes
        n words have n - length + 1 runs, none if they are fewer than `length`.
    Source
        As `hash_words`.

    >>> words = hash_words(b"a b a b").hashes
    >>> runs = joined_hashes(words, 2)
    >>> len(runs), bool(runs[0] == runs[2]), bool(runs[0] == runs[1])
    (3, True, False)
    """
    n_runs = len(hashes) - length + 1
    if n_runs <= 0:
        return np.empty(0, np.uint64)
    joined, factor = hashes[:n_runs].copy(), _NEXT_WORD
    with np.errstate(over="ignore"):
        for i in range(1, length):
            joined += hashes[i : i + n_runs] * factor
            factor = factor * _NEXT_WORD
    return joined


def _end_of_piece(text: bytes, begin: int) -> int:
    """Return where a piece ends: at the last space in it, or at the next one after it."""
    if len(text) - begin <= _CHUNK:
        return len(text)
    last = max(text.rfind(b" ", begin, begin + _CHUNK), text.rfind(b"\n", begin, begin + _CHUNK))
    if last > begin:
        return last + 1
    following = text.find(b" ", begin + _CHUNK)
    return following + 1 if following >= 0 else len(text)


def _hash_piece(codes: NDArray[np.uint8]) -> HashedWords:
    tables = _tables()
    is_word = _word_bytes(codes, tables)
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    if len(codes) and is_word[0]:
        edges = np.concatenate(([0], edges))
    if len(codes) and is_word[-1]:
        edges = np.concatenate((edges, [len(codes)]))
    starts, ends = edges[::2], edges[1::2]
    powers, inverses = _powers(max(_CHUNK, 1 << (len(codes) - 1).bit_length()) if len(codes) else _CHUNK)
    sums = np.zeros(len(codes) + 1, np.uint64)
    with np.errstate(over="ignore"):
        np.cumsum(tables[1][codes] * powers[: len(codes)], out=sums[1:])
        return HashedWords((sums[ends] - sums[starts]) * inverses[starts], starts)


def _word_bytes(codes: NDArray[np.uint8], tables: tuple[NDArray[np.uint8], HashArray]) -> BoolArray:
    kinds = tables[0][codes]
    is_letter: BoolArray = kinds == _LETTER
    inner = np.flatnonzero(kinds == _INNER)
    inner = inner[(inner > 0) & (inner < len(codes) - 1)]
    joins = inner[is_letter[inner - 1] & is_letter[inner + 1]]
    is_letter[joins] = True
    return is_letter


@functools.cache
def _tables() -> tuple[NDArray[np.uint8], HashArray]:
    """Return the kind of each byte, and a random number for it."""
    kinds = np.full(256, _SEPARATOR, np.uint8)
    kinds[128:] = _LETTER
    for code in range(128):
        if chr(code).isalnum():
            kinds[code] = _LETTER
    kinds[list(_INNER_BYTES)] = _INNER
    return kinds, np.random.default_rng(0).integers(1, 2**64, 256, np.uint64, endpoint=False)


@functools.cache
def _powers(length: int) -> tuple[HashArray, HashArray]:
    """Return the powers of p up to a length, and their inverses."""
    return tuple(  # type: ignore[return-value]  # two of them
        np.cumprod(np.r_[np.ones(1, np.uint64), np.full(length - 1, base, np.uint64)], dtype=np.uint64)
        for base in (_ODD, pow(_ODD, -1, 2**64))
    )
