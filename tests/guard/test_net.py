"""The last net: direct identifiers are found in whatever text goes out, and ordinary text passes."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.word_hashes import hash_words, joined_hashes
from jupyter_privacy.guard.net import IdentifierNet
from jupyter_privacy.guard.source import open_source
from jupyter_privacy.policy import Policy

NAMES = ["Quellindra Thornquist", "Ánna-Lena O'Brien", "Wu", "李小龙大侠客", "ΣΟΦΙΑ Παππάς"]
NAMES += ["Max van der Meer II"]
NUMBERS = [9434765919, 4010232137, 1234567, 3141592653, 2718281828, 1618033988]


@pytest.fixture(scope="module")
def net():
    """Return a net that knows six people."""
    frame = pd.DataFrame({"name": NAMES, "nhs": NUMBERS, "score": range(6)})
    roles = {"name": "direct_identifier", "nhs": "direct_identifier"}
    made = IdentifierNet()
    made.add(open_source(frame, "s1", "people", Policy(roles=roles)))
    return made


@pytest.mark.parametrize(
    "text",
    [
        "Quellindra Thornquist",
        "a\nb quellindra\tTHORNQUIST, c",
        "<td>Quellindra&nbsp;Thornquist</td>",
        "<td>&Aacute;nna-Lena O&#x27;Brien</td>",
        repr("x\nÁnna-Lena O'Brien\n"),
        json.dumps({"a": "Ánna-Lena O'Brien"}),
        ascii("Ánna-Lena O'Brien"),
        "(李小龙大侠客)",
        "“σοφια Παππάς”",
        "['Max van der Meer II']",
        "9434765919",
        "nhs=4010232137.",
        "{'x': 2718281828}",
        "before " * 50_000 + "Quellindra Thornquist" + " after" * 50_000,
        "x" * 300_000 + " Quellindra Thornquist",
    ],
)
def test_identifiers_are_caught(net, text):
    """Case, spacing, punctuation and the usual ways to escape do not matter."""
    assert net.catches(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Quellindra",
        "Thornquist Quellindra",
        "Quellindra Q. Thornquist",
        "xQuellindra Thornquist",
        "94347659190 and 943476591",
        "Wu",
        "1234567",
        "  name   score\n0  1.25e-05   943.4765919\n",
        "&amp; \\ \\u \\x1",
        "\ud800",
    ],
)
def test_ordinary_text_passes(net, text):
    """Parts of identifiers, and those too short to be told from words, are nobody's."""
    assert not net.catches(text)


def test_a_source_is_taken_in_once_and_others_are_added():
    """What is known grows with the sources."""
    net = IdentifierNet()
    assert not net.catches(NAMES[0])
    for i in (1, 0, 0):
        frame = pd.DataFrame({"name": NAMES[i : i + 1]})
        net.add(open_source(frame, f"s{i}", "people", Policy(roles={"name": "direct_identifier"})))
    assert net.catches(NAMES[0])
    assert net.catches(NAMES[1])


def test_nothing_is_known_without_direct_identifiers():
    """Only direct identifiers are looked for."""
    net = IdentifierNet()
    net.add(open_source(pd.DataFrame({"town": ["Aberystwyth"] * 9}), "s", "people", Policy()))
    assert not net.catches("Aberystwyth")


WORDS = re.compile(rb"[a-z0-9\x80-\xff]+(?:[@.+'_-][a-z0-9\x80-\xff]+)*")


@given(st.text("ab1.'- \n@é,", max_size=60))
def test_words_are_those_of_a_regular_expression(text):
    """Equal words have equal hashes, different ones different hashes, and none is missed."""
    data = text.encode()
    found = list(WORDS.finditer(data))
    hashed = hash_words(data)
    assert hashed.starts.tolist() == [one.start() for one in found]
    pairs = {(one.group(), int(number)) for one, number in zip(found, hashed.hashes, strict=True)}
    assert len({word for word, _ in pairs}) == len({number for _, number in pairs}) == len(pairs)


def test_long_texts_are_hashed_as_short_ones_are():
    """Pieces end between words."""
    words = [f"word{i}" for i in range(100_000)]
    whole = hash_words(" ".join(words).encode())
    assert len(np.unique(whole.hashes)) == len(words)
    assert whole.hashes[99_999] == hash_words(b"word99999").hashes[0]
    assert len(hash_words(b"x" * 1_000_000).hashes) == 1
    assert len(joined_hashes(whole.hashes, 200_000)) == 0


def test_a_source_that_cannot_be_taken_in_is_no_empty_one(monkeypatch):
    """Who asks gets the error, and so withholds, until it has been taken in."""
    net, fails = IdentifierNet(), [True, True, False]
    take_in = IdentifierNet._take_in

    def failing(self, source):
        if fails.pop(0):
            raise MemoryError
        take_in(self, source)

    monkeypatch.setattr(IdentifierNet, "_take_in", failing)
    frame = pd.DataFrame({"name": NAMES[:1]})
    net.add(open_source(frame, "s", "people", Policy(roles={"name": "direct_identifier"})))
    with pytest.raises(MemoryError):
        net.catches("anything")
    assert net.catches(NAMES[0])
    assert not net.catches("anything")
