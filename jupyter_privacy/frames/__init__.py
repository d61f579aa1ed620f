"""The only door to pandas, polars and numpy tables: an object comes in, a `Frame` goes on.

A library is one module that recognises its objects without importing the library, and one entry
in `LIBRARIES`.
"""

from jupyter_privacy.frames import numpy_frame, pandas_frame, polars_frame
from jupyter_privacy.frames.bands import Band, band_levels
from jupyter_privacy.frames.frame import Frame, Kind, Library

__all__ = ["LIBRARIES", "Band", "Frame", "Kind", "Library", "band_levels", "is_frame", "open_frame"]

LIBRARIES: tuple[Library, ...] = (pandas_frame, polars_frame, numpy_frame)


def is_frame(obj: object) -> bool:
    """Return whether `open_frame` accepts `obj`; nothing is imported to find out.

    The type itself is asked, not `__class__`: a sealed proxy that passes for a table is none.

    >>> is_frame([1, 2])
    False
    """
    return any(library.recognises(obj) for library in LIBRARIES)


def open_frame(obj: object, *, with_index: bool = False) -> Frame:
    """Return a table as a `Frame`.

    What it does
        Takes a pandas DataFrame, Series or Index, a polars DataFrame or Series, or a numpy array
        of one or two dimensions.  With `with_index` the index levels of a pandas object become
        leading columns, unless its index is the default one (0, 1, 2, ... without a name).
    Errors
        `TypeError` naming the type of `obj` and the accepted ones.
    Cost
        None: columns are read when they are asked for.

    >>> import pandas as pd
    >>> frame = open_frame(pd.DataFrame({"age": [15, None, 15]}))
    >>> frame.columns, frame.kind(0).value, frame.codes(0).tolist()
    (('age',), 'number', [1, 0, 1])
    """
    for library in LIBRARIES:
        if library.recognises(obj):
            return library.open_object(obj, with_index=with_index)
    accepted = "; ".join(library.ACCEPTED for library in LIBRARIES)
    raise TypeError(f"expected a table ({accepted}), got {type(obj).__module__}.{type(obj).__qualname__}")
