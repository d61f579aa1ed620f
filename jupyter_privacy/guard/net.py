"""A last net: do the direct identifiers of protected data stand in a text that goes out?

Protection is that raw values never get out of their holder; this only catches what a way we did
not think of carries along.  Looked for are whole words: every run of words in the text that is,
case, spacing and punctuation aside, the value of a direct identifier.
"""

from __future__ import annotations

import html
import itertools
import re
import threading
from collections.abc import Iterator, Sequence

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.core.word_hashes import HashArray, hash_words, joined_hashes
from jupyter_privacy.frames import Kind
from jupyter_privacy.frames.coding import first_records
from jupyter_privacy.guard.source import Source
from jupyter_privacy.policy import Role

__all__ = ["IdentifierNet"]

_SHORTEST = 5
"""Shorter identifiers would be found in ordinary words ..."""
_SHORTEST_NUMBER = 8
"""... and shorter numbers among ordinary numbers."""
_MOST_WORDS = 8
_SIEVE_BITS = 23
_CARRIED = 200
_AT_ONCE = 50_000
_BEYOND_ASCII = 128
_NOT_ASCII = re.compile(r"[^\w@.+'\n-]+")
_REST_OF_WORD = re.compile(r"\S*")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})")
_LETTER_ESCAPES = re.compile(r"\\[ntrfv]")


class IdentifierNet:
    """The direct identifiers of the sources that were added, as hashes of their words.

    A source is taken in by a thread of its own; whoever looks for identifiers waits for it.
    """

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._added: set[str] = set()
        self._arriving: list[threading.Thread] = []
        self._failed: list[Source] = []
        self._lock = threading.Lock()
        self._carried: dict[str, str] = {}

    def add(self, source: Source) -> None:
        """Take in the direct identifiers of a source, in the background; once is enough."""
        if source.id in self._added:
            return
        self._added.add(source.id)
        arriving = threading.Thread(target=self._arrive, args=(source,), daemon=True)
        self._arriving.append(arriving)
        arriving.start()

    def catches(self, text: str) -> bool:
        """Whether an identifier stands in `text`.  Cost: linear in the text, whatever is known."""
        self._wait()
        if not self._known:
            return False
        return any(self._finds(reading) for reading in _readings(text))

    def catches_next(self, stream: str, text: str) -> bool:
        """Whether an identifier ends in this piece of a stream, be it that it began in an earlier one."""
        carried = self._carried.pop(stream, "")
        caught = self.catches(carried + text)
        if not caught:
            self._carried[stream] = _end_of(carried + text)
        return caught

    def _arrive(self, source: Source) -> None:
        try:
            self._take_in(source)
        except Exception:
            self._failed.append(source)

    def _wait(self) -> None:
        """Wait for sources that arrive; who asks while one cannot be taken in gets the error of it."""
        while self._arriving:
            self._arriving[-1].join()
            self._arriving.pop()
        while self._failed:
            self._take_in(self._failed[-1])
            self._failed.pop()

    def _finds(self, text: str) -> bool:
        hashes = hash_words(_folded(text)).hashes
        return any(known.holds_any(joined_hashes(hashes, length)) for length, known in self._known.items())

    def _take_in(self, source: Source) -> None:
        found: dict[int, list[HashArray]] = {}
        for texts in _identifiers(source):
            batches = (texts[i : i + _AT_ONCE] for i in range(0, len(texts), _AT_ONCE))
            for length, hashes in itertools.chain.from_iterable(map(_hashes_by_length, batches)):
                found.setdefault(length, []).append(hashes)
        with self._lock:
            known = dict(self._known)
            for length, several in found.items():
                earlier = [known[length].hashes] if length in known else []
                known[length] = _Known(np.unique(np.concatenate([*earlier, *several])))
            self._known = known


class _Known:
    """Sorted hashes, and a sieve that almost all others fall through."""

    def __init__(self, hashes: HashArray) -> None:
        self.hashes = hashes
        self._sieve: BoolArray = np.zeros(1 << _SIEVE_BITS, np.bool_)
        self._sieve[_sieved(hashes)] = True

    def holds_any(self, hashes: HashArray) -> bool:
        likely = hashes[self._sieve[_sieved(hashes)]]
        at = np.searchsorted(self.hashes, likely).clip(max=len(self.hashes) - 1)
        return bool((self.hashes[at] == likely).any())


def _sieved(hashes: HashArray) -> HashArray:
    return hashes >> np.uint64(64 - _SIEVE_BITS)


def _identifiers(source: Source) -> Iterator[Sequence[str]]:
    """Yield the different values of each direct identifier: texts and whole numbers."""
    frame = source.frame
    for j, finding in enumerate(source.roles):
        if finding.role is not Role.DIRECT_IDENTIFIER:
            continue
        if frame.kind(j) is Kind.TEXT:
            yield frame.sample_texts(j, source.n_records)
        elif frame.kind(j) is Kind.NUMBER:
            numbers = frame.numbers(j)[first_records(frame.codes(j), source.n_records)]
            yield [f"{number:.0f}" for number in numbers if number.is_integer()]


def _hashes_by_length(texts: Sequence[str]) -> Iterator[tuple[int, HashArray]]:
    """Yield the hashes of identifiers by their number of words, without those that are too short."""
    folded = _folded("\n".join(text.replace("\n", " ") for text in texts) + "\n")
    ends = np.flatnonzero(np.frombuffer(folded, np.uint8) == ord("\n"))
    words = hash_words(folded)
    counts = np.bincount(np.searchsorted(ends, words.starts), minlength=len(ends))
    firsts = np.cumsum(counts) - counts
    long_enough = _long_enough(folded, ends)
    for length in range(1, _MOST_WORDS + 1):
        wanted = firsts[(counts == length) & long_enough]
        if len(wanted):
            yield length, joined_hashes(words.hashes, length)[wanted]


def _long_enough(lines: bytes, ends: IntArray) -> BoolArray:
    """Return which lines have letters enough; those of digits only need more."""
    codes = np.frombuffer(lines, np.uint8)
    is_digit = (codes >= ord("0")) & (codes <= ord("9"))
    is_letter = is_digit | (codes >= ord("a")) & (codes <= ord("z")) | (codes >= _BEYOND_ASCII)
    n_digits, n_letters = (
        np.diff(np.cumsum(which, dtype=np.int64)[ends], prepend=0) for which in (is_digit, is_letter)
    )
    enough: BoolArray = n_letters >= np.where(n_digits == n_letters, _SHORTEST_NUMBER, _SHORTEST)
    return enough


def _readings(text: str) -> Iterator[str]:
    """Yield a text as it stands, and as who unescapes HTML or the text of a literal would read it."""
    yield text
    if "&" in text and (unescaped := html.unescape(text)) != text:
        yield unescaped
    if "\\" in text:
        yield _ESCAPED.sub(_unescaped, _LETTER_ESCAPES.sub(" ", text))


def _end_of(text: str) -> str:
    """Return the end of a text, from the beginning of a word."""
    return text if len(text) <= _CARRIED else _REST_OF_WORD.sub("", text[-_CARRIED:], count=1)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def _folded(text: str) -> bytes:
    """Return a text without case, and with nothing but ASCII between words."""
    folded = text.casefold()
    if not folded.isascii():
        folded = _NOT_ASCII.sub(" ", folded)
    return folded.encode(errors="surrogatepass")
