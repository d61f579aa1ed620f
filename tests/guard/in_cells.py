"""A session in cells, and questions that differ in one person, for tests of differencing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, reveal
from jupyter_privacy.guard.view.html import to_html
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.guard.view.text import to_text
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

N = 300


class Cells:
    """A session in which each question is a cell of its own, as in a notebook."""

    def __init__(self, frame, policy=None):
        self.session = Session(policy or Policy())
        self.frame = self.session.protect(frame)
        self.n = 0

    def call(self, function, *args, **kwargs):
        """Call a library function with sealed arguments."""
        request = Request(Verb.FUNCTION, None, "", args, kwargs, function)
        return reveal(self.session.holder, self.session.holder.ask(request))

    def ask(self, question):
        """Return what a question gives: a plain value, or None if it is withheld."""
        self.n += 1
        self.session.ledger.begin()
        try:
            result = question(self.frame)
        except DisclosureError:  # the length of a withheld value
            result = None
        shown = None if result is None or type(result) is Sealed else result
        self.session.ledger.end(f"Out[{self.n}]")
        return shown

    def texts(self, question):
        """Return all that a cell with a question shows: the result, its view, `why`, the state."""
        result = self.ask(question)
        mask = self.session.public.mask_of(result)
        view = (
            ""
            if mask is None
            else "".join(f(table_view(mask.released, mask.policy)) for f in (to_text, to_html))
        )
        return str(result), view, self.session.why(), str(self.session.state())


def pupils(**odd):
    """Return pupils of whom number 117 has the given values."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "name": [f"Pupil {n:03d}" for n in i],
            "town": np.array(["Bath", "York", "Hull", "Ely", "Leeds"])[i * 7 % 5],
            "sex": np.array(["F", "M"])[(i // 5) % 2],
            "age": 10 + i % 8,
            "score": np.round(50 + 20 * np.sin(i), 1),
        }
    )
    for column, value in odd.items():
        frame.loc[117, column] = value
    return frame


def is_town(*towns):
    """Return a question for the total score of some towns."""
    return lambda d: d[d.town.isin(towns)].score.sum()


def points(d, column, *chosen):
    """Return 100 for whoever has one of the values, 0 for all others: a number, not a condition."""
    values = {"town": ["Bath", "York", "Hull", "Ely", "Leeds"], "sex": ["F", "M"]}[column]
    return d[column].map({value: 100 * (value in chosen) for value in values})


def or_old(d, given):
    """Return who has points, and whoever is older than 50; no part of it is about few people."""
    return d[d.age + given > 50]


def not_old(d, given):
    """Return who has points and is not older than 50."""
    return d[d.age - given < -50]


def young(d, given):
    """Return who has points and is younger than 17."""
    return d[d.age - given < -83]


def with_few_old_girls():
    """Return pupils of whom two girls are 17."""
    return pupils().assign(sex=lambda d: d.sex.mask((d.age == 17) & (d.index > 60), "M"))
