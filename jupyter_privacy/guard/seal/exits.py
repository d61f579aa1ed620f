"""Methods that would carry rows out of the kernel: writers and row-level charts.

They are refused whatever the data are, so the refusal says nothing about them.
"""

from __future__ import annotations

from typing import NoReturn

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.desk import Desk
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.refusal import Refusal

__all__ = ["refuse", "refuse_exit"]

_STAYS_INSIDE = frozenset(
    (
        "to_numpy to_frame to_period to_timestamp to_flat_index to_series to_list to_dict "
        "to_records to_datetime to_pydatetime to_dummies to_physical to_struct to_pandas to_arrow "
        "to_init_repr to_julian_date"
    ).split()
)
_WRITERS = ("write_", "sink_", "save", "dump", "tofile", "serialize")
_CHARTS = frozenset({"plot", "hist", "boxplot", "hvplot"})
_SHOWN = frozenset(
    {"style", "items", "iterrows", "itertuples", "iteritems", "iter_rows", "rows", "glimpse", "show"}
)

_WRITING = (
    "{name} would write protected rows out of this session: aggregate first (groupby, value_counts, "
    "crosstab) and write the released table"
)
_DRAWING = (
    "{name} of protected rows would draw a mark for each person: draw bins with plt.hist(df['x']) or, from "
    "polars, df.to_pandas().plot.hist(), or a released table such as df['x'].value_counts()"
)
_LOOPING = (
    "{name} would hand out protected rows one by one: use column operations or groupby, or display "
    "the frame to see what is safe of its rows"
)


def refuse(desk: Desk, held: Held, request: Request) -> NoReturn:
    """Refuse what a proxy refuses by itself, so that it is noted."""
    raise Refusal(DisclosureError(request.name))


def refuse_exit(name: str) -> None:
    """Refuse with a `DisclosureError` if a method or accessor of this name carries rows out."""
    if (name.startswith("to_") and name not in _STAYS_INSIDE) or name.startswith(_WRITERS):
        raise Refusal(DisclosureError(_WRITING.format(name=name)))
    if name in _CHARTS:
        raise Refusal(DisclosureError(_DRAWING.format(name=name)))
    if name in _SHOWN:
        raise Refusal(DisclosureError(_LOOPING.format(name=name)))
