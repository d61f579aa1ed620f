"""People for charts, in two worlds, and pictures of what is drawn of them."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.charts.drawing import draw
from jupyter_privacy.policy import Policy
from jupyter_privacy.session.session import Session

N = 400
PERSON = 117


def people(score=912345.5, hours=98765, town="Thule", name="Zoe Quimby"):
    """Return people of whom one has the given values, which nobody else is near."""
    i = np.arange(N)
    frame = pd.DataFrame(
        {
            "name": [f"Person {n:03d}" for n in i],
            "town": np.array(["Bath", "York", "Hull", "Ely"])[i % 4],
            "sex": np.array(["F", "M"])[(i // 4) % 2],
            "age": 10 + i * 7 % 8,
            "score": np.round(50 + 20 * np.sin(i) + i % 13, 1),
            "hours": i * 11 % 37,
        }
    )
    frame.loc[PERSON, ["score", "hours", "town", "name"]] = [score, hours, town, name]
    return frame


WORLDS = (people(), people(score=765432.25, hours=54321, town="Qaanaaq", name="Amy Pond"))
"""In both the person is the largest by far and alone in a town; only by what and where they differ."""


def sealed(frame):
    """Return a frame as it stands in a session of its own."""
    return Session(Policy()).protect(frame)


def drawn(function, *args, **kwargs):
    """Call a drawing function as a mediated cell does."""
    return draw(function, args, kwargs)


def plain(function, *args, **kwargs):
    """Call a drawing function as it is."""
    return function(*args, **kwargs)


def picture(ask, frame):
    """Return the figures that a chart leaves behind, as bytes, and the error if it is refused."""
    from matplotlib import pyplot as plt

    plt.close("all")
    try:
        ask(frame, drawn)
        error = ""
    except (DisclosureError, TypeError) as refused:
        error = f"{type(refused).__name__}: {refused}"
    images = []
    for number in plt.get_fignums():
        target = io.BytesIO()
        plt.figure(number).savefig(target, format="png", dpi=40)
        images.append(target.getvalue())
    plt.close("all")
    return images, error


def notes(axes):
    """Return what is said beside axes."""
    return " · ".join(text.get_text() for text in axes.texts)
