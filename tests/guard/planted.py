"""A frame full of canaries, and the search for them in whatever comes out of the guard."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from types import FrameType

import numpy as np
import pandas as pd

from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod

N_PEOPLE = 36
N_LOOKED_AT = 100


def planted_columns():
    """Return columns whose cells, but for those of `group` and `flag`, are found by their text."""
    people = range(N_PEOPLE)
    return {
        "name": [f"Zorblax{i:02d} Wumpus" for i in people],
        "city": [f"Quuxton{i:02d}" for i in people],
        "code": [7310003 + 17 * i + 5 * i * i for i in people],
        "score": [8642.125 + 3.5 * i + 0.75 * i * i for i in people],
        "born": [pd.Timestamp("2011-03-04 05:17:23") + pd.Timedelta(days=29 * i) for i in people],
        "group": ["AB"[i % 2] for i in people],
        "flag": [i % 3 == 0 for i in people],
    }


def planted_frame():
    """Return the frame of the planted columns."""
    return pd.DataFrame(planted_columns())


def _canaries():
    columns = planted_columns()
    for value in (*columns["name"], *columns["city"]):
        yield from (value, value.split(maxsplit=1)[0].upper(), value.split(maxsplit=1)[0].lower())
    yield from map(str, (*columns["code"], *columns["score"]))
    yield from (f"{code:,}" for code in columns["code"])
    yield from (born.strftime("%Y-%m-%d") for born in columns["born"])


CANARIES = frozenset(_canaries())


def canaries_in(text):
    """Return the planted values that stand in a text."""
    return sorted(canary for canary in CANARIES if canary in text)


def texts_of(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the texts of everything that a plain value shows or holds; proxies are rendered."""
    if type(value) is Sealed:
        yield from map(str, value._repr_mimebundle_().values())
        return
    if type(value) is SealedMethod:
        yield f"{value!r} {value.__name__}"
        return
    if isinstance(value, pd.DataFrame | pd.Series):
        yield value.to_string()
        yield str(getattr(value, "attrs", ""))
    elif isinstance(value, np.ndarray):
        yield str(value.tolist())
    elif depth < 4 and isinstance(value, Mapping):
        yield from _texts_of_all(itertools.chain(value.keys(), value.values()), depth)
    elif depth < 4 and isinstance(value, Iterable) and not isinstance(value, str | bytes | type):
        yield from _texts_of_all(value, depth)
    yield f"{value!s} {value!r}"


def _texts_of_all(values, depth):
    try:
        looked_at = list(itertools.islice(values, N_LOOKED_AT))
    except Exception:  # not to be looped over
        return
    for value in looked_at:
        yield from texts_of(value, depth + 1)


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames that the traceback of an error leads to."""
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def leaks_of_error(error, libraries=("pandas", "numpy", "polars")):
    """Return what an error, its chain and the locals along its traceback give away."""
    found = [*canaries_in(f"{error!s} {error!r} {error.args!r} {getattr(error, '__notes__', '')}")]
    found += [repr(link) for link in (error.__cause__, error.__context__) if link is not None]
    for frame in frames_of(error):
        module = frame.f_globals.get("__name__", "")
        if module.split(".")[0] in libraries:
            found.append(f"a frame of {module}")
        if not module.startswith("jupyter_privacy"):
            continue
        for name, value in frame.f_locals.items():
            if type(value).__module__.split(".")[0] in libraries and not callable(value):
                found.append(f"{module}: {name} is a {type(value).__name__}")
            if isinstance(value, str | int | float) and type(value) is not Sealed:
                found += canaries_in(str(value))
    return found
