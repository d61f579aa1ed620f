"""A last net: do the direct identifiers of protected data stand in a text that goes out?

Protection is that raw values never get out of their holder; this only catches what a way we did
not think of carries along.  Looked for are whole words: every run of words in the text that is,
case and spacing aside, the value of a direct identifier.
"""

from __future__ import annotations

import re
from collections import defaultdict

from jupyter_privacy.guard.source import Source
from jupyter_privacy.policy import Role

__all__ = ["IdentifierNet"]

_WORD = re.compile(r"[\w@.+'-]+")
_SHORTEST = 5
"""Shorter identifiers would be found in ordinary words."""


class IdentifierNet:
    """The direct identifiers of the sources that were added, by their number of words."""

    def __init__(self) -> None:
        self._known: defaultdict[int, set[str]] = defaultdict(set)
        self._added: set[str] = set()

    def add(self, source: Source) -> None:
        """Take in the direct identifiers of a source; once is enough."""
        if source.id in self._added:
            return
        for j, finding in enumerate(source.roles):
            if finding.role is Role.DIRECT_IDENTIFIER:
                for text in source.frame.sample_texts(j, source.n_records):
                    self._take_in(text)
        self._added.add(source.id)

    def _take_in(self, text: str) -> None:
        words = _words(text)
        if sum(map(len, words)) >= _SHORTEST:
            self._known[len(words)].add(" ".join(words))

    def catches(self, text: str) -> bool:
        """Whether an identifier stands in `text`.  Cost: one look-up a word and length."""
        if not self._known:
            return False
        words = _words(text)
        return any(
            " ".join(words[i : i + length]) in known
            for length, known in self._known.items()
            for i in range(len(words) - length + 1)
        )


def _words(text: str) -> list[str]:
    return [word.strip(".'-") for word in _WORD.findall(text.casefold())]
